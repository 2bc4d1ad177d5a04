import { bufferOf, hasText, u16be, u32be, u32le } from './bytes.js';

/**
 * Where a file ends by what its format declares; null when the format has no such end or the file does not follow it. What comes after is
 * read by no viewer, and by whoever knows that it is there.
 */
export function logicalEnd(bytes: Uint8Array, format: string): number | null {
  return ENDS[format]?.(bytes) ?? null;
}

type End = (bytes: Uint8Array) => number | null;

const ENDS: Readonly<Record<string, End>> = {
  png: pngEnd,
  jpeg: jpegEnd,
  gif: gifEnd,
  wav: riffEnd,
  webp: riffEnd,
  bmp: bmpEnd,
};

/** Chunks of length, type, data and CRC until `IEND` (PNG 3rd edition, 5.3). */
function pngEnd(bytes: Uint8Array): number | null {
  let at = 8;
  while (at + 12 <= bytes.length) {
    const next = at + 12 + u32be(bytes, at);
    if (hasText(bytes, 'IEND', at + 4)) return next <= bytes.length ? next : null;
    at = next;
  }
  return null;
}

/** RIFF declares the length of all that follows its first eight bytes; chunks are padded to even lengths. */
function riffEnd(bytes: Uint8Array): number | null {
  const size = u32le(bytes, 4);
  // Streams that were never closed declare nothing, or everything.
  if (size === 0 || size >= 0x7fff_ffff) return null;
  const end = 8 + size + (size % 2);
  return end <= bytes.length ? end : null;
}

function bmpEnd(bytes: Uint8Array): number | null {
  const size = u32le(bytes, 2);
  return size > u32le(bytes, 10) && size <= bytes.length ? size : null;
}

/**
 * Segments up to a start of scan, then entropy-coded data in which `FF` is followed by `00` or a restart marker, until `EOI` (T.81,
 * B.1). A camera may put further whole images behind the first (CIPA DC-007): they belong to it.
 */
function jpegEnd(bytes: Uint8Array): number | null {
  let end = imageEnd(bytes, 0);
  while (end !== null && bytes[end] === 0xff && bytes[end + 1] === 0xd8) {
    const next = imageEnd(bytes, end);
    if (next === null) return end;
    end = next;
  }
  return end;
}

function imageEnd(bytes: Uint8Array, start: number): number | null {
  const buffer = bufferOf(bytes);
  let at = start + 2;
  while (at + 1 < bytes.length) {
    if (bytes[at] !== 0xff) {
      // Inside a scan: on to the next byte that may be a marker.
      at = buffer.indexOf(0xff, at);
      if (at === -1) return null;
    }
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xd9) return at + 2;
    if (marker === 0xff) at += 1;
    else if (marker === 0 || (marker >= 0xd0 && marker <= 0xd7) || marker === 0x01) at += 2;
    else at += 2 + Math.max(2, u16be(bytes, at + 2));
  }
  return null;
}

/** Header, colour table, then blocks until the trailer `3B` (GIF89a, 27). */
function gifEnd(bytes: Uint8Array): number | null {
  let at = 13 + colourTable(bytes[10] ?? 0);
  while (at < bytes.length) {
    const block = bytes[at];
    if (block === 0x3b) return at + 1;
    if (block === 0x21) at = subBlocksEnd(bytes, at + 2);
    else if (block === 0x2c) at = subBlocksEnd(bytes, at + 11 + colourTable(bytes[at + 9] ?? 0));
    else return null;
  }
  return null;
}

const colourTable = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));

function subBlocksEnd(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < bytes.length && bytes[at] !== 0) at += 1 + (bytes[at] ?? 0);
  return at + 1;
}
