import { type Hash, parseHash } from '../model/hashes.js';
import { type LockedArtifact, type Lockfile, NO_OPTIONS, type Scope } from '../model/lockfile.js';
import { fileProblem } from '../model/problem.js';
import { withoutCredentials } from '../model/urls.js';

/** A lockfile of which nothing could be used; `what` is a clause, `remedy` a sentence. */
export const unreadable = (
  { format, path }: { readonly format: string; readonly path: string },
  what: string,
  remedy: string,
  line: number | null = null,
): Lockfile => ({
  format,
  path,
  packages: [],
  options: NO_OPTIONS,
  includes: [],
  problems: [fileProblem(path, `The file could not be read: ${what}. Nothing in it was reviewed. ${remedy}`, line)],
});

/** A file as a format records it, before its hash is read. */
export interface RecordedFile {
  readonly filename: string | null;
  readonly url: string | null;
  readonly hash: string | null;
  readonly size: number | null;
  readonly uploadTime: string | null;
  readonly line: number;
}

export interface ReadFiles {
  readonly artifacts: readonly LockedArtifact[];
  /** Hashes that are no hash of a known algorithm, as written. */
  readonly strange: readonly { readonly text: string; readonly line: number }[];
}

/** Files → artifacts. A hash that cannot be read is told, not dropped: an installer would refuse it or, worse, skip it. */
export function readFiles(files: readonly RecordedFile[]): ReadFiles {
  const strange: { text: string; line: number }[] = [];
  const artifacts = files.map(({ filename, url, hash, size, uploadTime, line }) => {
    const parsed = hash === null ? null : parseHash(hash);
    if (hash !== null && parsed === null) strange.push({ text: hash, line });
    const hashes: readonly Hash[] = parsed === null ? [] : [parsed];
    return { filename, url: url?.includes('@') ? withoutCredentials(url) : url, hashes, size, uploadTime, line };
  });
  return { artifacts, strange };
}

/** Last segment of a URL's or file's path, percent-decoded; null when there is none. */
export function fileNameOf(location: string): string | null {
  const end = location.search(/[?#]/u);
  const path = end === -1 ? location : location.slice(0, end);
  const segment = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  return (segment.includes('%') ? decoded(segment) : segment) || null;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export const isCommit = (text: string): boolean => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/u.test(text);

const SCOPE_ORDER: readonly Scope[] = ['runtime', 'optional', 'development', 'unknown'];

/** Without doubles, in a fixed order. */
export const orderedScopes = (scopes: Iterable<Scope>): readonly Scope[] => {
  const set = new Set(scopes);
  return SCOPE_ORDER.filter((scope) => set.has(scope));
};

/** Markers of which any admits the package; null when one place asks for it without a marker. */
export function anyMarker(markers: readonly (string | null)[]): string | null {
  const texts = [...new Set(markers.filter((marker) => marker !== null))];
  return markers.length === 0 || markers.includes(null) ? null : texts.toSorted().join(' or ');
}
