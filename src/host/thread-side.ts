import { parentPort } from 'node:worker_threads';

/** What a thread tells the main one. */
export type FromThread =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly bytes: Uint8Array }
  | { readonly kind: 'failed'; readonly reason: string };

/** Answers the jobs of `createThreads`, one at a time; to be called by an entry that finds itself in a thread. */
export function serveThread<Input>(work: (input: Input) => Promise<Uint8Array>): void {
  const port = parentPort;
  if (port === null) throw new Error('serveThread was called in the main thread');
  port.on('message', async (input: Input) => {
    const answer: FromThread = await work(input).then(
      (bytes) => ({ kind: 'done', bytes }),
      (error: unknown) => ({ kind: 'failed', reason: `reading it ended in an error of ours (${nameOf(error)})` }),
    );
    port.postMessage(answer);
  });
  const ready: FromThread = { kind: 'ready' };
  port.postMessage(ready);
}

const nameOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 200) : 'unknown';
