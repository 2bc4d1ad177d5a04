/**
 * LZMA as Python's `lzma` reads it: .xz containers, .lzma files ("alone") and raw LZMA2 streams. Follows the format's specification
 * (LZMA SDK, `lzma-specification.txt`) and the .xz file format 1.2.0; checks of integrity are not repeated, because what Python would
 * refuse is no payload. Total and bounded: rubbish and bombs give null.
 */

interface Input {
  readonly bytes: Uint8Array;
  at: number;
}

interface Output {
  bytes: Uint8Array;
  length: number;
  readonly limit: number;
}

/** Ends a reading of bytes that are not what they claim to be. */
class Malformed extends Error {}
const MALFORMED = new Malformed('malformed');

const malformed = (): never => {
  throw MALFORMED;
};

/** Unpacks .xz, .lzma or, failing those, raw LZMA2; null when it is none of them or longer than `limit` bytes. */
export function unlzma(bytes: Uint8Array, limit: number): Uint8Array | null {
  const readers = isXz(bytes) ? [xz] : [alone, lzma2];
  for (const reader of readers) {
    const output: Output = { bytes: new Uint8Array(Math.min(limit, 65_536)), length: 0, limit };
    try {
      reader({ bytes, at: 0 }, output);
      if (output.length > 0) return output.bytes.subarray(0, output.length);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
    }
  }
  return null;
}

const MAGIC = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00];
const isXz = (bytes: Uint8Array): boolean => MAGIC.every((byte, at) => bytes[at] === byte);

function next(input: Input): number {
  const byte = input.bytes[input.at];
  if (byte === undefined) return malformed();
  input.at += 1;
  return byte;
}

function put(output: Output, byte: number): void {
  if (output.length >= output.limit) malformed();
  if (output.length === output.bytes.length) {
    const larger = new Uint8Array(Math.min(output.limit, output.bytes.length * 2));
    larger.set(output.bytes);
    output.bytes = larger;
  }
  output.bytes[output.length] = byte;
  output.length += 1;
}

/** Blocks until the index begins; streams that follow are left out, as their sum is not what a decoder hides. */
function xz(input: Input, output: Output): void {
  const checkSize = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64][(input.bytes[7] ?? 0) & 15] ?? 0;
  input.at = 12;
  while (next(input) !== 0) {
    const start = input.at - 1;
    const size = ((input.bytes[start] ?? 0) + 1) * 4;
    const flags = next(input);
    if ((flags & 0x40) !== 0) varint(input);
    if ((flags & 0x80) !== 0) varint(input);
    // Filters before LZMA2 change what programs look like, never text.
    if ((flags & 3) !== 0 || varint(input) !== 0x21) malformed();
    input.at = start + size;
    const from = input.at;
    lzma2(input, output);
    input.at += ((4 - ((input.at - from) % 4)) % 4) + checkSize;
  }
}

function varint(input: Input): number {
  let value = 0;
  for (let shift = 0; shift < 63; shift += 7) {
    const byte = next(input);
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return value;
  }
  return malformed();
}

function alone(input: Input, output: Output): void {
  const decoder = newDecoder(next(input));
  input.at += 4;
  let size = 0;
  let unknown = true;
  for (let at = 0; at < 8; at += 1) {
    const byte = next(input);
    if (byte !== 0xff) unknown = false;
    size += byte * 2 ** (8 * at);
  }
  if (!unknown && size > output.limit) malformed();
  decode(decoder, rangeOf(input), output, unknown ? Number.POSITIVE_INFINITY : size);
}

/** Chunks, each with its own range coder. */
function lzma2(input: Input, output: Output): void {
  let decoder: Decoder | null = null;
  for (let control = next(input); control !== 0; control = next(input)) {
    if (control < 0x80) {
      if (control > 2) malformed();
      for (let left = ((next(input) << 8) | next(input)) + 1; left > 0; left -= 1) put(output, next(input));
      continue;
    }
    const size = (((control & 0x1f) << 16) | (next(input) << 8) | next(input)) + 1;
    const packed = ((next(input) << 8) | next(input)) + 1;
    const reset = (control >> 5) & 3;
    if (reset >= 2) decoder = newDecoder(next(input));
    else if (reset === 1 && decoder !== null) decoder = newDecoder(decoder.properties);
    const from = input.at;
    decode(decoder ?? malformed(), rangeOf(input), output, output.length + size);
    input.at = from + packed;
  }
}

const PROBABILITY = 1024;
const probabilities = (length: number): Uint16Array => new Uint16Array(length).fill(PROBABILITY);

interface Lengths {
  readonly choice: Uint16Array;
  readonly low: Uint16Array;
  readonly middle: Uint16Array;
  readonly high: Uint16Array;
}

const lengths = (): Lengths => ({
  choice: probabilities(2),
  low: probabilities(16 << 3),
  middle: probabilities(16 << 3),
  high: probabilities(256),
});

interface Decoder {
  readonly properties: number;
  readonly lc: number;
  readonly lpMask: number;
  readonly pbMask: number;
  readonly literals: Uint16Array;
  readonly isMatch: Uint16Array;
  readonly isRep: Uint16Array;
  readonly isRepG0: Uint16Array;
  readonly isRepG1: Uint16Array;
  readonly isRepG2: Uint16Array;
  readonly isRep0Long: Uint16Array;
  readonly slots: Uint16Array;
  readonly special: Uint16Array;
  readonly align: Uint16Array;
  readonly length: Lengths;
  readonly repLength: Lengths;
  readonly reps: [number, number, number, number];
  state: number;
}

function newDecoder(properties: number): Decoder {
  if (properties >= 9 * 5 * 5) malformed();
  const lc = properties % 9;
  const lp = Math.floor(properties / 9) % 5;
  const pb = Math.floor(properties / 45);
  return {
    properties,
    lc,
    lpMask: (1 << lp) - 1,
    pbMask: (1 << pb) - 1,
    literals: probabilities(0x300 << (lc + lp)),
    isMatch: probabilities(12 << 4),
    isRep: probabilities(12),
    isRepG0: probabilities(12),
    isRepG1: probabilities(12),
    isRepG2: probabilities(12),
    isRep0Long: probabilities(12 << 4),
    slots: probabilities(4 << 6),
    special: probabilities(115),
    align: probabilities(16),
    length: lengths(),
    repLength: lengths(),
    reps: [0, 0, 0, 0],
    state: 0,
  };
}

interface Range {
  readonly input: Input;
  width: number;
  code: number;
}

function rangeOf(input: Input): Range {
  if (next(input) !== 0) malformed();
  let code = 0;
  for (let at = 0; at < 4; at += 1) code = ((code << 8) | next(input)) >>> 0;
  return { input, width: 0xffffffff, code };
}

function normalize(range: Range): void {
  if (range.width >= 0x1000000) return;
  range.width = (range.width << 8) >>> 0;
  range.code = ((range.code << 8) | next(range.input)) >>> 0;
}

function bit(range: Range, table: Uint16Array, at: number): number {
  normalize(range);
  const probability = table[at] ?? PROBABILITY;
  const bound = (range.width >>> 11) * probability;
  if (range.code < bound) {
    table[at] = probability + ((2048 - probability) >> 5);
    range.width = bound;
    return 0;
  }
  table[at] = probability - (probability >> 5);
  range.width -= bound;
  range.code = (range.code - bound) >>> 0;
  return 1;
}

function direct(range: Range, count: number): number {
  let value = 0;
  for (let left = count; left > 0; left -= 1) {
    normalize(range);
    range.width >>>= 1;
    const one = range.code >= range.width ? 1 : 0;
    if (one === 1) range.code = (range.code - range.width) >>> 0;
    value = ((value << 1) | one) >>> 0;
  }
  return value;
}

function bits(range: Range, table: Uint16Array, count: number, offset = 0): number {
  let value = 1;
  for (let left = count; left > 0; left -= 1) value = (value << 1) | bit(range, table, offset + value);
  return value - (1 << count);
}

function bitsReversed(range: Range, table: Uint16Array, count: number, offset = 0): number {
  let node = 1;
  let value = 0;
  for (let at = 0; at < count; at += 1) {
    const one = bit(range, table, offset + node);
    node = (node << 1) | one;
    value |= one << at;
  }
  return value;
}

/** Decodes until the output is `end` bytes long, or the stream says that it ends. */
function decode(decoder: Decoder, range: Range, output: Output, end: number): void {
  while (output.length < end) {
    const position = output.length & decoder.pbMask;
    if (bit(range, decoder.isMatch, (decoder.state << 4) + position) === 0) {
      put(output, literal(decoder, range, output));
      decoder.state = decoder.state < 4 ? 0 : decoder.state < 10 ? decoder.state - 3 : decoder.state - 6;
      continue;
    }
    const length = match(decoder, range, position);
    if (length === null) return;
    copy(output, decoder.reps[0], length);
  }
}

function literal(decoder: Decoder, range: Range, output: Output): number {
  const before = output.length === 0 ? 0 : (output.bytes[output.length - 1] ?? 0);
  const context = ((output.length & decoder.lpMask) << decoder.lc) + (before >> (8 - decoder.lc));
  const offset = 0x300 * context;
  let symbol = 1;
  if (decoder.state >= 7) {
    let matched = output.bytes[output.length - decoder.reps[0] - 1] ?? malformed();
    while (symbol < 0x100) {
      const matchBit = (matched >> 7) & 1;
      matched <<= 1;
      const one = bit(range, decoder.literals, offset + ((1 + matchBit) << 8) + symbol);
      symbol = (symbol << 1) | one;
      if (matchBit !== one) break;
    }
  }
  while (symbol < 0x100) symbol = (symbol << 1) | bit(range, decoder.literals, offset + symbol);
  return symbol & 0xff;
}

/** Reads a match; its length, or null at the end marker. The distance is the first of `reps`. */
function match(decoder: Decoder, range: Range, position: number): number | null {
  const { state, reps } = decoder;
  if (bit(range, decoder.isRep, state) === 0) {
    const length = lengthOf(decoder.length, range, position);
    decoder.state = state < 7 ? 7 : 10;
    const distance = distanceOf(decoder, range, length);
    reps.pop();
    reps.unshift(distance);
    return distance === 0xffffffff ? null : length + 2;
  }
  if (bit(range, decoder.isRepG0, state) === 0) {
    if (bit(range, decoder.isRep0Long, (state << 4) + position) === 0) {
      decoder.state = state < 7 ? 9 : 11;
      return 1;
    }
  } else {
    const index = bit(range, decoder.isRepG1, state) === 0 ? 1 : bit(range, decoder.isRepG2, state) === 0 ? 2 : 3;
    const [distance = 0] = reps.splice(index, 1);
    reps.unshift(distance);
  }
  const length = lengthOf(decoder.repLength, range, position);
  decoder.state = state < 7 ? 8 : 11;
  return length + 2;
}

function lengthOf(table: Lengths, range: Range, position: number): number {
  if (bit(range, table.choice, 0) === 0) return bits(range, table.low, 3, position << 3);
  if (bit(range, table.choice, 1) === 0) return 8 + bits(range, table.middle, 3, position << 3);
  return 16 + bits(range, table.high, 8);
}

function distanceOf(decoder: Decoder, range: Range, length: number): number {
  const slot = bits(range, decoder.slots, 6, Math.min(length, 3) << 6);
  if (slot < 4) return slot;
  const count = (slot >> 1) - 1;
  const base = ((2 | (slot & 1)) << count) >>> 0;
  if (slot < 14) return base + bitsReversed(range, decoder.special, count, base - slot);
  const high = (direct(range, count - 4) << 4) >>> 0;
  return (base + high + bitsReversed(range, decoder.align, 4)) >>> 0;
}

function copy(output: Output, distance: number, length: number): void {
  if (distance >= output.length) malformed();
  for (let left = length; left > 0; left -= 1) put(output, output.bytes[output.length - distance - 1] ?? 0);
}
