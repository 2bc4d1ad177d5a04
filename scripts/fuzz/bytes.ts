import type { Random } from './random.js';

/** Numbers at which readers of binary formats go wrong: empty, the signs' edges, lengths beyond the file. */
const EDGES = [0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

/** A file with a few of its bytes changed, cut out, doubled or replaced by those of another. */
export function mutateBytes(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  let mutated = Buffer.from(bytes);
  for (let edits = random.below(5); edits >= 0; edits -= 1) mutated = edit(mutated, other, random);
  return mutated;
}

function edit(bytes: Buffer<ArrayBuffer>, other: Uint8Array, random: Random): Buffer<ArrayBuffer> {
  if (bytes.length === 0) return Buffer.from([random.below(256)]);
  const at = random.chance(0.3) ? Math.max(0, bytes.length - 1 - random.below(120)) : random.below(bytes.length);
  const length = random.pick([1, 2, 4, 16, 100, 600]);
  switch (random.below(9)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    case 2:
      return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
    case 3:
      return Buffer.concat([bytes.subarray(0, at), piece(other, length, random), bytes.subarray(at)]);
    case 4:
      return Buffer.concat([bytes, other]);
    case 5:
    case 6:
      return withNumber(bytes, at, random);
    default: {
      const changed = Buffer.from(bytes);
      changed[at] = random.chance(0.5) ? (changed[at] ?? 0) ^ (1 << random.below(8)) : random.below(256);
      return changed;
    }
  }
}

function piece(bytes: Uint8Array, length: number, random: Random): Uint8Array {
  const from = random.below(bytes.length + 1);
  return bytes.subarray(from, from + length);
}

function withNumber(bytes: Buffer<ArrayBuffer>, at: number, random: Random): Buffer<ArrayBuffer> {
  const changed = Buffer.from(bytes);
  const width = random.pick([1, 2, 4]);
  if (at + width > changed.length) return changed;
  const value = random.pick(EDGES) % 2 ** (8 * width);
  changed.writeUIntLE(value, at, width);
  return changed;
}
