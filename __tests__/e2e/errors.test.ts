/** Runs of the built Action that fail, and runs that are overtaken by a newer commit: nothing older may pass for a report on this one. */

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readMarker, withMarker } from '../../src/github/marker.js';
import {
  type ActionHarness,
  BOT,
  LOCKS,
  messagesOf,
  type Pull,
  REVIEWS,
  type RunGiven,
  startActionHarness,
} from '../support/action-harness.js';
import { connect } from '../support/github-client.js';
import { FORK_PERMISSIONS, FULL_PERMISSIONS } from '../support/github-server.js';
import type { ActionRun } from '../support/run-action.js';

const COMPARE = 'GET /repos/{owner}/{repo}/compare/{basehead}';
const CHECKS = 'POST /repos/{owner}/{repo}/check-runs';
const STICKY = { 'comment-as': 'sticky' } as const;
const NO_CONTENTS = { pull_requests: 'write', checks: 'write' } as const;
const POLICY = '.github/lockgate.toml';

let harness: ActionHarness;

beforeAll(async () => {
  harness = await startActionHarness();
});

beforeEach(() => harness.proxy.clear());

afterEach(() => {
  harness.proxy.mend();
  expect(harness.proxy.requests.flatMap(({ violations }) => violations)).toEqual([]);
});

afterAll(() => harness.close());

const files = (lock: string) => ({ 'uv.lock': lock, 'README.md': 'parcel' });
const openPull = (lock: string): Promise<Pull> => harness.openPull(files(lock));
const place = () => ({ owner: harness.github.owner, repo: harness.github.repo });
const run = (pull: Pull, given?: RunGiven): Promise<ActionRun> => harness.run(harness.pullEvent(pull), given);

/** The pull request with one more commit. */
async function push(pull: Pull, lock: string): Promise<Pull> {
  return { ...pull, head: await harness.github.commit(pull.branch, files(lock), [pull.head]) };
}

interface Standing {
  readonly body: string;
  readonly login: string | undefined;
}

/** Through the proxy, which keeps the edits that the embedded GitHub would not take. */
async function reviewsOf({ number }: Pull): Promise<readonly Standing[]> {
  const { rest } = connect(harness.proxy.url, await harness.github.token(FULL_PERMISSIONS));
  const { data } = await rest.pulls.listReviews({ ...place(), pull_number: number });
  return data.map(({ body, user }) => ({ body, login: user?.login }));
}

async function commentsOf({ number }: Pull): Promise<readonly Standing[]> {
  const { data } = await harness.github.api.issues.listComments({ ...place(), issue_number: number });
  return data.map(({ body = '', user }) => ({ body, login: user?.login }));
}

const breakOnce = (): void => harness.proxy.fail({ operation: COMPARE, times: 1, answer: { status: 200, body: {} } });

interface Failing {
  readonly name: string;
  /** Sets the failure up and gives what else the run is given. */
  readonly given: () => RunGiven;
  readonly title: string;
  readonly says: RegExp;
}

const FAILURES: readonly Failing[] = [
  {
    name: 'a bug of ours',
    given() {
      breakOnce();
      return {};
    },
    title: '❓ Not reviewed: Lockgate broke',
    says: /This is a bug in Lockgate, and nothing was judged/u,
  },
  {
    name: 'a token that may not read the contents',
    given: () => ({ permissions: NO_CONTENTS }),
    title: '❓ Not reviewed: the token does not suffice',
    says: /permissions:\n {2}contents: read/u,
  },
  {
    name: 'an input that cannot be used',
    given: () => ({ inputs: { 'fail-on': 'blokc' } }),
    title: '❓ Not reviewed: an input cannot be used',
    says: /blokc/u,
  },
];

describe('a run that fails', () => {
  describe.each([
    { where: 'review', inputs: {}, list: reviewsOf },
    { where: 'sticky comment', inputs: STICKY, list: commentsOf },
  ])('$where', ({ inputs, list }) => {
    test.each(FAILURES)('$name: the older pass is no longer there to be read as this commit’s', async (failing) => {
      const first = await openPull(LOCKS.pass);
      await run(first, { inputs });
      const second = await push(first, LOCKS.block);
      const given = failing.given();
      const done = await run(second, { ...given, inputs: { ...inputs, ...given.inputs } });

      expect({ code: done.exitCode, ...done.outputs }).toEqual({ code: 1, complete: 'false' });
      const [report, ...others] = await list(second);
      expect([report?.login, others]).toEqual([BOT, []]);
      expect(report?.body).toContain(`## ${failing.title}\n`);
      expect(report?.body).toContain(
        `Nothing is known about the dependencies of commit \`${second.head.slice(0, 7)}\``,
      );
      expect(report?.body).toContain(
        `**Verdict before**, at \`${first.head.slice(0, 7)}\` (an older commit, so it says nothing of this one): ✅ Pass: `,
      );
      expect(report?.body).toMatch(failing.says);
      expect(readMarker(report?.body ?? '')?.head).toBe(second.head);
      expect(done.summary).toContain(`## ${failing.title}\n`);
      expect(done.summary).toMatch(failing.says);
      expect(await harness.checksOf(second.head)).toEqual(['lockgate: failure']);
      expect(messagesOf(done, 'error').join('\n')).toMatch(failing.says);
      const writes = harness.proxy.requests.filter(({ method, path }) => method !== 'GET' && path !== '/graphql');
      expect(writes.length).toBeLessThanOrEqual(8);
    });
  });

  test('an unusable policy of the base branch says where', async () => {
    const base = await harness.github.commit(
      'broken-policy',
      { ...files(LOCKS.base), [POLICY]: 'fail-no = "block"\n' },
      [harness.base],
    );
    const pull = await harness.openPull(files(LOCKS.block), [base]);
    const done = await harness.run(harness.pullEvent(pull, { base }));
    expect({ code: done.exitCode, ...done.outputs }).toEqual({ code: 1, complete: 'false' });
    const [report] = await reviewsOf(pull);
    expect(report?.body).toContain('## ❓ Not reviewed: the policy cannot be used\n');
    expect(report?.body).toMatch(/lockgate\.toml:\u200b1: `fail-no` is no key/u);
    expect(report?.body).not.toContain('Verdict before');
  });

  test('by an error that nobody awaits is told like any other', async () => {
    const pull = await openPull(LOCKS.pass);
    // Thrown from a timer of its own, once the Action listens and has begun to read.
    const stray = `const t = setInterval(() => { if (process.listenerCount('uncaughtException') === 0) return; clearInterval(t); setTimeout(() => { throw new Error('a stray error'); }, 30); }, 1); t.unref();`;
    const environment = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(stray)}` };
    harness.proxy.fail({ operation: COMPARE, times: 1, answer: { status: 429, headers: { 'retry-after': '1' } } });
    const done = await run(pull, { environment });
    expect({ code: done.exitCode, ...done.outputs }).toEqual({ code: 1, complete: 'false' });
    expect(messagesOf(done, 'error')).toEqual([expect.stringContaining('a stray error')]);
    expect((await reviewsOf(pull))[0]?.body).toContain('❓ Not reviewed: Lockgate broke');
    expect(await harness.checksOf(pull.head)).toEqual(['lockgate: failure']);
  });

  test('of a pull request just opened has a report that says so', async () => {
    const pull = await openPull(LOCKS.block);
    breakOnce();
    const done = await harness.run(harness.pullEvent(pull, { action: 'opened' }));
    expect(done.exitCode).toBe(1);
    expect((await reviewsOf(pull)).map(({ body }) => body)).toEqual([expect.stringContaining('❓ Not reviewed')]);
  });

  test('twice keeps what the last verdict was, and the next good run tells it as resolved', async () => {
    const pull = await openPull(LOCKS.block);
    await run(pull);
    const second = await push(pull, LOCKS.pass);
    await run(second, { permissions: NO_CONTENTS });
    breakOnce();
    await run(second);
    const short = pull.head.slice(0, 7);
    const [failed] = await reviewsOf(pull);
    expect(failed?.body).toContain('Lockgate broke');
    expect(failed?.body).toContain(`**Verdict before**, at \`${short}\` (an older commit`);
    expect(failed?.body).toMatch(/says nothing of this one\): ⛔ Block: .*parcel-core/u);

    await run(second);
    const [report, ...others] = await reviewsOf(pull);
    expect(others).toEqual([]);
    expect(report?.body).toMatch(/\n## ✅ Pass: /u);
    expect(report?.body).toContain(`✅ **Resolved.** At \`${short}\` this report said: ⛔ Block`);
    expect(await harness.checksOf(second.head)).toEqual(['lockgate: success']);
  });

  test('again on a commit that an earlier run has judged says so, and takes the green check back', async () => {
    const pull = await openPull(LOCKS.pass);
    await run(pull);
    breakOnce();
    await run(pull, { attempt: 2 });
    const [report] = await reviewsOf(pull);
    expect(report?.body).toContain('(this same commit, by an earlier run): ✅ Pass');
    expect(await harness.checksOf(pull.head)).toEqual(['lockgate: failure']);
  });

  test('the same failure again writes nothing', async () => {
    const pull = await openPull(LOCKS.pass);
    await run(pull, { permissions: NO_CONTENTS });
    harness.proxy.clear();
    await run(pull, { permissions: NO_CONTENTS, attempt: 2 });
    expect(harness.proxy.requests.filter(({ method, path }) => method !== 'GET' && path !== '/graphql')).toEqual([]);
  });

  test('with `comment: never` leaves the conversation alone', async () => {
    const pull = await openPull(LOCKS.block);
    breakOnce();
    const done = await run(pull, { inputs: { comment: 'never' } });
    expect(done.exitCode).toBe(1);
    expect(await reviewsOf(pull)).toEqual([]);
    expect(done.summary).toContain('❓ Not reviewed');
  });

  test('in an audit is told and fails nothing', async () => {
    const pull = await openPull(LOCKS.block);
    breakOnce();
    const done = await run(pull, { inputs: { audit: 'true' } });
    expect({ code: done.exitCode, ...done.outputs }).toEqual({ code: 0, complete: 'false' });
    expect(messagesOf(done, 'warning').join('\n')).toContain('This is a bug in Lockgate');
    expect(await harness.checksOf(pull.head)).toEqual(['lockgate: neutral']);
    expect((await reviewsOf(pull))[0]?.body).toContain('❓ Not reviewed');
  });

  test('with `fail-on: never` fails the job all the same: it is no verdict', async () => {
    const pull = await openPull(LOCKS.block);
    breakOnce();
    const done = await run(pull, { inputs: { 'fail-on': 'never' } });
    expect({ code: done.exitCode, ...done.outputs }).toEqual({ code: 1, complete: 'false' });
  });

  test('where nothing can be written is told in the summary, and each refusal on its own', async () => {
    const pull = await openPull(LOCKS.block);
    breakOnce();
    const event = harness.pullEvent(pull, { fork: 'someone/hello' });
    const done = await harness.run(event, { permissions: FORK_PERMISSIONS, inputs: { 'check-run': 'true' } });
    expect(messagesOf(done, 'error')).toEqual([expect.stringContaining('This is a bug in Lockgate')]);
    const warnings = messagesOf(done, 'warning').join('\n');
    expect(warnings).toContain('A report that may stand on the pull request is about an older commit');
    expect(warnings).toContain('The check run could not be told');
    expect(warnings).not.toContain('The verdict stands');
    expect(done.summary).toContain('❓ Not reviewed: Lockgate broke');
  });

  test('a GitHub that breaks off while the failure is told does not hide it', async () => {
    const pull = await openPull(LOCKS.block);
    breakOnce();
    harness.proxy.fail({ operation: `GET ${REVIEWS}`, times: 1, answer: { status: 200, body: { not: 'a list' } } });
    const done = await run(pull);
    expect({ code: done.exitCode, ...done.outputs }).toEqual({ code: 1, complete: 'false' });
    expect(messagesOf(done, 'error')).toEqual([expect.stringContaining('This is a bug in Lockgate')]);
    expect(await harness.checksOf(pull.head)).toEqual(['lockgate: failure']);
  });

  test('another author’s look-alike stays as it is', async () => {
    const pull = await openPull(LOCKS.block);
    const body = withMarker('## ✅ Pass: trust me\n', { key: 'default', head: pull.head });
    await harness.github.api.issues.createComment({ ...place(), issue_number: pull.number, body });
    breakOnce();
    await run(pull, { inputs: STICKY });
    const comments = await commentsOf(pull);
    expect(comments.map(({ login }) => login)).toEqual([harness.github.owner, BOT]);
    expect(comments[0]?.body).toBe(body);
    expect(comments[1]?.body).not.toContain('Verdict before');
  });

  test('hostile text of an input is shown as the characters it is', async () => {
    const pull = await openPull(LOCKS.block);
    const done = await run(pull, { inputs: { 'fail-on': '<img src=x> @octocat [x](https://e.invalid) \u202e' } });
    const [report] = await reviewsOf(pull);
    for (const text of [report?.body ?? '', done.summary]) {
      expect(text).toContain('Not reviewed: an input cannot be used');
      expect(text).not.toContain('<img');
      expect(text).not.toContain('@octocat');
      expect(text).not.toContain('](https://e.invalid)');
      expect(text).not.toContain('\u202e');
    }
  });

  test('an event that cannot be read leaves GitHub alone', async () => {
    const done = await harness.run({ name: 'pull_request', payload: { action: 'opened' } });
    expect(done.exitCode).toBe(1);
    expect(done.summary).toContain('❓ Not reviewed: this run names nothing that can be reviewed');
    expect(done.summary).toContain('Nothing is known about the dependencies of this change');
    expect(harness.proxy.requests).toEqual([]);
  });

  test('a merge group has a failed check', async () => {
    const pull = await openPull(LOCKS.pass);
    const payload = { action: 'checks_requested', merge_group: { base_sha: harness.base, head_sha: pull.head } };
    const done = await harness.run({ name: 'merge_group', payload }, { permissions: NO_CONTENTS });
    expect({ code: done.exitCode, ...done.outputs }).toMatchObject({ code: 1, complete: 'false' });
    expect(await harness.checksOf(pull.head)).not.toContain('lockgate: success');
  });
});

test('monitoring that fails neither closes nor rewrites its issue', async () => {
  const { head } = await openPull(LOCKS.block);
  const event = { name: 'schedule', payload: { schedule: '0 6 * * *' } };
  await harness.run(event, { sha: head, permissions: { contents: 'read', issues: 'write' } });
  const issues = async () => {
    const { data } = await harness.github.api.issues.listForRepo({ ...place(), labels: 'lockgate', state: 'all' });
    return data.map(({ state, body }) => ({ state, body }));
  };
  const before = await issues();
  const broken = await harness.github.commit('broken', { ...files(LOCKS.pass), [POLICY]: 'fail-no = 1\n' }, [head]);
  const done = await harness.run(event, { sha: broken, permissions: { contents: 'read', issues: 'write' } });
  expect({ code: done.exitCode, ...done.outputs }).toEqual({ code: 1, complete: 'false' });
  expect(before).toHaveLength(1);
  expect(await issues()).toEqual(before);
  expect(done.summary).toContain('❓ Not reviewed: the policy cannot be used');
});

describe('a run that a newer commit has overtaken', () => {
  describe.each([
    { where: 'review', inputs: {}, list: reviewsOf },
    { where: 'sticky comment', inputs: STICKY, list: commentsOf },
  ])('$where', ({ inputs, list }) => {
    test('leaves the newer report as it is, and checks its own commit', async () => {
      const older = await openPull(LOCKS.pass);
      const newer = await push(older, LOCKS.block);
      await run(newer, { inputs });
      const before = await list(newer);
      const done = await run(older, { inputs });

      expect({ code: done.exitCode, ...done.outputs }).toMatchObject({ code: 0, verdict: 'pass', 'comment-url': '' });
      expect(await list(newer)).toEqual(before);
      expect(before[0]?.body).toContain('⛔ Block');
      expect(await harness.checksOf(older.head)).toEqual(['lockgate: success']);
      expect(await harness.checksOf(newer.head)).toEqual(['lockgate: failure']);
      const told = `The pull request’s head is ${newer.head.slice(0, 7)} by now, and this run reviewed ${older.head.slice(0, 7)}`;
      expect(done.log).toContain(told);
      expect(done.summary).toContain(told);
      expect(done.summary).toContain('## ✅ Pass');
    });

    test('writes none where there is none yet, also of a pull request just opened', async () => {
      const older = await openPull(LOCKS.block);
      const newer = await push(older, LOCKS.pass);
      const done = await harness.run(harness.pullEvent(older, { action: 'opened' }), { inputs });
      expect({ code: done.exitCode, ...done.outputs }).toMatchObject({ code: 1, verdict: 'block', 'comment-url': '' });
      expect(await list(newer)).toEqual([]);
      expect(await harness.checksOf(older.head)).toEqual(['lockgate: failure']);
    });

    test('and that fails leaves the newer report as it is, too', async () => {
      const older = await openPull(LOCKS.pass);
      const newer = await push(older, LOCKS.pass);
      await run(newer, { inputs });
      const before = await list(newer);
      breakOnce();
      await run(older, { inputs });
      expect(await list(newer)).toEqual(before);
      expect(await harness.checksOf(older.head)).toEqual(['lockgate: failure']);
      expect(await harness.checksOf(newer.head)).toEqual(['lockgate: success']);
    });
  });

  test('that is the head again after a force-push writes again', async () => {
    const older = await openPull(LOCKS.block);
    await push(older, LOCKS.pass);
    const again = { ...older, head: await harness.github.commit(older.branch, files(LOCKS.warn), [harness.base]) };
    await run(again);
    expect((await reviewsOf(again))[0]?.body).toContain('⚠️ Warn');
  });

  test('a head that may not be asked for costs nothing: the report names its commit', async () => {
    const pull = await openPull(LOCKS.block);
    const answer = { status: 403, body: { message: 'Resource not accessible by integration' } };
    harness.proxy.fail({ operation: 'GET /repos/{owner}/{repo}/pulls/{pull_number}', times: 1, answer });
    await run(pull);
    expect((await reviewsOf(pull))[0]?.body).toContain('⛔ Block');
  });

  test('asks once, and stays within the budget of requests', async () => {
    const pull = await openPull(LOCKS.block);
    await run(pull);
    expect(harness.sent('GET /repos/{owner}/{repo}/pulls/{pull_number}')).toHaveLength(1);
    expect(harness.sent(CHECKS)).toHaveLength(1);
    const writes = harness.proxy.requests.filter(({ method, path }) => method !== 'GET' && path !== '/graphql');
    expect(writes.length).toBeLessThanOrEqual(4);
    expect(harness.proxy.requests.length - writes.length).toBeLessThanOrEqual(25);
  });
});
