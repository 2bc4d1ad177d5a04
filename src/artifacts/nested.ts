import { count } from '../model/text.js';
import { ARCHIVE_LIMITS, type Archive, type ArchiveLimits, type Member } from './archive.js';
import { openArchive } from './open.js';

/** An archive that lies inside a distribution, opened one level deep. */
export interface NestedArchive {
  /** Where it lies in the distribution. */
  readonly path: string;
  readonly archive: Archive;
}

export interface NestedArchives {
  readonly nested: readonly NestedArchive[];
  /** Why some were not opened, one sentence each. */
  readonly unread: readonly string[];
}

/** All archives inside one distribution share this: a wheel of embedded wheels is honest, a thousand of them are not. */
export const NESTED_LIMITS: ArchiveLimits & { readonly archives: number } = {
  ...ARCHIVE_LIMITS,
  members: 20_000,
  totalBytes: 128 * 1024 * 1024,
  archives: 50,
};

/**
 * What installers and Python run without unpacking: embedded wheels (virtualenv), zipapps (`.pyz`), eggs, and source archives that
 * code unpacks itself. By their bytes, whatever they are called. Archives inside these are not opened: they are told as unread.
 */
export async function openNested(
  members: readonly Member[],
  limits: typeof NESTED_LIMITS = NESTED_LIMITS,
): Promise<NestedArchives> {
  const candidates = members.filter((member): member is ReadMember => member.bytes !== null && isArchive(member));
  const chosen = candidates.toSorted((a, b) => a.bytes.length - b.bytes.length).slice(0, limits.archives);
  const nested: NestedArchive[] = [];
  let left = limits.totalBytes;
  for (const { path, bytes } of chosen) {
    const archive = await openArchive(bytes, path, { ...limits, totalBytes: left });
    left -= archive.members.reduce((sum, member) => sum + (member.bytes?.length ?? 0), 0);
    // A compressed table or a data file with the first bytes of an archive is no archive, and nothing was lost.
    if (archive.members.length > 0) nested.push({ path, archive });
  }
  const more = candidates.length - chosen.length;
  return {
    nested: nested.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    unread:
      more === 0
        ? []
        : [
            `${count(more, 'archive')} inside it ${more === 1 ? 'was' : 'were'} not opened: it holds more than ${limits.archives} of them.`,
          ],
  };
}

interface ReadMember extends Member {
  readonly bytes: Uint8Array;
}

const MAGIC: readonly (readonly number[])[] = [
  [0x50, 0x4b, 0x03, 0x04], // ZIP
  [0x1f, 0x8b, 0x08], // gzip
  [0x42, 0x5a, 0x68], // bzip2
  [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], // xz
  [0x28, 0xb5, 0x2f, 0xfd], // Zstandard
];

const TAR_MAGIC_AT = 257;

/** A zipapp begins with a `#!` line, so its name counts too (PEP 441). */
function isArchive({ path, bytes }: { readonly path: string; readonly bytes: Uint8Array | null }): boolean {
  if (bytes === null || bytes.length < 22) return false;
  return (
    MAGIC.some((magic) => magic.every((byte, index) => bytes[index] === byte)) ||
    Buffer.from(bytes.subarray(TAR_MAGIC_AT, TAR_MAGIC_AT + 5)).toString('latin1') === 'ustar' ||
    /\.(?:pyz|pyzw|egg|whl|zip|pex)$/iu.test(path)
  );
}
