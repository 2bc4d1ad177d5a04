import type { LockfileLocation } from '../../model/finding.js';
import type { ManifestChange } from '../../model/manifest.js';
import { listOf, printable } from '../../model/text.js';

/** `idna (added), rich (removed) and 3 more`. */
export const wishesText = ({ changed }: ManifestChange): string =>
  listOf(
    changed.map(({ name, how }) => `${printable(name, 60)} (${how})`),
    5,
  );

/** The first changed lines of the manifest; the whole file when none was found. */
export function wishPlaces({ path, changed }: ManifestChange): readonly LockfileLocation[] {
  const lines = changed.flatMap(({ line }) => line ?? []).slice(0, 3);
  return (lines.length === 0 ? [null] : lines).map((line) => ({ kind: 'lockfile', path, line }));
}
