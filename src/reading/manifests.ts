import { formatOfName, readLockfile } from '../lockfiles/read.js';
import { manifestKind, readManifest } from '../manifests/read.js';
import type { Gap } from '../model/gap.js';
import { groupBy } from '../model/group.js';
import type {
  ChangedWish,
  Manifest,
  ManifestChange,
  ManifestDependency,
  ManifestKind,
  ManifestLock,
} from '../model/manifest.js';
import type { NormalizedName } from '../model/names.js';
import type { Repository, TreeEntry } from '../ports.js';
import { changedPaths, differs, folderOf, type Sides } from './sides.js';

export interface ManifestReading {
  readonly changes: readonly ManifestChange[];
  readonly gaps: readonly Gap[];
}

interface ManifestRequest {
  readonly sides: Sides;
  /** Whether a path is a lockfile, also one that is not under review. */
  readonly isLockfile: (path: string) => boolean;
  /** Whether a manifest with these lockfiles is looked at. */
  readonly isWanted: (path: string, locks: readonly string[]) => boolean;
  readonly repository: Repository;
}

// A release of a monorepo touches every manifest; each costs two requests, and what is looked for is worth a hint.
const MAX_READ = 60;

/**
 * Manifests whose wishes changed while no lockfile that answers them did. Those beside a changed lockfile are not even read: the lock says
 * what will be installed.
 */
export async function readManifests({
  sides,
  isLockfile,
  isWanted,
  repository,
}: ManifestRequest): Promise<ManifestReading> {
  const lockfiles = [...sides.head.files.keys()].filter(isLockfile);
  const byFolder = groupBy(lockfiles, folderOf);
  const suspects = [...changedPaths(sides, (path) => manifestKind(path) !== null)].flatMap((path) => {
    const kind = sides.head.files.get(path)?.type === 'file' ? manifestKind(path) : null;
    if (kind === null) return [];
    const locks = locksFor({ path, kind }, byFolder);
    if (!isWanted(path, locks) || locks.some((lock) => differs(lock, sides))) return [];
    return [{ path, kind, locks }];
  });
  const read = suspects.slice(0, MAX_READ).map((suspect) => readChange(suspect, { sides, repository }));
  const changes = (await Promise.all(read)).filter((change) => change !== null);
  return { changes, gaps: suspects.length > MAX_READ ? [tooMany(suspects.length)] : [] };
}

/** Where only certain lockfiles are asked for, other manifests than theirs are nobody's business. */
export const manifestFilter =
  (excludedBy: (path: string) => string | null, isAskedFor: ((path: string) => boolean) | null) =>
  (path: string, locks: readonly string[]): boolean =>
    excludedBy(path) === null && (isAskedFor === null || locks.some(isAskedFor));

const tooMany = (count: number): Gap => ({
  stage: 'lockfile',
  subject: 'manifests',
  message: `${count} manifests changed without a lockfile beside them, and ${MAX_READ} of them were compared with their locks.`,
});

interface Suspect {
  readonly path: string;
  readonly kind: ManifestKind;
  readonly locks: readonly string[];
}

/** Formats that a kind of manifest is locked into; `binding` ones record the wishes, so that they change with them. */
const ANSWERS: Readonly<
  Record<ManifestKind, { readonly binding: readonly string[]; readonly loose: readonly string[] }>
> = {
  pyproject: { binding: ['uv', 'poetry', 'pdm'], loose: ['pixi', 'pylock', 'requirements', 'conda-lock', 'pex'] },
  'setup-cfg': { binding: [], loose: ['uv', 'requirements', 'pylock'] },
  'setup-py': { binding: [], loose: ['uv', 'requirements', 'pylock'] },
  pipfile: { binding: ['pipfile'], loose: ['pylock', 'requirements'] },
  'requirements-in': { binding: [], loose: ['requirements', 'pylock', 'pex'] },
  environment: { binding: ['conda-lock'], loose: ['requirements'] },
  pixi: { binding: ['pixi'], loose: ['conda-lock'] },
};

/** Locks beside the manifest, or the uv.lock above it that may hold it as a member of a workspace. */
function locksFor(
  { path, kind }: Omit<Suspect, 'locks'>,
  byFolder: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const { binding, loose } = ANSWERS[kind];
  const formats = new Set([...binding, ...loose]);
  const beside = (byFolder.get(folderOf(path)) ?? []).filter((lock) => formats.has(formatOfName(lock) ?? ''));
  if (beside.length > 0 || !formats.has('uv')) return beside;
  for (let folder = folderOf(path); folder !== ''; ) {
    folder = folderOf(folder);
    const above = (byFolder.get(folder) ?? []).filter((lock) => formatOfName(lock) === 'uv');
    if (above.length > 0) return above;
  }
  return [];
}

interface Context {
  readonly sides: Sides;
  readonly repository: Repository;
}

async function readChange(suspect: Suspect, context: Context): Promise<ManifestChange | null> {
  const { path, kind } = suspect;
  const { base, head } = context.sides;
  const [before, after] = await Promise.all(
    [base, head].map(({ files }) => manifestOf(files.get(path), context.repository)),
  );
  if (!after?.manifest) return null;
  const changed = changedWishes(before?.manifest ?? null, after.manifest, after.text);
  return changed.length === 0 ? null : { path, kind, changed, locks: await answering(suspect, context) };
}

interface ReadFile {
  readonly manifest: Manifest | null;
  readonly text: string;
}

async function manifestOf(entry: TreeEntry | undefined, repository: Repository): Promise<ReadFile | null> {
  const blob = entry?.type === 'file' ? await repository.blob(entry) : null;
  if (entry === undefined || blob?.kind !== 'found') return null;
  return { manifest: readManifest(blob.value, entry.path), text: new TextDecoder().decode(blob.value) };
}

function changedWishes(before: Manifest | null, after: Manifest, text: string): readonly ChangedWish[] {
  const [old, now] = [wishesByName(before?.dependencies ?? []), wishesByName(after.dependencies)];
  const names = [...new Set([...old.keys(), ...now.keys()])].filter((name) => old.get(name) !== now.get(name));
  const lines = text.split(/\r\n|\r|\n/u);
  return names.toSorted().map((name, index) => ({
    name,
    how: !old.has(name) ? 'added' : now.has(name) ? 'changed' : 'removed',
    line: index < MAX_LINES && now.has(name) ? lineOf(name, lines) : null,
  }));
}

// Finding a line walks the file; a reader needs the first few.
const MAX_LINES = 20;

const wishesByName = (dependencies: readonly ManifestDependency[]): ReadonlyMap<NormalizedName, string> =>
  new Map(
    [...groupBy(dependencies, ({ name }) => name)].map(([name, same]) => [
      name,
      same
        .map(({ ecosystem, group, wanted }) => `${ecosystem} ${group} ${wanted}`)
        .toSorted()
        .join('\n'),
    ]),
  );

/** The first line on which the name stands as a word, however its separators are written. */
function lineOf(name: string, lines: readonly string[]): number | null {
  const word = new RegExp(`(?:^|[^\\w.-])${name.replaceAll('-', '[-_.]+')}(?:$|[^\\w-])`, 'iu');
  const at = /^[a-z0-9-]+$/u.test(name) ? lines.findIndex((line) => line.length < 2_000 && word.test(line)) : -1;
  return at === -1 ? null : at + 1;
}

/** Of the locks that could answer, those that do: one in a folder above counts when it holds the manifest's folder as a member. */
async function answering(
  { path, kind, locks }: Suspect,
  { sides, repository }: Context,
): Promise<readonly ManifestLock[]> {
  const binding = new Set(ANSWERS[kind].binding);
  const folder = folderOf(path);
  const judged = locks.map(async (lock) => {
    const known = { path: lock, binding: binding.has(formatOfName(lock) ?? '') };
    if (folderOf(lock) === folder) return known;
    const entry = sides.head.files.get(lock);
    const blob = entry?.type === 'file' ? await repository.blob(entry) : null;
    if (blob?.kind !== 'found') return null;
    const member = folder.slice(folderOf(lock) === '' ? 0 : folderOf(lock).length + 1);
    const { packages } = readLockfile(blob.value, lock);
    return packages.some(({ source }) => source.kind === 'local' && source.path === member) ? known : null;
  });
  return (await Promise.all(judged)).filter((lock) => lock !== null);
}
