import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createThreads } from '../../src/host/threads.js';
import type { Log, ThreadAnswer } from '../../src/ports.js';

const log: Log = { progress: () => {}, warning: () => {}, debug: () => {} };
const entry = new URL('./thread-entry.mjs', import.meta.url);
const threads = (options: { readonly count?: number; readonly patience?: number; readonly memory?: number } = {}) =>
  createThreads({ entry, log, count: 2, ...options });

const told = (
  answer: ThreadAnswer,
): { readonly threadId: number; readonly jobs: number; readonly token: string | null } => {
  if (answer.kind !== 'done') throw new Error(`the job ended as ${JSON.stringify(answer)}`);
  return JSON.parse(new TextDecoder().decode(answer.bytes));
};

const work = { act: 'work' };

describe('threads', () => {
  test('jobs of one affinity go to one thread, in order', async () => {
    const { run } = threads();
    const answers = await Promise.all(
      ['a', 'b', 'a', 'a', 'b'].map((affinity) => run({ input: work, handedOver: [], affinity })),
    );
    const [a1, b1, a2, a3, b2] = answers.map(told);
    expect([a1?.jobs, a2?.jobs, a3?.jobs]).toEqual([1, 2, 3]);
    expect([b1?.jobs, b2?.jobs]).toEqual([1, 2]);
    expect(new Set([a1, a2, a3].map((each) => each?.threadId)).size).toBe(1);
    expect(b1?.threadId).not.toBe(a1?.threadId);
  });

  test.each([
    { name: 'an error', act: 'throw', reason: 'TypeError: told to' },
    { name: 'the end of its thread', act: 'exit', reason: 'its thread ended with code 3' },
    { name: 'a hunger for memory', act: 'hoard', reason: 'it needed more memory than there is' },
    { name: 'an endless loop', act: 'spin', reason: 'it took longer than 1 s' },
  ])('$name fails one job and no other', async ({ act, reason }) => {
    const { run } = threads({ count: 1, patience: act === 'spin' ? 1000 : 60_000, memory: 100 });
    const [before, bad, after] = await Promise.all(
      [work, { act }, work].map((input) => run({ input, handedOver: [], affinity: 'demo' })),
    );
    expect([before?.kind, after?.kind]).toEqual(['done', 'done']);
    expect(bad).toEqual({ kind: 'failed', reason: expect.stringContaining(reason) });
  });

  test('where none can start, the caller is told to do the work', async () => {
    const { run } = createThreads({ entry: new URL('./no-such-entry.mjs', import.meta.url), log, count: 2 });
    const answers = await Promise.all(
      ['a', 'b', 'b'].map((affinity) => run({ input: work, handedOver: [], affinity })),
    );
    expect(answers.map(({ kind }) => kind)).toEqual(['none', 'none', 'none']);
    expect(await run({ input: work, handedOver: [], affinity: 'c' })).toEqual({ kind: 'none' });
  });

  test('what cannot be handed over is the caller’s to do', async () => {
    const { run } = threads();
    expect(await run({ input: { act: () => {} }, handedOver: [], affinity: 'a' })).toEqual({ kind: 'none' });
    expect((await run({ input: work, handedOver: [], affinity: 'a' })).kind).toBe('done');
  });
});

describe('the environment', () => {
  beforeEach(() => {
    process.env['TOKEN'] = 'secret';
  });
  afterEach(() => {
    delete process.env['TOKEN'];
  });
  test('is not handed to threads', async () => {
    expect(told(await threads().run({ input: work, handedOver: [], affinity: 'a' })).token).toBeNull();
  });
});
