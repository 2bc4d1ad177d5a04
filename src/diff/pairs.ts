import type { LockPair } from '../model/change.js';
import { groupBy } from '../model/group.js';
import { identityOf, isReadable, type LockedPackage, type Lockfile } from '../model/lockfile.js';

/** What is compared with what. Several base files may stand against one head file, or one against several. */
export interface Comparand {
  readonly base: readonly Lockfile[];
  readonly head: readonly Lockfile[];
}

/**
 * Pairs the sides. A lockfile that vanished and one that came in the same directory are a migration (poetry.lock → uv.lock); one that
 * came elsewhere with mostly the same entries was moved. Taken as removals and additions, either would bury what really changed.
 */
export function comparands(pairs: readonly LockPair[]): readonly Comparand[] {
  const staying = pairs.flatMap(({ base, head }) =>
    base !== null && head !== null ? [{ base: [base], head: [head] }] : [],
  );
  const gone = pairs.flatMap(({ base, head }) => (base !== null && head === null ? [base] : []));
  const come = pairs.flatMap(({ base, head }) => (base === null && head !== null ? [head] : []));
  const migrated = migrations(gone, come);
  const taken = new Set(migrated.flatMap(({ base, head }) => [...base, ...head]));
  const left = [gone, come].map((files) => files.filter((file) => !taken.has(file)));
  return [...staying, ...migrated, ...moves(left[0] ?? [], left[1] ?? [])];
}

const directoryOf = ({ path }: Lockfile): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0));

function migrations(gone: readonly Lockfile[], come: readonly Lockfile[]): readonly Comparand[] {
  const arrivals = groupBy(come, directoryOf);
  return [...groupBy(gone, directoryOf)].flatMap(([directory, base]) => {
    const head = arrivals.get(directory);
    return head === undefined ? [] : [{ base, head }];
  });
}

function moves(gone: readonly Lockfile[], come: readonly Lockfile[]): readonly Comparand[] {
  const free = new Set(gone);
  const identities = identitiesOf();
  const arrived = come.map((head): Comparand => {
    const base = [...free].find(
      (candidate) => candidate.format === head.format && isMoved(identities(candidate), identities(head)),
    );
    if (base === undefined) return { base: [], head: [head] };
    free.delete(base);
    return { base: [base], head: [head] };
  });
  return [...arrived, ...[...free].map((base): Comparand => ({ base: [base], head: [] }))];
}

/** Git's own threshold for a rename: at least half is the same. */
function isMoved(before: ReadonlySet<string>, after: ReadonlySet<string>): boolean {
  if (Math.min(before.size, after.size) * 2 < Math.max(before.size, after.size)) return false;
  const shared = [...after].filter((identity) => before.has(identity)).length;
  return shared > 0 && shared * 2 >= Math.max(before.size, after.size);
}

/** Identities of a file's entries, computed once for each file. */
function identitiesOf(): (file: Lockfile) => ReadonlySet<string> {
  const known = new Map<Lockfile, ReadonlySet<string>>();
  return (file) => {
    const set = known.get(file) ?? new Set(file.packages.map(identityOf));
    known.set(file, set);
    return set;
  };
}

/** Entries of the files that could be read. */
export const packagesOf = (files: readonly Lockfile[]): readonly LockedPackage[] =>
  files.filter(isReadable).flatMap(({ packages }) => packages);
