import * as zlib from 'node:zlib';

/** What decompressing gave. `reason` is a clause; `bytes` then holds what came before the failure, perhaps nothing. */
export interface Decompressed {
  readonly bytes: Uint8Array;
  readonly reason: string | null;
  /** Bytes of input that belong to the compressed stream; null when the decoder does not tell. */
  readonly consumed: number | null;
}

const NOTHING = new Uint8Array();

export const failed = (reason: string, bytes: Uint8Array = NOTHING): Decompressed => ({
  bytes,
  reason,
  consumed: null,
});

export const tooLong = (limit: number): string => `it expands to more than ${limit} bytes`;

/** What zlib says, in words; its codes are stable, its messages are not. */
export function zlibReason(error: unknown, limit: number): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  if (code === 'ERR_BUFFER_TOO_LARGE') return tooLong(limit);
  if (code === 'Z_BUF_ERROR') return 'its compressed data ends early';
  return 'its compressed data is damaged';
}

interface WithInfo {
  readonly buffer: Uint8Array;
  readonly engine: { readonly bytesWritten: number };
}

// `info` is documented for zlib's convenience methods, but the types know only the plain result.
const hasInfo = (result: unknown): result is WithInfo =>
  typeof result === 'object' && result !== null && 'engine' in result;

/** The result of a zlib convenience method that was called with `info: true`. */
export const succeeded = (result: unknown): Decompressed =>
  hasInfo(result)
    ? { bytes: result.buffer, reason: null, consumed: result.engine.bytesWritten }
    : failed('its compressed data is damaged');

/** Raw deflate. `consumed` tells whether bytes follow the end of the stream. */
export function inflateRaw(bytes: Uint8Array, limit: number): Decompressed {
  try {
    return succeeded(zlib.inflateRawSync(bytes, { maxOutputLength: Math.max(1, limit), info: true }));
  } catch (error) {
    return failed(zlibReason(error, limit));
  }
}

/** What a truncated stream still holds: members before the cut are worth reading, though the whole is told as unread. */
export function inflateRawPart(bytes: Uint8Array, limit: number): Uint8Array {
  try {
    const options = { maxOutputLength: Math.max(1, limit), finishFlush: zlib.constants.Z_SYNC_FLUSH };
    return zlib.inflateRawSync(bytes, options);
  } catch {
    return NOTHING;
  }
}
