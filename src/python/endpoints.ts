import { ENDPOINT_WORDS, type Endpoint, endpointOf, isPublicAddress } from '../model/endpoints.js';
import { printable } from '../model/text.js';
import type { Sighting, SignSource } from './sighting.js';
import { NEWLINE, NUMBER, STRING, type Tokens } from './tokens.js';

/** Longest part of a literal that is searched, and most URLs of one file: tables of links hold thousands. */
const MAX_SEARCHED = 20_000;
const MAX_URLS = 2000;

/**
 * Literals that name an endpoint which stands out: pastes, webhooks, services that log their callers, tunnels, dynamic names, bare
 * addresses, programs to fetch. Comments and docstrings name them too and reach nobody.
 */
export function suspiciousEndpoints({ text, tokens }: SignSource): readonly Sighting[] {
  const found: Sighting[] = [];
  let looked = 0;
  let scheme = text.indexOf('://');
  for (let at = 0; at < tokens.count && looked < MAX_URLS; at += 1) {
    if (tokens.kind[at] !== STRING) continue;
    const start = tokens.start[at] ?? 0;
    const end = Math.min(tokens.end[at] ?? 0, start + MAX_SEARCHED);
    // The shortest endpoint is `"t.co/x"`.
    if (end - start < 7) continue;
    if (scheme !== -1 && scheme < start) scheme = text.indexOf('://', start);
    const candidates = scheme !== -1 && scheme < end ? urlsIn(text, start, end) : hostIn(text, tokens, at);
    if (candidates.length === 0 || isDocstring(tokens, at)) continue;
    looked += candidates.length;
    found.push(...candidates.flatMap(sightingOf));
  }
  return found;
}

function sightingOf({ text, at }: Candidate): readonly Sighting[] {
  const endpoint = endpointOf(text);
  return endpoint === null
    ? []
    : [{ kind: 'suspicious-endpoint', shape: endpoint.kind, text: () => describe(endpoint), at }];
}

const describe = ({ kind, title }: Endpoint): string => `${ENDPOINT_WORDS[kind]}, ${printable(title, 100)}`;

interface Candidate {
  readonly text: string;
  readonly at: number;
}

/** Whether a literal begins with words that dots join and what follows may end a host: a glance before the pattern. */
function mayBeginWithHost(text: string, start: number, end: number): boolean {
  let hasDot = false;
  const last = Math.min(end, start + MAX_HOST);
  for (let at = start; at < last; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 46) hasDot = true;
    else if (!isHostPart(code)) {
      const isQuote = code === 34 || code === 39;
      // Quotes and prefix at the beginning; the path, a field or the end behind the host.
      if (at > start + 4 || !isQuote) return hasDot && (isQuote || code === 47 || code === 123);
    }
  }
  return hasDot && last === end;
}

/** A host name has at most 253 characters (RFC 1035). */
const MAX_HOST = 270;

/** Letters, digits, `-`, `:` and `@`. */
const isHostPart = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 48 && code <= 58) || (code >= 64 && code <= 90) || code === 45;

/** A host without a scheme with which the literal begins. */
function hostIn(text: string, tokens: Tokens, token: number): readonly Candidate[] {
  const start = tokens.start[token] ?? 0;
  if (!mayBeginWithHost(text, start, tokens.end[token] ?? 0)) return [];
  HOST.lastIndex = start;
  const host = HOST.exec(text)?.groups?.['host'];
  if (host === undefined) return [];
  const at = text.indexOf(host, start);
  if (!isPublicAddress(host.replace(/:\d+$/u, ''))) return [{ text: host, at }];
  // Four numbers are as often a version: a port makes them an address.
  const hasPort = /:\d+$/u.test(host) || isAddressPair(tokens, token);
  return hasPort ? [{ text: `tcp://${host}`, at }] : [];
}

const HOST =
  /(?:[a-z]{0,2}["']{1,3})?(?<host>[\w.@-]*\w\.[a-z\d]{1,12}(?::\d{1,5})?(?:\/[^\s"'\\<>]{0,200})?)(?=["'{\s\\])/iuy;
const URL_IN_TEXT = /[a-z][a-z\d+.-]{1,12}:\/\/[^\s"'`<>|;()\\{}]{3,300}/giu;

function urlsIn(text: string, start: number, end: number): readonly Candidate[] {
  return [...text.slice(start, end).matchAll(URL_IN_TEXT)].map((match) => ({
    text: match[0],
    at: start + match.index,
  }));
}

/** `("192.0.2.1", 4444)`: what a socket connects to. */
const isAddressPair = ({ text, kind, start }: Tokens, at: number): boolean =>
  text.charAt(start[at - 1] ?? 0) === '(' && text.charAt(start[at + 1] ?? 0) === ',' && kind[at + 2] === NUMBER;

/** A literal that is a statement of its own. */
const isDocstring = ({ kind }: Tokens, at: number): boolean =>
  (at === 0 || kind[at - 1] === NEWLINE) && kind[at + 1] === NEWLINE;
