import { count } from '../model/text.js';
import { ARCHIVE_LIMITS, type Archive, type ArchiveLimits, type Member } from './archive.js';
import { bunzip2, unzstd } from './decompress.js';
import { gunzip } from './gzip.js';
import { openTar } from './tar.js';
import { openZip } from './zip.js';

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
 * code unpacks itself. By their bytes, whatever they are called. One level: an archive inside these stays closed, and so does a
 * tar behind xz, whose decoder is no function that a profile could call.
 */
export function openNested(members: readonly Member[], limits: typeof NESTED_LIMITS = NESTED_LIMITS): NestedArchives {
  const candidates = members.flatMap((member) => {
    const open = member.bytes === null ? null : openerOf(member.path, member.bytes);
    return open === null || member.bytes === null ? [] : [{ path: member.path, bytes: member.bytes, open }];
  });
  const chosen = candidates.toSorted((a, b) => a.bytes.length - b.bytes.length).slice(0, limits.archives);
  const nested: NestedArchive[] = [];
  let left = limits.totalBytes;
  for (const { path, bytes, open } of chosen) {
    const archive = open(bytes, { ...limits, totalBytes: left });
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

type Open = (bytes: Uint8Array, limits: ArchiveLimits) => Archive;

/** A tar behind a compression; what is no tar gives no members. */
const packed =
  (decompress: (bytes: Uint8Array, limit: number) => { readonly bytes: Uint8Array }): Open =>
  (bytes, limits) => {
    const plain = decompress(bytes, limits.totalBytes).bytes;
    return isTar(plain) ? openTar(plain, limits) : NOTHING;
  };

const NOTHING: Archive = { members: [], anomalies: [], unread: [] };

const OPENERS: readonly { readonly magic: readonly number[]; readonly open: Open }[] = [
  { magic: [0x50, 0x4b, 0x03, 0x04], open: openZip },
  { magic: [0x1f, 0x8b, 0x08], open: packed(gunzip) },
  { magic: [0x42, 0x5a, 0x68], open: packed(bunzip2) },
  { magic: [0x28, 0xb5, 0x2f, 0xfd], open: packed(unzstd) },
];

/** A zipapp begins with a `#!` line, so its name counts too (PEP 441). */
function openerOf(path: string, bytes: Uint8Array): Open | null {
  if (bytes.length < 22) return null;
  const known = OPENERS.find(({ magic }) => magic.every((byte, index) => bytes[index] === byte));
  if (known !== undefined) return known.open;
  if (isTar(bytes)) return openTar;
  return /\.(?:pyz|pyzw|egg|whl|zip|pex)$/iu.test(path) ? openZip : null;
}

const TAR_MAGIC_AT = 257;

const isTar = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.subarray(TAR_MAGIC_AT, TAR_MAGIC_AT + 5)).toString('latin1') === 'ustar';
