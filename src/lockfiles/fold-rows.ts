import { groupBy } from '../model/group.js';
import { identityOf, type LockedArtifact, type LockedPackage } from '../model/lockfile.js';
import { orderedScopes } from './entries.js';

/**
 * One entry a release, for formats that write a row for each file or platform: the rows' files are the release's files. The first row
 * gives the line.
 */
export const foldRows = (rows: readonly LockedPackage[]): readonly LockedPackage[] =>
  [...groupBy(rows, identityOf).values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [others.length === 0 ? first : folded(first, [first, ...others])],
  );

const folded = (first: LockedPackage, rows: readonly LockedPackage[]): LockedPackage => ({
  ...first,
  artifacts: distinct(
    rows.flatMap(({ artifacts }) => artifacts),
    artifactKey,
  ),
  scopes: orderedScopes(rows.flatMap(({ scopes }) => scopes)),
  groups: [...new Set(rows.flatMap(({ groups }) => groups))].toSorted(),
  extras: [...new Set(rows.flatMap(({ extras }) => extras))].toSorted(),
  marker: rows.some(({ marker }) => marker === null)
    ? null
    : [...new Set(rows.map(({ marker }) => marker))].join(' or '),
  direct: rows.some(({ direct }) => direct === true) || first.direct,
  requires: distinct(
    rows.flatMap(({ requires }) => requires),
    (requirement) => JSON.stringify(requirement),
  ),
});

const artifactKey = ({ filename, url, hashes }: LockedArtifact): string => JSON.stringify([filename, url, hashes]);

function distinct<T>(items: readonly T[], key: (item: T) => string): readonly T[] {
  const seen = new Map<string, T>();
  for (const item of items) if (!seen.has(key(item))) seen.set(key(item), item);
  return [...seen.values()];
}
