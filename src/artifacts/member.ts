import { createHash } from 'node:crypto';
import type { ArchiveLimits, Member } from './archive.js';

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export const readMember = (path: string, bytes: Uint8Array): Member => ({
  path,
  size: bytes.length,
  bytes,
  sha256: sha256Of(bytes),
});

export const unreadMember = (path: string, size: number): Member => ({ path, size, bytes: null, sha256: null });

/** What is left of an archive's limits while it is read; the one piece of state a reader keeps. */
export interface Budget {
  /** Bytes one more member may have. */
  readonly room: () => number;
  readonly spend: (bytes: number) => void;
}

// An archive of a few bytes may expand a good deal without harm; below this the ratio says nothing.
const ALWAYS_ALLOWED = 4 * 1024 * 1024;

/** Most bytes an archive of `archiveBytes` may expand to. */
export const expansionLimit = (limits: ArchiveLimits, archiveBytes: number): number =>
  Math.min(limits.totalBytes, Math.max(ALWAYS_ALLOWED, limits.ratio * archiveBytes));

export function createBudget(limits: ArchiveLimits, archiveBytes: number): Budget {
  let left = expansionLimit(limits, archiveBytes);
  return {
    room: () => Math.max(0, Math.min(left, limits.memberBytes)),
    spend(bytes) {
      left -= bytes;
    },
  };
}
