import type { Delta, FileTrait, InventoryEntry, MemberLocation, Profile, ProfileDelta } from '../../model/profile.js';

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

/** The head's files that newly have a trait: at a new place, or where the baseline's file, which was read, had it not. */
export function newWithTrait(
  profiles: readonly Profile[],
  { files }: Pick<ProfileDelta, 'files'>,
  traits: readonly FileTrait[],
): readonly PlacedFile[] {
  const turned = files.changed
    .filter(({ from, to }) => from.sha256 !== null && to.traits.some((trait) => !from.traits.includes(trait)))
    .map(({ to }) => to);
  const fresh = new Set([...files.added, ...turned].map(keyOf));
  return profiles.flatMap(({ artifact, inventory }) =>
    inventory
      .filter((entry) => entry.traits.some((trait) => traits.includes(trait)) && !isAside(entry.path))
      .filter((entry) => fresh.has(keyOf(entry)))
      .map((entry) => ({ artifact, entry })),
  );
}

const keyOf = ({ path, sha256, size }: InventoryEntry): string => `${path} ${sha256 ?? size}`;

/** Files of the baseline that the head no longer has as they were. */
export const baselineFiles = ({ gone, changed }: Delta<InventoryEntry>): readonly InventoryEntry[] => [
  ...gone,
  ...changed.map(({ from }) => from),
];

// Samples of tests and the pages of documentation are archives and scripts by the dozen, and nothing installed runs them.
const ASIDE = /(?:^|\/)(?:tests?|_tests?|testing|testdata|docs?|examples?|samples?|benchmarks?|\.github)\//iu;

export const isAside = (path: string): boolean => ASIDE.test(path);

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

const FORMATS: Readonly<Record<string, string>> = {
  elf: 'an ELF program',
  pe: 'a Windows program',
  'mach-o': 'a macOS program',
  wasm: 'a WebAssembly program',
  'java-class': 'a Java class',
  jar: 'a Java archive',
  dex: 'an Android program',
  'lua-bytecode': 'compiled Lua',
  'luajit-bytecode': 'compiled Lua',
  lnk: 'a Windows shortcut',
  pyc: 'compiled Python',
  zip: 'a ZIP archive',
  '7z': 'a 7-Zip archive',
  rar: 'a RAR archive',
  cab: 'a Windows cabinet',
  deb: 'a Debian package',
  rpm: 'an RPM package',
};

/** `an ELF program`, `a gzip archive`; null where the format is not known. */
export const formatText = ({ format, kind }: InventoryEntry): string | null => {
  if (format === null) return null;
  return FORMATS[format] ?? (kind === 'archive' ? `a ${format} archive` : null);
};
