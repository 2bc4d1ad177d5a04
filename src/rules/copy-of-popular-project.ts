import type { InventoryEntry, Profile, ProfileDelta } from '../model/profile.js';
import { count, listOf, printable } from '../model/text.js';
import { rule } from './rule.js';
import { doubtAbout } from './support/doubt.js';
import { releaseName } from './support/words.js';

/**
 * A project without a history whose files are those of a widely used one.
 *
 * Many malicious packages are a whole copy of a known library with a few lines changed. What they change is judged by the other rules,
 * against the project that is copied; this one says that it is a copy.
 */
export const copyOfPopularProject = rule({
  id: 'copy-of-popular-project',
  level: 'warn',
  confidence: 'high',
  needs: ['delta'],
  capec: [523, 630],
  aliases: ['trojanised fork', 'clone'],
  headline: 'is a copy of a widely used project under another name',
  summary: 'A new project is a copy of a widely used one under another name.',
  remedy:
    'Use the project that is copied. If the fork is meant, read the files that differ and ask why it exists, then allow the rule for it.',

  check({ delta, entry, profiles, project, now }) {
    const { baseline } = delta;
    if (baseline.kind !== 'copied-project') return [];
    const doubt = project === undefined ? null : doubtAbout(project, now);
    const { equal, all, differing, fresh } = countFiles(profiles, delta);
    const changes = [
      ...(differing.length === 0 ? [] : [`${paths(differing)} ${differing.length === 1 ? 'differs' : 'differ'}`]),
      ...(fresh.length === 0 ? [] : [`${paths(fresh)} ${fresh.length === 1 ? 'is' : 'are'} new`]),
    ];
    return [
      {
        message: `${releaseName(entry)} is a copy of ${printable(baseline.name)} ${printable(baseline.version)}: ${equal} of its ${count(all, 'Python file')} ${equal === 1 ? 'is' : 'are'} the same${changes.length === 0 ? '' : `, ${changes.join(', ')}`}${doubt === null ? '' : `; ${doubt.text}`}.`,
        at: placesOf(profiles, [...differing, ...fresh]),
        level: doubt === null ? 'note' : 'warn',
        key: baseline.name,
      },
    ];
  },
});

interface Counted {
  readonly equal: number;
  readonly all: number;
  readonly differing: readonly InventoryEntry[];
  readonly fresh: readonly InventoryEntry[];
}

const ASIDE = /(?:^|\/)(?:tests?|docs?|examples?)\/|^setup\.py$/iu;

const isModule = ({ kind, path }: InventoryEntry): boolean => kind === 'python' && !ASIDE.test(path);

/** Wheels hold what is installed; only where there is none does the source tree count. */
function countFiles(profiles: readonly Profile[], { files }: ProfileDelta): Counted {
  const wheels = profiles.filter(({ kind }) => kind === 'wheel');
  const inventory = (wheels.length > 0 ? wheels : profiles).flatMap((profile) => profile.inventory.filter(isModule));
  const all = new Set(inventory.map(({ path }) => path));
  const mine = (entries: readonly InventoryEntry[]): readonly InventoryEntry[] => {
    const found = new Map(
      entries.filter((entry) => isModule(entry) && all.has(entry.path)).map((entry) => [entry.path, entry]),
    );
    return [...found.values()];
  };
  const [differing, fresh] = [mine(files.changed.map(({ to }) => to)), mine(files.added)];
  return { all: all.size, differing, fresh, equal: all.size - differing.length - fresh.length };
}

const paths = (entries: readonly InventoryEntry[]): string =>
  listOf(
    entries.map(({ path }) => printable(path, 100)),
    4,
  );

const SHOWN_PLACES = 5;

const placesOf = (profiles: readonly Profile[], entries: readonly InventoryEntry[]) =>
  entries.slice(0, SHOWN_PLACES).flatMap(({ path }) => {
    const holder = profiles.find(({ inventory }) => inventory.some((entry) => entry.path === path));
    return holder === undefined
      ? []
      : [{ kind: 'member' as const, artifact: holder.artifact, path, line: null, column: null, excerpt: null }];
  });
