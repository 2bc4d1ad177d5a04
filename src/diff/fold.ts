import { groupBy } from '../model/group.js';
import { identityOf, type LockedArtifact, type LockedPackage } from '../model/lockfile.js';
import type { NormalizedName } from '../model/names.js';

/** Entries of one side by name and, within a name, by identity: a name may stand for several releases (forks). */
export type Entries = ReadonlyMap<NormalizedName, ReadonlyMap<string, LockedPackage>>;

/**
 * Entries that are the same release from the same source count as one with the files, scopes and extras of all of them: locks repeat
 * a release for each marker or extra, and a second mention must not hide behind the first.
 */
export function foldEntries(packages: readonly LockedPackage[]): Entries {
  const byName = groupBy(packages, ({ name }) => name);
  return new Map([...byName].map(([name, entries]) => [name, foldName(entries)]));
}

const foldName = (entries: readonly LockedPackage[]): ReadonlyMap<string, LockedPackage> =>
  new Map([...groupBy(entries, identityOf)].map(([key, same]) => [key, foldSame(same)]));

function foldSame(entries: readonly LockedPackage[]): LockedPackage {
  const [first, ...others] = entries;
  if (first === undefined) throw new Error('a group of entries is never empty');
  if (others.length === 0) return first;
  const markers = entries.map(({ marker }) => marker);
  const specifiers = unique(entries.flatMap(({ specifier }) => specifier ?? []));
  return {
    ...first,
    artifacts: foldArtifacts(entries.flatMap(({ artifacts }) => artifacts)),
    scopes: unique(entries.flatMap(({ scopes }) => scopes)),
    groups: unique(entries.flatMap(({ groups }) => groups)),
    extras: unique(entries.flatMap(({ extras }) => extras)),
    marker: markers.includes(null) ? null : unique(markers).toSorted().join(' or '),
    direct: entries.some(({ direct }) => direct === true) || first.direct,
    requires: entries.flatMap(({ requires }) => requires),
    ...(specifiers.length === 0 ? {} : { specifier: specifiers.toSorted().join(' ') }),
  };
}

function foldArtifacts(artifacts: readonly LockedArtifact[]): readonly LockedArtifact[] {
  const byContent = new Map<string, LockedArtifact>();
  for (const artifact of artifacts) {
    const key = JSON.stringify([artifact.filename, artifact.url, artifact.hashes]);
    if (!byContent.has(key)) byContent.set(key, artifact);
  }
  return [...byContent.values()];
}

const unique = <T>(values: readonly T[]): readonly T[] => [...new Set(values)];
