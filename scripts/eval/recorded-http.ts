import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Http, HttpAnswer, HttpRequest } from '../../src/ports.js';

type Answered = Extract<HttpAnswer, { kind: 'answer' }>;

export interface RecordedHttpOptions {
  /** null: nothing is asked of the network, and what is not in the folder is unavailable. */
  readonly live: Http | null;
  readonly folder: string;
  /** Bytes of one body; a longer one is unavailable, as over the network. */
  readonly maxBytes: number;
}

/**
 * Answers GET requests from a folder, and puts there what the network answered first. A rerun after a change of a rule then needs no
 * network and sees the same bytes. A range is cut from the whole file, so that it does not matter which ranges were asked for before.
 */
export function recordedHttp({ live, folder, maxBytes }: RecordedHttpOptions): Http {
  mkdirSync(folder, { recursive: true });
  const asking = new Map<string, Promise<HttpAnswer>>();
  const ask = async (request: HttpRequest, path: string): Promise<HttpAnswer> => {
    const known = await readAnswer(path);
    if (known !== null) return known;
    if (live === null) return { kind: 'unavailable', reason: 'it is not in the cache, and the network is not asked' };
    const answer = await live.send({ ...request, range: null, maxBytes: Math.max(request.maxBytes, maxBytes) });
    if (answer.kind === 'answer') await writeAnswer(path, answer);
    return answer;
  };
  return {
    send: async (request) => {
      if (request.method !== 'GET') return { kind: 'unavailable', reason: 'an evaluation only reads' };
      const key = createHash('sha256')
        .update(`${request.headers['accept'] ?? ''} ${request.url}`)
        .digest('hex');
      const answer = asking.get(key) ?? ask(request, join(folder, key));
      asking.set(key, answer);
      void answer.finally(() => asking.delete(key));
      return cut(await answer, request);
    },
  };
}

function cut(answer: HttpAnswer, { range }: HttpRequest): HttpAnswer {
  if (answer.kind !== 'answer' || answer.status !== 200 || range === null) return answer;
  const total = answer.body.length;
  const headers = { ...answer.headers, 'content-range': `bytes ${range.first}-${range.last}/${total}` };
  return { ...answer, status: 206, headers, body: answer.body.subarray(range.first, range.last + 1) };
}

/** The first line holds everything but the body, the rest is the body. */
async function readAnswer(path: string): Promise<Answered | null> {
  const bytes = await readFile(path).catch(() => null);
  if (bytes === null) return null;
  const end = bytes.indexOf(10);
  const head = JSON.parse(bytes.subarray(0, end).toString()) as Omit<Answered, 'body'>;
  return { ...head, body: bytes.subarray(end + 1) };
}

async function writeAnswer(path: string, { body, ...head }: Answered): Promise<void> {
  const { 'content-encoding': _, ...headers } = head.headers;
  const temporary = `${path}.${randomUUID()}.tmp`;
  await writeFile(temporary, Buffer.concat([Buffer.from(`${JSON.stringify({ ...head, headers })}\n`), body]));
  await rename(temporary, path);
}
