import { latin1 } from './bytes.js';
import { entropyOf } from './entropy.js';
import { magicOf } from './magic.js';

/** A shorter run is a key, a picture or a checksum. */
const MIN_RUN = 16_000;
/** A blob that is this much of its file is what the file is for. */
const MIN_SHARE = 0.5;
/** Random bytes in base64 measure 6 bits a letter, in hex 4; identifiers and words repeat and stay below 5. */
const BASE64_BITS = 5.5;
const HEX_BITS = 3.7;

/**
 * Whether a text is mostly one run of base64 or hex, as a payload that a loader decodes is. Base64 may be wrapped at 60 letters or more; shorter
 * lines are lists of identifiers. Pictures and fonts that a page or a style sheet carries inside itself do not count.
 */
export function isEncodedText(bytes: Uint8Array): boolean {
  const run = longestRun(bytes);
  const length = run.to - run.from;
  if (length < MIN_RUN || length < bytes.length * MIN_SHARE) return false;
  const { bits, isHex, lines } = letters(bytes, run);
  if (isHex) return lines === 0 && bits >= HEX_BITS;
  return bits >= BASE64_BITS && length / (lines + 1) >= 60 && !isMedia(bytes, run);
}

interface Run {
  readonly from: number;
  readonly to: number;
}

const OTHER = 0;
const LETTER = 1;
const NEWLINE = 2;

const CLASSES = classes();

function classes(): Uint8Array {
  const table = new Uint8Array(256);
  for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=')
    table[letter.charCodeAt(0)] = LETTER;
  table[0x0a] = NEWLINE;
  table[0x0d] = NEWLINE;
  return table;
}

/**
 * The longest run of base64's letters and line ends, if it has the length that matters. A run that long covers every place that is a multiple of it, so most of a text is
 * never looked at.
 */
function longestRun(bytes: Uint8Array): Run {
  let best: Run = { from: 0, to: 0 };
  let from = 0;
  while (from + MIN_RUN <= bytes.length) {
    const last = lastOther(bytes, from, from + MIN_RUN);
    if (last !== -1) {
      from = last + 1;
      continue;
    }
    let to = from + MIN_RUN;
    while (to < bytes.length && CLASSES[bytes[to] ?? 0] !== OTHER) to += 1;
    if (to - from > best.to - best.from) best = { from, to };
    from = to + 1;
  }
  return best;
}

function lastOther(bytes: Uint8Array, from: number, to: number): number {
  for (let at = to - 1; at >= from; at -= 1) if (CLASSES[bytes[at] ?? 0] === OTHER) return at;
  return -1;
}

interface Letters {
  readonly bits: number;
  readonly isHex: boolean;
  readonly lines: number;
}

function letters(bytes: Uint8Array, { from, to }: Run): Letters {
  const counts = new Uint32Array(256);
  let total = 0;
  let lines = 0;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x0a) lines += 1;
    if (CLASSES[byte] !== LETTER) continue;
    counts[byte] = (counts[byte] ?? 0) + 1;
    total += 1;
  }
  const isHex = [...counts].every((number, byte) => number === 0 || HEX.has(byte));
  return { bits: entropyOf(counts, total), isHex, lines };
}

const HEX = new Set([...'0123456789abcdefABCDEF'].map((letter) => letter.charCodeAt(0)));

/** Whether the run decodes to something to look at or listen to. */
function isMedia(bytes: Uint8Array, { from }: Run): boolean {
  const head = Buffer.from(latin1(bytes, from, from + 400).replaceAll(/\s/gu, ''), 'base64');
  return magicOf(head)?.nature === 'media';
}
