import type { ChangeLabel, DependencyChange } from '../model/change.js';
import { groupBy } from '../model/group.js';
import { identityOf, type LockedPackage } from '../model/lockfile.js';

/**
 * One change for each release, however many lockfiles bring it: it is looked at once and told with all the places. Changes of one
 * release that differ in kind (here another hash, there another scope) stay apart, since `from` and `to` are what sets them apart.
 */
export function mergeChanges(changes: readonly DependencyChange[]): readonly DependencyChange[] {
  const merged = [...groupBy(changes, keyOf).values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [mergeInto(first, others)],
  );
  return merged.toSorted((a, b) => (a.name === b.name ? compareText(keyOf(a), keyOf(b)) : compareText(a.name, b.name)));
}

const compareText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

function keyOf({ kind, from, to, labels }: DependencyChange): string {
  const ends = [kind, sideKey(from), sideKey(to)];
  const sameRelease = kind === 'changed' && sideKey(from) === sideKey(to);
  return [...ends, ...(sameRelease ? labels.toSorted() : [])].join('\n');
}

const sideKey = (entry: LockedPackage | null): string => (entry === null ? '' : identityOf(entry));

function mergeInto(first: DependencyChange, others: readonly DependencyChange[]): DependencyChange {
  if (others.length === 0) return first;
  const all = [first, ...others];
  const labels = new Set<ChangeLabel>(all.flatMap((change) => change.labels));
  return {
    ...first,
    labels: [...labels],
    occurrences: all.flatMap(({ occurrences }) => occurrences),
    path: all.find(({ path }) => path.length > 0)?.path ?? [],
  };
}
