import { hostOf } from '../model/urls.js';

/** An index and what may be contacted on its behalf. */
export interface IndexRoute {
  /** Simple index root, e.g. `https://pypi.org/simple`. */
  readonly url: string;
  /** Hosts besides the index's own that serve its files. */
  readonly fileHosts: readonly string[];
  /** `user:password` or a bare token; sent to the index's own origin only. */
  readonly token: string | null;
}

/** Whether the URL lies on the index's own host or on one that serves its files. */
export function belongsTo(route: IndexRoute, url: string): boolean {
  const host = hostOf(url);
  return host !== null && (host === hostOf(route.url) || route.fileHosts.includes(host));
}

/**
 * Credentials for one URL of the index. Indexes of every vendor take a token as the password of user `__token__`, which is also
 * how pip, uv and twine send it.
 */
export function credentialsFor({ url: indexUrl, token }: IndexRoute, url: string): Readonly<Record<string, string>> {
  if (token === null || new URL(url).origin !== new URL(indexUrl).origin) return {};
  const pair = token.includes(':') ? token : `__token__:${token}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}
