/** What the built Action makes of repositories and events as GitHub has them: odd histories, odd trees, another server. */

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type ActionHarness, LOCKS, messagesOf, PARCEL, startActionHarness, TREES } from '../support/action-harness.js';
import type { FileMap } from '../support/github-server.js';
import { mergeGroupPayload, pullPayload } from '../support/run-action.js';
import { uvLock } from '../support/uv-lock.js';

const README = { 'README.md': 'parcel' } as const;
const ZERO = '0'.repeat(40);
const COMPARE = 'GET /repos/{owner}/{repo}/compare/{basehead}';
const GONE = 'd'.repeat(40);

let harness: ActionHarness;

beforeAll(async () => {
  harness = await startActionHarness();
});

beforeEach(() => harness.proxy.clear());

afterEach(() => {
  expect(harness.proxy.requests.flatMap(({ violations }) => violations)).toEqual([]);
  // A list of changed files ends at 3,000 and has no patch of a large one, and the fork is nobody to ask.
  expect(harness.proxy.requests.filter(({ path }) => path.endsWith('/files'))).toEqual([]);
  const elsewhere = harness.proxy.requests.filter(
    ({ path }) => path !== '/graphql' && !path.startsWith(`/repos/${harness.repository}/`),
  );
  expect(elsewhere).toEqual([]);
});

afterAll(() => harness.close());

const changesIn = (report: Readonly<Record<string, unknown>> | null): readonly string[] =>
  ((report?.['changes'] ?? []) as readonly { readonly name: string; readonly from: string; readonly to: string }[]).map(
    ({ name, from, to }) => `${name} ${from} → ${to}`,
  );

describe('which commits are compared', () => {
  test('what others merged into the base branch meanwhile is not the pull request’s', async () => {
    const tip = await harness.github.commit('main', { 'uv.lock': LOCKS.warn, ...README }, [harness.base]);
    const pull = await harness.openPull({ 'uv.lock': LOCKS.pass, ...README });
    const done = await harness.run(harness.pullEvent(pull, { base: tip }));
    expect(done.outputs).toMatchObject({ verdict: 'pass', changed: '1' });
    expect(changesIn(done.report)).toEqual(['parcel-core 1.0.0 → 1.1.0']);
  });

  test('a merge queue’s candidate is compared with the commit that its event names, not with a branch that has moved on', async () => {
    const pull = await harness.openPull({ 'uv.lock': LOCKS.block, ...README });
    await harness.github.commit('main', { 'uv.lock': LOCKS.warn, ...README }, [harness.base]);
    const done = await harness.run({ name: 'merge_group', payload: mergeGroupPayload(harness.base, pull.head) });
    expect({ code: done.exitCode, ...done.outputs }).toMatchObject({ code: 1, verdict: 'block', changed: '1' });
    expect(harness.proxy.requests.filter(({ path }) => /\/(?:branches|refs|heads)\b/u.test(path))).toEqual([]);
  });

  test('the first commit of a repository: its whole lock is new', async () => {
    const first = await harness.github.commit('orphan', { 'uv.lock': LOCKS.block }, []);
    const done = await harness.run({ name: 'push', payload: { before: ZERO, after: first } });
    expect({ code: done.exitCode, ...done.outputs }).toMatchObject({ code: 1, verdict: 'block', complete: 'true' });
    expect(changesIn(done.report)).toContain('parcel-core null → 1.1.0');
  });

  test('a pull request without any history in common with the base is judged by all that it brings', async () => {
    const pull = await harness.openPull({ 'uv.lock': LOCKS.block }, []);
    const message = `No common ancestor between ${harness.base} and ${pull.head}.`;
    harness.proxy.fail({ operation: COMPARE, times: 1, answer: { status: 404, body: { message } } });
    const done = await harness.run(harness.pullEvent(pull));
    expect({ code: done.exitCode, ...done.outputs }).toMatchObject({ code: 1, verdict: 'block' });
  });

  test('a pull request with merge conflicts, which only `pull_request_target` sees, is reviewed on its own head', async () => {
    const tip = await harness.github.commit('main', { 'uv.lock': LOCKS.warn, ...README }, [harness.base]);
    const pull = await harness.openPull({ 'uv.lock': LOCKS.block, ...README });
    const given = { ...pull, action: 'synchronize', base: tip, repository: harness.repository } as const;
    const payload = pullPayload(given) as { readonly pull_request: object };
    const conflicted = { ...payload.pull_request, mergeable: false, mergeable_state: 'dirty', merge_commit_sha: null };
    const event = { name: 'pull_request_target', payload: { ...payload, pull_request: conflicted } };
    const done = await harness.run(event, { sha: tip });
    expect({ code: done.exitCode, ...done.outputs }).toMatchObject({ code: 1, verdict: 'block', changed: '1' });
    expect(await harness.checksOf(pull.head)).toEqual(['lockgate: failure']);
  });

  test('nothing is reported on the test merge that GITHUB_SHA names', async () => {
    const merge = await harness.github.commit('test-merge', { 'uv.lock': LOCKS.block, ...README }, [harness.base]);
    const pull = await harness.openPull({ 'uv.lock': LOCKS.block, ...README });
    await harness.run(harness.pullEvent(pull), { sha: merge });
    expect(await harness.checksOf(merge)).toEqual([]);
    expect(await harness.checksOf(pull.head)).toEqual(['lockgate: failure']);
  });

  test.each([
    { name: 'a pull request whose base was force-pushed away', before: null },
    { name: 'a push over commits that were force-pushed away', before: GONE },
  ])('$name fails, and says that a commit is missing', async ({ before }) => {
    const pull = await harness.openPull({ 'uv.lock': LOCKS.pass, ...README });
    const event =
      before === null
        ? harness.pullEvent(pull, { base: GONE })
        : { name: 'push', payload: { before, after: pull.head } };
    const done = await harness.run(event);
    expect(done.exitCode).toBe(1);
    expect(done.outputs['verdict']).not.toBe('pass');
    expect(messagesOf(done, 'error').join('\n')).toMatch(new RegExp(`${GONE}.*force-push`, 'su'));
  });
});

describe('a lockfile that is not just edited', () => {
  const reviewed = async (files: FileMap, base?: FileMap) => {
    const from = base === undefined ? harness.base : await harness.github.commit('older', base, [harness.base]);
    const pull = await harness.openPull(files, [from]);
    return harness.run(harness.pullEvent(pull, { base: from }));
  };

  test('moved to another folder: no change', async () => {
    const done = await reviewed({ 'services/api/uv.lock': LOCKS.base, ...README });
    expect(done.outputs).toMatchObject({ verdict: 'pass', complete: 'true', changed: '0' });
  });

  test('moved and edited: only what the edit changes is new', async () => {
    const done = await reviewed({ 'services/api/uv.lock': LOCKS.block, ...README });
    expect({ code: done.exitCode, ...done.outputs }).toMatchObject({ code: 1, verdict: 'block' });
  });

  test('deleted: its packages are told as removed', async () => {
    const done = await reviewed(README);
    expect(done.outputs).toMatchObject({ complete: 'true', blocked: '0' });
    expect(changesIn(done.report)).toContain('parcel-core 1.0.0 → null');
  });

  test('the first of a repository: every package of it is new', async () => {
    const done = await reviewed({ 'uv.lock': LOCKS.block, ...README }, README);
    expect({ code: done.exitCode, ...done.outputs }).toMatchObject({ code: 1, verdict: 'block' });
    expect(changesIn(done.report)).toContain('parcel-core null → 1.1.0');
  });

  test('rewritten by a newer tool in another revision of its format: no change', async () => {
    const done = await reviewed({ 'uv.lock': LOCKS.base.replace('revision = 3', 'revision = 2'), ...README });
    expect(done.outputs).toMatchObject({ verdict: 'pass', changed: '0' });
  });

  test('larger than the megabyte up to which GitHub serves contents', async () => {
    const padding = `# ${'-'.repeat(118)}\n`.repeat(12_000);
    const done = await reviewed({ 'uv.lock': `${LOCKS.block}${padding}`, ...README });
    expect({ code: done.exitCode, ...done.outputs }).toMatchObject({ code: 1, verdict: 'block', complete: 'true' });
  });

  test.each([
    { name: 'a symlink', entry: { kind: 'symlink', target: '../../etc/uv.lock' } },
    { name: 'a submodule', entry: { kind: 'submodule', commit: 'e'.repeat(40) } },
  ] as const)('replaced by $name: refused, and never a pass', async ({ entry }) => {
    const done = await reviewed({ 'uv.lock': entry, ...README });
    expect({ code: done.exitCode, ...done.outputs }).toMatchObject({ code: 1, verdict: 'block', complete: 'false' });
    expect(done.summary).toContain(`it is a ${entry.kind}, which may point anywhere`);
    expect(harness.proxy.requests.filter(({ path }) => path.includes('e'.repeat(40)))).toEqual([]);
  });

  test('the same change in thirty lockfiles of a monorepo: one finding, within the budget of requests', async () => {
    const monorepo = (lock: string): FileMap =>
      Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`services/s${at}/uv.lock`, lock]));
    const done = await reviewed(monorepo(LOCKS.block), monorepo(LOCKS.base));
    expect({ code: done.exitCode, ...done.outputs }).toMatchObject({ code: 1, changed: '1', blocked: '1' });
    const writes = harness.proxy.requests.filter(({ method, path }) => method !== 'GET' && path !== '/graphql');
    expect(writes.length).toBeLessThanOrEqual(4);
    expect(harness.proxy.requests.length - writes.length).toBeLessThanOrEqual(25);
  });
});

describe('a tree too big for one answer', () => {
  const cut = { status: 200, body: { sha: GONE, url: 'https://github.invalid/', tree: [], truncated: true } };

  test('is walked, and the block in it is found', async () => {
    const pull = await harness.openPull({ 'a/uv.lock': LOCKS.block, 'uv.lock': LOCKS.base, ...README });
    // Once for each commit, when it is asked for as a whole.
    harness.proxy.fail({ operation: TREES, query: 'recursive=1', times: 2, answer: cut });
    const done = await harness.run(harness.pullEvent(pull));
    expect({ code: done.exitCode, ...done.outputs }).toMatchObject({ code: 1, verdict: 'block', complete: 'true' });
  });

  test('that no request shows whole is told, and never a pass', async () => {
    const pull = await harness.openPull({ 'uv.lock': LOCKS.block, ...README });
    harness.proxy.fail({ operation: TREES, times: 4, answer: cut });
    const done = await harness.run(harness.pullEvent(pull));
    harness.proxy.mend();
    expect({ code: done.exitCode, ...done.outputs }).toEqual({ code: 1, complete: 'false' });
    expect(messagesOf(done, 'error').join('\n')).toContain('too many files to list');
  });
});

describe('GitHub Enterprise Server', () => {
  const HOST = 'https://ghe.invalid';
  let server: ActionHarness;

  beforeAll(async () => {
    server = await startActionHarness({ apiRoot: '/api/v3' });
  });

  afterAll(() => server.close());

  test('every request goes to its own addresses, and the report links none of github.com but the manual', async () => {
    const files = { 'uv.lock': uvLock([PARCEL.tampered]), ...README };
    const pull = await server.openPull(files);
    const done = await server.run(server.pullEvent(pull), { environment: { GITHUB_SERVER_URL: HOST } });
    expect({ code: done.exitCode, ...done.outputs }).toMatchObject({ code: 1, verdict: 'block', complete: 'true' });
    expect(await server.checksOf(pull.head)).toEqual(['lockgate: failure']);

    const { requests } = server.proxy;
    expect(requests.flatMap(({ violations }) => violations)).toEqual([]);
    expect(requests.map(({ headers }) => headers['host'])).toEqual(requests.map(() => new URL(server.proxy.url).host));
    const sent = [...requests.map(({ body }) => JSON.stringify(body)), done.summary].join('\n');
    const links = sent.match(/https?:\/\/[\w.-]*github\.com[^\s)"\\]*/gu) ?? [];
    expect(links.filter((link) => !link.startsWith('https://github.com/lockgate/lockgate'))).toEqual([]);
    const [run] = server.sent('POST /repos/{owner}/{repo}/check-runs');
    expect(run?.body).toMatchObject({ details_url: `${HOST}/${server.repository}/actions/runs/42` });
  });
});
