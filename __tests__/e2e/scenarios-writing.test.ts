/** What the built Action writes, and what it does where it may not: token profiles, races, other people’s comments, GitHub’s limits. */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readMarker, withMarker } from '../../src/github/marker.js';
import {
  type ActionHarness,
  BOT,
  bodiesOf,
  LOCKS,
  messagesOf,
  type Pull,
  REVIEWS,
  startActionHarness,
} from '../support/action-harness.js';
import { connect } from '../support/github-client.js';
import { FORK_PERMISSIONS, FULL_PERMISSIONS, type Permissions } from '../support/github-server.js';
import { objectOf, type RunnerEvent } from '../support/run-action.js';

const COMMENTS = '/repos/{owner}/{repo}/issues/{issue_number}/comments';
const EDIT_COMMENT = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}';
const STICKY = { 'comment-as': 'sticky' } as const;

let harness: ActionHarness;

beforeAll(async () => {
  harness = await startActionHarness();
});

beforeEach(() => harness.proxy.clear());

afterEach(() => {
  expect(harness.proxy.requests.flatMap(({ violations }) => violations)).toEqual([]);
  // A review that approves or requests changes stays until somebody dismisses it, which a later run may not be able to.
  const reviews = harness.sent(`POST ${REVIEWS}`).map(({ body }) => objectOf(body)['event']);
  expect(reviews.filter((event) => event !== 'COMMENT')).toEqual([]);
});

afterAll(() => harness.close());

const openPull = (lock: string): Promise<Pull> => harness.openPull({ 'uv.lock': lock, 'README.md': 'parcel' });
const place = () => ({ owner: harness.github.owner, repo: harness.github.repo });

async function commentsOf({ number }: Pull) {
  const { data } = await harness.github.api.issues.listComments({ ...place(), issue_number: number });
  return data.map(({ id, body = '', user }) => ({ id, body, login: user?.login }));
}

/** Through the proxy, which keeps the edits that the embedded GitHub would not take. */
async function reviewsOf({ number }: Pull) {
  const { rest } = connect(harness.proxy.url, await harness.github.token(FULL_PERMISSIONS));
  const { data } = await rest.pulls.listReviews({ ...place(), pull_number: number });
  return data.map(({ id, body, user }) => ({ id, body, login: user?.login }));
}

const byDependabot = (event: RunnerEvent): RunnerEvent => {
  const payload = objectOf(event.payload);
  const pull = objectOf(payload['pull_request']);
  return { ...event, payload: { ...payload, pull_request: { ...pull, user: { login: 'dependabot[bot]' } } } };
};

describe('the verdict is the same whatever the token may write, and the log says what is missing', () => {
  interface Profile {
    readonly name: string;
    readonly permissions: Permissions;
    readonly fork?: string;
    readonly bot?: boolean;
    readonly inputs?: Readonly<Record<string, string>>;
    readonly reviews?: readonly string[];
    readonly comments?: number;
    readonly checks?: readonly string[];
    readonly says: readonly RegExp[];
  }

  const NOT_WRITTEN = /Cannot write the pull request review/u;
  const YAML = /permissions:\n {2}contents: read\n {2}pull-requests: write\n {2}checks: write/u;

  test.each<Profile>([
    {
      name: 'everything',
      permissions: FULL_PERMISSIONS,
      reviews: [BOT],
      checks: ['lockgate: failure'],
      says: [],
    },
    {
      name: 'a fork’s, on `pull_request`',
      permissions: FORK_PERMISSIONS,
      fork: 'someone/hello',
      says: [NOT_WRITTEN, /`pull_request_target`/u],
    },
    {
      name: 'Dependabot’s, read-only as it is by default: the YAML that raises it is told',
      permissions: FORK_PERMISSIONS,
      bot: true,
      says: [NOT_WRITTEN, YAML],
    },
    {
      name: 'Dependabot’s, raised by `permissions:`',
      permissions: FULL_PERMISSIONS,
      bot: true,
      reviews: [BOT],
      checks: ['lockgate: failure'],
      says: [],
    },
    {
      name: 'contents alone, since naming one permission takes all others away',
      permissions: { contents: 'read' },
      says: [NOT_WRITTEN, YAML],
    },
    {
      name: 'no checks',
      permissions: { contents: 'read', pull_requests: 'write' },
      reviews: [BOT],
      says: [],
    },
    {
      name: 'no pull requests',
      permissions: { contents: 'read', checks: 'write' },
      checks: ['lockgate: failure'],
      says: [NOT_WRITTEN, YAML],
    },
    {
      name: 'issues instead of pull requests, which is enough for a sticky comment',
      permissions: { contents: 'read', issues: 'write' },
      inputs: STICKY,
      comments: 1,
      says: [],
    },
  ])('$name', async ({ permissions, fork, bot, inputs = {}, reviews = [], comments = 0, checks = [], says }) => {
    const pull = await openPull(LOCKS.block);
    const event = harness.pullEvent(pull, fork === undefined ? {} : { fork });
    const done = await harness.run(bot ? byDependabot(event) : event, { permissions, inputs });

    expect({ code: done.exitCode, ...done.outputs }).toMatchObject({ code: 1, verdict: 'block', complete: 'true' });
    expect(done.summary).toContain('hash-mismatch');
    expect(await harness.reviewsOf(pull)).toEqual(reviews);
    expect(await commentsOf(pull)).toHaveLength(comments);
    expect(await harness.checksOf(pull.head)).toEqual(checks);
    const warnings = messagesOf(done, 'warning').join('\n');
    if (says.length === 0) expect(warnings).not.toContain('Cannot write');
    for (const pattern of says) expect(warnings).toMatch(pattern);
    // Annotations on the lockfile's line need no permission: they come by the log where no check run carries them.
    const placed = done.commands.filter(({ properties }) => properties.includes('file=uv.lock'));
    expect(placed).toHaveLength(checks.length === 0 ? 1 : 0);
  });

  test('no permission at all: nothing is judged, and the YAML to add is told', async () => {
    const pull = await openPull(LOCKS.block);
    const done = await harness.run(harness.pullEvent(pull), { permissions: {} });
    expect({ code: done.exitCode, ...done.outputs }).toEqual({ code: 1, complete: 'false' });
    expect(messagesOf(done, 'error').join('\n')).toMatch(YAML);
  });

  test('SARIF on a fork is a file for the workflow to upload, and no upload that would be refused', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lockgate-sarif-'));
    const file = join(folder, 'lockgate.sarif');
    const pull = await openPull(LOCKS.block);
    const event = harness.pullEvent(pull, { fork: 'someone/hello' });
    await harness.run(event, { permissions: FORK_PERMISSIONS, inputs: { 'sarif-file': file } });
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ version: '2.1.0' });
    expect(harness.proxy.requests.filter(({ path }) => path.includes('code-scanning'))).toEqual([]);
    await rm(folder, { recursive: true });
  });
});

const STALE = /^This report is out of date\. The current one is \[here\]\(http/mu;

describe.each([
  { place: 'review', inputs: {}, list: reviewsOf },
  { place: 'sticky comment', inputs: STICKY, list: commentsOf },
])('two runs at once, $place', ({ inputs, list }) => {
  test('end in one report; a second one points to it, and a later run edits that one alone', async () => {
    const pull = await openPull(LOCKS.block);
    await Promise.all([1, 2].map(() => harness.run(harness.pullEvent(pull), { inputs })));
    const live = (await list(pull)).filter(({ body }) => !STALE.test(body));
    expect(live.map(({ login }) => login)).toEqual([BOT]);

    const head = await harness.github.commit(pull.branch, { 'uv.lock': LOCKS.pass, 'README.md': 'parcel' }, [
      pull.head,
    ]);
    await harness.run(harness.pullEvent({ ...pull, head }), { inputs });
    const reports = await list(pull);
    expect(reports.filter(({ body }) => body.includes('## ⛔'))).toEqual([]);
    expect(reports.filter(({ body }) => body.includes('✅ Pass')).map(({ id }) => id)).toEqual(
      live.map(({ id }) => id),
    );
  });
});

describe('the conversation', () => {
  const runOn = (pull: Pull) => harness.run(harness.pullEvent(pull), { inputs: STICKY });

  test('a report that somebody deleted is written again', async () => {
    const pull = await openPull(LOCKS.block);
    await runOn(pull);
    const [first] = await commentsOf(pull);
    await harness.github.api.issues.deleteComment({ ...place(), comment_id: first?.id ?? 0 });
    await runOn(pull);
    expect((await commentsOf(pull)).map(({ login }) => login)).toEqual([BOT]);
  });

  test('one that is deleted just before it is edited is written again, too', async () => {
    const pull = await openPull(LOCKS.block);
    await runOn(pull);
    const head = await harness.github.commit(pull.branch, { 'uv.lock': LOCKS.pass }, [pull.head]);
    harness.proxy.fail({ operation: EDIT_COMMENT, times: 1, answer: { status: 404, body: { message: 'Not Found' } } });
    const done = await runOn({ ...pull, head });
    expect(done.outputs).toMatchObject({ verdict: 'pass', 'comment-url': expect.stringMatching(/^http/u) });
    expect(bodiesOf(harness.sent(`POST ${COMMENTS}`)).at(-1)).toContain('✅ Pass');
  });

  test('another author’s look-alike is neither edited nor taken for ours', async () => {
    const pull = await openPull(LOCKS.block);
    const body = withMarker('# Pass\n', { key: 'default', head: pull.head });
    await harness.github.api.issues.createComment({ ...place(), issue_number: pull.number, body });
    await runOn(pull);
    await runOn(pull);
    expect((await commentsOf(pull)).map(({ login }) => login)).toEqual([harness.github.owner, BOT]);
    expect((await commentsOf(pull))[0]?.body).toBe(body);
    expect(harness.sent(EDIT_COMMENT)).toEqual([]);
  });

  test('a locked one is told as that, not as a missing permission, and the verdict stands', async () => {
    const pull = await openPull(LOCKS.block);
    const message = 'Unable to create comment because issue is locked.';
    harness.proxy.fail({ operation: `POST ${COMMENTS}`, times: 1, answer: { status: 403, body: { message } } });
    const done = await runOn(pull);
    expect({ code: done.exitCode, ...done.outputs }).toMatchObject({ code: 1, verdict: 'block', 'comment-url': '' });
    const said = messagesOf(done, 'warning').join('\n');
    expect(said).toContain('The conversation is locked');
    expect(said).not.toContain('permissions:');
    expect(await harness.checksOf(pull.head)).toEqual(['lockgate: failure']);
  });

  test('nobody can talk a verdict away in a comment', async () => {
    const pull = await openPull(LOCKS.block);
    const body = '/lockgate allow parcel-core==1.1.0 hash-mismatch because I say so';
    await harness.github.api.issues.createComment({ ...place(), issue_number: pull.number, body });
    const done = await runOn(pull);
    expect({ code: done.exitCode, ...done.outputs }).toMatchObject({ code: 1, verdict: 'block', blocked: '1' });
  });

  test('a report turns green in place once the problem is gone, also with `comment: on-findings`', async () => {
    const pull = await openPull(LOCKS.block);
    const inputs = { ...STICKY, comment: 'on-findings' };
    await harness.run(harness.pullEvent(pull), { inputs });
    const head = await harness.github.commit(pull.branch, { 'uv.lock': LOCKS.base, 'README.md': 'parcel' }, [
      pull.head,
    ]);
    await harness.run(harness.pullEvent({ ...pull, head }), { inputs });
    const comments = await commentsOf(pull);
    expect(comments.map(({ body }) => readMarker(body)?.head)).toEqual([head]);
    expect(comments[0]?.body).toMatch(/\n## ✅ Pass: no dependency changed\n\n✅ \*\*Resolved\.\*\* .*parcel-core/u);
  });

  test('another Lockgate job of the same repository keeps a report and a check of its own', async () => {
    const pull = await openPull(LOCKS.block);
    await runOn(pull);
    const done = await harness.run(harness.pullEvent(pull), { inputs: { ...STICKY, lockfiles: 'services/**' } });
    expect(done.outputs).toMatchObject({ verdict: 'pass', changed: '0' });
    expect((await commentsOf(pull)).filter(({ body }) => body.includes('## ⛔'))).toHaveLength(1);
    expect(await harness.checksOf(pull.head)).toEqual(
      expect.arrayContaining(['lockgate: failure', 'lockgate (services/**): success']),
    );
  });
});

describe('a rate limit that does not reset in time', () => {
  const limited = {
    status: 403,
    headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + 3600) },
    body: { message: 'API rate limit exceeded for installation.' },
  };

  test('costs the comment, not the verdict', async () => {
    const pull = await openPull(LOCKS.block);
    harness.proxy.fail({ operation: `POST ${REVIEWS}`, times: 1, answer: limited });
    const done = await harness.run(harness.pullEvent(pull));
    expect({ code: done.exitCode, ...done.outputs }).toMatchObject({ code: 1, verdict: 'block', 'comment-url': '' });
    expect(messagesOf(done, 'warning').join('\n')).toContain('rate limit is used up');
  });

  test('while reading is never a pass', async () => {
    const pull = await openPull(LOCKS.block);
    harness.proxy.fail({ operation: 'GET /repos/{owner}/{repo}/compare/{basehead}', times: 1, answer: limited });
    const done = await harness.run(harness.pullEvent(pull));
    expect(done.outputs['verdict']).not.toBe('pass');
    expect(done.outputs['complete']).toBe('false');
    expect(done.summary).toContain('rate limit is used up');
  });
});
