import type { LockedPackage } from './lockfile.js';
import type { Release, ReleaseFile } from './release.js';

/**
 * The files of a release that this entry lets an installer select: those it names, or those whose hash it lists. An entry
 * that names no file and no hash, or only ones that the index does not list, can select any.
 */
export function selectableFiles(entry: LockedPackage, release: Release): readonly ReleaseFile[] {
  const names = new Set(entry.artifacts.map(({ filename }) => filename));
  const hashes = new Set(entry.artifacts.flatMap((artifact) => artifact.hashes));
  const selectable = release.files.filter(
    (file) => names.has(file.filename) || file.hashes.some((hash) => hashes.has(hash)),
  );
  return selectable.length === 0 ? release.files : selectable;
}

/**
 * Whether a file installs on one of these platforms: patterns over the platform tag of a wheel (binary distribution format
 * specification), `*` for any characters. No pattern means every platform. A file for any platform is for each, and so is an sdist.
 */
export function isForPlatforms({ kind, filename }: ReleaseFile, platforms: readonly string[]): boolean {
  if (platforms.length === 0 || kind !== 'wheel') return true;
  const tags = filename.slice(0, -'.whl'.length).split('-').at(-1)?.split('.') ?? [];
  return tags.some(
    (tag) => tag === 'any' || platforms.some((pattern) => matches(tag.toLowerCase(), pattern.toLowerCase())),
  );
}

/** Parts between stars in their order: no expression is built, which a pattern could make slow. */
function matches(tag: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return tag === pattern;
  const last = rest.pop() ?? '';
  if (!tag.startsWith(first) || !tag.endsWith(last) || tag.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of rest) {
    const found = tag.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= tag.length - last.length;
}
