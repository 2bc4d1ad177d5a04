/** Inline comments of the built Action: where they stand, what becomes of them, and what a refusal of them changes. */

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  type ActionHarness,
  BOT,
  LOCKS,
  messagesOf,
  type Pull,
  REVIEWS,
  startActionHarness,
} from '../support/action-harness.js';
import { FORK_PERMISSIONS } from '../support/github-server.js';
import type { StoredThread } from '../support/review-threads.js';
import { mergeGroupPayload, type RunnerEvent } from '../support/run-action.js';

const MUTATION = 'POST /graphql mutation';

let harness: ActionHarness;

beforeAll(async () => {
  harness = await startActionHarness();
});

beforeEach(() => harness.proxy.clear());

afterEach(() => {
  expect(harness.proxy.requests.flatMap(({ violations }) => violations)).toEqual([]);
});

afterAll(() => harness.close());

const files = (lock: string) => ({ 'uv.lock': lock, 'README.md': 'parcel' });
const openPull = (lock: string): Promise<Pull> => harness.openPull(files(lock));
const threads = ({ number }: Pull): readonly StoredThread[] => harness.proxy.threads.of(number);
/** Author, place, and what the first line after the marker says. */
const shown = (pull: Pull): readonly string[] =>
  threads(pull).map(
    ({ path, line, comments: [first] }) => `${first?.author} ${path}:${line} ${first?.body.split('\n')[1]}`,
  );

/** The same pull request after another push. */
async function push(pull: Pull, lock: string): Promise<Pull> {
  return { ...pull, head: await harness.github.commit(pull.branch, files(lock), [pull.head]) };
}

const TAMPERED = `${BOT} uv.lock:10 ### ⛔ \`parcel-core\` 1.0.0 → 1.1.0 is locked with another hash than the index has`;
const YANKED = `${BOT} uv.lock:5 ### ⚠️ \`parcel-core\` 1.0.0 → 1.2.0 was yanked by its maintainers`;

describe('a finding stands at its line', () => {
  test.each([
    { name: 'a block', lock: LOCKS.block, is: [TAMPERED] },
    { name: 'a warning', lock: LOCKS.warn, is: [YANKED] },
    { name: 'nothing to object to', lock: LOCKS.pass, is: [] },
  ])('$name', async ({ lock, is }) => {
    const pull = await openPull(lock);
    await harness.run(harness.pullEvent(pull));
    expect(shown(pull)).toEqual(is);
    expect(harness.sent(`POST ${REVIEWS}`)).toHaveLength(1);
  });

  test('and says what was found, what to do, and how to accept it', async () => {
    const pull = await openPull(LOCKS.block);
    await harness.run(harness.pullEvent(pull));
    const body = threads(pull)[0]?.comments[0]?.body ?? '';
    for (const part of [
      'docs/rules/hash-mismatch.md',
      '**What to do:**',
      '[[allow]]',
      '<!-- lockgate-inline:v1 key=default ',
    ]) {
      expect(body).toContain(part);
    }
  });

  test('within the budget of requests, also of a later run that changes everything', async () => {
    const pull = await openPull(LOCKS.block);
    await harness.run(harness.pullEvent(pull));
    const next = await push(pull, LOCKS.warn);
    harness.proxy.clear();
    await harness.run(harness.pullEvent(next));
    const writes = harness.proxy.requests.filter(
      ({ method, path, operation }) => operation === MUTATION || (method !== 'GET' && path !== '/graphql'),
    );
    expect(shown(next)).toEqual([YANKED]);
    expect(writes.length).toBeLessThanOrEqual(4);
    expect(harness.proxy.requests.length - writes.length).toBeLessThanOrEqual(25);
  });
});

describe('a later run', () => {
  let pull: Pull;

  beforeEach(async () => {
    pull = await openPull(LOCKS.block);
    await harness.run(harness.pullEvent(pull));
    harness.proxy.clear();
  });

  test('that finds the same adds nothing', async () => {
    await harness.run(harness.pullEvent(pull), { attempt: 2 });
    expect(shown(pull)).toEqual([TAMPERED]);
    expect([...harness.sent(`POST ${REVIEWS}`), ...harness.sent(MUTATION)]).toEqual([]);
  });

  test('after a force-push that moves the lines keeps the comment', async () => {
    const moved = LOCKS.block.replace('[[package]]', '# one\n# two\n[[package]]');
    const head = await harness.github.commit(pull.branch, files(moved), [harness.base]);
    await harness.run(harness.pullEvent({ ...pull, head }));
    expect(shown(pull)).toEqual([TAMPERED]);
    expect(harness.sent(`POST ${REVIEWS}`)).toEqual([]);
  });

  test('that finds it mended removes the comment', async () => {
    const done = await harness.run(harness.pullEvent(await push(pull, LOCKS.pass)));
    expect(done.outputs['verdict']).toBe('pass');
    expect(shown(pull)).toEqual([]);
  });

  test('that finds it mended minimises what somebody has answered', async () => {
    for (const thread of threads(pull)) harness.proxy.threads.reply(thread, 'octocat', 'Locked anew.');
    await harness.run(harness.pullEvent(await push(pull, LOCKS.pass)));
    expect(threads(pull).flatMap(({ comments }) => comments.map(({ minimized }) => minimized))).toEqual([
      'RESOLVED',
      null,
    ]);
    expect(shown(pull)[0]).toContain('No longer found');
  });

  test('that cannot check the release leaves the comment', async () => {
    const done = await harness.run(harness.pullEvent(pull), { inputs: { 'pypi-url': 'http://127.0.0.1:9' } });
    expect(done.outputs['complete']).toBe('false');
    expect(shown(pull)).toEqual([TAMPERED]);
  });
});

describe('by event', () => {
  test.each<{ readonly name: string; readonly event: (pull: Pull) => RunnerEvent; readonly is: readonly string[] }>([
    {
      name: 'pull_request_target of a fork: as of any other',
      event: (pull) => ({ ...harness.pullEvent(pull, { fork: 'someone/hello' }), name: 'pull_request_target' }),
      is: [TAMPERED],
    },
    {
      name: 'workflow_run: as of any other',
      event: ({ head, branch }) => ({
        name: 'workflow_run',
        payload: {
          action: 'completed',
          workflow_run: {
            event: 'pull_request',
            head_sha: head,
            head_branch: branch,
            head_repository: { owner: { login: harness.github.owner } },
          },
        },
      }),
      is: [TAMPERED],
    },
    {
      name: 'merge_group: none',
      event: ({ head }) => ({ name: 'merge_group', payload: mergeGroupPayload(harness.base, head) }),
      is: [],
    },
  ])('$name', async ({ event, is }) => {
    const pull = await openPull(LOCKS.block);
    await harness.run(event(pull));
    expect(shown(pull)).toEqual(is);
  });
});

describe('by setting', () => {
  test.each([
    { name: 'false: none', inputs: { 'inline-comments': 'false' }, is: [] },
    { name: 'beside a sticky comment: none', inputs: { 'comment-as': 'sticky' }, is: [] },
    {
      name: 'true, beside a sticky comment',
      inputs: { 'comment-as': 'sticky', 'inline-comments': 'true' },
      is: [TAMPERED],
    },
    { name: 'comment never: none', inputs: { comment: 'never' }, is: [] },
  ])('$name', async ({ inputs, is }) => {
    const pull = await openPull(LOCKS.block);
    await harness.run(harness.pullEvent(pull), { inputs });
    expect(shown(pull)).toEqual(is);
  });

  test('true without a comment is a contradiction', async () => {
    const done = await harness.run(harness.pullEvent(await openPull(LOCKS.block)), {
      inputs: { comment: 'never', 'inline-comments': 'true' },
    });
    expect(messagesOf(done, 'error').join('\n')).toContain('contradict each other');
  });
});

describe('a refusal leaves verdict, report and check as they are', () => {
  test('a line that GitHub does not take', async () => {
    const pull = await openPull(LOCKS.block);
    const answer = { status: 422, body: { message: 'Unprocessable Entity', errors: ['Line could not be resolved'] } };
    harness.proxy.fail({ operation: `POST ${REVIEWS}`, times: 1, answer });
    const done = await harness.run(harness.pullEvent(pull));
    expect({ exitCode: done.exitCode, verdict: done.outputs['verdict'] }).toEqual({ exitCode: 1, verdict: 'block' });
    expect(await harness.reviewsOf(pull)).toEqual([BOT]);
    expect(await harness.checksOf(pull.head)).toEqual(['lockgate: failure']);
    expect(shown(pull)).toEqual([]);
    expect(done.log).toContain('No inline comments were written: GitHub answered 422');
    expect(messagesOf(done, 'warning').join('\n')).not.toContain('Cannot write');
  });

  test('a permission to tidy up', async () => {
    const pull = await openPull(LOCKS.block);
    await harness.run(harness.pullEvent(pull));
    const errors = [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }];
    harness.proxy.fail({ operation: MUTATION, times: 1, answer: { status: 200, body: { data: null, errors } } });
    const done = await harness.run(harness.pullEvent(await push(pull, LOCKS.pass)));
    expect({ exitCode: done.exitCode, verdict: done.outputs['verdict'] }).toEqual({ exitCode: 0, verdict: 'pass' });
    expect(messagesOf(done, 'warning').join('\n')).toMatch(/earlier runs: GitHub answered 403.*pull-requests: write/su);
  });

  test('a fork’s token that may only read: the report alone is warned about', async () => {
    const pull = await openPull(LOCKS.block);
    const done = await harness.run(harness.pullEvent(pull, { fork: 'someone/hello' }), {
      permissions: FORK_PERMISSIONS,
    });
    expect(done.exitCode).toBe(1);
    expect(messagesOf(done, 'warning').filter((text) => text.includes('Cannot write'))).toHaveLength(1);
  });
});
