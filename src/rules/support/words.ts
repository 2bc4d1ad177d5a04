import type { LockedPackage } from '../../model/lockfile.js';
import { printable } from '../../model/text.js';

/** `demo 1.2.0`, or the name alone when the lockfile pins no version. */
export const releaseName = ({ name, version }: Pick<LockedPackage, 'name' | 'version'>): string =>
  version === null ? printable(name) : `${printable(name)} ${printable(version)}`;

/** Text of a package or lockfile in straight quotes, printable. */
export const quoted = (text: string, limit = 120): string => `"${printable(text, limit)}"`;

/** `2 days`, `5 hours`; never negative, rounded down: an age is a claim in favour of the release. */
export function duration(milliseconds: number): string {
  const hours = Math.max(0, Math.floor(milliseconds / 3_600_000));
  if (hours >= 48) return `${Math.floor(hours / 24)} days`;
  return hours === 1 ? '1 hour' : `${hours} hours`;
}

/** First characters of a digest, enough to compare by eye. */
export const shortHash = (hash: string): string => (hash.length > 24 ? `${hash.slice(0, 23)}…` : hash);
