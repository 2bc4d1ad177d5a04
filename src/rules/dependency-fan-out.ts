import { isReadable, type LockedPackage, type Lockfile } from '../model/lockfile.js';
import type { NormalizedName } from '../model/names.js';
import { count, printable } from '../model/text.js';
import { rule } from './rule.js';
import { releaseName } from './support/words.js';

/** More than this through one change is no ordinary dependency: a big framework brings about forty. */
const LIMIT = 50;

/**
 * One change that brings dozens of packages which nobody asked for by name.
 *
 * In January 2024 the npm package `everything` required all the others. Each one is a maintainer more whom the team trusts, and a crowd of new
 * entries is where one bad entry is not seen.
 */
export const dependencyFanOut = rule({
  id: 'dependency-fan-out',
  level: 'warn',
  confidence: 'medium',
  needs: [],
  capec: [538],
  aliases: ['dependency explosion'],
  headline: 'brings in very many packages that nobody asked for',
  summary: 'One change brings more than 50 new packages that nobody asked for by name.',
  remedy:
    'Check that the package at the start of the chain is worth them, or take a smaller variant or fewer extras of it. Review the new entries in parts.',

  checkLock({ pair: { path, base, head } }) {
    if (base === null || head === null || base.format !== head.format) return [];
    // A first real lock and a file that could not be read say nothing about one change.
    if (base.packages.length < 2 || !isReadable(base) || !isReadable(head)) return [];
    const widest = fansOf(base, head).toSorted((a, b) => b.brought.length - a.brought.length)[0];
    if (widest === undefined || widest.brought.length <= LIMIT) return [];
    const { root, brought, chain } = widest;
    return [
      {
        message: `${releaseName(root)} brings ${count(brought.length, 'new package')} into the lockfile${chain.length > 1 ? `, most of them by way of ${chain.map((name) => printable(name)).join(' → ')}` : ''}.`,
        at: [{ kind: 'lockfile', path, line: root.line }],
        key: root.name,
      },
    ];
  },
});

interface Fan {
  readonly root: LockedPackage;
  /** Names that are new and reached from the root, without the root. */
  readonly brought: readonly NormalizedName[];
  /** From the root to the package that itself requires most of the new names. */
  readonly chain: readonly NormalizedName[];
}

function fansOf(base: Lockfile, head: Lockfile): readonly Fan[] {
  const before = new Set(base.packages.map(({ name }) => name));
  const fresh = head.packages.filter(({ name }) => !before.has(name));
  if (fresh.length <= LIMIT) return [];
  const isFresh = new Set(fresh.map(({ name }) => name));
  const edges = new Map<NormalizedName, NormalizedName[]>();
  for (const { name, requires } of head.packages) {
    const next = requires.map((requirement) => requirement.name).filter((required) => isFresh.has(required));
    if (next.length > 0) edges.set(name, [...(edges.get(name) ?? []), ...next]);
  }
  const required = new Set([...edges.values()].flat());
  return rootsOf(head, before, edges, required).map((root) => fanFrom(root, edges));
}

/** What the change begins with: known packages that newly require, and new ones that were asked for or that nothing requires. */
const rootsOf = (
  head: Lockfile,
  before: ReadonlySet<NormalizedName>,
  edges: ReadonlyMap<NormalizedName, readonly NormalizedName[]>,
  required: ReadonlySet<NormalizedName>,
): readonly LockedPackage[] =>
  head.packages.filter(
    ({ name, direct, source }) =>
      edges.has(name) &&
      // The team's own project requires everything that it asks for by name.
      source.kind !== 'local' &&
      (before.has(name) || direct === true || !required.has(name)),
  );

function fanFrom(root: LockedPackage, edges: ReadonlyMap<NormalizedName, readonly NormalizedName[]>): Fan {
  const cameBy = new Map<NormalizedName, NormalizedName | null>([[root.name, null]]);
  let hub = root.name;
  let widest = 0;
  // A map iterates over what is added while it runs: breadth first.
  for (const [name] of cameBy) {
    const next = (edges.get(name) ?? []).filter((candidate) => !cameBy.has(candidate));
    for (const candidate of next) cameBy.set(candidate, name);
    if (next.length > widest) {
      widest = next.length;
      hub = name;
    }
  }
  return { root, brought: [...cameBy.keys()].slice(1), chain: chainTo(hub, cameBy) };
}

function chainTo(
  hub: NormalizedName,
  cameBy: ReadonlyMap<NormalizedName, NormalizedName | null>,
): readonly NormalizedName[] {
  const chain: NormalizedName[] = [];
  for (let at: NormalizedName | null = hub; at !== null; at = cameBy.get(at) ?? null) chain.unshift(at);
  return chain;
}
