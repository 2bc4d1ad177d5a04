import * as zlib from 'node:zlib';
import bunzip from 'seek-bzip';
import xz from 'xz-decompress';
import { gunzip } from './gzip.js';
import { type Decompressed, failed, tooLong, zlibReason } from './inflate.js';

export type Compression = 'gzip' | 'bzip2' | 'xz' | 'zstd';

// Pure JavaScript and WebAssembly decoders are slow: these bounds keep a hostile file to some ten seconds.
const SLOW_LIMIT: Readonly<Partial<Record<Compression, number>>> = {
  bzip2: 128 * 1024 * 1024,
  xz: 512 * 1024 * 1024,
};

/** Decompresses in memory and stops at `limit` bytes of output. Never throws. */
export function decompress(bytes: Uint8Array, compression: Compression, limit: number): Promise<Decompressed> {
  const bound = Math.min(limit, SLOW_LIMIT[compression] ?? limit);
  switch (compression) {
    case 'gzip':
      return Promise.resolve(gunzip(bytes, bound));
    case 'bzip2':
      return Promise.resolve(bunzip2(bytes, bound));
    case 'xz':
      return unxz(bytes, bound);
    case 'zstd':
      return Promise.resolve(unzstd(bytes, bound));
  }
}

/** Zstandard came to node:zlib with Node 22.15; on an older Node the file stays unread, and says so. */
export function unzstd(bytes: Uint8Array, limit: number): Decompressed {
  if (!('zstdDecompressSync' in zlib)) return failed('this version of Node cannot read Zstandard');
  try {
    return { bytes: zlib.zstdDecompressSync(bytes, { maxOutputLength: limit }), reason: null, consumed: null };
  } catch (error) {
    return failed(zlibReason(error, limit));
  }
}

/** One or more bzip2 streams. The format does not record the length of its output, so the sink stops it. */
export function bunzip2(bytes: Uint8Array, limit: number): Decompressed {
  const sink = growingSink(limit);
  const feed = feedOf(bytes);
  try {
    do bunzip.decode(feed, sink);
    while (isBzip2(bytes, feed.position()));
    return { bytes: sink.written(), reason: null, consumed: feed.position() };
  } catch {
    return failed(sink.full() ? tooLong(limit) : 'its compressed data is damaged or ends early', sink.written());
  }
}

const isBzip2 = (bytes: Uint8Array, at: number): boolean =>
  bytes[at] === 0x42 && bytes[at + 1] === 0x5a && bytes[at + 2] === 0x68;

interface Feed {
  readonly readByte: () => number;
  readonly read: (buffer: Uint8Array, offset: number, length: number) => number;
  readonly position: () => number;
}

// The decoder takes a missing byte for zero; a cut inside the closing checksum would pass for a whole file.
function feedOf(bytes: Uint8Array): Feed {
  let at = 0;
  const readByte = (): number => {
    const byte = bytes[at];
    if (byte === undefined) throw new RangeError('end of input');
    at += 1;
    return byte;
  };
  return {
    readByte,
    read(buffer, offset, length) {
      for (let index = 0; index < length; index += 1) buffer[offset + index] = readByte();
      return length;
    },
    position: () => at,
  };
}

interface Sink {
  readonly writeByte: (byte: number) => void;
  readonly written: () => Uint8Array;
  readonly full: () => boolean;
}

function growingSink(limit: number): Sink {
  let buffer = new Uint8Array(64 * 1024);
  let length = 0;
  return {
    writeByte(byte) {
      if (length >= limit) throw new RangeError('limit');
      if (length === buffer.length) buffer = grown(buffer);
      buffer[length] = byte;
      length += 1;
    },
    written: () => buffer.subarray(0, length),
    full: () => length >= limit,
  };
}

function grown(buffer: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(buffer.length * 2);
  larger.set(buffer);
  return larger;
}

async function unxz(bytes: Uint8Array, limit: number): Promise<Decompressed> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of new xz.XzReadableStream(streamOf(bytes))) {
      length += chunk.length;
      if (length > limit) return failed(tooLong(limit));
      chunks.push(chunk);
    }
    return { bytes: Buffer.concat(chunks), reason: null, consumed: null };
  } catch {
    return failed('its compressed data is damaged or ends early', Buffer.concat(chunks));
  }
}

const INPUT_CHUNK = 64 * 1024;

function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let offset = 0;
  return new ReadableStream({
    pull(controller) {
      if (offset >= bytes.length) {
        controller.close();
        return;
      }
      controller.enqueue(bytes.subarray(offset, offset + INPUT_CHUNK));
      offset += INPUT_CHUNK;
    },
  });
}
