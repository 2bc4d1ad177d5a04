import type { DependencyChange, Occurrence } from '../../model/change.js';
import type { Location, LockfileLocation } from '../../model/finding.js';
import { identityOf, type LockedArtifact, type LockedPackage } from '../../model/lockfile.js';
import { normalizeName } from '../../model/names.js';
import type { Release, ReleaseFile } from '../../model/release.js';
import { parseUrl } from '../../model/urls.js';

/** One artifact as one lockfile records it. A second lockfile may hold the tampered record, so rules look at every one. */
export interface LockRecord extends FileRecord {
  readonly occurrence: Occurrence;
}

export interface FileRecord {
  readonly artifact: LockedArtifact;
  /** As recorded, else the last part of the URL; null for a bare hash. */
  readonly filename: string | null;
}

/** Every artifact that any lockfile of the change records for an index source. */
export const indexRecords = (change: DependencyChange): readonly LockRecord[] =>
  change.occurrences.filter(({ entry }) => entry.source.kind === 'index').flatMap(occurrenceRecords);

/** Every artifact that one lockfile records, whatever its source. */
export const occurrenceRecords = (occurrence: Occurrence): readonly LockRecord[] =>
  occurrence.entry.artifacts.map((artifact) => ({ occurrence, artifact, filename: filenameOf(artifact) }));

/** What one entry records, without the lockfile it stands in. */
export const entryRecords = (entry: LockedPackage): readonly FileRecord[] =>
  entry.artifacts.map((artifact) => ({ artifact, filename: filenameOf(artifact) }));

const filenameOf = (artifact: LockedArtifact): string | null => artifact.filename ?? urlFilename(artifact.url);

/** Last part of a URL's path, decoded; null where there is none. */
export function urlFilename(url: string | null): string | null {
  const last = url === null ? '' : (parseUrl(url)?.pathname.split('/').at(-1) ?? '');
  if (last === '') return null;
  try {
    return decodeURIComponent(last);
  } catch {
    // A stray `%` is legal in a path; the text as written then is the best name there is.
    return last;
  }
}

/** The line of an artifact in its lockfile. */
export const recordPlace = ({ occurrence, artifact }: LockRecord): LockfileLocation => ({
  kind: 'lockfile',
  path: occurrence.path,
  line: artifact.line,
});

/** The line where an entry begins in its lockfile. */
export const entryPlace = ({ path, line }: Occurrence): LockfileLocation => ({ kind: 'lockfile', path, line });

/** The lines of all occurrences that satisfy a condition. */
export const entryPlaces = (
  change: DependencyChange,
  wanted: (occurrence: Occurrence) => boolean,
): readonly Location[] => change.occurrences.filter(wanted).map(entryPlace);

/** A file by name; one whose name tells no version still counts as listed, since the index offers it for the project. */
export const listedFile = (release: Release, filename: string): ReleaseFile | null =>
  release.files.find((file) => file.filename === filename) ??
  release.project.files.find((file) => file.filename === filename && file.version === null) ??
  release.files.find((file) => fileKey(file.filename) === fileKey(filename)) ??
  null;

/**
 * Equal for spellings of one file name. uv writes `pysocks-1.7.1-py3-none-any.whl` into pylock.toml where PyPI has `PySocks-…`: the
 * name of the project in it may be normalised (PEP 427, PEP 625), and letters may differ in case.
 */
export function fileKey(filename: string): string {
  if (!filename.endsWith('.whl')) return filename.toLowerCase();
  const [project = '', ...rest] = filename.split('-');
  return [normalizeName(project), ...rest].join('-').toLowerCase();
}

/** The files of a release that an installer may select by these records: by name, by hash, or all when nothing narrows them. */
export function selectableFiles(release: Release, records: readonly FileRecord[]): readonly ReleaseFile[] {
  const names = new Set(records.map(({ filename }) => filename && fileKey(filename)));
  const hashes = new Set<string>(records.flatMap((record) => (record.filename === null ? record.artifact.hashes : [])));
  const selected = release.files.filter(
    (file) => names.has(fileKey(file.filename)) || file.hashes.some((hash) => hashes.has(hash)),
  );
  return selected.length === 0 ? release.files : selected;
}

/** Files that the base's lockfile could not already select: a change of scope or marker brings no new bytes. */
export function newlySelectable(change: DependencyChange, release: Release): readonly ReleaseFile[] {
  const files = selectableFiles(release, indexRecords(change));
  const { from, to } = change;
  if (from === null || to === null || identityOf(from) !== identityOf(to)) return files;
  const before = new Set(selectableFiles(release, entryRecords(from)));
  return files.filter((file) => !before.has(file));
}

/** Groups by a key, in order of first appearance. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}
