import { setTimeout as sleep } from 'node:timers/promises';
import pLimit, { type LimitFunction } from 'p-limit';
import { EnvHttpProxyAgent } from 'undici';
import { withoutCredentials } from '../model/urls.js';
import type { Clock, Http, HttpAnswer, HttpRequest, Log } from '../ports.js';
import { allowHosts, type HostFilter } from './hosts.js';
import { type Attempt, type AttemptContext, attempt } from './http-attempt.js';
import { HTTP_LIMITS, type HttpLimits, pauseAfter } from './http-limits.js';

export interface HttpOptions {
  /** Hosts as in `allowHosts`, or a filter of one's own. Nothing else is ever contacted, whatever a page or lockfile says. */
  readonly allowedHosts: readonly string[] | HostFilter;
  /** Milliseconds since the epoch. After it every request is `unavailable` at once. */
  readonly deadlineAt: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Of this product, for the User-Agent. */
  readonly version: string;
  readonly limits?: Partial<HttpLimits>;
  /** Overrides the proxy variables of the environment. */
  readonly proxy?: { readonly httpProxy?: string; readonly httpsProxy?: string; readonly noProxy?: string };
}

export interface HttpAdapter extends Http {
  /** Ends idle connections. Optional: they do not keep the process alive. */
  readonly close: () => Promise<void>;
}

/**
 * The network, behind one host filter, one deadline, retries and limits. Honours HTTP_PROXY, HTTPS_PROXY and NO_PROXY in either case.
 *
 * A status such as 404 is an answer. What could not be had after all attempts is `unavailable` with a reason that names the host.
 */
export function createHttp(options: HttpOptions): HttpAdapter {
  const limits = { ...HTTP_LIMITS, ...options.limits };
  const dispatcher = new EnvHttpProxyAgent({ ...options.proxy, connect: { timeout: limits.connectTimeout } });
  const { allowedHosts } = options;
  const context: Omit<AttemptContext, 'signal'> = {
    allows: typeof allowedHosts === 'function' ? allowedHosts : allowHosts(allowedHosts),
    dispatcher,
    limits,
    limitOf: limitsByHost(limits.requestsPerHost),
    userAgent: `lockgate/${options.version}`,
    now: options.clock.now,
  };
  const unanswered = new Map<string, number>();

  return {
    send: async (request) => {
      const host = hostOf(request.url);
      const patient = (unanswered.get(host) ?? 0) < limits.patience;
      const last = await attemptAll(request, patient ? limits.attempts : 1, context, options);
      if (last.kind === 'answer') unanswered.delete(host);
      if (last.kind === 'failed') unanswered.set(host, (unanswered.get(host) ?? 0) + 1);
      return answerOf(last, request, options.log);
    },
    close: () => dispatcher.close(),
  };
}

async function attemptAll(
  request: HttpRequest,
  attempts: number,
  context: Omit<AttemptContext, 'signal'>,
  { deadlineAt, clock, log }: HttpOptions,
): Promise<Attempt> {
  for (let failures = 0; ; ) {
    const left = deadlineAt - clock.now();
    if (left <= 0)
      return { kind: 'refused', reason: `the time for this review was up before ${hostOf(request.url)} was asked` };
    const outcome = await attempt(request, { ...context, signal: AbortSignal.timeout(Math.min(left, LONGEST_TIMER)) });
    failures += 1;
    if (outcome.kind !== 'failed' || failures >= attempts) return outcome;

    const pause = Math.max(outcome.retryAfter ?? 0, pauseAfter(failures, context.limits));
    if (pause > context.limits.longestPause || clock.now() + pause >= deadlineAt) return tooLongToWait(outcome, pause);
    log.debug(`${outcome.reason}; asking again in ${Math.ceil(pause)} ms (attempt ${failures + 1} of ${attempts})`);
    await sleep(pause);
  }
}

// Node's timers hold 31 bits; a longer time would fire at once.
const LONGEST_TIMER = 2 ** 31 - 1;

/** Says so when it was the server that asked for a pause longer than the review can wait. */
const tooLongToWait = (outcome: Extract<Attempt, { kind: 'failed' }>, pause: number): Attempt =>
  outcome.retryAfter === null
    ? outcome
    : {
        ...outcome,
        reason: `${outcome.reason} and asks to wait ${Math.ceil(pause / 1000)} s, longer than this review can`,
      };

function answerOf(last: Attempt, request: HttpRequest, log: Log): HttpAnswer {
  if (last.kind === 'answer') return last;
  log.debug(`${request.method} ${withoutCredentials(request.url)}: ${last.reason}`);
  return { kind: 'unavailable', reason: last.reason };
}

function limitsByHost(requestsPerHost: number): (host: string) => LimitFunction {
  const limits = new Map<string, LimitFunction>();
  return (host) => {
    const limit = limits.get(host) ?? pLimit(requestsPerHost);
    limits.set(host, limit);
    return limit;
  };
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : 'the server');
