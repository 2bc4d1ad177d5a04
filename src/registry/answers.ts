import { absent, type Fetched, found, unavailable } from '../model/fetched.js';
import { hostOf } from '../model/urls.js';
import type { HttpAnswer } from '../ports.js';

export type Answer = Extract<HttpAnswer, { kind: 'answer' }>;

/**
 * Sorts an answer by its status. 404 and 410 mean "there is no such thing"; everything but 200 and 206 means "we do not know".
 * Only the first may become a finding.
 */
export function fetched(answer: HttpAnswer, what: string): Fetched<Answer> {
  if (answer.kind === 'unavailable') return answer;
  const host = hostOf(answer.url) ?? answer.url;
  switch (answer.status) {
    case 200:
    case 206:
      return found(answer);
    case 404:
    case 410:
      return absent;
    case 401:
    case 403:
      return unavailable(
        `${host} refused access to ${what} (status ${answer.status}); check the token that the policy names for it`,
      );
    default:
      return unavailable(`${host} answered the request for ${what} with status ${answer.status}`);
  }
}

/** Media type without parameters, lower case; empty when the server names none. */
export const mediaType = ({ headers }: Answer): string =>
  (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';

/** Reads a body as JSON without throwing. */
export function readJson({ body, url }: Pick<Answer, 'body' | 'url'>, what: string): Fetched<unknown> {
  try {
    return found(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)));
  } catch {
    return unavailable(`${hostOf(url) ?? url} answered the request for ${what} with text that is no JSON`);
  }
}
