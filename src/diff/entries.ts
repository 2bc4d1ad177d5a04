import type { ChangeLabel } from '../model/change.js';
import { groupBy } from '../model/group.js';
import type { LockedPackage } from '../model/lockfile.js';
import type { NormalizedName } from '../model/names.js';
import { versionKey } from '../model/versions.js';
import type { Entries } from './fold.js';
import { type Comparison, labelsOf } from './labels.js';

/** One difference between two sets of entries. */
export interface EntryChange {
  readonly from: LockedPackage | null;
  readonly to: LockedPackage | null;
  readonly labels: readonly ChangeLabel[];
}

type Settings = Omit<Comparison, 'fork'>;

/** Compares name by name; the order of entries on either side does not matter. */
export function diffEntries(before: Entries, after: Entries, settings: Settings): readonly EntryChange[] {
  const names = new Set<NormalizedName>([...before.keys(), ...after.keys()]);
  return [...names].toSorted().flatMap((name) => diffName(before.get(name) ?? NONE, after.get(name) ?? NONE, settings));
}

const NONE: ReadonlyMap<string, LockedPackage> = new Map();

/**
 * Pairs the entries of one name: first by identity, then by version (the source moved), then the last two that are left. Where
 * several are left there is no telling which became which, so they come and go.
 */
function diffName(
  before: ReadonlyMap<string, LockedPackage>,
  after: ReadonlyMap<string, LockedPackage>,
  settings: Settings,
): readonly EntryChange[] {
  const comparison: Comparison = { ...settings, fork: before.size > 1 || after.size > 1 };
  const kept = [...after].flatMap(([key, to]) => {
    const from = before.get(key);
    return from === undefined ? [] : compared(from, to, comparison);
  });
  const gone = [...before].flatMap(([key, from]) => (after.has(key) ? [] : [from]));
  const come = [...after].flatMap(([key, to]) => (before.has(key) ? [] : [to]));
  if (gone.length === 0 && come.length === 0) return kept;
  const moved = sameVersions(gone, come);
  const used = new Set(moved.flat());
  const rest = unpaired(
    gone.filter((entry) => !used.has(entry)),
    come.filter((entry) => !used.has(entry)),
    comparison,
  );
  return [...kept, ...moved.flatMap(([from, to]) => compared(from, to, comparison)), ...rest];
}

const compared = (from: LockedPackage, to: LockedPackage, comparison: Comparison): readonly EntryChange[] => {
  const labels = labelsOf(from, to, comparison);
  return labels === null ? [] : [{ from, to, labels }];
};

/** Entries of one version that left one source and came from another, where that is the only reading. */
function sameVersions(
  gone: readonly LockedPackage[],
  come: readonly LockedPackage[],
): readonly (readonly [LockedPackage, LockedPackage])[] {
  const left = groupBy(gone, keyOf);
  return [...groupBy(come, keyOf)].flatMap(([key, [to, ...more]]) => {
    const [from, ...others] = left.get(key) ?? [];
    return from === undefined || to === undefined || more.length + others.length > 0 ? [] : [[from, to] as const];
  });
}

const keyOf = ({ version }: LockedPackage): string => (version === null ? '' : versionKey(version));

function unpaired(
  gone: readonly LockedPackage[],
  come: readonly LockedPackage[],
  comparison: Comparison,
): readonly EntryChange[] {
  const [from] = gone;
  const [to] = come;
  if (from !== undefined && to !== undefined && gone.length === 1 && come.length === 1)
    return compared(from, to, comparison);
  const labels: readonly ChangeLabel[] = comparison.fork ? ['fork'] : [];
  return [
    ...gone.map((entry) => ({ from: entry, to: null, labels })),
    ...come.map((entry) => ({ from: null, to: entry, labels })),
  ];
}
