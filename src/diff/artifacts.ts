import type { ChangeLabel } from '../model/change.js';
import { groupBy } from '../model/group.js';
import { type Hash, hashAlgorithm } from '../model/hashes.js';
import type { LockedArtifact } from '../model/lockfile.js';

type ArtifactLabel = Extract<
  ChangeLabel,
  'artifacts-changed' | 'artifacts-added' | 'artifacts-removed' | 'hashes-removed' | 'url-changed'
>;

/**
 * What became of the files of one release. An index never changes a file under its name, so another hash for the same file is the
 * gravest of these. Files are compared by name where both sides have names, else by their hashes alone.
 */
export function compareArtifacts(
  from: readonly LockedArtifact[],
  to: readonly LockedArtifact[],
): ReadonlySet<ArtifactLabel> {
  if (sameList(from, to)) return NOTHING;
  const hadHash = from.some(({ hashes }) => hashes.length > 0);
  if (hadHash && !to.some(({ hashes }) => hashes.length > 0)) return new Set<ArtifactLabel>(['hashes-removed']);
  return isNamed(from) && isNamed(to) ? compareNamed(from, to) : compareHashes(from, to);
}

const NOTHING: ReadonlySet<ArtifactLabel> = new Set();

/** Nearly every entry of a lock stays word for word as it was. */
const sameList = (from: readonly LockedArtifact[], to: readonly LockedArtifact[]): boolean =>
  from.length === to.length && from.every((artifact, index) => sameFile(artifact, to[index]));

const sameFile = (a: LockedArtifact, b: LockedArtifact | undefined): boolean =>
  a.filename === b?.filename &&
  a.url === b.url &&
  a.hashes.length === b.hashes.length &&
  a.hashes.every((hash, index) => hash === b.hashes[index]);

const isNamed = (artifacts: readonly LockedArtifact[]): boolean => artifacts.every(({ filename }) => filename !== null);

function compareNamed(from: readonly LockedArtifact[], to: readonly LockedArtifact[]): ReadonlySet<ArtifactLabel> {
  const [before, after] = [byFilename(from), byFilename(to)];
  const labels = new Set<ArtifactLabel>();
  for (const filename of before.keys()) if (!after.has(filename)) labels.add('artifacts-removed');
  for (const [filename, files] of after) {
    const old = before.get(filename);
    if (old === undefined) labels.add('artifacts-added');
    else for (const label of compareFile(old, files)) labels.add(label);
  }
  return labels;
}

/** A hostile lock may list one file name twice, so every entry of a name counts. */
const byFilename = (artifacts: readonly LockedArtifact[]): ReadonlyMap<string | null, readonly LockedArtifact[]> =>
  groupBy(artifacts, ({ filename }) => filename);

function compareFile(from: readonly LockedArtifact[], to: readonly LockedArtifact[]): readonly ArtifactLabel[] {
  const [before, after] = [hashesOf(from), hashesOf(to)];
  const [oldUrls, newUrls] = [urlsOf(from), urlsOf(to)];
  const moved = oldUrls.size > 0 && [...newUrls].some((url) => !oldUrls.has(url));
  const url: readonly ArtifactLabel[] = moved ? ['url-changed'] : [];
  if (before.size > 0 && to.some(({ hashes }) => hashes.length === 0)) return ['hashes-removed', ...url];
  if (before.size === 0) return after.size === 0 ? url : ['artifacts-added', ...url];
  return sameContent(before, after) ? url : ['artifacts-changed', ...url];
}

const hashesOf = (artifacts: readonly LockedArtifact[]): ReadonlySet<Hash> =>
  new Set(artifacts.flatMap(({ hashes }) => hashes));

const urlsOf = (artifacts: readonly LockedArtifact[]): ReadonlySet<string> =>
  new Set(artifacts.flatMap(({ url }) => (url === null ? [] : [url.replace(/#.*$/u, '')])));

/** Every new hash must be known, save one of an algorithm that the base did not use, beside one that it did. */
function sameContent(before: ReadonlySet<Hash>, after: ReadonlySet<Hash>): boolean {
  const algorithms = new Set([...before].map(hashAlgorithm));
  const comparable = [...after].filter((hash) => algorithms.has(hashAlgorithm(hash)));
  return comparable.length > 0 && comparable.every((hash) => before.has(hash));
}

/**
 * Hashes without file names do not tell a new wheel from a swapped one; only the index can. Tools also record more or fewer of them
 * by their options. When nothing of the old set is left, though, every file is another.
 */
function compareHashes(from: readonly LockedArtifact[], to: readonly LockedArtifact[]): ReadonlySet<ArtifactLabel> {
  const [before, after] = [hashesOf(from), hashesOf(to)];
  const kept = [...after].filter((hash) => before.has(hash)).length;
  if (before.size > 0 && kept === 0) return new Set<ArtifactLabel>(['artifacts-changed']);
  const labels = new Set<ArtifactLabel>();
  if (kept < after.size) labels.add('artifacts-added');
  if (kept < before.size) labels.add('artifacts-removed');
  return labels;
}
