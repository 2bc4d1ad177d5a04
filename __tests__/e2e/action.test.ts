/** The built Action against an embedded GitHub, index and OSV, as a runner would start it. */

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { withMarker } from '../../src/github/marker.js';
import {
  FORK_PERMISSIONS,
  FULL_PERMISSIONS,
  type GitHubServer,
  type Permissions,
  startGitHubServer,
} from '../support/github-server.js';
import type { TestServer } from '../support/http-server.js';
import { createIndexServer, type IndexServer } from '../support/index-server.js';
import { createOsvServer } from '../support/osv-server.js';
import { type RecordingProxy, startRecordingProxy } from '../support/recording-proxy.js';
import { type ActionRun, mergeGroupPayload, pullPayload, type RunnerEvent, runAction } from '../support/run-action.js';
import { type LockedRelease, uvLock } from '../support/uv-lock.js';
import { wheel } from '../support/wheel.js';

const BOT = 'github-actions[bot]';
const REVIEWS = '/repos/{owner}/{repo}/pulls/{pull_number}/reviews';
const LONG_AGO = '2023-05-01T12:00:00Z';

const release = (version: string): LockedRelease => ({
  name: 'parcel-core',
  version,
  wheel: wheel({}, { name: 'parcel-core', version }),
});
const OLD = release('1.0.0');
const GOOD = release('1.1.0');
const YANKED = release('1.2.0');
const TAMPERED: LockedRelease = { ...GOOD, sha256: 'ab'.repeat(32) };

const LOCKS = {
  pass: uvLock([GOOD]),
  warn: uvLock([YANKED]),
  block: uvLock([TAMPERED]),
} as const;

let github: GitHubServer;
let proxy: RecordingProxy;
let index: IndexServer;
let osv: TestServer;
let base: string;
let branches = 0;

beforeAll(async () => {
  github = await startGitHubServer({ private: true });
  proxy = await startRecordingProxy({ upstream: github.url, viewer: BOT });
  index = await createIndexServer({
    projects: [
      {
        name: 'parcel-core',
        files: [OLD, GOOD, YANKED].map(({ wheel: { filename, bytes }, version }) => ({
          filename,
          bytes,
          uploadTime: LONG_AGO,
          yanked: version === YANKED.version ? 'broken on Tuesdays' : false,
        })),
      },
    ],
  });
  osv = await createOsvServer({ records: [] });
  base = await github.commit('main', { 'uv.lock': uvLock([OLD]), 'README.md': 'parcel' }, []);
});

beforeEach(() => {
  branches += 1;
  proxy.clear();
});

afterEach(() => {
  expect(proxy.requests.flatMap(({ violations }) => violations)).toEqual([]);
});

afterAll(async () => {
  await Promise.all([proxy.close(), index.close(), osv.close()]);
  await github.close();
});

interface Pull {
  readonly number: number;
  readonly head: string;
}

async function openPull(lock: string): Promise<Pull> {
  const branch = `update-${branches}`;
  const head = await github.commit(branch, { 'uv.lock': lock, 'README.md': 'parcel' }, [base]);
  return { number: await github.openPull(branch, 'main'), head };
}

const repository = (): string => `${github.owner}/${github.repo}`;

function pullEvent({ number, head }: Pull, given: Partial<Parameters<typeof pullPayload>[0]> = {}): RunnerEvent {
  const payload = pullPayload({ action: 'synchronize', number, base, head, repository: repository(), ...given });
  return { name: 'pull_request', payload };
}

interface Given {
  readonly permissions?: Permissions;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly attempt?: number;
  readonly sha?: string;
}

async function run(event: RunnerEvent, given: Given = {}) {
  const { permissions = FULL_PERMISSIONS, inputs = {}, attempt = 1, sha = 'f'.repeat(40) } = given;
  return runAction({
    event,
    attempt,
    sha,
    repository: repository(),
    apiUrl: proxy.url,
    inputs: {
      token: await github.token(permissions),
      'pypi-url': index.url,
      'osv-url': osv.url,
      ...inputs,
    },
  });
}

async function reviewsOf({ number }: Pull) {
  const { data } = await github.api.pulls.listReviews({
    owner: github.owner,
    repo: github.repo,
    pull_number: number,
  });
  return data.map(({ user }) => user?.login);
}

async function checksOf(sha: string) {
  const { data } = await github.api.checks.listForRef({ owner: github.owner, repo: github.repo, ref: sha });
  return data.check_runs.map(({ name, conclusion }) => `${name}: ${conclusion}`);
}

const errors = ({ commands }: ActionRun) =>
  commands.filter(({ name }) => name === 'error').map(({ message }) => message);
const warnings = ({ commands }: ActionRun) =>
  commands.filter(({ name }) => name === 'warning').map(({ message }) => message);
const bodies = (operation: string) =>
  proxy.requests
    .filter((request) => request.operation === operation)
    .map(({ body }) => body as { readonly body: string });

describe('a pull request', () => {
  test.each([
    { name: 'an ordinary update', lock: LOCKS.pass, verdict: 'pass', exitCode: 0, conclusion: 'success' },
    { name: 'a yanked release', lock: LOCKS.warn, verdict: 'warn', exitCode: 0, conclusion: 'neutral' },
    { name: 'an altered hash', lock: LOCKS.block, verdict: 'block', exitCode: 1, conclusion: 'failure' },
  ])('$name: $verdict', async ({ lock, verdict, exitCode, conclusion }) => {
    const pull = await openPull(lock);
    const done = await run(pullEvent(pull));
    expect(done.outputs).toMatchObject({
      verdict,
      complete: 'true',
      changed: '1',
      'comment-url': expect.stringMatching(/^http/u),
    });
    expect(done.exitCode).toBe(exitCode);
    expect(await reviewsOf(pull)).toEqual([BOT]);
    expect(await checksOf(pull.head)).toEqual([`lockgate: ${conclusion}`]);
    expect(done.summary).toContain('parcel-core');
    expect(done.report).toMatchObject({ verdict });
    expect(bodies(`POST ${REVIEWS}`)[0]?.body).toMatch(/^<!-- lockgate:v1 key=default /u);
  });

  test('the block names package, rule and line, and fails the job', async () => {
    const pull = await openPull(LOCKS.block);
    const done = await run(pullEvent(pull));
    expect(done.outputs).toMatchObject({ blocked: '1', warned: '0' });
    expect(errors(done).join('\n')).toContain('parcel-core');
    const { data } = await github.api.checks.listForRef({ owner: github.owner, repo: github.repo, ref: pull.head });
    expect(data.check_runs[0]?.output).toMatchObject({ annotations_count: 1 });
    expect(bodies(`POST ${REVIEWS}`)[0]?.body).toMatch(/hash-mismatch/u);
  });

  test('a second run edits the review in place', async () => {
    const pull = await openPull(LOCKS.block);
    await run(pullEvent(pull));
    const head = await github.commit(`update-${branches}`, { 'uv.lock': LOCKS.pass, 'README.md': 'parcel' }, [
      pull.head,
    ]);
    const done = await run(pullEvent({ ...pull, head }));
    expect(done.outputs).toMatchObject({ verdict: 'pass' });
    expect(await reviewsOf(pull)).toEqual([BOT]);
    expect(bodies(`PUT ${REVIEWS}/{review_id}`)[0]?.body).toMatch(/Pass/u);
    expect(await checksOf(head)).toEqual(['lockgate: success']);
  });

  test('the same run again writes nothing', async () => {
    const pull = await openPull(LOCKS.block);
    await run(pullEvent(pull));
    proxy.clear();
    await run(pullEvent(pull), { attempt: 2 });
    expect(proxy.requests.filter(({ method, path }) => method !== 'GET' && path !== '/graphql')).toEqual([]);
  });

  test('a look-alike by someone else is left alone', async () => {
    const pull = await openPull(LOCKS.block);
    const body = withMarker('# Pass\n', { key: 'default', head: pull.head });
    const place = { owner: github.owner, repo: github.repo, pull_number: pull.number };
    await github.api.pulls.createReview({ ...place, event: 'COMMENT', body });
    await run(pullEvent(pull));
    await run(pullEvent(pull));
    expect(await reviewsOf(pull)).toEqual([github.owner, BOT]);
    expect(bodies(`PUT ${REVIEWS}/{review_id}`)).toEqual([]);
  });

  test('in audit mode the block is shown and does not fail', async () => {
    const pull = await openPull(LOCKS.block);
    const done = await run(pullEvent(pull), { inputs: { audit: 'true' } });
    expect({ exitCode: done.exitCode, verdict: done.outputs['verdict'] }).toEqual({ exitCode: 0, verdict: 'block' });
    expect(await checksOf(pull.head)).toEqual(['lockgate: neutral']);
  });

  test('SARIF and HTML are written where asked', async () => {
    const pull = await openPull(LOCKS.block);
    const done = await run(pullEvent(pull), { inputs: { 'sarif-file': 'out/a.sarif', 'html-file': 'out/a.html' } });
    expect(done.outputs).toMatchObject({
      sarif: expect.stringMatching(/out.a\.sarif$/u),
      html: expect.stringMatching(/out.a\.html$/u),
    });
  });

  test('no lockfile changed: pass, and four requests to GitHub at most', async () => {
    const branch = `update-${branches}`;
    const head = await github.commit(branch, { 'uv.lock': uvLock([OLD]), 'README.md': 'changed' }, [base]);
    const pull = { number: await github.openPull(branch, 'main'), head };
    const done = await run(pullEvent(pull, { action: 'opened' }));
    expect(done.outputs).toMatchObject({ verdict: 'pass', complete: 'true', changed: '0', 'comment-url': '' });
    expect(proxy.requests.map(({ operation }) => operation)).toEqual([
      'GET /repos/{owner}/{repo}/compare/{basehead}',
      'GET /repos/{owner}/{repo}/git/trees/{tree_sha}',
      'GET /repos/{owner}/{repo}/git/trees/{tree_sha}',
      'POST /repos/{owner}/{repo}/check-runs',
    ]);
    expect(index.requests.filter(({ path }) => path.includes('no-such'))).toEqual([]);
  });

  test('a whole review stays within the budget of requests', async () => {
    const pull = await openPull(LOCKS.block);
    await run(pullEvent(pull));
    const writes = proxy.requests.filter(({ method, path }) => method !== 'GET' && path !== '/graphql');
    expect(writes.length).toBeLessThanOrEqual(4);
    expect(proxy.requests.length - writes.length).toBeLessThanOrEqual(25);
  });

  test('invariant: the policy of the head decides nothing', async () => {
    const branch = `update-${branches}`;
    const loosened = { 'uv.lock': LOCKS.block, '.github/lockgate.toml': 'fail-on = "never"\n' };
    const head = await github.commit(branch, loosened, [base]);
    const done = await run(pullEvent({ number: await github.openPull(branch, 'main'), head }));
    expect({ exitCode: done.exitCode, verdict: done.outputs['verdict'] }).toEqual({ exitCode: 1, verdict: 'block' });
  });
});

describe('other events', () => {
  test('pull_request_target of a fork comments, and checks the head commit', async () => {
    const pull = await openPull(LOCKS.block);
    const event = { ...pullEvent(pull, { fork: 'someone/hello' }), name: 'pull_request_target' };
    const done = await run(event);
    expect(done.outputs).toMatchObject({ verdict: 'block' });
    expect(await reviewsOf(pull)).toEqual([BOT]);
    expect(await checksOf(pull.head)).toEqual(['lockgate: failure']);
  });

  const workflowRun = (head: string, branch: string) => ({
    name: 'workflow_run',
    payload: {
      action: 'completed',
      workflow_run: {
        event: 'pull_request',
        head_sha: head,
        head_branch: branch,
        head_repository: { owner: { login: github.owner } },
      },
    },
  });

  test('workflow_run reviews the pull request that the other workflow ran for', async () => {
    const pull = await openPull(LOCKS.block);
    const done = await run(workflowRun(pull.head, `update-${branches}`));
    expect({ exitCode: done.exitCode, ...done.outputs }).toMatchObject({ exitCode: 1, verdict: 'block' });
    expect(await reviewsOf(pull)).toEqual([BOT]);
    expect(await checksOf(pull.head)).toEqual(['lockgate: failure']);
  });

  test('workflow_run of a pull request that has moved on is over at once', async () => {
    const pull = await openPull(LOCKS.block);
    const done = await run(workflowRun('c'.repeat(40), `update-${branches}`));
    expect({ exitCode: done.exitCode, ...done.outputs }).toEqual({ exitCode: 0, complete: 'false' });
    expect(done.log).toContain('nothing to review');
    expect(await reviewsOf(pull)).toEqual([]);
  });

  test('a merge group has a check and a summary, and no comment', async () => {
    const pull = await openPull(LOCKS.block);
    const done = await run({ name: 'merge_group', payload: mergeGroupPayload(base, pull.head) });
    expect({ exitCode: done.exitCode, ...done.outputs }).toMatchObject({
      exitCode: 1,
      verdict: 'block',
      'comment-url': '',
    });
    expect(await reviewsOf(pull)).toEqual([]);
    expect(await checksOf(pull.head)).toEqual(['lockgate: failure']);
    expect(done.summary).toContain('parcel-core');
  });

  test('monitoring judges the whole lock, and opens one issue', async () => {
    const { head } = await openPull(LOCKS.block);
    const event = { name: 'schedule', payload: { schedule: '0 6 * * *' } };
    const done = await run(event, { sha: head, permissions: { contents: 'read', issues: 'write' } });
    expect({ exitCode: done.exitCode, ...done.outputs }).toMatchObject({ exitCode: 1, verdict: 'block' });
    expect(proxy.requests.filter(({ method }) => method !== 'GET').map(({ operation }) => operation)).toEqual([
      'POST /repos/{owner}/{repo}/issues',
    ]);
    expect(done.outputs['comment-url']).toMatch(/issues\/\d+$/u);
    expect(done.summary).toContain('parcel-core');
  });

  test('an event without commits is told, and fails', async () => {
    const done = await run({ name: 'issues', payload: {} });
    expect(done.exitCode).toBe(1);
    expect(errors(done)).toEqual([expect.stringContaining('Run it on one of: pull_request')]);
    expect(proxy.requests).toEqual([]);
  });
});

describe('a token that may do less', () => {
  test.each<{
    readonly name: string;
    readonly permissions: Permissions;
    readonly fork?: string;
    readonly reviews: readonly string[];
    readonly checks: readonly string[];
    readonly says: RegExp | null;
  }>([
    {
      name: 'a fork’s, read-only',
      permissions: FORK_PERMISSIONS,
      fork: 'someone/hello',
      reviews: [],
      checks: [],
      says: /from a fork .*`pull_request_target`/u,
    },
    {
      name: 'without checks',
      permissions: { contents: 'read', pull_requests: 'write' },
      reviews: [BOT],
      checks: [],
      says: null,
    },
    {
      name: 'without pull-requests',
      permissions: { contents: 'read', checks: 'write' },
      reviews: [],
      checks: ['lockgate: failure'],
      says: /permissions:\n {2}contents: read\n {2}pull-requests: write/u,
    },
  ])('$name: the verdict stands', async ({ permissions, fork, reviews, checks, says }) => {
    const pull = await openPull(LOCKS.block);
    const done = await run(pullEvent(pull, fork === undefined ? {} : { fork }), { permissions });
    expect({ exitCode: done.exitCode, verdict: done.outputs['verdict'] }).toEqual({ exitCode: 1, verdict: 'block' });
    expect(await reviewsOf(pull)).toEqual(reviews);
    expect(await checksOf(pull.head)).toEqual(checks);
    expect(done.summary).toContain('parcel-core');
    if (says === null) expect(warnings(done).join('\n')).not.toContain('Cannot write');
    else expect(warnings(done).join('\n')).toMatch(says);
  });

  test('without a check run the annotations are workflow commands', async () => {
    const pull = await openPull(LOCKS.block);
    const done = await run(pullEvent(pull), { permissions: { contents: 'read', pull_requests: 'write' } });
    const placed = done.commands.filter(
      ({ name, properties }) => name === 'error' && properties.includes('file=uv.lock'),
    );
    expect(placed).toHaveLength(1);
    expect(placed[0]?.properties).toMatch(/line=\d+/u);
  });

  test('without contents nothing can be judged: the YAML to add is told', async () => {
    const pull = await openPull(LOCKS.block);
    const done = await run(pullEvent(pull), { permissions: { pull_requests: 'write', checks: 'write' } });
    expect(done.exitCode).toBe(1);
    expect(done.outputs).toEqual({ complete: 'false' });
    expect(errors(done)).toEqual([expect.stringContaining('permissions:\n  contents: read')]);
    expect(await reviewsOf(pull)).toEqual([]);
  });
});

describe('a GitHub that falters', () => {
  test('a rate limit is waited out', async () => {
    const pull = await openPull(LOCKS.pass);
    const limited = { status: 429, headers: { 'retry-after': '1' } };
    proxy.fail({ operation: 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}', times: 1, answer: limited });
    proxy.fail({ operation: `POST ${REVIEWS}`, times: 1, answer: limited });
    const done = await run(pullEvent(pull));
    expect(done.outputs).toMatchObject({ verdict: 'pass', complete: 'true' });
    expect(await reviewsOf(pull)).toEqual([BOT]);
  });

  test('a head whose files cannot be listed is never a clean pass', async () => {
    const pull = await openPull(LOCKS.block);
    const busy = { status: 422, body: { message: 'Server is busy' } };
    proxy.fail({ operation: 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}', times: 1, answer: null });
    proxy.fail({ operation: 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}', times: 2, answer: busy });
    const done = await run(pullEvent(pull));
    expect(done.outputs['verdict']).not.toBe('pass');
  });
});

test('an answer that nobody expected fails the job as a bug of ours, and is no pass', async () => {
  const pull = await openPull(LOCKS.pass);
  proxy.fail({
    operation: 'GET /repos/{owner}/{repo}/compare/{basehead}',
    times: 1,
    answer: { status: 200, body: {} },
  });
  const done = await run(pullEvent(pull));
  expect({ exitCode: done.exitCode, outputs: done.outputs }).toEqual({ exitCode: 1, outputs: { complete: 'false' } });
  expect(errors(done)).toEqual([expect.stringContaining('This is a bug in Lockgate, and nothing was judged')]);
});

test('the token is masked before anything else is logged', async () => {
  const pull = await openPull(LOCKS.pass);
  const token = await github.token(FULL_PERMISSIONS);
  const done = await run(pullEvent(pull), { inputs: { token } });
  expect(done.log.split('\n')[0]).toBe(`::add-mask::${token}`);
  expect(done.log.split(token)).toHaveLength(2);
});
