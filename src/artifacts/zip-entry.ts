import { crc32 } from 'node:zlib';
import type { ArchiveAnomaly } from '../model/profile.js';
import { type AnomalyKind, anomaly, quoted } from './anomalies.js';
import { bunzip2, unzstd } from './decompress.js';
import { type Decompressed, inflateRaw } from './inflate.js';
import type { Budget } from './member.js';
import { type ByteWindow, readUint64, viewOf } from './window.js';
import { extraField, FLAG_DESCRIPTOR, FLAG_ENCRYPTED, FLAG_UTF8, MARKER_32, type ZipEntry } from './zip-directory.js';

/** Where an entry really lies, from its local header (APPNOTE 4.3.7). */
export interface ZipSpan {
  readonly entry: ZipEntry;
  readonly dataStart: number;
  /** End of the data and of the descriptor that follows it, exclusive. */
  readonly end: number;
  readonly anomalies: readonly ArchiveAnomaly[];
}

/** What reading one entry gave: its bytes, or a clause that says why there are none. */
export interface ZipContent {
  readonly bytes: Uint8Array | null;
  readonly reason: string | null;
  readonly anomalies: readonly ArchiveAnomaly[];
}

const LOCAL_SIGNATURE = 0x04034b50;
export const LOCAL_LENGTH = 30;
const DESCRIPTOR_SIGNATURE = 0x08074b50;
/** The longest descriptor: signature, CRC and two 64-bit sizes. */
export const DESCRIPTOR_LENGTH = 24;

/** Reads the local header and holds it against the central one; null when there is no local header where it should be. */
export function locateEntry(window: ByteWindow, entry: ZipEntry): ZipSpan | null {
  const header = window.slice(entry.offset, entry.offset + LOCAL_LENGTH);
  if (header === null || viewOf(header).getUint32(0, true) !== LOCAL_SIGNATURE) return null;
  const view = viewOf(header);
  const nameEnd = entry.offset + LOCAL_LENGTH + view.getUint16(26, true);
  const dataStart = nameEnd + view.getUint16(28, true);
  const name = window.slice(entry.offset + LOCAL_LENGTH, nameEnd);
  const extra = window.slice(nameEnd, dataStart);
  if (name === null || extra === null) return null;
  const dataEnd = dataStart + entry.compressedSize;
  const late = (view.getUint16(6, true) & FLAG_DESCRIPTOR) !== 0;
  const descriptor = late ? descriptorLength(window, dataEnd, entry) : 0;
  const differing = [
    ...differences(entry, view, name),
    ...numberDifferences(entry, view, extra, late),
    ...(descriptor === null ? ['data descriptor'] : []),
  ];
  return {
    entry,
    dataStart,
    end: dataEnd + (descriptor ?? 0),
    anomalies: differing.length === 0 ? [] : [mismatch(entry, differing)],
  };
}

const mismatch = (entry: ZipEntry, differing: readonly string[]): ArchiveAnomaly =>
  anomaly(
    'header-mismatch',
    `${quoted(entry.path)}: its two headers disagree on ${differing.join(', ')}, so tools read different contents.`,
    entry.path,
  );

const COMPARED_FLAGS = FLAG_ENCRYPTED | FLAG_DESCRIPTOR | FLAG_UTF8;

function differences(entry: ZipEntry, view: DataView, name: Uint8Array): readonly string[] {
  return [
    ...(Buffer.compare(name, entry.nameBytes) === 0 ? [] : ['name']),
    ...(view.getUint16(8, true) === entry.method ? [] : ['method']),
    ...(((view.getUint16(6, true) ^ entry.flags) & COMPARED_FLAGS) === 0 ? [] : ['flags']),
  ];
}

function numberDifferences(entry: ZipEntry, view: DataView, extra: Uint8Array, late: boolean): readonly string[] {
  const zip64 = extraField(extra, 0x0001);
  const size = view.getUint32(22, true);
  const compressedSize = view.getUint32(18, true);
  const longSize = zip64 !== null && zip64.length >= 8 ? readUint64(viewOf(zip64), 0) : size;
  const longCompressed = zip64 !== null && zip64.length >= 16 ? readUint64(viewOf(zip64), 8) : compressedSize;
  // With a descriptor the local fields are zero until the data has been written; some writers fill them in afterwards.
  const agrees = (local: number, central: number): boolean => local === central || (late && local === 0);
  return [
    ...(agrees(view.getUint32(14, true), entry.crc) ? [] : ['CRC']),
    ...(agrees(size === MARKER_32 ? longSize : size, entry.size) ? [] : ['size']),
    ...(agrees(compressedSize === MARKER_32 ? longCompressed : compressedSize, entry.compressedSize)
      ? []
      : ['compressed size']),
  ];
}

/** Length of the descriptor after the data, in whichever of its four forms fits the directory (APPNOTE 4.3.9); null for none. */
function descriptorLength(window: ByteWindow, start: number, entry: ZipEntry): number | null {
  for (const { signed, wide } of DESCRIPTOR_FORMS) {
    const length = (signed ? 8 : 4) + (wide ? 16 : 8);
    const bytes = window.slice(start, start + length);
    if (bytes !== null && isDescriptor(viewOf(bytes), { signed, wide }, entry)) return length;
  }
  return null;
}

const DESCRIPTOR_FORMS = [
  { signed: true, wide: false },
  { signed: true, wide: true },
  { signed: false, wide: false },
  { signed: false, wide: true },
] as const;

function isDescriptor(view: DataView, form: (typeof DESCRIPTOR_FORMS)[number], entry: ZipEntry): boolean {
  const at = form.signed ? 4 : 0;
  if (form.signed && view.getUint32(0, true) !== DESCRIPTOR_SIGNATURE) return false;
  const sizes = form.wide
    ? [readUint64(view, at + 4), readUint64(view, at + 12)]
    : [view.getUint32(at + 4, true), view.getUint32(at + 8, true)];
  return view.getUint32(at, true) === entry.crc && sizes[0] === entry.compressedSize && sizes[1] === entry.size;
}

const STORED = 0;
const DEFLATED = 8;
const BZIP2 = 12;
const ZSTD = 93;

/** Decodes an entry's data within the budget and checks what the headers claim about it. */
export function readContent(window: ByteWindow, span: ZipSpan, budget: Budget): ZipContent {
  const { entry, dataStart } = span;
  if ((entry.flags & FLAG_ENCRYPTED) !== 0) {
    return unreadable('it is encrypted', [odd('encrypted', entry, 'is encrypted')]);
  }
  const data = window.slice(dataStart, dataStart + entry.compressedSize);
  if (data === null) return unreadable('its data lies outside the file');
  const room = budget.room();
  // Measured against the limit before inflating: honest large files cost nothing, and lying ones are stopped by `room`.
  if (entry.size > room) return unreadable(`its ${entry.size} bytes are over what is read`);
  const decoded = decode(entry.method, data, room);
  budget.spend(decoded.reason === null ? decoded.bytes.length : Math.min(room, data.length * DEFLATE_WORST));
  const unusual =
    entry.method === STORED || entry.method === DEFLATED
      ? []
      : [odd('unusual-method', entry, `uses compression method ${entry.method}, which not all installers read`)];
  if (decoded.reason !== null) return unreadable(decoded.reason, unusual);
  const anomalies = [...unusual, ...contentAnomalies(entry, data, decoded)];
  return { bytes: decoded.bytes, reason: null, anomalies };
}

/** Deflate expands at most 1,032 times; a member that fails half-way is charged for all it may have cost. */
const DEFLATE_WORST = 1032;

const unreadable = (reason: string, anomalies: readonly ArchiveAnomaly[] = []): ZipContent => ({
  bytes: null,
  reason,
  anomalies,
});

const odd = (kind: AnomalyKind, { path }: ZipEntry, what: string): ArchiveAnomaly =>
  anomaly(kind, `${quoted(path)} ${what}.`, path);

function decode(method: number, data: Uint8Array, room: number): Decompressed {
  switch (method) {
    case STORED:
      return data.length > room
        ? { bytes: data, reason: `its ${data.length} bytes are over what is read`, consumed: null }
        : { bytes: data, reason: null, consumed: data.length };
    case DEFLATED:
      return inflateRaw(data, room);
    case BZIP2:
      return bunzip2(data, room);
    case ZSTD:
      return unzstd(data, room);
    default:
      return { bytes: data, reason: `its compression method ${method} is not supported`, consumed: null };
  }
}

function contentAnomalies(entry: ZipEntry, data: Uint8Array, decoded: Decompressed): readonly ArchiveAnomaly[] {
  const { bytes, consumed } = decoded;
  return [
    ...(bytes.length === entry.size
      ? []
      : [odd('size-mismatch', entry, `claims ${entry.size} bytes and holds ${bytes.length}`)]),
    ...(crc32(bytes) === entry.crc ? [] : [odd('checksum-mismatch', entry, 'does not have the CRC that it claims')]),
    ...(consumed === null || consumed === data.length
      ? []
      : [odd('size-mismatch', entry, `has ${data.length - consumed} bytes after the end of its compressed data`)]),
  ];
}
