import { parseUrl } from '../model/urls.js';

/** Decides which URLs may be contacted at all, for the first request and for every redirect. */
export type HostFilter = (url: URL) => boolean;

/**
 * Allows the listed hosts (`pypi.org`, `127.0.0.1:8080`; lower case, the port when it is not the scheme's default) over https.
 * Plain http is for loopback alone: elsewhere anyone on the way could answer for the index.
 */
export const allowHosts =
  (hosts: readonly string[]): HostFilter =>
  (url) =>
    hosts.includes(url.host) && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)));

/** Whether the name can only mean this machine (RFC 6761 §6.3, RFC 1122 §3.2.1.3, RFC 4291 §2.5.3). */
export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/u.test(hostname);

/** Why a URL may not be contacted, one clause; null when it may. */
export function refusalOf(text: string, from: URL | null, allows: HostFilter): string | null {
  const url = parseUrl(text);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    return `${JSON.stringify(text.slice(0, 100))} is no http or https URL`;
  }
  const via = from === null ? '' : `${from.host} redirects to ${url.host}, and `;
  // A redirect to http would let anyone on the network choose the answer.
  if (from?.protocol === 'https:' && url.protocol === 'http:') return `${via}plain http is refused after https`;
  return allows(url) ? null : `${via}${url.host} is not a host of a configured index, so it is never contacted`;
}
