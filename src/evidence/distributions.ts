import type { ReleaseFile } from '../model/release.js';

/**
 * In the order of what tells most for the bytes: what every platform installs, then the sdist, then the platforms by use.
 * Where a budget ends the reading, the rest is a gap.
 */
export const byWeight = (files: readonly ReleaseFile[]): readonly ReleaseFile[] =>
  files.toSorted((a, b) => weight(a) - weight(b) || b.filename.localeCompare(a.filename));

const PLATFORMS: readonly RegExp[] = [
  /manylinux.*x86_64/u,
  /macosx.*arm64/u,
  /win_amd64/u,
  /manylinux.*aarch64/u,
  /macosx/u,
];

function weight({ kind, filename }: ReleaseFile): number {
  if (kind === 'sdist') return 1;
  if (kind !== 'wheel') return 20;
  if (/-none-any\.whl$/u.test(filename)) return 0;
  const platform = PLATFORMS.findIndex((pattern) => pattern.test(filename));
  return 2 + (platform === -1 ? PLATFORMS.length : platform);
}

/** The part of a wheel's name that says where it runs: `cp312-cp312-manylinux_2_17_x86_64`; the kind for other files. */
export const tagsOf = ({ kind, filename }: ReleaseFile): string =>
  kind === 'wheel' ? filename.slice(0, -4).split('-').slice(-3).join('-') : kind;

/** For each head file the base file of the same tags, so that like is held against like. */
export const counterparts = (head: readonly ReleaseFile[], base: readonly ReleaseFile[]): readonly ReleaseFile[] => {
  const tags = new Set(head.map(tagsOf));
  return base.filter((file) => tags.has(tagsOf(file)));
};
