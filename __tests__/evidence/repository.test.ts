import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createRepositoryTool, type RepositoryQuestion } from '../../src/evidence/repository.js';
import { absent, found, unavailable } from '../../src/model/fetched.js';
import type { LockedPackage, VcsSource } from '../../src/model/lockfile.js';
import { DAY, DEFAULT_POLICY, type SourcesPolicy } from '../../src/model/policy.js';
import type { Profile } from '../../src/model/profile.js';
import { type Project, releaseOf } from '../../src/model/release.js';
import type { RepositoryFacts } from '../../src/model/repository.js';
import type { SourceHostApi } from '../../src/ports.js';
import { compareProfiles } from '../../src/profile/delta.js';
import { httpSourceHost } from '../../src/registry/source-host.js';
import { profileOf } from '../profile/harness.js';
import { recordLog } from '../support/github-client.js';
import { type FileMap, type GitHubServer, startGitHubServer } from '../support/github-server.js';
import { dependencyChange, lockedPackage, project, releaseFile, version } from '../support/model.js';
import { silent, testHttp } from '../support/network.js';
import { type RecordingProxy, startRecordingProxy } from '../support/recording-proxy.js';
import { type Files, wheel } from '../support/wheel.js';

// The embedded GitHub makes its repository now, which is before every release of these tests unless one says otherwise.
const NOW = Date.now() + 1000 * DAY;
const LINK = 'Project-URL: Source, https://github.com/octocat/hello';
const ON: SourcesPolicy = { ...DEFAULT_POLICY.sources, repository: true };
const AUTO: SourcesPolicy = { ...ON, repository: 'auto' };

let github: GitHubServer;
let proxy: RecordingProxy;
let commits: readonly string[];

const SOURCE: FileMap = {
  'pyproject.toml': '[project]\nname = "demo"\n',
  'src/demo/__init__.py': "__version__ = '1.0'\n",
  'src/demo/a.py': 'a = 1\n',
  'src/demo/b.py': 'b = 1\n',
  'src/demo/c.py': 'c = 1\n',
  'src/demo/d.py': 'd = 1\n',
};

beforeAll(async () => {
  github = await startGitHubServer();
  proxy = await startRecordingProxy({ upstream: github.url });
  const first = await github.commit('main', SOURCE, []);
  const second = await github.commit('main', { ...SOURCE, 'src/demo/b.py': 'b = 2\n' }, [first]);
  const aside = await github.commit('aside', { ...SOURCE, 'src/demo/b.py': 'b = 3\n' }, [first]);
  const place = { owner: github.owner, repo: github.repo };
  await github.api.git.createRef({ ...place, ref: 'refs/tags/v0.9', sha: first });
  await github.api.git.createRef({ ...place, ref: 'refs/tags/v1.0', sha: second });
  commits = [first, second, aside];
});

afterEach(() => {
  expect(proxy.requests.flatMap(({ violations }) => violations)).toEqual([]);
  proxy.clear();
});

afterAll(async () => {
  await proxy.close();
  await github.close();
});

/** GitHub's own API by its embedded stand-in, told to be that of github.com. */
const api = (): SourceHostApi => ({
  ...httpSourceHost({ http: testHttp([new URL(proxy.url).host]), apiUrl: proxy.url, token: 'owner-token' }),
  host: 'github.com',
});

const ask = (question: RepositoryQuestion, policy = ON, host = api()) =>
  createRepositoryTool({ api: host, policy, log: silent })(question);

async function factsOf(question: RepositoryQuestion): Promise<RepositoryFacts> {
  const facts = await ask(question);
  if (facts?.kind !== 'found') throw new Error(facts === null ? 'not asked' : JSON.stringify(facts));
  return facts.value;
}

/** Releases 0.5 to 1.0, forty days apart. */
const releasedUntil = (last: number): Project =>
  project(
    ['0.5', '0.6', '0.7', '0.8', '0.9', '1.0'].map((text, index) =>
      releaseFile({ version: version(text), uploadedAt: last - (5 - index) * 40 * DAY }),
    ),
  );
const OLD = releasedUntil(NOW);
const NEW: Project = project([releaseFile({ uploadedAt: NOW - DAY })]);

/** A wheel of the repository at v1.0, with some files otherwise. */
const built = (files: Files = {}): Promise<Profile> =>
  profileOf(
    wheel(
      {
        'demo/__init__.py': "__version__ = '1.0'\n",
        'demo/a.py': 'a = 1\n',
        'demo/b.py': 'b = 2\n',
        'demo/c.py': 'c = 1\n',
        'demo/d.py': 'd = 1\n',
        ...files,
      },
      { version: '1.0', headers: [LINK] },
    ),
  );

async function update(head: Profile, base: Profile | null = null): Promise<RepositoryQuestion> {
  const change = dependencyChange(lockedPackage({ version: version('0.9') }), lockedPackage());
  const baseline = { kind: 'locked' as const, version: version('0.9') };
  return {
    change: { ...change, to: lockedPackage() },
    project: OLD,
    release: releaseOf(OLD, version('1.0')),
    profiles: [head],
    delta: base === null ? null : compareProfiles([head], [base], baseline),
  };
}

const addition = async (): Promise<RepositoryQuestion> => ({
  change: { ...dependencyChange(null, lockedPackage()), to: lockedPackage() },
  project: NEW,
  release: releaseOf(NEW, version('1.0')),
  profiles: [await built()],
  delta: null,
});

describe('a release of a project with a history', () => {
  test('is held against the tag of its version, by three requests', async () => {
    const facts = await factsOf(await update(await built()));

    expect(facts.tags).toEqual({ tag: 'v1.0', earlier: 5, earlierTagged: 1 });
    expect(facts.content).toEqual({ tag: 'v1.0', files: 5, equal: 5, differing: [] });
    expect(proxy.requests).toHaveLength(3);
  });

  test('shows the files that the tag does not have, or has otherwise', async () => {
    const head = await built({ 'demo/b.py': 'b = 99\n', 'demo/new.py': 'n = 1\n', 'demo/_version.py': 'v = 1\n' });
    const { content } = await factsOf(await update(head));

    expect(content?.differing).toEqual([
      expect.objectContaining({ path: 'demo/_version.py', kind: 'missing', generated: true }),
      expect.objectContaining({ path: 'demo/b.py', kind: 'changed', generated: false, baselineEqual: false }),
      expect.objectContaining({ path: 'demo/new.py', kind: 'missing', generated: false }),
    ]);
  });

  test('shows that the release before had the file as the repository has it', async () => {
    const { content } = await factsOf(await update(await built({ 'demo/c.py': 'c = 99\n' }), await built()));

    expect(content?.differing).toEqual([expect.objectContaining({ path: 'demo/c.py', baselineEqual: true })]);
  });

  test('is asked since when the owner exists, where the repository came long after the project', async () => {
    const late = releasedUntil(Date.now() + DAY);
    const question = { ...(await update(await built())), project: late, release: releaseOf(late, version('1.0')) };
    const facts = await factsOf(question);

    expect(facts.state?.ownerSince).toEqual(expect.any(Number));
    expect(facts.content).toBeNull();
    expect(proxy.requests).toHaveLength(3);
  });

  test('has no tag where none means its version', async () => {
    const question = await update(await built());
    const to = lockedPackage({ version: version('1.1') });
    const facts = await factsOf({ ...question, change: { ...question.change, to } });

    expect(facts).toMatchObject({ tags: { tag: null }, content: null });
    expect(proxy.requests).toHaveLength(2);
  });
});

describe('a new project', () => {
  test('is asked what its repository names, by three requests', async () => {
    const facts = await factsOf(await addition());

    expect(facts).toMatchObject({
      packaging: { path: 'pyproject.toml', names: 'demo' },
      content: { tag: null, equal: 5 },
    });
    expect(proxy.requests).toHaveLength(3);
  });

  test('whose repository is gone', async () => {
    const link = 'Project-URL: Source, https://github.com/octocat/nothing';
    const profiles = [await profileOf(wheel({}, { version: '1.0', headers: [link] }))];

    expect(await factsOf({ ...(await addition()), profiles })).toMatchObject({ state: null, packaging: null });
  });
});

const fromGit = (commit: string | null, over: Partial<VcsSource> = {}): LockedPackage =>
  lockedPackage({
    source: {
      kind: 'vcs',
      vcs: 'git',
      url: 'https://github.com/octocat/hello.git',
      commit,
      ref: null,
      subdirectory: null,
      ...over,
    },
  });

const locked = (to: LockedPackage, from: LockedPackage | null = null): RepositoryQuestion => ({
  change: { ...dependencyChange(from, to), to },
  project: null,
  release: null,
  profiles: [],
  delta: null,
});

describe('a commit that a lockfile pins', () => {
  const at = (index: number): string => commits[index] ?? '';

  test('lies in the default branch', async () => {
    expect((await factsOf(locked(fromGit(at(0))))).commit).toMatchObject({ standing: 'reachable', hasBase: null });
  });

  test('follows one that the repository still has', async () => {
    expect((await factsOf(locked(fromGit(at(1)), fromGit(at(0))))).commit).toMatchObject({ hasBase: true });
  });

  test('follows one that the repository does not have any more', async () => {
    expect((await factsOf(locked(fromGit(at(1)), fromGit('f'.repeat(40))))).commit).toMatchObject({ hasBase: false });
    expect(proxy.requests).toHaveLength(3);
  });

  test('lies in the branch that the lock names', async () => {
    expect((await factsOf(locked(fromGit(at(2), { ref: 'aside' })))).commit).toMatchObject({ standing: 'reachable' });
  });

  test('is the last of some other branch', async () => {
    const operation = 'GET /repos/{owner}/{repo}/commits/{commit_sha}/branches-where-head';
    proxy.fail({
      operation,
      times: 1,
      answer: { status: 200, body: [{ name: 'aside', commit: {}, protected: false }] },
    });
    expect((await factsOf(locked(fromGit(at(2))))).commit).toMatchObject({ standing: 'head' });
  });

  test('lies in no branch that is known', async () => {
    const operation = 'GET /repos/{owner}/{repo}/commits/{commit_sha}/branches-where-head';
    proxy.fail({ operation, times: 1, answer: { status: 200, body: [] } });
    expect((await factsOf(locked(fromGit(at(2))))).commit).toMatchObject({ standing: 'unreachable' });
  });

  test('is not there', async () => {
    expect((await factsOf(locked(fromGit('e'.repeat(40))))).commit).toMatchObject({ standing: 'unknown-commit' });
  });
});

describe('what is not asked', () => {
  const never: SourceHostApi = {
    host: 'github.com',
    get: async (path) => {
      throw new Error(`asked for ${path}`);
    },
  };

  test('without a source host, or with the source switched off', async () => {
    const question = locked(fromGit(commits[0] ?? ''));
    expect(await createRepositoryTool({ api: null, policy: ON, log: silent })(question)).toBeNull();
    expect(await ask(question, { ...ON, repository: false }, never)).toBeNull();
  });

  test('a repository on another host than the API’s', async () => {
    const question = locked(fromGit(commits[0] ?? '', { url: 'https://git.invalid/octocat/hello' }));
    expect(await ask(question, ON, never)).toBeNull();
  });

  test('an ordinary update, unless policy wants every change', async () => {
    const question = await update(await built(), await built());
    expect(await ask(question, AUTO, never)).toBeNull();
    expect(await ask(question, ON)).toMatchObject({ kind: 'found' });
  });
});

describe('a source host that does not answer', () => {
  const silentHost: SourceHostApi = { host: 'github.com', get: async () => unavailable('github.com did not answer') };

  test('is no gap by itself: it is not missed', async () => {
    const log = recordLog();
    const tool = createRepositoryTool({ api: silentHost, policy: AUTO, log });
    expect(await tool(locked(fromGit(commits[0] ?? '')))).toBeNull();
    expect(log.lines.join('\n')).toContain('was not looked at: github.com did not answer');
  });

  test('is one where policy asks for it', async () => {
    expect(await ask(locked(fromGit(commits[0] ?? '')), ON, silentHost)).toEqual(
      unavailable('github.com did not answer'),
    );
  });
});

test('a run spends sixty requests and no more', async () => {
  let asked = 0;
  const busy: SourceHostApi = {
    host: 'github.com',
    get: async () => {
      asked += 1;
      return absent;
    },
  };
  const tool = createRepositoryTool({ api: busy, policy: ON, log: silent });
  const answers = await Promise.all(
    Array.from({ length: 80 }, (_, index) =>
      tool(locked(fromGit('a'.repeat(40), { url: `https://github.com/o/r${index}` }))),
    ),
  );
  expect(asked).toBe(60);
  expect(answers.filter((answer) => answer?.kind === 'unavailable')).toHaveLength(20);
  expect(answers[0]).toEqual(found(expect.objectContaining({ state: null })));
});
