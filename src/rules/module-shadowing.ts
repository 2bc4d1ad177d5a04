import type { Level } from '../model/level.js';
import type { NormalizedName } from '../model/names.js';
import { ownersOfModule } from '../model/popular.js';
import type { Profile, ProfileDelta } from '../model/profile.js';
import { printable } from '../model/text.js';
import { type Hit, rule, type Subject } from './rule.js';
import { baselineClause } from './support/behaviour.js';
import { type Doubt, doubtAbout } from './support/doubt.js';
import { areKin, lockedBeside } from './support/kinship.js';
import { quoted } from './support/words.js';

type Facts = Subject & { readonly delta: ProfileDelta };

/**
 * A top-level module that the release newly provides and that belongs to somebody else: Python itself, a package that is locked beside
 * it, or a widely used project.
 *
 * Installers write one package over another without a word, so whoever is installed last is what `import` finds. Of 625 ordinary
 * updates five brought a new top-level name, and none of them was taken.
 */
export const moduleShadowing = rule({
  id: 'module-shadowing',
  level: 'block',
  confidence: 'medium',
  needs: ['delta'],
  capec: [159, 471],
  aliases: ['namespace hijacking', 'module squatting'],
  headline: 'brings a module that belongs to another project',
  summary: 'A release newly provides a module that belongs to another project.',
  remedy:
    'Do not merge before it is clear why this package brings another one’s module. Whoever imports that name may run this package instead.',

  check(facts) {
    const doubt = facts.project === undefined ? null : doubtAbout(facts.project, facts.now);
    return newModules(facts, doubt).flatMap((module) => hitOf(module, facts, doubt) ?? []);
  },
});

interface NewModule {
  readonly name: string;
  readonly artifact: string;
  readonly path: string;
  /** A source tree's folders become modules only if its build says so. */
  readonly isBuilt: boolean;
}

/** Without an earlier release to compare with, every name is new: then only a project without a history is asked. */
function newModules({ delta, profiles }: Facts, doubt: Doubt | null): readonly NewModule[] {
  const compared = isCompared(delta);
  if (!compared && doubt === null) return [];
  const added = new Set(delta.topLevelNames.added);
  const wheels = profiles.filter(({ kind }) => kind === 'wheel');
  const found = new Map<string, NewModule>();
  for (const profile of wheels.length > 0 ? wheels : profiles) {
    for (const name of profile.topLevelNames) {
      if (found.has(name) || ASIDE.has(name) || (compared && !added.has(name))) continue;
      const path = codeOf(name, profile);
      if (path !== null) found.set(name, { name, path, artifact: profile.artifact, isBuilt: wheels.length > 0 });
    }
  }
  return [...found.values()];
}

/** A fork is held against the project that it copies, which says nothing of whose names it takes. */
const isCompared = ({ baseline }: ProfileDelta): boolean =>
  baseline.kind === 'locked' || baseline.kind === 'earlier-release';

// Left in wheels by mistake every day; `test` is Python's own besides.
const ASIDE: ReadonlySet<string> = new Set([
  'test',
  'tests',
  'docs',
  'examples',
  'scripts',
  'tools',
  'benchmarks',
  'src',
]);

/** The file that makes the name a module; null for a namespace, which any number of projects may fill (PEP 420). */
function codeOf(name: string, { inventory }: Profile): string | null {
  const starts = [`${name}/__init__.`, `${name}.`];
  const entry = inventory.find(({ path, kind }) => {
    const landing = path.replace(/^[^/]+\.data\/(?:purelib|platlib)\/|^(?:src|lib)\//u, '');
    return (kind === 'python' || kind === 'native') && starts.some((start) => landing.startsWith(start));
  });
  return entry?.path ?? null;
}

interface Taken {
  readonly whose: string;
  readonly level: Level;
}

function hitOf(module: NewModule, facts: Facts, doubt: Doubt | null): Hit | null {
  const taken = whoseIs(module, facts, doubt);
  if (taken === null) return null;
  const { baseline } = facts.delta;
  const clauses = [baselineClause(baseline), ...(isCompared(facts.delta) || doubt === null ? [] : [doubt.text])];
  return {
    message: `${printable(module.artifact)} provides the top-level module ${quoted(module.name)}, which belongs to ${taken.whose}; ${clauses.join(', and ')}.`,
    at: [{ kind: 'member', artifact: module.artifact, path: module.path, line: null, column: null, excerpt: null }],
    level: eased(taken.level, isCompared(facts.delta) && module.isBuilt),
    key: module.name,
  };
}

const eased = (level: Level, isFull: boolean): Level => (level === 'block' && !isFull ? 'warn' : level);

/** Whose name it is, the one who is hurt most first; null when it is free or its own. */
function whoseIs({ name }: NewModule, facts: Facts, doubt: Doubt | null): Taken | null {
  const { entry, popular } = facts;
  const owners = ownersOfModule(name, popular);
  if (owners.includes(entry.name)) return null;
  if (popular.standardModules.has(name)) {
    return { whose: 'Python itself', level: doubt === null && isBackport(entry.name, name) ? 'note' : 'block' };
  }
  const beside = lockedBeside(facts);
  const locked = owners.find((owner) => beside.has(owner)) ?? sameName(name, entry.name, beside);
  const owner = locked ?? owners[0];
  if (owner === undefined) return null;
  const isKin = doubt === null && areKin(entry.name, owner, popular, facts.release?.metadata ?? null);
  if (locked !== undefined)
    return { whose: `${printable(owner)}, which is locked beside it`, level: isKin ? 'note' : 'block' };
  return { whose: `${printable(owner)}, a widely used project`, level: isKin ? 'note' : 'warn' };
}

/** Backports and revivals of removed modules are called after the module: `dataclasses`, `enum34`, `standard-imghdr`. */
const isBackport = (project: NormalizedName, module: string): boolean =>
  project.replace(/^(?:standard|legacy|backports?|py|python)-?/u, '').replace(/-?(?:\d+|backport)$/u, '') ===
  module.toLowerCase().replace(/\d+$/u, '');

/** Most projects call their module as they are called. */
const sameName = (
  module: string,
  own: NormalizedName,
  beside: ReadonlySet<NormalizedName>,
): NormalizedName | undefined =>
  [...beside].find((name) => name !== own && name.replaceAll('-', '_') === module.toLowerCase());
