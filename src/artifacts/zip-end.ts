import type { ArchiveAnomaly } from '../model/profile.js';
import { anomaly } from './anomalies.js';
import { type ByteWindow, readUint64, viewOf } from './window.js';

/** Where the central directory lies (APPNOTE 6.3.10, sections 4.3.14–4.3.16). Offsets are those of the real file. */
export interface ZipEnd {
  readonly directoryStart: number;
  readonly directoryEnd: number;
  /** Entries as the end record counts them. */
  readonly count: number;
  /** What to add to every offset in the directory: bytes stand before the archive (Python's zipfile does the same). */
  readonly shift: number;
  readonly anomalies: readonly ArchiveAnomaly[];
}

const END_LENGTH = 22;
const LOCATOR_SIGNATURE = 0x07064b50;
const LOCATOR_LENGTH = 20;
const END64_SIGNATURE = 0x06064b50;
const END64_LENGTH = 56;
const DIRECTORY_SIGNATURE = 0x02014b50;

/** Bytes from the end of a file that can hold the end records: the longest comment, both records and the locator. */
export const ZIP_TAIL = END_LENGTH + 0xffff + LOCATOR_LENGTH + END64_LENGTH;

/** Finds the end record; null when there is none, so the file is no ZIP or was cut. */
export function findZipEnd(window: ByteWindow): ZipEnd | null {
  const at = lastSignature(window);
  const record = at === null ? null : window.slice(at, at + END_LENGTH);
  if (at === null || record === null) return null;
  const short = shortRecord(viewOf(record));
  const long = longRecord(window, at);
  const { count, directorySize, directoryOffset } = long?.fields ?? short;
  const recordsStart = long?.start ?? at;
  const placed = placeDirectory(window, { directorySize, directoryOffset, recordsStart });
  if (placed === null) return null;
  return {
    ...placed,
    count,
    anomalies: [
      ...commentAnomalies(at + END_LENGTH + short.commentLength, window.size),
      ...placed.anomalies,
      ...(long === null ? [] : disagreements(short, long.fields)),
    ],
  };
}

/** The last end record, as Python's zipfile and most readers choose it. */
function lastSignature(window: ByteWindow): number | null {
  const first = Math.max(0, window.size - END_LENGTH - 0xffff);
  const tail = window.slice(first, window.size);
  if (tail === null || tail.length < END_LENGTH) return null;
  const found = Buffer.from(tail.buffer, tail.byteOffset, tail.length).lastIndexOf(
    'PK\u0005\u0006',
    tail.length - END_LENGTH,
    'latin1',
  );
  return found === -1 ? null : first + found;
}

interface Fields {
  readonly count: number;
  readonly directorySize: number;
  readonly directoryOffset: number;
}

function shortRecord(view: DataView): Fields & { readonly commentLength: number } {
  return {
    count: view.getUint16(10, true),
    directorySize: view.getUint32(12, true),
    directoryOffset: view.getUint32(16, true),
    commentLength: view.getUint16(20, true),
  };
}

function longRecord(window: ByteWindow, end: number): { readonly fields: Fields; readonly start: number } | null {
  const locator = window.slice(end - LOCATOR_LENGTH, end);
  if (locator === null || viewOf(locator).getUint32(0, true) !== LOCATOR_SIGNATURE) return null;
  // Only the record right before the locator is read: any other place leaves bytes that the layout check reports as a gap.
  const start = end - LOCATOR_LENGTH - END64_LENGTH;
  const record = window.slice(start, start + END64_LENGTH);
  if (record === null || viewOf(record).getUint32(0, true) !== END64_SIGNATURE) return null;
  const view = viewOf(record);
  return {
    start,
    fields: {
      count: readUint64(view, 32),
      directorySize: readUint64(view, 40),
      directoryOffset: readUint64(view, 48),
    },
  };
}

function commentAnomalies(commentEnd: number, size: number): readonly ArchiveAnomaly[] {
  if (commentEnd === size) return [];
  const message =
    commentEnd < size
      ? `${size - commentEnd} bytes follow the end of the ZIP; another archive may hide in them.`
      : 'The ZIP claims a comment that is longer than the file.';
  return [anomaly('trailing-data', message)];
}

interface Claim {
  readonly directorySize: number;
  readonly directoryOffset: number;
  readonly recordsStart: number;
}

function placeDirectory(window: ByteWindow, claim: Claim): Omit<ZipEnd, 'count'> | null {
  const { directorySize, directoryOffset, recordsStart } = claim;
  const shift = recordsStart - directorySize - directoryOffset;
  if (shift >= 0 && startsDirectory(window, directoryOffset + shift, directorySize)) {
    return {
      directoryStart: directoryOffset + shift,
      directoryEnd: recordsStart,
      shift,
      anomalies: shift === 0 ? [] : [prepended(shift)],
    };
  }
  const directoryEnd = directoryOffset + directorySize;
  if (directoryEnd > recordsStart || !startsDirectory(window, directoryOffset, directorySize)) return null;
  const message = `${recordsStart - directoryEnd} bytes lie between the ZIP’s directory and its end record.`;
  return { directoryStart: directoryOffset, directoryEnd, shift: 0, anomalies: [anomaly('gap', message)] };
}

const prepended = (bytes: number): ArchiveAnomaly =>
  anomaly('prepended-data', `${bytes} bytes stand before the ZIP; tools that read from the front see something else.`);

function startsDirectory(window: ByteWindow, offset: number, size: number): boolean {
  if (size === 0) return true;
  const start = window.slice(offset, offset + 4);
  // A window that holds only the tail cannot answer; the directory itself is checked once it has been fetched.
  return start === null
    ? offset >= 0 && offset + 4 <= window.size
    : viewOf(start).getUint32(0, true) === DIRECTORY_SIGNATURE;
}

// A short field that is not the marker must agree: readers differ in which record they believe.
function disagreements(short: Fields, long: Fields): readonly ArchiveAnomaly[] {
  const agree =
    (short.count === 0xffff || short.count === long.count) &&
    (short.directorySize === 0xffffffff || short.directorySize === long.directorySize) &&
    (short.directoryOffset === 0xffffffff || short.directoryOffset === long.directoryOffset);
  if (agree) return [];
  return [anomaly('end-record-mismatch', 'The ZIP’s two end records (32 and 64 bit) describe different directories.')];
}
