import * as zlib from 'node:zlib';
import { type Decompressed, failed, inflateRaw, inflateRawPart, succeeded, tooLong, zlibReason } from './inflate.js';

/** A gzip file of one or more members (RFC 1952). Bytes that follow the last one are left to the caller: `consumed` tells. */
export function gunzip(bytes: Uint8Array, limit: number): Decompressed {
  try {
    return succeeded(zlib.gunzipSync(bytes, { maxOutputLength: limit, info: true }));
  } catch (error) {
    const reason = zlibReason(error, limit);
    // zlib gives up on garbage behind a member, and tarfile, having seen the tar's end, never looks at it: pip installs such files.
    return reason === tooLong(limit) ? failed(reason) : gunzipMembers(bytes, limit);
  }
}

// Each costs some microseconds to set up, and a member may be 20 bytes short.
const MAX_MEMBERS = 1000;

function gunzipMembers(bytes: Uint8Array, limit: number): Decompressed {
  const parts: Uint8Array[] = [];
  let left = limit;
  let at = 0;
  for (let member = 0; member < MAX_MEMBERS; member += 1) {
    const start = dataStart(bytes, at);
    if (start === null)
      return { bytes: Buffer.concat(parts), reason: at === 0 ? 'it is no gzip file' : null, consumed: at };
    const body = bytes.subarray(start);
    const read = inflateRaw(body, left);
    if (read.reason !== null) return failed(read.reason, Buffer.concat([...parts, inflateRawPart(body, left)]));
    parts.push(read.bytes);
    left -= read.bytes.length;
    at = start + (read.consumed ?? body.length) + TRAILER;
    const reason = trailerProblem(bytes, at, read.bytes);
    if (reason !== null) return failed(reason, Buffer.concat(parts));
  }
  return failed(`it has more than ${MAX_MEMBERS} members`, Buffer.concat(parts));
}

const TRAILER = 8;

function trailerProblem(bytes: Uint8Array, end: number, data: Uint8Array): string | null {
  if (end > bytes.length) return 'its compressed data ends early';
  const trailer = Buffer.from(bytes.subarray(end - TRAILER, end));
  return trailer.readUInt32LE(0) === zlib.crc32(data) ? null : 'its checksum is wrong';
}

const FLAG_CRC = 2;
const FLAG_EXTRA = 4;
const FLAG_NAME = 8;
const FLAG_COMMENT = 16;

/** Where the deflate data of the member at `at` begins; null when there is no member. */
function dataStart(bytes: Uint8Array, at: number): number | null {
  const [first, second, method, flags = 0] = bytes.subarray(at, at + 4);
  if (first !== 0x1f || second !== 0x8b || method !== 8) return null;
  let next: number | null = at + 10;
  if ((flags & FLAG_EXTRA) !== 0) next += 2 + (bytes[next] ?? 0) + 256 * (bytes[next + 1] ?? 0);
  if ((flags & FLAG_NAME) !== 0) next = afterNul(bytes, next);
  if (next !== null && (flags & FLAG_COMMENT) !== 0) next = afterNul(bytes, next);
  if (next !== null && (flags & FLAG_CRC) !== 0) next += 2;
  return next !== null && next < bytes.length ? next : null;
}

function afterNul(bytes: Uint8Array, from: number): number | null {
  const nul = bytes.indexOf(0, from);
  return nul === -1 ? null : nul + 1;
}
