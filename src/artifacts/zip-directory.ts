import { crc32 } from 'node:zlib';
import type { ArchiveAnomaly } from '../model/profile.js';
import { anomaly, quoted } from './anomalies.js';
import { MAX_PATH, normalizePath, pathAnomaly, pathTooLong } from './paths.js';
import { readUint64, viewOf } from './window.js';

/** One entry of the central directory (APPNOTE 4.3.12). All its numbers are claims until the data has been read. */
export interface ZipEntry {
  /** As an extraction would write it. */
  readonly path: string;
  readonly isFolder: boolean;
  readonly nameBytes: Uint8Array;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
  /** Of the local header, in the real file. */
  readonly offset: number;
  /** Length of the central extra field; the local one is usually as long. */
  readonly extraLength: number;
  /** Unix file type and permissions; 0 when the entry was not made on Unix. */
  readonly mode: number;
}

export interface ZipDirectory {
  readonly entries: readonly ZipEntry[];
  readonly anomalies: readonly ArchiveAnomaly[];
  readonly unread: readonly string[];
}

export const FLAG_ENCRYPTED = 0x0001;
export const FLAG_DESCRIPTOR = 0x0008;
export const FLAG_UTF8 = 0x0800;
export const MARKER_32 = 0xffffffff;

const HEADER_SIGNATURE = 0x02014b50;
const HEADER_LENGTH = 46;
const MADE_ON_UNIX = 3;

interface DirectoryOptions {
  /** Entries as the end record counts them. */
  readonly count: number;
  readonly shift: number;
  readonly limit: number;
}

/** Reads the central directory up to `limit` entries. */
export function readZipDirectory(bytes: Uint8Array, options: DirectoryOptions): ZipDirectory {
  const entries: ZipEntry[] = [];
  const anomalies: ArchiveAnomaly[] = [];
  const unread: string[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    if (entries.length >= options.limit) {
      unread.push(`The archive has more than ${options.limit} members; the rest was not read.`);
      break;
    }
    const read = readEntry(bytes, offset, options.shift);
    if (read === null) {
      unread.push(`The ZIP’s directory is damaged after ${entries.length} entries; the rest was not read.`);
      break;
    }
    if (read.entry.path.length > MAX_PATH) unread.push(pathTooLong(read.entry.path));
    else entries.push(read.entry);
    anomalies.push(...read.anomalies);
    offset = read.end;
  }
  // The 32-bit count wraps at 65,536 and Python ignores it; a reader that trusts it stops early.
  if (unread.length === 0 && entries.length % 0x10000 !== options.count % 0x10000) {
    const message = `The end record counts ${options.count} entries and the directory holds ${entries.length}.`;
    anomalies.push(anomaly('end-record-mismatch', message));
  }
  return { entries, anomalies, unread };
}

interface ReadEntry {
  readonly entry: ZipEntry;
  readonly end: number;
  readonly anomalies: readonly ArchiveAnomaly[];
}

function readEntry(bytes: Uint8Array, start: number, shift: number): ReadEntry | null {
  if (start + HEADER_LENGTH > bytes.length) return null;
  const view = viewOf(bytes.subarray(start, start + HEADER_LENGTH));
  if (view.getUint32(0, true) !== HEADER_SIGNATURE) return null;
  const nameEnd = start + HEADER_LENGTH + view.getUint16(28, true);
  const extraEnd = nameEnd + view.getUint16(30, true);
  const end = extraEnd + view.getUint16(32, true);
  if (end > bytes.length) return null;
  const nameBytes = bytes.subarray(start + HEADER_LENGTH, nameEnd);
  const flags = view.getUint16(8, true);
  const name = entryName(nameBytes, flags);
  const extra = bytes.subarray(nameEnd, extraEnd);
  const entry = {
    path: normalizePath(name.text),
    isFolder: name.text.endsWith('/'),
    nameBytes,
    flags,
    method: view.getUint16(10, true),
    crc: view.getUint32(16, true),
    ...largeFields(view, extra, shift),
    extraLength: extra.length,
    mode: view.getUint8(5) === MADE_ON_UNIX ? view.getUint32(38, true) >>> 16 : 0,
  };
  return { entry, end, anomalies: [...name.anomalies, ...otherName(entry, extra)] };
}

interface EntryName {
  readonly text: string;
  readonly anomalies: readonly ArchiveAnomaly[];
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Decodes a name; without the UTF-8 flag readers disagree on what bytes above 127 mean (APPNOTE appendix D). */
function entryName(bytes: Uint8Array, flags: number): EntryName {
  const utf8 = decodeUtf8(bytes);
  const text = utf8 ?? Buffer.from(bytes).toString('latin1');
  // Python ends a name at the first NUL, so `a.py\0.txt` is written as `a.py`.
  const name = text.split('\0', 1)[0] ?? '';
  const unclear = utf8 === null || ((flags & FLAG_UTF8) === 0 && bytes.some((byte) => byte > 127));
  const encoding = unclear
    ? [anomaly('name-encoding', `The name ${quoted(name)} has no certain encoding; tools write it differently.`, name)]
    : [];
  const unsafe = pathAnomaly(text);
  return { text: name, anomalies: unsafe === null ? encoding : [...encoding, unsafe] };
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return null;
  }
}

interface LargeFields {
  readonly compressedSize: number;
  readonly size: number;
  readonly offset: number;
}

/** Sizes and offset, from the ZIP64 extra field where the header holds the marker (APPNOTE 4.5.3). */
function largeFields(view: DataView, extra: Uint8Array, shift: number): LargeFields {
  const zip64 = extraField(extra, 0x0001);
  let next = 0;
  const large = (short: number): number => {
    if (short !== MARKER_32 || zip64 === null || next + 8 > zip64.length) return short;
    const value = readUint64(viewOf(zip64), next);
    next += 8;
    return value;
  };
  const size = large(view.getUint32(24, true));
  const compressedSize = large(view.getUint32(20, true));
  return { size, compressedSize, offset: large(view.getUint32(42, true)) + shift };
}

/** The data of one extra field, or null (APPNOTE 4.5.1). */
export function extraField(extra: Uint8Array, id: number): Uint8Array | null {
  const view = viewOf(extra);
  for (let at = 0; at + 4 <= extra.length; ) {
    const end = at + 4 + view.getUint16(at + 2, true);
    if (end > extra.length) return null;
    if (view.getUint16(at, true) === id) return extra.subarray(at + 4, end);
    at = end;
  }
  return null;
}

// Info-ZIP's Unicode path (APPNOTE 4.6.9) renames an entry for the readers that know it, Python 3.13 among them.
function otherName({ path, nameBytes }: ZipEntry, extra: Uint8Array): readonly ArchiveAnomaly[] {
  const field = extraField(extra, 0x7075);
  if (field === null || field.length < 5 || viewOf(field).getUint32(1, true) !== crc32(nameBytes)) return [];
  const other = Buffer.from(field.subarray(5)).toString('utf8');
  if (normalizePath(other) === path) return [];
  const message = `${quoted(path)} is called ${quoted(other)} in its Unicode path field; tools write different files.`;
  return [anomaly('header-mismatch', message, path)];
}
