import { formatOfName, readLockfile, sniffFormat } from '../lockfiles/read.js';
import type { LockPair } from '../model/change.js';
import { absent, type Fetched, found } from '../model/fetched.js';
import type { Gap } from '../model/gap.js';
import type { Lockfile } from '../model/lockfile.js';
import { NO_OPTIONS } from '../model/lockfile.js';
import type { ManifestChange } from '../model/manifest.js';
import { fileProblem } from '../model/problem.js';
import type { Repository, TreeEntry } from '../ports.js';
import { excluder, pathJudge } from './detect.js';
import { withDirect } from './direct.js';
import { manifestFilter, readManifests } from './manifests.js';
import { changedPaths, differs, listSides, pathsOf, type Sides } from './sides.js';

export interface LockfileReading {
  /** Only lockfiles whose bytes differ between the sides. */
  readonly pairs: readonly LockPair[];
  /** Manifests that changed while no lockfile that answers them did. */
  readonly manifests: readonly ManifestChange[];
  /** What the repository could not show. */
  readonly gaps: readonly Gap[];
}

/**
 * Reads both sides of every lockfile whose blob changed, by git object: no checkout, and no diff that a server may cut short.
 * `globs` replaces detection by name when it is not empty; `exclude` are patterns of .gitignore, from the policy of the base.
 */
export async function readLockfiles(
  globs: readonly string[],
  repository: Repository,
  exclude: readonly string[] = [],
): Promise<LockfileReading> {
  const sides = await listSides(repository);
  const judge = pathJudge({ globs, exclude });
  const isLockfile = (path: string): boolean => judge(path).kind === 'lockfile';
  const reader = new Map<string, Promise<Lockfile>>();
  const read = (entry: TreeEntry): Promise<Lockfile> => {
    const key = `${entry.path} ${entry.id}`;
    const lockfile = reader.get(key) ?? readEntry(entry, repository);
    reader.set(key, lockfile);
    return lockfile;
  };

  const sniffed = await sniff((path) => judge(path).kind === 'candidate', sides, repository);
  const changed = changedPaths(sides, (path) => isLockfile(path) || sniffed.paths.has(path));
  const paths = await withIncluded(changed, sides, isLockfile, read);
  const pairs = await Promise.all([...paths].toSorted().map((path) => readPair(path, { sides, read, repository })));
  const manifests = await readManifests({
    sides,
    isLockfile: (path) => paths.has(path) || formatOfName(path) !== null,
    isWanted: manifestFilter(excluder({ globs, exclude }), globs.length === 0 ? null : isLockfile),
    repository,
  });
  return {
    pairs,
    manifests: manifests.changes,
    gaps: [...sides.base.gaps, ...sides.head.gaps, ...sniffed.gaps, ...manifests.gaps],
  };
}

interface Sniffed {
  readonly paths: ReadonlySet<string>;
  readonly gaps: readonly Gap[];
}

/** Changed files under names that tell nothing whose content, on either side, is that of a lock. No other file is fetched. */
async function sniff(isCandidate: (path: string) => boolean, sides: Sides, repository: Repository): Promise<Sniffed> {
  const looked = await Promise.all(
    [...changedPaths(sides, isCandidate)].map(async (path) => {
      const entries = [sides.head.files.get(path), sides.base.files.get(path)];
      const answers = await Promise.all(entries.map((entry) => formatOfEntry(entry, repository)));
      const reason = answers.find((answer) => answer.kind === 'unavailable')?.reason ?? null;
      return { path, isLock: answers.some((answer) => answer.kind === 'found'), reason };
    }),
  );
  return {
    paths: new Set(looked.flatMap(({ path, isLock }) => (isLock ? [path] : []))),
    gaps: looked.flatMap(({ path, isLock, reason }) => (isLock || reason === null ? [] : [notSniffed(path, reason)])),
  };
}

const notSniffed = (path: string, reason: string): Gap => ({
  stage: 'lockfile',
  subject: path,
  message: `${path} changed and could not be read (${reason}), so it is not known whether it is a lockfile.`,
});

async function formatOfEntry(entry: TreeEntry | undefined, repository: Repository): Promise<Fetched<string>> {
  if (entry?.type !== 'file') return absent;
  const blob = await repository.blob(entry);
  if (blob.kind !== 'found') return blob;
  const format = sniffFormat(blob.value, entry.path);
  return format === null ? absent : found(format);
}

type ReadEntry = (entry: TreeEntry) => Promise<Lockfile>;

const INCLUDABLE = /\.(?:txt|in|lock|pip)$/u;

/**
 * A requirements file may pull in another under any name (`-r deps/core.in`). Such a file can change while the one that
 * names it does not, so unchanged requirements files are read too, but only when some file they could mean has changed.
 */
async function withIncluded(
  changed: ReadonlySet<string>,
  sides: Sides,
  isLockfile: (path: string) => boolean,
  read: ReadEntry,
): Promise<ReadonlySet<string>> {
  const { base, head } = sides;
  const candidates = new Set(
    pathsOf(sides).filter((path) => INCLUDABLE.test(path) && !changed.has(path) && differs(path, sides)),
  );
  if (candidates.size === 0) return changed;

  const paths = new Set(changed);
  const seen = new Set<string>();
  let queue = [...head.files.values(), ...base.files.values()].filter(
    ({ path }) => INCLUDABLE.test(path) && isLockfile(path),
  );
  while (queue.length > 0) {
    const files = queue.filter(({ path, id, type }) => type === 'file' && !seen.has(`${path} ${id}`));
    for (const { path, id } of files) seen.add(`${path} ${id}`);
    const targets = (await Promise.all(files.map(read))).flatMap(({ includes }) =>
      includes.map(({ target }) => target),
    );
    for (const target of targets) if (candidates.has(target)) paths.add(target);
    queue = targets
      .flatMap((target) => [head.files.get(target), base.files.get(target)])
      .filter((entry) => entry !== undefined);
  }
  return paths;
}

interface PairContext {
  readonly sides: Sides;
  readonly read: ReadEntry;
  readonly repository: Repository;
}

async function readPair(path: string, { sides, read, repository }: PairContext): Promise<LockPair> {
  const [base, head] = await Promise.all(
    [sides.base, sides.head].map(async (side) => {
      const entry = side.files.get(path);
      return entry === undefined ? null : withDirect(await read(entry), side, repository);
    }),
  );
  return { path, base: base ?? null, head: head ?? null };
}

async function readEntry(entry: TreeEntry, repository: Repository): Promise<Lockfile> {
  if (entry.type !== 'file') return unreadable(entry.path, `it is a ${entry.type}, which may point anywhere`);
  const blob = await repository.blob(entry);
  if (blob.kind === 'absent') return unreadable(entry.path, 'its content is missing from the repository');
  if (blob.kind === 'unavailable') return unreadable(entry.path, blob.reason);
  return readLockfile(blob.value, entry.path);
}

const unreadable = (path: string, reason: string): Lockfile => ({
  format: 'unknown',
  path,
  packages: [],
  options: NO_OPTIONS,
  includes: [],
  problems: [
    fileProblem(
      path,
      `The lockfile could not be read: ${reason}. Nothing in it was reviewed. Commit it as an ordinary file, or run the job again.`,
    ),
  ],
});
