/** The built Action against an embedded GitHub, index and OSV, as a runner would start it. */

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { withMarker } from '../../src/github/marker.js';
import {
  type ActionHarness,
  BOT,
  bodiesOf,
  LOCKS,
  messagesOf,
  type Pull,
  REVIEWS,
  type RunGiven,
  startActionHarness,
} from '../support/action-harness.js';
import { FULL_PERMISSIONS } from '../support/github-server.js';
import { type ActionRun, mergeGroupPayload, type RunnerEvent } from '../support/run-action.js';

let harness: ActionHarness;

beforeAll(async () => {
  harness = await startActionHarness();
});

beforeEach(() => harness.proxy.clear());

afterEach(() => {
  expect(harness.proxy.requests.flatMap(({ violations }) => violations)).toEqual([]);
});

afterAll(() => harness.close());

const openPull = (lock: string): Promise<Pull> => harness.openPull({ 'uv.lock': lock, 'README.md': 'parcel' });
const pullEvent = (...given: Parameters<ActionHarness['pullEvent']>): RunnerEvent => harness.pullEvent(...given);
const run = (event: RunnerEvent, given?: RunGiven): Promise<ActionRun> => harness.run(event, given);
const reviewsOf = (pull: Pull) => harness.reviewsOf(pull);
const checksOf = (sha: string) => harness.checksOf(sha);
const errors = (done: ActionRun): readonly string[] => messagesOf(done, 'error');
const bodies = (operation: string): readonly string[] => bodiesOf(harness.sent(operation));

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
    expect(bodies(`POST ${REVIEWS}`)[0]).toMatch(/^<!-- lockgate:v1 key=default /u);
  });

  test('the block names package, rule and line, and fails the job', async () => {
    const pull = await openPull(LOCKS.block);
    const done = await run(pullEvent(pull));
    expect(done.outputs).toMatchObject({ blocked: '1', warned: '0' });
    expect(errors(done).join('\n')).toContain('parcel-core');
    const { data } = await harness.github.api.checks.listForRef({
      owner: harness.github.owner,
      repo: harness.github.repo,
      ref: pull.head,
    });
    expect(data.check_runs[0]?.output).toMatchObject({ annotations_count: 1 });
    expect(bodies(`POST ${REVIEWS}`)[0]).toMatch(/hash-mismatch/u);
  });

  test('a second run edits the review in place', async () => {
    const pull = await openPull(LOCKS.block);
    await run(pullEvent(pull));
    const files = { 'uv.lock': LOCKS.pass, 'README.md': 'parcel' };
    const head = await harness.github.commit(pull.branch, files, [pull.head]);
    const done = await run(pullEvent({ ...pull, head }));
    expect(done.outputs).toMatchObject({ verdict: 'pass' });
    expect(await reviewsOf(pull)).toEqual([BOT]);
    expect(bodies(`PUT ${REVIEWS}/{review_id}`)[0]).toMatch(/Pass/u);
    expect(await checksOf(head)).toEqual(['lockgate: success']);
  });

  test('the same run again writes nothing', async () => {
    const pull = await openPull(LOCKS.block);
    await run(pullEvent(pull));
    harness.proxy.clear();
    await run(pullEvent(pull), { attempt: 2 });
    expect(harness.proxy.requests.filter(({ method, path }) => method !== 'GET' && path !== '/graphql')).toEqual([]);
  });

  test('a look-alike by someone else is left alone', async () => {
    const pull = await openPull(LOCKS.block);
    const body = withMarker('# Pass\n', { key: 'default', head: pull.head });
    const place = { owner: harness.github.owner, repo: harness.github.repo, pull_number: pull.number };
    await harness.github.api.pulls.createReview({ ...place, event: 'COMMENT', body });
    await run(pullEvent(pull));
    await run(pullEvent(pull));
    expect(await reviewsOf(pull)).toEqual([harness.github.owner, BOT]);
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
    const pull = await harness.openPull({ 'uv.lock': LOCKS.base, 'README.md': 'changed' });
    const done = await run(pullEvent(pull, { action: 'opened' }));
    expect(done.outputs).toMatchObject({ verdict: 'pass', complete: 'true', changed: '0', 'comment-url': '' });
    expect(harness.proxy.requests.map(({ operation }) => operation)).toEqual([
      'GET /repos/{owner}/{repo}/compare/{basehead}',
      'GET /repos/{owner}/{repo}/git/trees/{tree_sha}',
      'GET /repos/{owner}/{repo}/git/trees/{tree_sha}',
      'POST /repos/{owner}/{repo}/check-runs',
    ]);
    expect(harness.index.requests.filter(({ path }) => path.includes('no-such'))).toEqual([]);
  });

  test('a whole review stays within the budget of requests', async () => {
    const pull = await openPull(LOCKS.block);
    await run(pullEvent(pull));
    const writes = harness.proxy.requests.filter(({ method, path }) => method !== 'GET' && path !== '/graphql');
    expect(writes.length).toBeLessThanOrEqual(4);
    expect(harness.proxy.requests.length - writes.length).toBeLessThanOrEqual(25);
  });

  test('invariant: the policy of the head decides nothing', async () => {
    const loosened = { 'uv.lock': LOCKS.block, '.github/lockgate.toml': 'fail-on = "never"\n' };
    const done = await run(pullEvent(await harness.openPull(loosened)));
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
        head_repository: { owner: { login: harness.github.owner } },
      },
    },
  });

  test('workflow_run reviews the pull request that the other workflow ran for', async () => {
    const pull = await openPull(LOCKS.block);
    const done = await run(workflowRun(pull.head, pull.branch));
    expect({ exitCode: done.exitCode, ...done.outputs }).toMatchObject({ exitCode: 1, verdict: 'block' });
    expect(await reviewsOf(pull)).toEqual([BOT]);
    expect(await checksOf(pull.head)).toEqual(['lockgate: failure']);
  });

  test('workflow_run of a pull request that has moved on is over at once', async () => {
    const pull = await openPull(LOCKS.block);
    const done = await run(workflowRun('c'.repeat(40), pull.branch));
    expect({ exitCode: done.exitCode, ...done.outputs }).toEqual({ exitCode: 0, complete: 'false' });
    expect(done.log).toContain('nothing to review');
    expect(await reviewsOf(pull)).toEqual([]);
  });

  test('a merge group has a check and a summary, and no comment', async () => {
    const pull = await openPull(LOCKS.block);
    const done = await run({ name: 'merge_group', payload: mergeGroupPayload(harness.base, pull.head) });
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
    expect(harness.proxy.requests.filter(({ method }) => method !== 'GET').map(({ operation }) => operation)).toEqual([
      'POST /repos/{owner}/{repo}/issues',
    ]);
    expect(done.outputs['comment-url']).toMatch(/issues\/\d+$/u);
    expect(done.summary).toContain('parcel-core');
  });

  test('an event without commits is told, and fails', async () => {
    const done = await run({ name: 'issues', payload: {} });
    expect(done.exitCode).toBe(1);
    expect(errors(done)).toEqual([expect.stringContaining('Run it on one of: pull_request')]);
    expect(harness.proxy.requests).toEqual([]);
  });
});

describe('a token that may do less', () => {
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
    expect(bodies(`POST ${REVIEWS}`)).toEqual([expect.stringContaining('## ❓ Not reviewed')]);
  });
});

describe('a GitHub that falters', () => {
  test('a rate limit is waited out', async () => {
    const pull = await openPull(LOCKS.pass);
    const limited = { status: 429, headers: { 'retry-after': '1' } };
    harness.proxy.fail({ operation: 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}', times: 1, answer: limited });
    harness.proxy.fail({ operation: `POST ${REVIEWS}`, times: 1, answer: limited });
    const done = await run(pullEvent(pull));
    expect(done.outputs).toMatchObject({ verdict: 'pass', complete: 'true' });
    expect(await reviewsOf(pull)).toEqual([BOT]);
  });

  test('a head whose files cannot be listed is never a clean pass', async () => {
    const pull = await openPull(LOCKS.block);
    const busy = { status: 422, body: { message: 'Server is busy' } };
    harness.proxy.fail({ operation: 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}', times: 1, answer: null });
    harness.proxy.fail({ operation: 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}', times: 2, answer: busy });
    const done = await run(pullEvent(pull));
    expect(done.outputs['verdict']).not.toBe('pass');
  });
});

test('an answer that nobody expected fails the job as a bug of ours, and is no pass', async () => {
  const pull = await openPull(LOCKS.pass);
  harness.proxy.fail({
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
  const token = await harness.github.token(FULL_PERMISSIONS);
  const done = await run(pullEvent(pull), { inputs: { token } });
  expect(done.log.split('\n')[0]).toBe(`::add-mask::${token}`);
  expect(done.log.split(token)).toHaveLength(2);
});
