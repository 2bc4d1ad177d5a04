import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Event } from '../../src/github/event.js';
import { openRepository } from '../../src/github/repository.js';
import { ActionError } from '../../src/model/error.js';
import type { Fetched } from '../../src/model/fetched.js';
import type { Tree } from '../../src/ports.js';
import { connect } from '../support/github-client.js';
import { FULL_PERMISSIONS, type GitHubServer, startGitHubServer } from '../support/github-server.js';
import { type RecordingProxy, startRecordingProxy } from '../support/recording-proxy.js';

const TREE = 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}';
const COMPARE = 'GET /repos/{owner}/{repo}/compare/{basehead}';
const BLOB = 'GET /repos/{owner}/{repo}/git/blobs/{file_sha}';

const BINARY = new Uint8Array([0xef, 0xbb, 0xbf, 0x61, 0xff, 0xfe, 0x00, 0x0d, 0x0a]);

let github: GitHubServer;
let proxy: RecordingProxy;
let commits: { readonly fork: string; readonly tip: string; readonly head: string };

beforeAll(async () => {
  github = await startGitHubServer({ private: true });
  proxy = await startRecordingProxy({ upstream: github.url });
  const files = { 'uv.lock': 'version = 1\n', 'docs/a.md': 'a' };
  const fork = await github.commit('main', files, []);
  const tip = await github.commit('main', { ...files, 'other.txt': 'someone else’s change' }, [fork]);
  const head = await github.commit(
    'feature',
    {
      ...files,
      'uv.lock': BINARY,
      'deps/uv.lock': { kind: 'symlink', target: '/etc/passwd' },
      vendored: { kind: 'submodule', commit: fork },
    },
    [fork],
  );
  commits = { fork, tip, head };
});

afterEach(() => {
  expect(proxy.requests.flatMap(({ violations }) => violations)).toEqual([]);
  proxy.clear();
});

afterAll(async () => {
  await proxy.close();
  await github.close();
});

const pullRequest = (baseSha: string, headSha: string): Event => ({
  kind: 'pull-request',
  name: 'pull_request',
  action: 'opened',
  number: 1,
  baseSha,
  headSha,
  fork: false,
  author: 'octocat',
});

async function open(event: Event, permissions = FULL_PERMISSIONS) {
  return openRepository(connect(proxy.url, await github.token(permissions)), github, event);
}

const pathsOf = (tree: Fetched<Tree>) =>
  tree.kind === 'found' ? tree.value.entries.map(({ path, type }) => `${type} ${path}`).toSorted() : tree.kind;

describe('the two sides of a pull request', () => {
  test('the base is the merge base, not the tip of the base branch', async () => {
    const repository = await open(pullRequest(commits.tip, commits.head));
    expect(repository.describe('base')).toBe(commits.fork);
    expect(pathsOf(await repository.tree('base'))).toEqual(['file docs/a.md', 'file uv.lock']);
  });

  test('links and submodules are told apart from files', async () => {
    const repository = await open(pullRequest(commits.tip, commits.head));
    expect(pathsOf(await repository.tree('head'))).toEqual([
      'file docs/a.md',
      'file uv.lock',
      'submodule vendored',
      'symlink deps/uv.lock',
    ]);
  });

  test('a blob arrives byte for byte, and is asked for once', async () => {
    const repository = await open(pullRequest(commits.tip, commits.head));
    const tree = await repository.tree('head');
    const entry = tree.kind === 'found' ? tree.value.entries.find(({ path }) => path === 'uv.lock') : undefined;
    if (entry === undefined) throw new Error('no uv.lock');
    const [first, second] = await Promise.all([repository.blob(entry), repository.blob({ ...entry, path: 'copy' })]);
    expect(first.kind === 'found' && [...first.value]).toEqual([...BINARY]);
    expect(second).toEqual(first);
    expect(proxy.requests.filter(({ operation }) => operation === BLOB)).toHaveLength(1);
  });

  test('three requests are enough to see that nothing changed', async () => {
    const repository = await open(pullRequest(commits.tip, commits.head));
    await Promise.all([repository.tree('base'), repository.tree('head'), repository.tree('base')]);
    expect(proxy.requests.map(({ operation }) => operation)).toEqual([COMPARE, TREE, TREE]);
  });

  test('histories without a common commit are compared with the tip', async () => {
    proxy.fail({
      operation: COMPARE,
      times: 1,
      answer: { status: 404, body: { message: 'No common ancestor between a and b.' } },
    });
    const repository = await open(pullRequest(commits.tip, commits.head));
    expect(repository.describe('base')).toBe(commits.tip);
  });
});

describe('other events', () => {
  test('a merge group is compared as its payload says', async () => {
    const repository = await open({ kind: 'merge-group', baseSha: commits.tip, headSha: commits.head });
    expect([repository.describe('base'), repository.describe('head')]).toEqual([commits.tip, commits.head]);
    expect(proxy.requests).toEqual([]);
  });

  test.each<{ readonly name: string; readonly event: (head: string) => Event }>([
    { name: 'a new branch', event: (headSha) => ({ kind: 'push', baseSha: null, headSha }) },
    { name: 'monitoring', event: (headSha) => ({ kind: 'whole', name: 'schedule', headSha }) },
  ])('$name has no base', async ({ event }) => {
    const repository = await open(event(commits.head));
    expect(await repository.tree('base')).toEqual({ kind: 'absent' });
  });
});

describe('what cannot be read', () => {
  test('without contents: read the YAML to add is told', async () => {
    const opening = open(pullRequest(commits.tip, commits.head), { pull_requests: 'write' });
    const error = await opening.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ActionError);
    expect(error).toMatchObject({ code: 'permission', remedy: expect.stringContaining('contents: read') });
  });

  test('a merge base that GitHub does not tell makes the base unavailable', async () => {
    proxy.fail({ operation: COMPARE, times: 1, answer: { status: 422, body: { message: 'Server is busy' } } });
    const repository = await open(pullRequest(commits.tip, commits.head));
    expect(await repository.tree('base')).toEqual({
      kind: 'unavailable',
      reason: 'the merge base is not known, because GitHub answered 422: Server is busy',
    });
  });

  test('bytes that are not the blob’s are not taken for it', async () => {
    const repository = await open(pullRequest(commits.tip, commits.head));
    proxy.fail({ operation: BLOB, times: 1, answer: { status: 200, body: 'something else' } });
    const id = 'c'.repeat(40);
    expect(await repository.blob({ path: 'uv.lock', type: 'file', id, size: 3 })).toEqual({
      kind: 'unavailable',
      reason: `the bytes served are not those of blob ${id}`,
    });
  });

  test('a blob beyond the limit is not asked for', async () => {
    const repository = await open(pullRequest(commits.tip, commits.head));
    proxy.clear();
    const blob = await repository.blob({ path: 'uv.lock', type: 'file', id: 'd'.repeat(40), size: 64 * 1024 * 1024 });
    expect(blob).toEqual({ kind: 'unavailable', reason: 'it has 64 MB, and at most 32 MB are read' });
    expect(proxy.requests).toEqual([]);
  });
});

describe('a tree too big for one answer', () => {
  const cut = { status: 200, body: { sha: 'e'.repeat(40), url: '', tree: [], truncated: true } };

  test('is walked directory by directory', async () => {
    const repository = await open({ kind: 'merge-group', baseSha: commits.fork, headSha: commits.head });
    proxy.fail({ operation: TREE, times: 1, answer: cut });
    const tree = await repository.tree('head');
    expect(pathsOf(tree)).toEqual(['file docs/a.md', 'file uv.lock', 'submodule vendored', 'symlink deps/uv.lock']);
    expect(tree).toMatchObject({ value: { truncated: false } });
  });

  test('a directory too big for one answer is walked in turn', async () => {
    const folder = { path: 'big', mode: '040000', type: 'tree', sha: 'f'.repeat(40) };
    const file = { path: 'uv.lock', mode: '100644', type: 'blob', sha: 'a'.repeat(40), size: 1 };
    const level = (tree: readonly unknown[], truncated = false) => ({
      status: 200,
      body: { ...cut.body, tree, truncated },
    });
    const repository = await open({ kind: 'merge-group', baseSha: commits.fork, headSha: commits.head });
    for (const answer of [cut, level([folder]), cut, level([file])]) proxy.fail({ operation: TREE, times: 1, answer });
    expect(pathsOf(await repository.tree('head'))).toEqual(['file big/uv.lock']);
  });

  test('a single directory with more files than GitHub lists is told, not taken for whole', async () => {
    const repository = await open({ kind: 'merge-group', baseSha: commits.fork, headSha: commits.head });
    proxy.fail({ operation: TREE, times: 2, answer: cut });
    expect(await repository.tree('head')).toMatchObject({ kind: 'found', value: { truncated: true } });
  });

  test('what the budget of requests does not reach is told', async () => {
    const folders = Array.from({ length: 30 }, (_, index) => ({
      path: `d${index}`,
      mode: '040000',
      type: 'tree',
      sha: index.toString(16).padStart(40, '0'),
    }));
    const repository = await open({ kind: 'merge-group', baseSha: commits.fork, headSha: commits.head });
    proxy.fail({ operation: TREE, times: 1, answer: cut });
    proxy.fail({
      operation: TREE,
      times: 1,
      answer: { status: 200, body: { ...cut.body, tree: folders, truncated: false } },
    });
    proxy.fail({ operation: TREE, times: 100, answer: { status: 200, body: { ...cut.body, truncated: false } } });
    expect(await repository.tree('head')).toMatchObject({ kind: 'found', value: { truncated: true } });
    expect(proxy.requests.length).toBeLessThanOrEqual(21);
  });
});
