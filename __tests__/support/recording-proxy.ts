import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request as forward } from 'undici';
import { answerGraphql, type GraphqlQuestion, graphqlViolations } from './github-graphql.js';
import { type FindOperation, loadOperations } from './openapi.js';
import { commentableLines, createReviewThreads, type ReviewThreads } from './review-threads.js';

/** A request that reached the proxy, with what came of it. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** `POST /repos/{owner}/{repo}/check-runs`, `POST /graphql reviewThreads`; null for a path that GitHub does not have. */
  readonly operation: string | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON; null without a body. */
  readonly body: unknown;
  readonly status: number;
  /** What GitHub's description or its known limits do not allow. */
  readonly violations: readonly string[];
}

/** An answer in place of GitHub's. `null` breaks the connection. */
export interface Fault {
  /** As in `RecordedRequest.operation`. */
  readonly operation: string;
  /** Strikes only requests whose query has this. */
  readonly query?: string;
  /** How many requests it strikes; from then on GitHub answers. */
  readonly times: number;
  readonly answer: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: unknown;
  } | null;
}

export interface RecordingProxy {
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  /** Conversations at lines of diffs. */
  readonly threads: ReviewThreads;
  readonly fail: (fault: Fault) => void;
  /** Takes back faults that struck less often than they might have. */
  readonly mend: () => void;
  /** Forgets what was recorded. */
  readonly clear: () => void;
  readonly close: () => Promise<void>;
}

export interface RecordingProxyOptions {
  /** Root of the GitHub that answers. */
  readonly upstream: string;
  /** What GraphQL's `viewer` says; null: there is no GraphQL. */
  readonly viewer?: string | null;
  /** Where the REST API lies on the server: `/api/v3` on GitHub Enterprise Server. GraphQL is beside it. */
  readonly apiRoot?: string;
}

/**
 * Stands before an embedded GitHub: records every request, holds it against GitHub's own OpenAPI description and the limits
 * that only the real one has, breaks answers on demand, and adds what the embedded one lacks (GraphQL, raw blobs, editing a
 * submitted review, comments at lines of a diff).
 */
export async function startRecordingProxy(options: RecordingProxyOptions): Promise<RecordingProxy> {
  const requests: RecordedRequest[] = [];
  const faults: { fault: Fault; left: number }[] = [];
  const { upstream, viewer = null, apiRoot = '' } = options;
  const threads = createReviewThreads();
  const state: State = { upstream, viewer, apiRoot, find: loadOperations(), reviews: new Map(), threads };

  const server = createServer((incoming, outgoing) => {
    handle(incoming, state, faults)
      .then(({ exchange, answer }) => {
        requests.push({ ...exchange.record, status: answer?.status ?? 0, violations: exchange.violations });
        if (answer === null) outgoing.destroy();
        else reply(outgoing, answer);
      })
      .catch((error: unknown) => reply(outgoing, json(599, { message: `the proxy broke: ${String(error)}` })));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    threads,
    fail: (fault) => faults.push({ fault, left: fault.times }),
    mend: () => faults.splice(0),
    clear: () => requests.splice(0),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

interface State {
  readonly upstream: string;
  readonly viewer: string | null;
  readonly apiRoot: string;
  readonly find: FindOperation;
  /** Edited bodies of submitted reviews, which the embedded GitHub would not take. */
  readonly reviews: Map<number, string>;
  readonly threads: ReviewThreads;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

interface Exchange {
  readonly record: Omit<RecordedRequest, 'status' | 'violations'>;
  readonly violations: readonly string[];
  readonly bytes: Buffer;
}

async function handle(
  incoming: IncomingMessage,
  state: State,
  faults: readonly { fault: Fault; left: number }[],
): Promise<{ readonly exchange: Exchange; readonly answer: Answer | null }> {
  const exchange = await read(incoming, state);
  const { operation, query } = exchange.record;
  const struck = faults.find(
    ({ fault, left }) => left > 0 && fault.operation === operation && query.includes(fault.query ?? ''),
  );
  if (struck !== undefined) {
    struck.left -= 1;
    const { answer } = struck.fault;
    return { exchange, answer: answer && json(answer.status, answer.body ?? { message: 'Injected' }, answer.headers) };
  }
  const refused = exchange.violations.length > 0 && refusal(exchange);
  return { exchange, answer: refused || (await respond(exchange, state)) };
}

async function read(incoming: IncomingMessage, { find, apiRoot }: State): Promise<Exchange> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const url = new URL(incoming.url ?? '/', 'http://proxy.invalid');
  const method = incoming.method ?? 'GET';
  const body: unknown = bytes.length === 0 ? null : JSON.parse(bytes.toString('utf8'));
  const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
  const inRoot = url.pathname.startsWith(`${apiRoot}/`);
  const path = inRoot ? url.pathname.slice(apiRoot.length) : url.pathname;

  if (url.pathname === `${apiRoot.replace(/\/v3$/u, '')}/graphql`) {
    const question = body as GraphqlQuestion;
    const operation = graphqlOperation(question);
    const wrong = operation === VIEWER ? [] : graphqlViolations(question);
    const record = { method, path: '/graphql', query: '', operation, headers, body };
    return { record, violations: [...commonViolations(headers), ...wrong], bytes };
  }
  const operation = find(method, path);
  const violations = [
    ...commonViolations(headers),
    ...(inRoot ? [] : [`${url.pathname} is not below ${apiRoot}`]),
    ...(operation === null ? [`GitHub has no ${method} ${path}`] : operation.check(url.searchParams, body)),
    ...limitViolations(operation?.name ?? '', body),
  ];
  return {
    record: { method, path, query: url.search, operation: operation?.name ?? null, headers, body },
    violations,
    bytes,
  };
}

const VIEWER = 'POST /graphql';

/** Named for what is asked: reading its schema takes a while, and `viewer` alone does not need it. */
function graphqlOperation({ query }: GraphqlQuestion): string {
  if (query.startsWith('mutation')) return `${VIEWER} mutation`;
  return query.includes('reviewThreads') ? `${VIEWER} reviewThreads` : VIEWER;
}

function commonViolations(headers: Readonly<Record<string, string>>): readonly string[] {
  return [
    ...(headers['x-github-api-version'] === '2022-11-28' ? [] : ['X-GitHub-Api-Version is not 2022-11-28']),
    ...(headers['user-agent']?.startsWith('lockgate/') ? [] : ['User-Agent does not name lockgate']),
    ...(headers['authorization'] === undefined ? ['no token'] : []),
  ];
}

const MAX_BODY = 65_536;

/** Limits that GitHub has and its description does not tell. */
function limitViolations(operation: string, content: unknown): readonly string[] {
  const body: Readonly<Record<string, unknown>> = typeof content === 'object' && content !== null ? { ...content } : {};
  const text = body['body'];
  const tooLong = typeof text === 'string' && text.length > MAX_BODY;
  const unfinished =
    operation.endsWith('/check-runs') && body['conclusion'] !== undefined && body['status'] !== 'completed';
  return [
    ...(tooLong ? [`Body is too long (maximum is ${MAX_BODY} characters)`] : []),
    ...(unfinished ? ['a conclusion without status "completed"'] : []),
  ];
}

const refusal = ({ violations }: Exchange): Answer =>
  json(422, { message: 'Validation Failed', errors: violations, documentation_url: 'https://docs.github.com/rest' });

function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: Buffer.from(JSON.stringify(body)),
  };
}

const PULL = 'GET /repos/{owner}/{repo}/pulls/{pull_number}';
const REVIEWS = '/repos/{owner}/{repo}/pulls/{pull_number}/reviews';

async function respond(exchange: Exchange, state: State): Promise<Answer> {
  switch (exchange.record.operation) {
    case VIEWER:
      return state.viewer === null
        ? json(404, { message: 'Not Found' })
        : json(200, { data: { viewer: { login: state.viewer } } });
    case `${VIEWER} mutation`:
    case `${VIEWER} reviewThreads`:
      return graphql(exchange, state);
    case `POST ${REVIEWS}`:
      return createReview(exchange, state);
    case PULL:
      return withPresentHead(await pass(exchange, state), exchange, state);
    case 'GET /repos/{owner}/{repo}/git/blobs/{file_sha}':
      return rawBlob(exchange, await pass(exchange, state));
    case `GET ${REVIEWS}`:
      return withEdits(await pass(exchange, state), state);
    case `PUT ${REVIEWS}/{review_id}`:
      return editReview(exchange, await pass(exchange, state), state);
    default:
      return pass(exchange, state);
  }
}

async function pass({ record, bytes }: Exchange, { upstream }: State, method = record.method): Promise<Answer> {
  const { host: _host, connection: _connection, 'content-length': _length, ...headers } = record.headers;
  const body = method === 'GET' ? null : bytes;
  const answer = await forward(`${upstream}${record.path}${record.query}`, { method, headers, body });
  return {
    status: answer.statusCode,
    headers: Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)])),
    body: Buffer.from(await answer.body.arrayBuffer()),
  };
}

const parse = (answer: Answer): unknown => JSON.parse(Buffer.from(answer.body).toString('utf8'));

function rawBlob({ record }: Exchange, answer: Answer): Answer {
  if (answer.status !== 200 || !record.headers['accept']?.includes('raw')) return answer;
  const { content } = parse(answer) as { readonly content: string };
  const headers = { 'content-type': 'application/vnd.github.raw; charset=utf-8' };
  return { status: 200, headers, body: Buffer.from(content, 'base64') };
}

async function graphql(exchange: Exchange, state: State): Promise<Answer> {
  const { viewer, threads } = state;
  if (viewer === null) return json(404, { message: 'Not Found' });
  const { owner, repo } = { owner: '', repo: '', ...(exchange.record.body as GraphqlQuestion).variables };
  const place = `/repos/${owner}/${repo}`;
  const headOf = async (pull: number): Promise<string> => {
    const { head } = (await ask(exchange, state, `${place}/pulls/${pull}`)) as PullAnswer;
    return tipOf(exchange, state, `${place}/git/ref/heads/${head.ref}`);
  };
  return json(200, await answerGraphql(exchange.record.body as GraphqlQuestion, { viewer, threads, headOf }));
}

/** The embedded GitHub lets a pull request's head stay where it was when its branch moves on. */
async function withPresentHead(answer: Answer, exchange: Exchange, state: State): Promise<Answer> {
  if (answer.status !== 200) return answer;
  const pull = parse(answer) as PullAnswer;
  const ref = exchange.record.path.replace(/pulls\/\d+$/u, `git/ref/heads/${pull.head.ref}`);
  const head = { ...pull.head, sha: await tipOf(exchange, state, ref) };
  return json(200, { ...pull, head });
}

async function tipOf({ record, ...rest }: Exchange, state: State, ref: string): Promise<string> {
  // With the owner's rights: what a token may do decides whether it learns of the pull request, not how this is made up.
  const headers = { ...record.headers, authorization: 'Bearer owner-token' };
  const tip = await ask({ ...rest, record: { ...record, headers } }, state, ref);
  return (tip as { readonly object: { readonly sha: string } }).object.sha;
}

const ask = async ({ record, bytes }: Exchange, state: State, path: string): Promise<unknown> =>
  parse(await pass({ record: { ...record, path, query: '' }, violations: [], bytes }, state, 'GET'));

interface PullAnswer {
  readonly head: { readonly ref: string };
  readonly base: { readonly sha: string };
}

interface CompareAnswer {
  readonly files: readonly { readonly filename: string; readonly patch?: string }[];
}

interface NewReview {
  readonly commit_id: string;
  readonly comments?: readonly { readonly path: string; readonly line: number; readonly body: string }[];
}

/** The embedded GitHub takes no comments at lines, and keeps a review whose comments it refuses. The real one refuses all for one bad line. */
async function createReview(exchange: Exchange, state: State): Promise<Answer> {
  const { comments = [], ...review } = exchange.record.body as NewReview;
  if (comments.length === 0) return pass(exchange, state);
  const pullPath = exchange.record.path.replace(/\/reviews$/u, '');
  const { base } = (await ask(exchange, state, pullPath)) as PullAnswer;
  const range = `${base.sha}...${review.commit_id}`;
  const diff = (await ask(exchange, state, pullPath.replace(/pulls\/\d+$/u, `compare/${range}`))) as CompareAnswer;
  const legal = new Map(diff.files.map(({ filename, patch = '' }) => [filename, commentableLines(patch)]));
  if (comments.some(({ path, line }) => legal.get(path)?.includes(line) !== true))
    return json(422, { message: 'Unprocessable Entity', errors: ['Line could not be resolved'] });

  const bytes = Buffer.from(JSON.stringify(review));
  const answer = await pass({ ...exchange, bytes }, state);
  const pull = Number(/\d+$/u.exec(pullPath)?.[0]);
  const author = (parse(answer) as { readonly user?: { readonly login: string } }).user?.login ?? '';
  if (answer.status < 300) for (const comment of comments) state.threads.open({ pull, author, ...comment });
  return answer;
}

interface Review {
  readonly id: number;
  readonly body: string;
}

function withEdits(answer: Answer, { reviews }: State): Answer {
  if (answer.status !== 200) return answer;
  const list = parse(answer) as readonly Review[];
  const edited = list.map((review) => ({ ...review, body: reviews.get(review.id) ?? review.body }));
  return { ...json(200, edited), headers: { ...answer.headers, 'content-length': '' } };
}

/** The embedded GitHub edits pending reviews only, and says 422 for a submitted one that the token may write. */
async function editReview(exchange: Exchange, answer: Answer, state: State): Promise<Answer> {
  if (answer.status !== 422) return answer;
  const review = await pass(exchange, state, 'GET');
  const { body } = exchange.record.body as { readonly body: string };
  const found = parse(review) as Review;
  state.reviews.set(found.id, body);
  return json(200, { ...found, body });
}

function reply(outgoing: ServerResponse, { status, headers, body }: Answer): void {
  const { 'content-length': _length, 'transfer-encoding': _coding, connection: _connection, ...rest } = headers;
  outgoing.writeHead(status, { ...rest, 'content-length': body.byteLength });
  outgoing.end(body);
}
