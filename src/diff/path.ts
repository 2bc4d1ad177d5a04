import { groupBy } from '../model/group.js';
import type { LockedPackage, Lockfile } from '../model/lockfile.js';
import type { NormalizedName } from '../model/names.js';

// Real chains have a dozen links at most. One of thousands, told for each of its links, would be quadratic.
const MAX_LENGTH = 100;

/** Answers why a name is in a lockfile. */
export type PathFinder = (name: NormalizedName) => readonly NormalizedName[];

/**
 * Finds the shortest chain from a direct dependency to a name, both included; empty when the lockfile does not record who asks for
 * what, or when it is longer than any that a person could follow. One breadth-first walk serves every question about the lockfile.
 */
export function pathFinder({ packages }: Pick<Lockfile, 'packages'>): PathFinder {
  let parents: ReadonlyMap<NormalizedName, NormalizedName | null> | null = null;
  return (name) => {
    parents ??= walk(packages);
    return chain(name, parents);
  };
}

function walk(packages: readonly LockedPackage[]): ReadonlyMap<NormalizedName, NormalizedName | null> {
  const byName = groupBy(packages, ({ name }) => name);
  const parents = new Map<NormalizedName, NormalizedName | null>();
  for (const { name, direct } of packages) if (direct === true) parents.set(name, null);
  // A Map keeps the order of insertion and shows entries that are added while it is walked: it is the queue itself.
  for (const name of parents.keys()) {
    for (const { requires } of byName.get(name) ?? []) {
      for (const next of requires) {
        if (!parents.has(next.name) && byName.has(next.name)) parents.set(next.name, name);
      }
    }
  }
  return parents;
}

function chain(
  name: NormalizedName,
  parents: ReadonlyMap<NormalizedName, NormalizedName | null>,
): readonly NormalizedName[] {
  if (!parents.has(name)) return [];
  const names: NormalizedName[] = [];
  for (let at: NormalizedName | null = name; at !== null; at = parents.get(at) ?? null) {
    if (names.length === MAX_LENGTH) return [];
    names.push(at);
  }
  return names.reverse();
}
