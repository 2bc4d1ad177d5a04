import type { Delta, InventoryEntry, MemberLocation, Profile, ProfileDelta } from '../../model/profile.js';

/** A file of the head with the distribution it lies in. */
export interface PlacedFile {
  readonly artifact: string;
  readonly entry: InventoryEntry;
}

export interface SplitFiles {
  /** Files at places where the baseline had none. */
  readonly fresh: readonly PlacedFile[];
  readonly others: readonly PlacedFile[];
}

/** The head's files that `matters` accepts, new ones apart from those whose place the baseline filled too; tests and docs left out. */
export function splitFiles(
  profiles: readonly Profile[],
  { files }: Pick<ProfileDelta, 'files'>,
  matters: (entry: InventoryEntry) => boolean,
): SplitFiles {
  const added = new Set(files.added.map(keyOf));
  const placed = profiles.flatMap(({ artifact, inventory }) =>
    inventory.filter((entry) => matters(entry) && !isAside(entry.path)).map((entry) => ({ artifact, entry })),
  );
  return {
    fresh: placed.filter(({ entry }) => added.has(keyOf(entry))),
    others: placed.filter(({ entry }) => !added.has(keyOf(entry))),
  };
}

const keyOf = ({ path, sha256, size }: InventoryEntry): string => `${path} ${sha256 ?? size}`;

/** Files of the baseline that the head no longer has as they were. */
export const baselineFiles = ({ gone, changed }: Delta<InventoryEntry>): readonly InventoryEntry[] => [
  ...gone,
  ...changed.map(({ from }) => from),
];

// Samples of tests and the pages of documentation are archives and scripts by the dozen, and nothing installed runs them.
const ASIDE = /(?:^|\/)(?:tests?|_tests?|testing|testdata|docs?|examples?|samples?|benchmarks?|\.github)\//iu;

const isAside = (path: string): boolean => ASIDE.test(path);

/** The whole file as a place. */
export const placeOf = ({ artifact, entry }: PlacedFile): MemberLocation => ({
  kind: 'member',
  artifact,
  path: entry.path,
  line: null,
  column: null,
  excerpt: null,
});

/** `2.4 MB`, `310 kB`. */
export const sizeText = (bytes: number): string =>
  bytes >= 1_000_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : `${Math.ceil(bytes / 1000)} kB`;
