import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createActionSourceHost } from '../../src/github/source-host.js';
import type { SourceHostApi } from '../../src/ports.js';
import { createSourceHost, httpSourceHost, type SourceHost } from '../../src/registry/source-host.js';
import { connect } from '../support/github-client.js';
import { FORK_PERMISSIONS, type GitHubServer, startGitHubServer } from '../support/github-server.js';
import { testHttp } from '../support/network.js';
import { type RecordingProxy, startRecordingProxy } from '../support/recording-proxy.js';

const REPOSITORY = 'GET /repos/{owner}/{repo}';
const TAGS = 'GET /repos/{owner}/{repo}/git/matching-refs/{ref}';
const TREE = 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}';
const COMPARE = 'GET /repos/{owner}/{repo}/compare/{basehead}';
const HEADS = 'GET /repos/{owner}/{repo}/commits/{commit_sha}/branches-where-head';

let github: GitHubServer;
let proxy: RecordingProxy;
let commits: { readonly first: string; readonly second: string; readonly aside: string };

beforeAll(async () => {
  github = await startGitHubServer();
  proxy = await startRecordingProxy({ upstream: github.url });
  const first = await github.commit(
    'main',
    { 'pyproject.toml': '[project]\nname = "demo"\n', 'src/demo/a.py': 'a = 1\n' },
    [],
  );
  const second = await github.commit('main', { 'src/demo/a.py': 'a = 2\n', link: { kind: 'symlink', target: 'x' } }, [
    first,
  ]);
  const aside = await github.commit('aside', { 'src/demo/a.py': 'a = 3\n' }, [first]);
  await github.api.git.createRef({ owner: github.owner, repo: github.repo, ref: 'refs/tags/v1.0', sha: first });
  commits = { first, second, aside };
});

afterEach(() => {
  expect(proxy.requests.flatMap(({ violations }) => violations)).toEqual([]);
  proxy.clear();
});

afterAll(async () => {
  await proxy.close();
  await github.close();
});

/** Both adapters, each with a token that may only read. */
const ADAPTERS = [
  {
    name: 'the client of the Action',
    open: async (): Promise<SourceHostApi> =>
      createActionSourceHost(connect(proxy.url, await github.token(FORK_PERMISSIONS)), proxy.url),
  },
  {
    name: 'the client of the command line',
    open: async (): Promise<SourceHostApi> =>
      httpSourceHost({
        http: testHttp([new URL(proxy.url).host]),
        apiUrl: proxy.url,
        token: await github.token(FORK_PERMISSIONS),
      }),
  },
];

describe.each(ADAPTERS)('$name', ({ open }) => {
  const REF = { host: 'github.com', owner: 'octocat', name: 'hello' };
  const host = async (): Promise<SourceHost> => createSourceHost(await open());

  test('tells a repository', async () => {
    expect(await (await host()).repository(REF)).toMatchObject({
      kind: 'found',
      value: { fullName: 'octocat/hello', archived: false, forkOf: null, stars: 0, defaultBranch: 'main' },
    });
  });

  test('follows a rename, which shows in the name', async () => {
    proxy.fail({
      operation: REPOSITORY,
      times: 1,
      answer: { status: 301, headers: { location: '/repos/octocat/hello' } },
    });

    expect(await (await host()).repository({ ...REF, name: 'old-name' })).toMatchObject({
      value: { fullName: 'octocat/hello' },
    });
  });

  test('tells that there is none', async () => {
    expect(await (await host()).repository({ ...REF, name: 'nothing' })).toEqual({ kind: 'absent' });
  });

  test('lists tags, trees and texts', async () => {
    const client = await host();
    const tags = await client.tags(REF);
    const tree = await client.tree(REF, commits.first);

    expect(tags).toEqual({ kind: 'found', value: [{ name: 'v1.0', treeish: commits.first }] });
    if (tree.kind !== 'found') throw new Error(tree.kind);
    expect([...tree.value.blobs.keys()].toSorted()).toEqual(['pyproject.toml', 'src/demo/a.py']);
    expect(await client.blob(REF, tree.value.blobs.get('pyproject.toml') ?? '')).toEqual({
      kind: 'found',
      value: '[project]\nname = "demo"\n',
    });
  });

  test('leaves links out of a tree', async () => {
    const tree = await (await host()).tree(REF, commits.second);
    expect(tree.kind === 'found' && [...tree.value.blobs.keys()]).toEqual(['src/demo/a.py']);
  });

  test('an empty repository has no tags', async () => {
    proxy.fail({ operation: TAGS, times: 1, answer: { status: 409, body: { message: 'Git Repository is empty.' } } });
    expect(await (await host()).tags(REF)).toEqual({ kind: 'found', value: [] });
  });

  test('tells where a commit stands', async () => {
    const client = await host();
    expect(await client.isBehind(REF, 'main', commits.first)).toEqual({ kind: 'found', value: true });
    expect(await client.isBehind(REF, 'main', commits.second)).toEqual({ kind: 'found', value: true });
    expect(await client.isBehind(REF, 'main', commits.aside)).toEqual({ kind: 'found', value: false });
    expect(await client.isBehind(REF, 'main', 'f'.repeat(40))).toEqual({ kind: 'absent' });
    expect(await client.hasCommit(REF, commits.first)).toEqual({ kind: 'found', value: true });
    expect(await client.hasCommit(REF, 'f'.repeat(40))).toEqual({ kind: 'absent' });
  });

  test('tells the branches that end at a commit', async () => {
    proxy.fail({
      operation: HEADS,
      times: 1,
      answer: { status: 200, body: [{ name: 'aside', commit: {}, protected: false }] },
    });
    expect(await (await host()).branchesAt(REF, commits.aside)).toEqual({ kind: 'found', value: ['aside'] });
  });

  test('asks each question once', async () => {
    const client = await host();
    await Promise.all([client.repository(REF), client.repository(REF), client.tags(REF), client.tags(REF)]);
    expect(proxy.requests.map(({ operation }) => operation).toSorted()).toEqual([REPOSITORY, TAGS]);
  });

  test.each([
    { name: 'a refusal', answer: { status: 403, body: { message: 'Resource not accessible by integration' } } },
    { name: 'another form than documented', answer: { status: 200, body: { full_name: 7 } } },
    { name: 'a status that means nothing here', answer: { status: 451 } },
  ])('$name is not known, and never absent', async ({ answer }) => {
    proxy.fail({ operation: REPOSITORY, times: 1, answer });
    expect(await (await host()).repository(REF)).toMatchObject({
      kind: 'unavailable',
      reason: expect.stringMatching(/\S/u),
    });
  });

  test('a hostile name stays one part of the address', async () => {
    const hostile = 'a/../../../../user?x=y#z';
    await (await host()).isBehind(REF, 'main', hostile);
    await (await host()).branchesAt(REF, hostile);
    expect(proxy.requests.map(({ operation }) => operation)).toEqual([COMPARE, HEADS]);
  });
});

test.each([
  { name: 'a server error', answer: { status: 500 } },
  { name: 'a broken connection', answer: null },
])('on the command line $name is not known after three attempts', async ({ answer }) => {
  proxy.fail({ operation: REPOSITORY, times: 3, answer });
  const api = httpSourceHost({ http: testHttp([new URL(proxy.url).host]), apiUrl: proxy.url, token: 'owner-token' });
  const ref = { host: 'github.com', owner: 'octocat', name: 'hello' };

  expect(await createSourceHost(api).repository(ref)).toMatchObject({ kind: 'unavailable' });
  expect(proxy.requests).toHaveLength(3);
});

test('after a rate limit the Action asks nothing more', async () => {
  const host = createSourceHost(
    createActionSourceHost(connect(proxy.url, await github.token(FORK_PERMISSIONS)), proxy.url),
  );
  const answer = { status: 429, headers: { 'retry-after': '600' }, body: { message: 'API rate limit exceeded' } };
  proxy.fail({ operation: TREE, times: 1, answer });
  const ref = { host: 'github.com', owner: 'octocat', name: 'hello' };

  expect(await host.tree(ref, commits.first)).toMatchObject({ kind: 'unavailable' });
  expect(await host.repository(ref)).toMatchObject({
    kind: 'unavailable',
    reason: expect.stringMatching(/rate limit/u),
  });
  expect(proxy.requests.map(({ operation }) => operation)).toEqual([TREE]);
});
