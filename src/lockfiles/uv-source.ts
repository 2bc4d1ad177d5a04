import type { PackageSource } from '../model/lockfile.js';
import { canonicalIndexUrl, parseUrl, withoutCredentials } from '../model/urls.js';
import { isCommit } from './entries.js';
import type { UvSource } from './uv-schema.js';

const KINDS = ['registry', 'git', 'url', 'path', 'directory', 'editable', 'virtual'] as const;

/** The one source of an entry; null when it names none that is known, or several. */
export function uvSource(source: UvSource): PackageSource | null {
  const kinds = KINDS.filter((kind) => source[kind] !== undefined);
  const [kind] = kinds;
  const value = kind === undefined ? undefined : source[kind];
  if (kinds.length !== 1 || kind === undefined || value === undefined) return null;
  switch (kind) {
    case 'registry':
      return { kind: 'index', url: canonicalIndexUrl(value) };
    case 'git':
      return gitSource(value);
    case 'url':
      return { kind: 'archive-url', url: withoutCredentials(value) };
    default:
      return { kind: 'local', path: value, editable: kind === 'editable' };
  }
}

/** `https://host/repo?tag=v1&subdirectory=d#commit`; https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile */
function gitSource(text: string): PackageSource | null {
  const url = parseUrl(text);
  if (url === null) return null;
  const { searchParams: query } = url;
  const fragment = url.hash.slice(1).toLowerCase();
  const [subdirectory, ref] = [query.get('subdirectory'), query.get('tag') ?? query.get('branch') ?? query.get('rev')];
  url.hash = '';
  url.search = '';
  return {
    kind: 'vcs',
    vcs: 'git',
    url: withoutCredentials(url.href),
    commit: isCommit(fragment) ? fragment : null,
    ref,
    subdirectory,
  };
}

/** Whether two source tables of one lock mean the same; uv repeats them word for word. */
export const sameUvSource = (a: UvSource, b: UvSource): boolean => KINDS.every((kind) => a[kind] === b[kind]);
