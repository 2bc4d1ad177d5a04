import {
  type FileMap,
  FULL_PERMISSIONS,
  type GitHubServer,
  type Permissions,
  startGitHubServer,
} from './github-server.js';
import type { TestServer } from './http-server.js';
import { createIndexServer, type IndexServer, type IndexServerOptions, type ServedProject } from './index-server.js';
import { createOsvServer, type OsvServerOptions } from './osv-server.js';
import { type RecordedRequest, type RecordingProxy, startRecordingProxy } from './recording-proxy.js';
import { type ActionRun, pullPayload, type RunnerEvent, runAction } from './run-action.js';
import { type LockedRelease, uvLock } from './uv-lock.js';
import { wheel } from './wheel.js';

/** Who a job's token acts as. */
export const BOT = 'github-actions[bot]';
export const REVIEWS = '/repos/{owner}/{repo}/pulls/{pull_number}/reviews';
export const TREES = 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}';
export const LONG_AGO = '2023-05-01T12:00:00Z';

/** A release with an inert wheel. */
export const release = (name: string, version: string): LockedRelease => ({
  name,
  version,
  wheel: wheel({}, { name, version }),
});

const OLD = release('parcel-core', '1.0.0');
const GOOD = release('parcel-core', '1.1.0');
const YANKED = release('parcel-core', '1.2.0');

/** One invented project: what the base locks, an ordinary update, a yanked one, and one whose hash was altered in the lockfile. */
export const PARCEL = { old: OLD, good: GOOD, yanked: YANKED, tampered: { ...GOOD, sha256: 'ab'.repeat(32) } } as const;

/** Lockfiles by the verdict they get against a base that locks `PARCEL.old`. */
export const LOCKS = {
  base: uvLock([PARCEL.old]),
  pass: uvLock([PARCEL.good]),
  warn: uvLock([PARCEL.yanked]),
  block: uvLock([PARCEL.tampered]),
} as const;

/** As an index lists a release that has been there for years. */
export const served = (name: string, releases: readonly LockedRelease[]): ServedProject => ({
  name,
  files: releases.map(({ wheel: { filename, bytes }, version }) => ({
    filename,
    bytes,
    uploadTime: LONG_AGO,
    yanked: version === YANKED.version ? 'broken on Tuesdays' : false,
  })),
});

export interface HarnessOptions {
  /** Further projects of the index. */
  readonly projects?: readonly ServedProject[];
  readonly index?: Pick<IndexServerOptions, 'intercept'>;
  readonly osv?: OsvServerOptions;
  /** Path of the REST API on the server, as on GitHub Enterprise Server. */
  readonly apiRoot?: string;
}

export interface Pull {
  readonly number: number;
  readonly head: string;
  readonly branch: string;
}

export interface RunGiven {
  readonly permissions?: Permissions;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly attempt?: number;
  readonly sha?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** The built Action among embedded servers: a private GitHub behind the recording proxy, an index and an OSV. */
export interface ActionHarness {
  readonly github: GitHubServer;
  readonly proxy: RecordingProxy;
  readonly index: IndexServer;
  /** First commit of `main`: the lockfile `LOCKS.base` and a README. */
  readonly base: string;
  readonly repository: string;
  /** A pull request from a new branch whose head has exactly these files. */
  readonly openPull: (files: FileMap, parents?: readonly string[]) => Promise<Pull>;
  /** The event of a pull request; `over` may give another base, action or fork. */
  readonly pullEvent: (pull: Pull, over?: Partial<Parameters<typeof pullPayload>[0]>) => RunnerEvent;
  readonly run: (event: RunnerEvent, given?: RunGiven) => Promise<ActionRun>;
  /** Logins of a pull request's reviews, oldest first. */
  readonly reviewsOf: (pull: Pull) => Promise<readonly (string | undefined)[]>;
  /** `name: conclusion` of a commit's check runs. */
  readonly checksOf: (sha: string) => Promise<readonly string[]>;
  /** What was asked of one operation since the proxy was cleared. */
  readonly sent: (operation: string) => readonly RecordedRequest[];
  readonly close: () => Promise<void>;
}

export async function startActionHarness(options: HarnessOptions = {}): Promise<ActionHarness> {
  const github = await startGitHubServer({ private: true });
  const apiRoot = options.apiRoot ?? '';
  const proxy = await startRecordingProxy({ upstream: github.url, viewer: BOT, apiRoot });
  const projects = [served('parcel-core', [OLD, GOOD, YANKED]), ...(options.projects ?? [])];
  const index = await createIndexServer({ projects, ...options.index });
  const osv: TestServer = await createOsvServer(options.osv ?? { records: [] });
  const base = await github.commit('main', { 'uv.lock': LOCKS.base, 'README.md': 'parcel' }, []);
  const place = { owner: github.owner, repo: github.repo };
  const repository = `${github.owner}/${github.repo}`;
  let branches = 0;

  return {
    ...{ github, proxy, index, base, repository },
    async openPull(files, parents = [base]) {
      branches += 1;
      const branch = `update-${branches}`;
      const head = await github.commit(branch, files, parents);
      return { number: await github.openPull(branch, 'main'), head, branch };
    },
    pullEvent: ({ number, head }, over = {}) => ({
      name: 'pull_request',
      payload: pullPayload({ action: 'synchronize', number, base, head, repository, ...over }),
    }),
    async run(event, { permissions = FULL_PERMISSIONS, inputs = {}, environment = {}, ...given } = {}) {
      const apiUrl = `${proxy.url}${apiRoot}`;
      const services = { 'pypi-url': index.url, 'osv-url': osv.url };
      return runAction({
        ...given,
        ...{ event, repository, apiUrl },
        environment: { GITHUB_GRAPHQL_URL: `${apiUrl.replace(/\/v3$/u, '')}/graphql`, ...environment },
        inputs: { token: await github.token(permissions), ...services, ...inputs },
      });
    },
    async reviewsOf({ number }) {
      const { data } = await github.api.pulls.listReviews({ ...place, pull_number: number });
      return data.map(({ user }) => user?.login);
    },
    async checksOf(sha) {
      const { data } = await github.api.checks.listForRef({ ...place, ref: sha });
      return data.check_runs.map(({ name, conclusion }) => `${name}: ${conclusion}`);
    },
    sent: (operation) => proxy.requests.filter((request) => request.operation === operation),
    async close() {
      await Promise.all([proxy.close(), index.close(), osv.close()]);
      await github.close();
    },
  };
}

/** Messages of one kind of workflow command. */
export const messagesOf = ({ commands }: ActionRun, kind: 'error' | 'warning'): readonly string[] =>
  commands.filter(({ name }) => name === kind).map(({ message }) => message);

/** `body` of each request. */
export const bodiesOf = (requests: readonly RecordedRequest[]): readonly string[] =>
  requests.map(({ body }) => (body as { readonly body: string }).body);
