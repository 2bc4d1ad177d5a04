import { absent, type Fetched, found, unavailable } from '../model/fetched.js';
import type { ReleaseFile } from '../model/release.js';
import type { HttpAnswer } from '../ports.js';
import { type Answer, fetched } from './answers.js';

/** Random access to one file on a server. */
export interface RangeSource {
  /** Bytes in all. */
  readonly size: number;
  /** Exactly the bytes from `first` to `last`, inclusive. */
  readonly read: (first: number, last: number) => Promise<Fetched<Uint8Array>>;
}

export type SendRange = (first: number, last: number) => Promise<HttpAnswer>;

/**
 * The end of a zip holds its directory, which is what a reader wants first; most fit in this. More than the 64 KiB that its comment may take:
 * with less, each look for the end would be a request of its own.
 */
const TAIL_BYTES = 128 * 1024;

interface Part {
  readonly first: number;
  readonly bytes: Uint8Array;
  readonly total: number;
  readonly etag: string | null;
}

/** Opens a file for reading by range (RFC 9110 §14). `absent`: no such file, or a server that does not serve ranges. */
export async function openRanges(file: ReleaseFile, send: SendRange): Promise<Fetched<RangeSource>> {
  const size = file.size ?? (await sizeOf(file, send));
  if (typeof size !== 'number') return size;
  if (size === 0) return absent;

  const first = Math.max(0, size - TAIL_BYTES);
  const tail = await readPart(file, send, first, size - 1);
  if (tail.kind !== 'found') return tail;
  return found(rangeSource(file, send, tail.value));
}

async function sizeOf(file: ReleaseFile, send: SendRange): Promise<number | Exclude<Fetched<Part>, { kind: 'found' }>> {
  const start = await readPart(file, send, 0, 0);
  return start.kind === 'found' ? start.value.total : start;
}

function rangeSource(file: ReleaseFile, send: SendRange, tail: Part): RangeSource {
  const read = async (first: number, last: number): Promise<Fetched<Uint8Array>> => {
    if (first < 0 || last < first || last >= tail.total)
      return unavailable(`bytes ${first}–${last} lie outside ${file.filename}`);
    if (first >= tail.first) return found(tail.bytes.subarray(first - tail.first, last + 1 - tail.first));

    const part = await readPart(file, send, first, last);
    if (part.kind !== 'found') {
      return part.kind === 'absent'
        ? unavailable(`${file.filename} was no longer served by range half way through`)
        : part;
    }
    // Parts of two different files, put together, would be a file that nobody published.
    const same = part.value.total === tail.total && part.value.etag === tail.etag;
    return same ? found(part.value.bytes) : unavailable(`${file.filename} changed on the server while it was read`);
  };
  return { size: tail.total, read };
}

async function readPart(file: ReleaseFile, send: SendRange, first: number, last: number): Promise<Fetched<Part>> {
  const answer = fetched(await send(first, last), file.filename);
  if (answer.kind !== 'found') return answer;
  // 200 is the whole file: the server does not serve ranges of it.
  if (answer.value.status !== 206 || !isPlain(answer.value)) return absent;

  const { from, to, total } = CONTENT_RANGE.exec(answer.value.headers['content-range'] ?? '')?.groups ?? {};
  const { body } = answer.value;
  if (Number(from) !== first || Number(to) !== last || body.length !== last - first + 1) {
    return unavailable(`the server sent other bytes of ${file.filename} than were asked for`);
  }
  if (file.size !== null && Number(total) !== file.size) {
    return unavailable(`${file.filename} has ${total} bytes on the server, and the index lists ${file.size}`);
  }
  return found({ first, bytes: body, total: Number(total), etag: answer.value.headers['etag'] ?? null });
}

const CONTENT_RANGE = /^bytes (?<from>\d{1,15})-(?<to>\d{1,15})\/(?<total>\d{1,15})$/u;

/** Ranges of a compressed representation are no ranges of the file. */
const isPlain = ({ headers }: Answer): boolean => ['', 'identity'].includes(headers['content-encoding'] ?? '');
