import { deserialize, serialize } from 'node:v8';
import { describe, expect, test } from '@jest/globals';
import { openArchive } from '../../src/artifacts/open.js';
import { createProfiler, profileJob } from '../../src/evidence/profiler.js';
import type { ThreadAnswer, ThreadJob, Threads } from '../../src/ports.js';
import type { DistributionInput } from '../../src/profile/profile.js';
import { profileOf, realReader } from '../profile/harness.js';
import { wheel } from '../support/wheel.js';

const built = wheel({ 'demo/__init__.py': 'import subprocess\nsubprocess.run(["make"])\n' });

const open = async (): Promise<DistributionInput> => ({
  archive: await openArchive(built.bytes, built.filename),
  artifact: built.filename,
  kind: 'wheel',
  sha256: null,
});

/** Threads that give one answer to everything, or do the work as a real one does, on a copy. */
function threadsGiving(answer: ThreadAnswer | 'work'): { readonly threads: Threads; readonly jobs: ThreadJob[] } {
  const jobs: ThreadJob[] = [];
  const run = async (job: ThreadJob): Promise<ThreadAnswer> => {
    jobs.push(job);
    if (answer !== 'work') return answer;
    return { kind: 'done', bytes: await profileJob(realReader)(deserialize(serialize(job.input))) };
  };
  return { threads: { count: 2, run }, jobs };
}

const make = (threads: Threads | null, expectsMany = true) =>
  createProfiler({ threads, python: realReader, expectsMany })('demo', open);

describe('a profile', () => {
  test('is the same from a thread', async () => {
    const made = await make(threadsGiving('work').threads);
    expect(made).toMatchObject({ kind: 'made', profile: await profileOf(built) });
  });

  test.each([
    { name: 'without threads', threads: null },
    { name: 'where no thread can be had', threads: threadsGiving({ kind: 'none' }).threads },
  ])('is made here $name', async ({ threads }) => {
    expect(await make(threads)).toMatchObject({ kind: 'made', profile: await profileOf(built) });
  });

  test.each([
    {
      name: 'that the thread failed at is none, with its reason in print',
      answer: { kind: 'failed', reason: 'it took\u001b[2J too long' } as const,
      reason: 'it took',
    },
    {
      name: 'that came back damaged is none',
      answer: { kind: 'done', bytes: new TextEncoder().encode('{"analyser": "1"}') } as const,
      reason: 'did not come back whole',
    },
  ])('$name', async ({ answer, reason }) => {
    const made = await make(threadsGiving(answer).threads);
    if (made.kind !== 'failed') throw new Error('a profile was made');
    expect(made.reason).toContain(reason);
    expect(made.reason).not.toContain('\u001b');
  });

  test('takes bytes that members share along once', async () => {
    const { threads, jobs } = threadsGiving({ kind: 'none' });
    const { archive, ...rest } = await open();
    const [member] = archive.members;
    if (member === undefined) throw new Error('the wheel has members');
    const links = Array.from({ length: 50 }, (_, at) => ({ ...member, path: `link${at}` }));
    const input = { ...rest, archive: { ...archive, members: [member, ...links] } };
    await createProfiler({ threads, python: realReader, expectsMany: true })('demo', async () => input);
    expect(jobs.map(({ handedOver }) => handedOver.map(({ byteLength }) => byteLength))).toEqual([[member.size]]);
  });

  test('of a single small project is no work for a thread', async () => {
    const { threads, jobs } = threadsGiving('work');
    await make(threads, false);
    expect(jobs).toEqual([]);
  });

  test('goes to the thread of its project', async () => {
    const { threads, jobs } = threadsGiving('work');
    await make(threads);
    expect(jobs.map(({ affinity }) => affinity)).toEqual(['demo']);
  });
});
