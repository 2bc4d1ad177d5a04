import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FULL_PERMISSIONS, type GitHubServer, startGitHubServer } from '../../__tests__/support/github-server.js';
import { createIndexServer } from '../../__tests__/support/index-server.js';
import { createOsvServer } from '../../__tests__/support/osv-server.js';
import { type RecordingProxy, startRecordingProxy } from '../../__tests__/support/recording-proxy.js';
import { type ActionRun, pullPayload, runAction } from '../../__tests__/support/run-action.js';
import { type LockTexts, plantBase, plantedProjects, plantHead } from './planted.js';

const PYPI = 'https://pypi.org';
const EXAMPLE = fileURLToPath(new URL('../../examples/parcel-tracker/', import.meta.url));
const FILES = ['pyproject.toml', 'uv.lock', 'requirements.txt'];

export interface PullRequest {
  readonly number: number;
  readonly base: string;
  readonly head: string;
}

/** What GitHub shows after a run. */
export interface Outcome {
  readonly comment: string;
  readonly comments: number;
  readonly check: { readonly name: string; readonly conclusion: string; readonly title: string } | null;
  readonly annotations: readonly Annotation[];
}

export interface Annotation {
  readonly path: string;
  readonly line: number;
  readonly level: string;
  readonly title: string;
}

/** Everything around the Action that a runner would find: services, and a pull request that waits for its check. */
export interface World {
  readonly pull: PullRequest;
  /** Starts the built Action as a runner would, and gives what it logged line by line. */
  readonly run: (onLine: (line: string) => void) => Promise<ActionRun>;
  readonly outcome: () => Promise<Outcome>;
  readonly close: () => Promise<void>;
}

export async function openWorld({ planted }: { readonly planted: boolean }): Promise<World> {
  const github = await startGitHubServer();
  const proxy = await startRecordingProxy({ upstream: github.url, viewer: 'github-actions[bot]' });
  const index = await createIndexServer({ projects: planted ? plantedProjects(Date.now()) : [], upstream: PYPI });
  const osv = await createOsvServer({ records: [] });
  const pull = await openPull(github, planted);
  const repository = `${github.owner}/${github.repo}`;
  const payload = pullPayload({ action: 'opened', ...pull, repository });

  return {
    pull,
    run: async (onLine) =>
      runAction({
        inputs: { token: await github.token(FULL_PERMISSIONS), 'pypi-url': index.url, 'osv-url': osv.url },
        event: { name: 'pull_request', payload },
        repository,
        apiUrl: proxy.url,
        environment: machineEnvironment(),
        onLine,
      }),
    outcome: () => outcomeOf(github, proxy, pull),
    close: async () => {
      await Promise.all([proxy.close(), index.close(), osv.close()]);
      await github.close();
    },
  };
}

/** How this machine reaches PyPI: its proxy and its certificates. Nothing else of ours goes to the Action. */
function machineEnvironment(): Readonly<Record<string, string>> {
  const wanted = /^(?:(?:HTTPS?|NO)_PROXY|NODE_EXTRA_CA_CERTS|SSL_CERT_(?:FILE|DIR))$/iu;
  const set = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return Object.fromEntries(set.filter(([name]) => wanted.test(name)));
}

async function openPull(github: GitHubServer, planted: boolean): Promise<PullRequest> {
  const [baseFiles, headFiles] = [await readSide('base'), await readSide('head')];
  const base = await github.commit('main', planted ? plantBase(baseFiles) : baseFiles, []);
  const head = await github.commit('update', planted ? plantHead(headFiles) : headFiles, [base]);
  return { number: await github.openPull('update', 'main'), base, head };
}

async function readSide(side: 'base' | 'head'): Promise<LockTexts> {
  const texts = FILES.map(async (file) => [file, await readFile(join(EXAMPLE, side, file), 'utf8')] as const);
  return Object.fromEntries(await Promise.all(texts));
}

async function outcomeOf(
  { api, owner, repo }: GitHubServer,
  proxy: RecordingProxy,
  pull: PullRequest,
): Promise<Outcome> {
  const place = { owner, repo };
  const { data: reviews } = await api.pulls.listReviews({ ...place, pull_number: pull.number });
  const { data: checks } = await api.checks.listForRef({ ...place, ref: pull.head });
  const [check] = checks.check_runs;
  return {
    comment: reviews.at(-1)?.body ?? '',
    comments: reviews.length,
    check:
      check === undefined
        ? null
        : { name: check.name, conclusion: check.conclusion ?? 'none', title: check.output.title ?? '' },
    annotations: proxy.requests.flatMap(({ operation, body }) =>
      operation === CREATE_CHECK ? annotationsIn(body) : [],
    ),
  };
}

const CREATE_CHECK = 'POST /repos/{owner}/{repo}/check-runs';

interface CheckRunBody {
  readonly output?: {
    readonly annotations?: readonly {
      readonly path: string;
      readonly start_line: number;
      readonly annotation_level: string;
      readonly title?: string;
    }[];
  };
}

/** The embedded GitHub keeps no annotations, so they are taken from what the Action sent. */
const annotationsIn = (body: unknown): readonly Annotation[] =>
  ((body as CheckRunBody).output?.annotations ?? []).map(
    ({ path, start_line: line, annotation_level: level, title = '' }) => ({
      path,
      line,
      level,
      title,
    }),
  );
