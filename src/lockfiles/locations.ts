import type { PackageSource } from '../model/lockfile.js';
import { parseUrl, withoutCredentials } from '../model/urls.js';
import { isCommit } from './entries.js';

/**
 * Where a lock that gives one URL or path an entry takes it from. `null` stands for a file that an index listed, which such locks do not
 * tell from any other http URL; a location that is none is `unknown`.
 */
export function sourceOfLocation(text: string, editable: boolean): PackageSource | null | 'unknown' {
  // pixi marks a URL that the project asks for itself: https://github.com/conda/rattler, `direct+`.
  if (text.startsWith('direct+')) return archiveSource(text.slice('direct+'.length));
  const vcs = /^(?<vcs>git|hg|svn|bzr)\+(?<url>.+)$/iu.exec(text)?.groups;
  if (vcs !== undefined) return vcsSource(vcs['vcs'] ?? '', vcs['url'] ?? '');
  if (/^https?:/iu.test(text)) return parseUrl(text) === null ? 'unknown' : null;
  if (/^file:/iu.test(text)) return { kind: 'local', path: text.replace(/^file:(?:\/\/)?/iu, ''), editable };
  // A scheme of more than one letter; `C:\` is a path.
  return text === '' || /^[a-z][a-z0-9+.-]+:/iu.test(text)
    ? 'unknown'
    : { kind: 'local', path: pathOf(text), editable };
}

/** `./lib/` and `lib` are one directory. */
const pathOf = (text: string): string => text.replace(/^\.\/(?=.)/u, '').replace(/(?<=[^/])\/$/u, '');

export const archiveSource = (text: string): PackageSource | 'unknown' =>
  /^(?:https?|ftp):$/u.test(parseUrl(text)?.protocol ?? '')
    ? { kind: 'archive-url', url: withoutCredentials(text) }
    : 'unknown';

/** `url@ref`, `url?rev=ref&subdirectory=d#commit` (uv, pixi) and `url@ref#subdirectory=d` (pip) in any mixture. */
function vcsSource(kind: string, text: string): PackageSource | 'unknown' {
  const vcs = (['git', 'hg', 'svn', 'bzr'] as const).find((candidate) => candidate === kind.toLowerCase());
  const url = parseUrl(text);
  if (vcs === undefined || url === null) return 'unknown';
  const [query, fragment] = [url.searchParams, url.hash.slice(1)];
  const at = url.pathname.lastIndexOf('@');
  const written = at > 0 ? decodeURIComponentOr(url.pathname.slice(at + 1)) : null;
  const ref = written ?? query.get('rev') ?? query.get('tag') ?? query.get('branch');
  const commit = [fragment, ref].find((candidate) => candidate !== null && isCommit(candidate.toLowerCase())) ?? null;
  const subdirectory = query.get('subdirectory') ?? new URLSearchParams(fragment).get('subdirectory');
  if (at > 0) url.pathname = url.pathname.slice(0, at);
  url.hash = '';
  url.search = '';
  return {
    kind: 'vcs',
    vcs,
    url: withoutCredentials(url.href),
    commit: commit?.toLowerCase() ?? null,
    ref: ref === commit ? null : ref,
    subdirectory,
  };
}

function decodeURIComponentOr(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
