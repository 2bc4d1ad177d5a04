const WINDOW = 4096;
/** Windows looked at in one file; in a larger one they are spread evenly. */
const MAX_WINDOWS = 1024;

/** Bits per byte of the bytes from `from` to `to` (Shannon, byte by byte). */
export function bitsPerByte(bytes: Uint8Array, from = 0, to = bytes.length): number {
  const counts = new Uint32Array(256);
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0;
    counts[byte] = (counts[byte] ?? 0) + 1;
  }
  return entropyOf(counts, to - from);
}

export function entropyOf(counts: Uint32Array, total: number): number {
  let bits = 0;
  for (const number of counts) if (number > 0) bits -= (number / total) * Math.log2(number / total);
  return bits;
}

/**
 * From here a window of 4 KiB is as good as random. Random bytes measure 7.955 ± 0.005, deflated text 7.88 to 7.95; arrays of floating-point numbers,
 * which are the densest honest plain data, stay below 7.7 because signs and exponents repeat.
 */
const RANDOM = 7.85;

/** Part of a file's windows that are as good as random, 0 to 1. Files shorter than a few windows tell nothing. */
export function randomPart(bytes: Uint8Array): number {
  const windows = Math.floor(bytes.length / WINDOW);
  if (windows < 4) return 0;
  const step = Math.max(1, windows / MAX_WINDOWS);
  let seen = 0;
  let random = 0;
  for (let index = 0; index < windows; index += step) {
    const from = Math.floor(index) * WINDOW;
    seen += 1;
    if (bitsPerByte(bytes, from, from + WINDOW) >= RANDOM) random += 1;
  }
  return random / seen;
}
