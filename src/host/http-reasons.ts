import type { HttpLimits } from './http-limits.js';

/** What went wrong on the way to `host`, one clause for a reader. The code is kept where we have no better words. */
export function reasonOf(error: unknown, host: string, limits: HttpLimits): string {
  const code = codeOf(error);
  const words = WORDS[code];
  if (words !== undefined) return words(host, limits);
  if (CERTIFICATE.test(code)) return `the TLS certificate of ${host} was not accepted (${code})`;
  if (code.startsWith('Z_') || code.startsWith('ERR_BROTLI') || code.startsWith('ERR__ERROR_FORMAT')) {
    return `${host} sent a damaged or cut compressed body (${code})`;
  }
  return `the request to ${host} failed (${code})`;
}

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ERR_TLS/u;

const seconds = (milliseconds: number): string => `${Math.round(milliseconds / 100) / 10} s`;

type Words = (host: string, limits: HttpLimits) => string;

const unresolved: Words = (host) => `the name ${host} could not be resolved`;
const unreachable: Words = (host) => `${host} could not be reached`;
const cut: Words = (host) => `${host} closed the connection before its answer was complete`;

const WORDS: Readonly<Record<string, Words>> = {
  ENOTFOUND: unresolved,
  EAI_AGAIN: unresolved,
  ECONNREFUSED: (host) => `${host} refused the connection`,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  ETIMEDOUT: unreachable,
  ECONNRESET: cut,
  EPIPE: cut,
  UND_ERR_SOCKET: cut,
  UND_ERR_CONNECT_TIMEOUT: (host, { connectTimeout }) =>
    `${host} could not be reached within ${seconds(connectTimeout)}`,
  UND_ERR_HEADERS_TIMEOUT: (host, { headersTimeout }) => `${host} did not answer within ${seconds(headersTimeout)}`,
  UND_ERR_BODY_TIMEOUT: (host, { idleTimeout }) =>
    `${host} stopped in the middle of its answer for ${seconds(idleTimeout)}`,
  ABORT_ERR: (host) => `the time for this review was up before ${host} had answered`,
  TIMEOUT_ERR: (host) => `the time for this review was up before ${host} had answered`,
};

/** Node wraps causes, and several failed addresses make an AggregateError: the innermost code tells most. */
function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown error';
  if ('name' in error && error.name === 'AbortError') return 'ABORT_ERR';
  if ('name' in error && error.name === 'TimeoutError') return 'TIMEOUT_ERR';
  if ('errors' in error && Array.isArray(error.errors) && error.errors.length > 0) return codeOf(error.errors[0]);
  if ('code' in error && typeof error.code === 'string') return error.code;
  if ('cause' in error && error.cause !== undefined) return codeOf(error.cause);
  return 'message' in error && typeof error.message === 'string' ? error.message.slice(0, 100) : 'unknown error';
}
