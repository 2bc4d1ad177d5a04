import { setTimeout as sleep } from 'node:timers/promises';
import { Octokit } from '@octokit/rest';
import { EnvHttpProxyAgent, fetch, Response } from 'undici';
import * as v from 'valibot';
import type { Clock, Log } from '../ports.js';
import { patiently, type Send } from './patience.js';

export interface ClientOptions {
  readonly token: string;
  /** `GITHUB_API_URL`: differs on GitHub Enterprise Server. */
  readonly apiUrl: string;
  /** `GITHUB_GRAPHQL_URL`: cannot be derived from the API's. */
  readonly graphqlUrl: string | null;
  readonly userAgent: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** GitHub's API with the token's rights. */
export interface GitHub {
  readonly rest: Octokit['rest'];
  /** Any operation, by its method and path. */
  readonly request: Octokit['request'];
  /**
   * GraphQL's answer, which may hold data and errors both; null where this server has no GraphQL beside its API.
   * @throws Octokit's error for a status from 400 on, as every other request.
   */
  readonly graphql: (query: string, variables: Readonly<Record<string, unknown>>) => Promise<unknown>;
  /** Login that the token acts as; null when GitHub does not tell. */
  readonly viewer: () => Promise<string | null>;
}

/** Octokit sends no version of its own; a pinned one keeps answers in the form that they were written against. */
const API_VERSION = '2022-11-28';

const REQUEST_TIMEOUT = 60_000;
const MAX_REDIRECTS = 3;
/** A tree has at most 7 MB and a blob that is read half of this. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** A client that waits out rate limits and never sends the token to another host than the API's. */
export function createGitHub(options: ClientOptions): GitHub {
  const { clock, log, token, apiUrl, userAgent } = options;
  const dispatcher = new EnvHttpProxyAgent();
  const once: Send = (url, init) =>
    fetch(url, { ...init, dispatcher, redirect: 'manual', signal: AbortSignal.timeout(REQUEST_TIMEOUT) });
  const octokit = new Octokit({
    auth: token,
    baseUrl: apiUrl,
    userAgent,
    request: { fetch: withinOrigin(patiently(whole(once), { clock, log, sleep }), apiUrl) },
    log: { debug: log.debug, info: log.debug, warn: log.debug, error: log.debug },
  });
  octokit.hook.before('request', (request) => {
    request.headers['x-github-api-version'] = API_VERSION;
  });
  const graphql: GitHub['graphql'] = (query, variables) => askGraphql(octokit, options, { query, variables });
  return { rest: octokit.rest, request: octokit.request, graphql, viewer: () => askViewer(graphql, options) };
}

/** Follows redirects (a renamed repository has them) inside the API's origin, and sends nothing outside of it. */
function withinOrigin(send: Send, apiUrl: string): Send {
  const { origin } = new URL(apiUrl);
  return async (url, init) => {
    let target = url;
    for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
      if (new URL(target).origin !== origin) throw new Error(`${origin} pointed to another host; it was not followed`);
      const response: Response = await send(target, init);
      const location = response.headers.get('location');
      if (!isRedirect(response.status) || location === null) return response;
      target = new URL(location, target).href;
    }
    throw new Error(`${origin} redirected more than ${MAX_REDIRECTS} times`);
  };
}

const isRedirect = (status: number): boolean => [301, 302, 307, 308].includes(status);

/** Answers with their bodies read, so that one that breaks off half-way counts as a broken connection and is asked for again. */
function whole(send: Send): Send {
  return async (url, init) => {
    const response = await send(url, init);
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body ?? []) {
      chunks.push(chunk);
      size += chunk.byteLength;
      if (size > MAX_ANSWER_BYTES) throw new Error(`the answer has more than ${MAX_ANSWER_BYTES} bytes`);
    }
    const { status, statusText, headers } = response;
    return new Response(size === 0 ? null : Buffer.concat(chunks), { status, statusText, headers });
  };
}

interface GraphqlQuestion {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

async function askGraphql(
  octokit: Octokit,
  { graphqlUrl, apiUrl }: ClientOptions,
  question: GraphqlQuestion,
): Promise<unknown> {
  if (graphqlUrl === null || new URL(graphqlUrl).origin !== new URL(apiUrl).origin) return null;
  const { data } = await octokit.request(`POST ${graphqlUrl}`, { ...question });
  return data;
}

export const VIEWER_QUERY = '{ viewer { login } }';

const Viewer = v.object({ data: v.object({ viewer: v.object({ login: v.string() }) }) });

// A job's token may not call `GET /user`, but GraphQL tells it who it is.
async function askViewer(ask: GitHub['graphql'], { log }: ClientOptions): Promise<string | null> {
  try {
    const read = v.safeParse(Viewer, await ask(VIEWER_QUERY, {}));
    return read.success ? read.output.data.viewer.login : null;
  } catch (error) {
    log.debug(`GraphQL did not tell who the token belongs to: ${String(error)}`);
    return null;
  }
}
