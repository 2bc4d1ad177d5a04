import { bufferOf, hasText, u16le, u32le } from './bytes.js';

/** The end record is 22 bytes and a comment of at most 65,535 (APPNOTE 4.3.16). */
const RECORD = 22;
const LONGEST = RECORD + 0xffff;

/** Where a ZIP begins that is appended to something else. */
export interface ZipTail {
  /** Offset of its first byte. */
  readonly start: number;
}

/**
 * A ZIP at the end of a file that begins as something else. Python (`zipimport`, `python FILE`), Java and unpackers read a ZIP from
 * its end and take any beginning, so an image can be a program at the same time.
 */
export function zipTailOf(bytes: Uint8Array): ZipTail | null {
  const buffer = bufferOf(bytes);
  const from = Math.max(0, bytes.length - LONGEST);
  for (let at = buffer.lastIndexOf(SIGNATURE); at >= from; at = buffer.lastIndexOf(SIGNATURE, at - 1)) {
    const start = startOf(bytes, at);
    if (start !== null) return { start };
    if (at === 0) break;
  }
  return null;
}

const SIGNATURE = Buffer.from('PK\x05\x06', 'latin1');

/** Held against the directory that the record points to: the four letters alone occur in any compressed data. */
function startOf(bytes: Uint8Array, record: number): number | null {
  const size = u32le(bytes, record + 12);
  const offset = u32le(bytes, record + 16);
  const entries = u16le(bytes, record + 10);
  const directory = record - size;
  const start = directory - offset;
  if (entries === 0 || directory < 0 || start < 0 || record + RECORD > bytes.length) return null;
  return hasText(bytes, 'PK\x01\x02', directory) ? start : null;
}
