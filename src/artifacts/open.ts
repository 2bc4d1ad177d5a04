import type { ArchiveAnomaly } from '../model/profile.js';
import { anomaly, quoted } from './anomalies.js';
import { ARCHIVE_LIMITS, type Archive, type ArchiveLimits, type Member } from './archive.js';
import { type Compression, decompress } from './decompress.js';
import { expansionLimit } from './member.js';
import { commonTopFolder } from './paths.js';
import { openTar } from './tar.js';
import { BLOCK } from './tar-header.js';
import { wholeWindow } from './window.js';
import { openZip } from './zip.js';
import { findZipEnd } from './zip-end.js';

type Format = 'zip' | 'tar' | Compression;

/**
 * Opens a distribution by what its bytes are, whatever its name says: malicious uploads misname archives so that scanners skip
 * them. Never throws; what cannot be read is told in `unread`.
 */
export async function openArchive(
  bytes: Uint8Array,
  filename: string,
  limits: ArchiveLimits = ARCHIVE_LIMITS,
): Promise<Archive> {
  const format = sniff(bytes, filename);
  if (format === null) return unreadArchive('It is neither a ZIP nor a tar that can be read.');
  const archive = await openAs(format, bytes, limits);
  const checked = withAnomalies(archive, nameAnomalies(format, filename));
  return isSourceFile(filename) ? withoutTopFolder(checked) : checked;
}

const unreadArchive = (reason: string): Archive => ({ members: [], anomalies: [], unread: [reason] });

const withAnomalies = (archive: Archive, anomalies: readonly ArchiveAnomaly[]): Archive => ({
  ...archive,
  anomalies: [...anomalies, ...archive.anomalies],
});

// Wheels and eggs are unpacked as they are; everything else is a source archive with one folder at its top (PEP 625).
const isSourceFile = (filename: string): boolean => !/\.(?:whl|egg)$/iu.test(filename);

const MAGIC: readonly { readonly format: Format; readonly bytes: readonly number[] }[] = [
  { format: 'zip', bytes: [0x50, 0x4b, 0x03, 0x04] },
  { format: 'zip', bytes: [0x50, 0x4b, 0x05, 0x06] },
  { format: 'gzip', bytes: [0x1f, 0x8b] },
  { format: 'bzip2', bytes: [0x42, 0x5a, 0x68] },
  { format: 'xz', bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] },
  { format: 'zstd', bytes: [0x28, 0xb5, 0x2f, 0xfd] },
];

function sniff(bytes: Uint8Array, filename: string): Format | null {
  // A wheel is a ZIP read from its end, whatever stands in front of it.
  if (!isSourceFile(filename)) return 'zip';
  const known = MAGIC.find((magic) => magic.bytes.every((byte, index) => bytes[index] === byte));
  if (known !== undefined) return known.format;
  if (isTar(bytes)) return 'tar';
  return findZipEnd(wholeWindow(bytes)) === null ? null : 'zip';
}

const isTar = (bytes: Uint8Array): boolean =>
  bytes.length >= BLOCK && Buffer.from(bytes.subarray(257, 262)).toString('latin1') === 'ustar';

async function openAs(format: Format, bytes: Uint8Array, limits: ArchiveLimits): Promise<Archive> {
  if (format === 'zip') return openZip(bytes, limits);
  const archive = format === 'tar' ? openTar(bytes, limits) : await openCompressed(format, bytes, limits);
  // pip asks whether a file is a ZIP before it asks for a tar: a ZIP behind a tar is what pip would install.
  return findZipEnd(wholeWindow(bytes)) === null ? archive : polyglot(archive);
}

function polyglot(archive: Archive): Archive {
  const message = 'The file is a tar and a ZIP at once; pip unpacks the ZIP, other tools the tar.';
  return {
    ...withAnomalies(archive, [anomaly('polyglot', message)]),
    unread: [...archive.unread, 'The file is also a ZIP, which was not read.'],
  };
}

async function openCompressed(format: Compression, bytes: Uint8Array, limits: ArchiveLimits): Promise<Archive> {
  const plain = await decompress(bytes, format, expansionLimit(limits, bytes.length));
  const reason = plain.reason === null ? [] : [`The archive was read in part only: ${plain.reason}.`];
  if (plain.bytes.length === 0) return { members: [], anomalies: [], unread: reason };
  const archive = openTar(plain.bytes, limits);
  const after = plain.consumed === null ? 0 : bytes.length - plain.consumed;
  // gzip pads with zeros at times, and every tool ignores them.
  const trailing = after > 0 && bytes.subarray(bytes.length - after).some((byte) => byte !== 0);
  const told = trailing ? [anomaly('trailing-data', `${after} bytes follow the compressed archive.`)] : [];
  return { ...withAnomalies(archive, told), unread: [...reason, ...archive.unread] };
}

const EXPECTED: readonly { readonly format: Format; readonly ending: RegExp }[] = [
  { format: 'zip', ending: /\.(?:whl|egg|zip)$/iu },
  { format: 'gzip', ending: /\.(?:tar\.gz|tgz)$/iu },
  { format: 'bzip2', ending: /\.(?:tar\.bz2|tbz2?)$/iu },
  { format: 'xz', ending: /\.(?:tar\.xz|txz)$/iu },
  { format: 'zstd', ending: /\.tar\.zst$/iu },
  { format: 'tar', ending: /\.tar$/iu },
];

function nameAnomalies(format: Format, filename: string): readonly ArchiveAnomaly[] {
  const expected = EXPECTED.find(({ ending }) => ending.test(filename))?.format;
  if (expected === undefined || expected === format) return [];
  return [
    anomaly('format-mismatch', `${quoted(filename)} is ${format} inside; tools that go by the name cannot read it.`),
  ];
}

function withoutTopFolder(archive: Archive): Archive {
  const paths = archive.members.map(({ path }) => path);
  const top = commonTopFolder(paths);
  if (paths.length === 0) return archive;
  if (top === null) {
    const told = anomaly(
      'layout',
      'The source archive has no single top folder, so tools take different folders for the project.',
    );
    return withAnomalies(archive, [told]);
  }
  const strip = (member: Member): Member => ({ ...member, path: member.path.slice(top.length + 1) });
  return { ...archive, members: archive.members.map(strip) };
}
