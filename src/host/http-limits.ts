/** How long and how often a request is tried. All times in milliseconds. */
export interface HttpLimits {
  readonly connectTimeout: number;
  /** Until the status line and headers have come. */
  readonly headersTimeout: number;
  /** Between two pieces of the body. */
  readonly idleTimeout: number;
  readonly attempts: number;
  /** Pause after the first failure; it doubles with each further one. */
  readonly backoff: number;
  /** Longest pause that a server may ask for with Retry-After. */
  readonly longestPause: number;
  readonly redirects: number;
  readonly requestsPerHost: number;
  /** After this many requests in a row that a host left unanswered, it gets one attempt a request: an outage must not eat the deadline. */
  readonly patience: number;
}

export const HTTP_LIMITS: HttpLimits = {
  connectTimeout: 10_000,
  headersTimeout: 20_000,
  idleTimeout: 20_000,
  attempts: 4,
  backoff: 500,
  longestPause: 60_000,
  redirects: 5,
  requestsPerHost: 8,
  patience: 3,
};

/** Milliseconds that a Retry-After header asks for (RFC 9110 §10.2.3: seconds or a date); null when it says nothing usable. */
export function retryAfter(header: string | undefined, now: number): number | null {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/u.test(text)) return Number(text) * 1000;
  const date = /[a-z]/iu.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

/** Exponential, with half of it random: many jobs that failed together must not come back together. */
export const pauseAfter = (failures: number, { backoff }: HttpLimits): number =>
  backoff * 2 ** (failures - 1) * (0.5 + Math.random() / 2);
