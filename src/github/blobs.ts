import { createHash } from 'node:crypto';
import { arrayBuffer } from 'node:stream/consumers';
import { ReadableStream } from 'node:stream/web';
import { absent, type Fetched, found, unavailable } from '../model/fetched.js';
import type { TreeEntry } from '../ports.js';
import type { GitHub } from './client.js';
import { describeRefusal, refusalOf } from './permissions.js';
import type { Place } from './place.js';

/** Bytes of a lockfile that are worth reading: the largest in the wild are a tenth of it. */
const MAX_BLOB_BYTES = 32 * 1024 * 1024;

/** Reads blobs by id, each once: equal ids are equal bytes. */
export function createBlobReader(github: GitHub, place: Place): (entry: TreeEntry) => Promise<Fetched<Uint8Array>> {
  const read = new Map<string, Promise<Fetched<Uint8Array>>>();
  return (entry) => {
    if (entry.size !== null && entry.size > MAX_BLOB_BYTES) return Promise.resolve(tooBig(entry.size));
    const blob = read.get(entry.id) ?? readBlob(github, place, entry.id);
    read.set(entry.id, blob);
    return blob;
  };
}

async function readBlob({ rest }: GitHub, place: Place, id: string): Promise<Fetched<Uint8Array>> {
  try {
    const answer = await rest.git.getBlob({
      ...place,
      file_sha: id,
      mediaType: { format: 'raw' },
      // Octokit would decode the body as text, and so lose what is not UTF-8.
      request: { parseSuccessResponseBody: false },
    });
    const body: unknown = answer.data;
    const bytes = new Uint8Array(body instanceof ReadableStream ? await arrayBuffer(body) : []);
    return blobId(bytes, id.length) === id ? found(bytes) : unavailable(`the bytes served are not those of blob ${id}`);
  } catch (error) {
    const refusal = refusalOf(error);
    return refusal.status === 404 ? absent : unavailable(describeRefusal(refusal));
  }
}

const tooBig = (size: number): Fetched<never> =>
  unavailable(`it has ${Math.ceil(size / 1024 / 1024)} MB, and at most ${MAX_BLOB_BYTES / 1024 / 1024} MB are read`);

/** Git's own name for these bytes; repositories in the SHA-256 object format have ids of 64 digits. */
const blobId = (bytes: Uint8Array, length: number): string =>
  createHash(length === 64 ? 'sha256' : 'sha1')
    .update(`blob ${bytes.byteLength}\0`)
    .update(bytes)
    .digest('hex');
