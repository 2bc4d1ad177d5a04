import type { RequestInit, Response } from 'undici';
import type { Clock, Log } from '../ports.js';

/** One HTTP exchange, as `fetch` does it. */
export type Send = (url: string, init: RequestInit) => Promise<Response>;

export interface PatienceOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** Longest total wait of a run: beyond it a job is worth less than its report without the write. */
export const MAX_TOTAL_WAIT = 90_000;

const MAX_ATTEMPTS = 5;

/** GitHub Docs, "Best practices for using the REST API": without a hint, wait at least a minute after a secondary limit. */
const SECONDARY_LIMIT_WAIT = 60_000;

type Outcome = { readonly response: Response } | { readonly error: unknown };

/** Sends again after rate limits, server errors and broken connections, as long as the total wait of all requests allows. */
export function patiently(send: Send, { clock, log, sleep }: PatienceOptions): Send {
  let left = MAX_TOTAL_WAIT;
  return async (url, init) => {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await tryOnce(send, url, init);
      const wait = await waitAfter(outcome, { method: init.method ?? 'GET', attempt, now: clock.now() });
      if (wait === null || wait > left || attempt === MAX_ATTEMPTS) return settle(outcome);
      left -= wait;
      log.progress(`GitHub asks for patience (${describe(outcome)}): waiting ${Math.ceil(wait / 1000)} s.`);
      if ('response' in outcome) await outcome.response.body?.cancel();
      await sleep(wait);
    }
  };
}

async function tryOnce(send: Send, url: string, init: RequestInit): Promise<Outcome> {
  try {
    return { response: await send(url, init) };
  } catch (error) {
    return { error };
  }
}

function settle(outcome: Outcome): Response {
  if ('response' in outcome) return outcome.response;
  throw outcome.error;
}

const describe = (outcome: Outcome): string =>
  'response' in outcome ? `status ${outcome.response.status}` : 'the connection broke';

interface Try {
  readonly method: string;
  readonly attempt: number;
  readonly now: number;
}

/** Milliseconds to wait before the next try; null when there should be none. */
async function waitAfter(outcome: Outcome, { method, attempt, now }: Try): Promise<number | null> {
  // A POST whose answer was lost may have been carried out: a second one would leave two comments.
  const backOff = method === 'POST' ? null : 1000 * 2 ** (attempt - 1);
  if ('error' in outcome) return backOff;
  const { response } = outcome;
  if (response.status === 403 || response.status === 429) return limitWait(response, now);
  return response.status >= 500 ? backOff : null;
}

/** How long a primary or secondary rate limit asks to wait; null for a 403 that means "not permitted". */
async function limitWait(response: Response, now: number): Promise<number | null> {
  const after = retryAfter(response.headers.get('retry-after'), now);
  if (after !== null) return after;
  if (response.headers.get('x-ratelimit-remaining') === '0') {
    const reset = Number(response.headers.get('x-ratelimit-reset')) * 1000;
    return Number.isFinite(reset) ? Math.max(reset - now, 1000) : SECONDARY_LIMIT_WAIT;
  }
  if (response.status === 429) return SECONDARY_LIMIT_WAIT;
  return (await response.clone().text()).includes('secondary rate limit') ? SECONDARY_LIMIT_WAIT : null;
}

/** RFC 9110 §10.2.3: seconds or a date. */
function retryAfter(value: string | null, now: number): number | null {
  if (value === null) return null;
  if (/^\d+$/u.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(date - now, 0);
}
