import { type LockOptions, NO_OPTIONS } from '../model/lockfile.js';
import { canonicalIndexUrl, hostOf, parseUrl, withoutCredentials } from '../model/urls.js';
import type { PipfileMeta, PipfileSource } from './pipfile-schema.js';

/** Indexes of a Pipfile.lock by the names that its entries use. */
export interface PipfileIndexes {
  /** Canonical URL, `undefined` for a name that no source has, or several with different URLs. An entry without a name comes from the first source. */
  readonly urlOf: (name: string | undefined) => string | null | undefined;
  /** Canonical URLs that leave their host or path to the environment. */
  readonly unresolved: readonly string[];
}

export function pipfileIndexes({ sources = [] }: PipfileMeta): PipfileIndexes {
  const all = sources.map(indexUrl);
  // Two sources of one name: which of them an installer takes is not written anywhere, so entries that use the name are refused.
  const urls = new Map<string, string | undefined>();
  for (const [index, { name }] of sources.entries()) {
    const same = !urls.has(name) || urls.get(name) === all[index];
    urls.set(name, same ? all[index] : undefined);
  }
  return {
    urlOf: (name) => (name === undefined ? (all[0] ?? null) : urls.get(name)),
    unresolved: [...new Set(all)].filter(hasVariable),
  };
}

/** pipenv expands `$NAME`, `${NAME}` and, on Windows, `%NAME%` (`os.path.expandvars`); a URL parser escapes braces. */
export const hasVariable = (url: string): boolean => /\$(?:\w|\{|%7B)|%[A-Za-z_]\w{2,}%/iu.test(url);

/** The URL without credentials, also where a variable for its host keeps it from being one. */
export const cleanUrl = (text: string): string =>
  parseUrl(text) === null ? cutCredentials(text) : withoutCredentials(text);

const indexUrl = ({ url }: PipfileSource): string => canonicalIndexUrl(cleanUrl(url));

function cutCredentials(text: string): string {
  const [scheme, end] = [text.indexOf('://'), text.lastIndexOf('@')];
  return scheme === -1 || end < scheme ? text : text.slice(0, scheme + 3) + text.slice(end + 1);
}

/** The first source is pip's index; the others are asked for the packages that name them. */
export function pipfileOptions(
  meta: PipfileMeta,
  lineOf: (...path: readonly (string | number)[]) => number,
): LockOptions {
  const sources = meta.sources ?? [];
  const [first, ...others] = sources.map(indexUrl);
  const unverified = sources.filter(({ verify_ssl: verify }) => verify === false).map(indexUrl);
  const lines = {
    formatVersion: lineOf('pipfile-spec'),
    ...(meta.requires === undefined ? {} : { requiresPython: lineOf('requires') }),
    ...(first === undefined ? {} : { indexUrl: lineOf('sources', 0, 'url') }),
    ...(others.length === 0 ? {} : { extraIndexUrls: lineOf('sources', 1, 'url') }),
    ...(unverified.length === 0
      ? {}
      : {
          trustedHosts: lineOf(
            'sources',
            sources.findIndex(({ verify_ssl: verify }) => verify === false),
            'verify_ssl',
          ),
        }),
  };
  return {
    ...NO_OPTIONS,
    formatVersion: String(meta['pipfile-spec']),
    requiresPython: requiresPython(meta),
    indexUrl: first ?? null,
    extraIndexUrls: others,
    trustedHosts: unverified.map((url) => hostOf(url) ?? url),
    lines,
  };
}

/** `3.11` means any 3.11. */
function requiresPython({ requires }: PipfileMeta): string | null {
  if (requires?.python_full_version !== undefined) return `==${requires.python_full_version}`;
  return requires?.python_version === undefined ? null : `==${requires.python_version}.*`;
}
