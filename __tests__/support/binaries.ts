/** Small files of many formats, built here: well formed as far as a reader of their headers looks, and inert. */

import { crc32 } from 'node:zlib';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

export const elf = (size = 256): Buffer => Buffer.concat([latin1('\x7fELF\x02\x01\x01'), Buffer.alloc(size)]);

export const pe = (): Buffer =>
  Buffer.concat([latin1('MZ'), Buffer.alloc(58), latin1('\x40\0\0\0PE\0\0'), Buffer.alloc(64)]);

export const machO = (): Buffer => Buffer.concat([latin1('\xcf\xfa\xed\xfe'), Buffer.alloc(64)]);

export const fatMachO = (): Buffer => Buffer.concat([latin1('\xca\xfe\xba\xbe\0\0\0\x02'), Buffer.alloc(64)]);

export const javaClass = (): Buffer => Buffer.concat([latin1('\xca\xfe\xba\xbe\0\0\0\x3d'), Buffer.alloc(64)]);

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([latin1(type), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
};

/** A picture of one pixel, with any bytes behind its end. */
export const png = (after: Buffer = Buffer.alloc(0)): Buffer =>
  Buffer.concat([
    latin1('\x89PNG\r\n\x1a\n'),
    chunk('IHDR', latin1('\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0')),
    chunk('IDAT', latin1('\x78\x9c\x62\0\x01\0\0\x05\0\x01')),
    chunk('IEND', Buffer.alloc(0)),
    after,
  ]);

export const gif = (after: Buffer = Buffer.alloc(0)): Buffer =>
  Buffer.concat([
    latin1('GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff'),
    latin1('\x21\xf9\x04\0\0\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\x3b'),
    after,
  ]);

/** A scan in which `FF 00` and a restart marker stand, as coders write them. */
export const jpeg = (after: Buffer = Buffer.alloc(0)): Buffer =>
  Buffer.concat([
    latin1('\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0'),
    latin1('\xff\xda\0\x08\x01\x01\0\0\x3f\0abc\xff\0def\xff\xd0ghi\xff\xd9'),
    after,
  ]);

export function wav(samples = 1000, after: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.concat([
    latin1('RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data\0\0\0\0'),
    Buffer.alloc(samples, 0x80),
  ]);
  head.writeUInt32LE(head.length - 8, 4);
  head.writeUInt32LE(samples, 40);
  return Buffer.concat([head, after]);
}

/** Bytes without a pattern, the same on every run (xorshift32). */
export function noise(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed;
  for (let at = 0; at < length; at += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[at] = state & 0xff;
  }
  return bytes;
}

/** A `.npy` file of Python objects: its data is a pickle. */
export function npy(pickle: Buffer, descr = '|O'): Buffer {
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (1,), }`.padEnd(117, ' ');
  const length = Buffer.alloc(2);
  length.writeUInt16LE(header.length + 1);
  return Buffer.concat([latin1('\x93NUMPY\x01\0'), length, latin1(`${header}\n`), pickle]);
}
