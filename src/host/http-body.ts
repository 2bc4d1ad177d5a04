import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip } from 'node:zlib';

export type Body =
  | { readonly kind: 'body'; readonly bytes: Uint8Array }
  /** The answer itself is not acceptable; asking again would bring the same. */
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Reads a body whole, never more than `maxBytes` of it. Throws what the stream throws when it breaks off.
 *
 * Content-Length is a claim: bytes are counted as they arrive and again as they are inflated, so that neither a lying length nor
 * a compression bomb takes more memory than agreed.
 */
export async function readBody(
  source: Readable,
  encoding: string,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Body> {
  const counted = Readable.from(upTo(maxBytes, source), { objectMode: false });
  const decoder = encoding === 'gzip' ? createGunzip() : encoding === 'br' ? createBrotliDecompress() : null;
  const chunks: Uint8Array[] = [];
  const collect = async (inflated: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const chunk of upTo(maxBytes, inflated)) chunks.push(chunk);
  };
  try {
    await (decoder === null ? pipeline(counted, collect, { signal }) : pipeline(counted, decoder, collect, { signal }));
  } catch (error) {
    if (error instanceof TooLongError) return { kind: 'refused', reason: error.message };
    throw error;
  }
  return { kind: 'body', bytes: Buffer.concat(chunks) };
}

/** Encodings that a body can be read in; any other must be refused, for its bytes would be taken for something they are not. */
export const isReadableEncoding = (encoding: string): boolean => ['', 'identity', 'gzip', 'br'].includes(encoding);

async function* upTo(maxBytes: number, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let total = 0;
  for await (const chunk of source) {
    total += chunk.length;
    if (total > maxBytes) throw new TooLongError(maxBytes);
    yield chunk;
  }
}

class TooLongError extends Error {
  constructor(maxBytes: number) {
    super(tooLong(maxBytes));
  }
}

/** One clause that follows the host's name. */
export const tooLong = (maxBytes: number): string => `sent more than the ${describeBytes(maxBytes)} accepted here`;

const describeBytes = (bytes: number): string =>
  bytes < 1024 * 1024 ? `${bytes} bytes` : `${Math.floor(bytes / (1024 * 1024))} MiB`;
