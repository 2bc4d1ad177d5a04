import * as v from 'valibot';
import { ActionError } from '../model/error.js';

/** What GitHub's runner tells a job through its environment (GitHub Docs, "Variables reference"). */
export interface Runner {
  readonly owner: string;
  readonly repo: string;
  readonly eventName: string;
  readonly eventPath: string;
  /** Commit of the run. For `pull_request` it is a test merge that nobody wrote: never report on it. */
  readonly sha: string;
  readonly apiUrl: string;
  readonly graphqlUrl: string | null;
  /** Page of this workflow run; null when the runner does not tell. */
  readonly runUrl: string | null;
  /** 1 for the first attempt of a run. */
  readonly attempt: number;
  readonly workspace: string;
  readonly temp: string;
}

const Environment = v.object({
  GITHUB_REPOSITORY: v.pipe(v.string(), v.regex(/^[^/\s]+\/[^/\s]+$/u)),
  GITHUB_EVENT_NAME: v.pipe(v.string(), v.minLength(1)),
  GITHUB_EVENT_PATH: v.pipe(v.string(), v.minLength(1)),
  GITHUB_SHA: v.pipe(v.string(), v.regex(/^[0-9a-f]{40,64}$/u)),
  GITHUB_API_URL: v.pipe(v.string(), v.url()),
  GITHUB_GRAPHQL_URL: v.optional(v.string(), ''),
  GITHUB_SERVER_URL: v.optional(v.string(), ''),
  GITHUB_RUN_ID: v.optional(v.string(), ''),
  GITHUB_RUN_ATTEMPT: v.optional(v.string(), '1'),
  GITHUB_WORKSPACE: v.optional(v.string(), '.'),
  RUNNER_TEMP: v.optional(v.string(), '.'),
});

/** @throws {ActionError} when a variable that the runner always sets is missing: Lockgate then does not run inside a workflow. */
export function readRunner(environment: Readonly<Record<string, string | undefined>>): Runner {
  const read = v.safeParse(Environment, environment);
  if (!read.success) throw notARunner(read.issues[0]);
  const values = read.output;
  const [owner = '', repo = ''] = values.GITHUB_REPOSITORY.split('/');
  return {
    owner,
    repo,
    eventName: values.GITHUB_EVENT_NAME,
    eventPath: values.GITHUB_EVENT_PATH,
    sha: values.GITHUB_SHA,
    apiUrl: values.GITHUB_API_URL.replace(/\/+$/u, ''),
    graphqlUrl: values.GITHUB_GRAPHQL_URL || null,
    runUrl: runUrl(values.GITHUB_SERVER_URL, values.GITHUB_REPOSITORY, values.GITHUB_RUN_ID),
    attempt: Number.parseInt(values.GITHUB_RUN_ATTEMPT, 10) || 1,
    workspace: values.GITHUB_WORKSPACE,
    temp: values.RUNNER_TEMP,
  };
}

const runUrl = (server: string, repository: string, run: string): string | null =>
  server === '' || run === '' ? null : `${server}/${repository}/actions/runs/${run}`;

const notARunner = (issue: v.BaseIssue<unknown>): ActionError =>
  new ActionError(
    'event',
    `The environment variable ${v.getDotPath(issue) ?? ''} is ${issue.received}, which GitHub’s runner never does.`,
    'Run Lockgate as a step of a workflow (`uses:`); on the command line use `lockgate review`.',
  );
