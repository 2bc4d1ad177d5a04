import type { LimitFunction } from 'p-limit';
import { type Dispatcher, request as dispatch } from 'undici';
import { withoutCredentials } from '../model/urls.js';
import type { HttpAnswer, HttpRequest } from '../ports.js';
import { type HostFilter, refusalOf } from './hosts.js';
import { isReadableEncoding, readBody, tooLong } from './http-body.js';
import { type HttpLimits, retryAfter } from './http-limits.js';
import { reasonOf } from './http-reasons.js';

/** How one attempt ended. `failed` may be tried again; `refused` would end the same way. */
export type Attempt =
  | Extract<HttpAnswer, { kind: 'answer' }>
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string; readonly retryAfter: number | null };

export interface AttemptContext {
  readonly allows: HostFilter;
  readonly dispatcher: Dispatcher;
  readonly limits: HttpLimits;
  readonly limitOf: (host: string) => LimitFunction;
  readonly userAgent: string;
  /** Fires when the time for the whole review is up. */
  readonly signal: AbortSignal;
  readonly now: () => number;
}

/** Sends the request once and follows redirects by hand, because each target must pass the host filter first. */
export async function attempt(request: HttpRequest, context: AttemptContext): Promise<Attempt> {
  let hop = request;
  let from: URL | null = null;
  for (let redirects = 0; redirects <= context.limits.redirects; redirects += 1) {
    const refusal = refusalOf(hop.url, from, context.allows);
    if (refusal !== null) return { kind: 'refused', reason: refusal };
    const url: URL = new URL(hop.url);
    const current = hop;
    const outcome = await context.limitOf(url.host)(() => exchange(current, url, context));
    if (outcome.kind !== 'redirect') return outcome;
    hop = redirected(current, url, outcome);
    from = url;
  }
  return {
    kind: 'refused',
    reason: `${new URL(request.url).host} redirected more than ${context.limits.redirects} times`,
  };
}

interface Redirect {
  readonly kind: 'redirect';
  readonly status: number;
  readonly to: string;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

async function exchange(request: HttpRequest, url: URL, context: AttemptContext): Promise<Attempt | Redirect> {
  const { limits, signal } = context;
  try {
    const response = await dispatch(url, {
      method: request.method,
      headers: headersOf(request, context.userAgent),
      body: request.body,
      dispatcher: context.dispatcher,
      signal,
      headersTimeout: limits.headersTimeout,
      bodyTimeout: limits.idleTimeout,
    });
    return await outcomeOf(response, request, url, context);
  } catch (error) {
    return { kind: 'failed', reason: reasonOf(error, url.host, limits), retryAfter: null };
  }
}

async function outcomeOf(
  response: Dispatcher.ResponseData,
  request: HttpRequest,
  url: URL,
  { now, signal }: AttemptContext,
): Promise<Attempt | Redirect> {
  const { statusCode: status, body } = response;
  const headers = plainHeaders(response.headers);
  const location = headers['location'];
  if (REDIRECTS.has(status) && location !== undefined) {
    discard(body);
    return { kind: 'redirect', status, to: location };
  }
  if (status === 429 || status >= 500) {
    discard(body);
    const reason = `${url.host} answered with status ${status}${status === 429 ? ' (too many requests)' : ''}`;
    return { kind: 'failed', reason, retryAfter: retryAfter(headers['retry-after'], now()) };
  }
  const answer = { kind: 'answer', status, headers, url: withoutCredentials(url.href) } as const;
  // The whole file, where a part was asked for: the caller must hear that ranges do not work, and nobody needs the bytes.
  if (request.range !== null && status === 200) {
    discard(body);
    return { ...answer, body: new Uint8Array() };
  }
  return readAnswer({ ...answer, body }, request, url, signal);
}

interface OpenAnswer extends Omit<Extract<HttpAnswer, { kind: 'answer' }>, 'body'> {
  readonly body: Dispatcher.ResponseData['body'];
}

async function readAnswer(answer: OpenAnswer, request: HttpRequest, url: URL, signal: AbortSignal): Promise<Attempt> {
  const { headers, body } = answer;
  if (Number(headers['content-length'] ?? 0) > request.maxBytes) {
    discard(body);
    return { kind: 'refused', reason: `${url.host} ${tooLong(request.maxBytes)}` };
  }
  // Whoever asked for the bytes as they are wants to hash them: some servers label a .tar.gz as gzip-encoded.
  const encoding = wantsIdentity(request) ? '' : (headers['content-encoding'] ?? '').trim().toLowerCase();
  if (!isReadableEncoding(encoding)) {
    discard(body);
    return {
      kind: 'refused',
      reason: `${url.host} encoded its answer in a way that was not asked for (${encoding.slice(0, 40)})`,
    };
  }
  const read = await readBody(body, encoding, request.maxBytes, signal);
  if (read.kind === 'refused') return { kind: 'refused', reason: `${url.host} ${read.reason}` };
  return { ...answer, body: read.bytes };
}

const wantsIdentity = ({ headers, range }: HttpRequest): boolean =>
  range !== null || headers['accept-encoding'] === 'identity';

function headersOf({ headers, range }: HttpRequest, userAgent: string): Record<string, string> {
  return {
    'accept-encoding': range === null ? 'gzip, br' : 'identity',
    ...headers,
    'user-agent': userAgent,
    ...(range === null ? {} : { range: `bytes=${range.first}-${range.last}` }),
  };
}

const plainHeaders = (headers: Dispatcher.ResponseData['headers']): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );

/** An unread body would hold its connection; what is left of it is of no interest, nor is how it ends. */
function discard(body: Dispatcher.ResponseData['body']): void {
  body.on('error', () => {});
  body.destroy();
}

// Everything else (Authorization above all) is for the host it was meant for.
const PORTABLE_HEADERS = new Set(['accept', 'accept-encoding', 'content-type']);

function redirected(request: HttpRequest, from: URL, { status, to }: Redirect): HttpRequest {
  const target = URL.canParse(to, from.href) ? new URL(to, from.href) : null;
  const headers =
    target?.origin === from.origin
      ? request.headers
      : Object.fromEntries(
          Object.entries(request.headers).filter(([name]) => PORTABLE_HEADERS.has(name.toLowerCase())),
        );
  // RFC 9110 §15.4: 303, and by custom 301 and 302, turn a POST into a GET.
  const asGet = request.method === 'POST' && status <= 303;
  return { ...request, url: target?.href ?? to, headers, ...(asGet ? { method: 'GET', body: null } : {}) };
}
