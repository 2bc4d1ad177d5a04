import { sha256Of } from '../artifacts/member.js';
import type { PythonFile, PythonReader, ReadingDepth } from '../python/facts.js';
import { installedPath, isTestPath } from './layout.js';

/** One Python source to read; `bytes` is null when the archive reader did not read the member. */
export interface PythonSource {
  readonly path: string;
  readonly bytes: Uint8Array | null;
  readonly sha256: string | null;
}

/** A source with its facts. A file that could not be read has none, and `unread` says why, in a clause. */
export interface ReadSource {
  readonly path: string;
  readonly file: PythonFile;
  /** Null when it was not read. */
  readonly bytes: Uint8Array | null;
  /** Why it was not read, or only partly; null when it was read in full. */
  readonly unread: string | null;
}

const MAX_FILE = 2 * 1024 * 1024;
/** Bytes of source read for one distribution; sources seen before are free. */
const MAX_TOTAL = 64 * 1024 * 1024;

/** Reads sources, those that run soonest first, so that a budget cuts off tests before packages. */
export function readSources(
  sources: readonly PythonSource[],
  python: PythonReader,
  depthOf: (path: string) => ReadingDepth,
): readonly ReadSource[] {
  const cache = cacheOf(python);
  let left = MAX_TOTAL;
  return sources
    .toSorted((a, b) => urgency(a.path) - urgency(b.path))
    .map(({ path, bytes, sha256 }) => {
      if (bytes === null) return unreadSource(path, 'it is not among the members that were read');
      if (bytes.length > MAX_FILE) return unreadSource(path, `it has more than ${MAX_FILE / 1024 / 1024} MiB`);
      const depth = depthOf(path);
      const key = `${depth} ${sha256 ?? sha256Of(bytes)} ${installedPath(path)}`;
      const known = cache.get(key);
      if (known === undefined && bytes.length > left)
        return unreadSource(path, `the distribution has more than ${MAX_TOTAL / 1024 / 1024} MiB of Python`);
      if (known === undefined) left -= bytes.length;
      const file = known ?? python.read(bytes, path, depth);
      cache.set(key, file);
      return { path, file, bytes, unread: file.partly };
    });
}

/** Reads the syntax of a source of which only the tokens were read, because what it imports turned out to matter. */
export function readSyntax(source: ReadSource, python: PythonReader): ReadSource {
  if (source.bytes === null || source.file.tier === 'syntax' || source.unread !== null) return source;
  const cache = cacheOf(python);
  const key = `syntax ${sha256Of(source.bytes)} ${installedPath(source.path)}`;
  const file = cache.get(key) ?? python.read(source.bytes, source.path, 'syntax');
  cache.set(key, file);
  return { ...source, file, unread: file.partly };
}

const unreadSource = (path: string, unread: string): ReadSource => ({
  path,
  file: { path, tier: 'tokens', partly: unread, imports: [], scopes: [], signs: [] },
  bytes: null,
  unread,
});

function urgency(path: string): number {
  const installed = installedPath(path);
  if (!installed.includes('/')) return 0;
  if (isTestPath(path)) return 3;
  return /(?:^|\/)__init__\.pyw?$/u.test(installed) ? 1 : 2;
}

/**
 * Facts by content and import path, kept as long as the reader lives: the thirty wheels of a release hold the same sources, and so
 * does the release before. The path counts because relative imports resolve against it.
 */
const caches = new WeakMap<PythonReader, Map<string, PythonFile>>();

function cacheOf(python: PythonReader): Map<string, PythonFile> {
  const known = caches.get(python);
  if (known !== undefined) return known;
  const cache = new Map<string, PythonFile>();
  caches.set(python, cache);
  return cache;
}
