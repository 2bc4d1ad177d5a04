import type { Fetched } from '../model/fetched.js';
import type { ArchiveAnomaly } from '../model/profile.js';

/** A distribution opened in memory. Nothing is written to disk and nothing is run. */
export interface Archive {
  readonly members: readonly Member[];
  readonly anomalies: readonly ArchiveAnomaly[];
  /** Why members are missing, one sentence each; empty when everything was read. */
  readonly unread: readonly string[];
}

/**
 * One regular file as an installer would write it. A link of a tar to a file of the same tar is a member with that file's bytes,
 * because that is what runs; other links, devices and folders never become members: they are anomalies or nothing.
 */
export interface Member {
  /** Slash-separated, `.` and `..` resolved, the sdist's single top folder removed; a path that leaves the archive as it is spelt. */
  readonly path: string;
  /** Bytes as read; as claimed when `bytes` is null. */
  readonly size: number;
  /** null: present, but not read (a budget, an unwanted kind, or not decodable: `unread` says which of the last). */
  readonly bytes: Uint8Array | null;
  /** Hex of the bytes read; null when not read. */
  readonly sha256: string | null;
}

/** Random access to a file, for reading a wheel by range. */
export interface ByteSource {
  /** Bytes in all. */
  readonly size: number;
  /** Exactly the bytes from `first` to `last`, inclusive. */
  readonly read: (first: number, last: number) => Promise<Fetched<Uint8Array>>;
}

/** What a reader accepts before it stops and says so. */
export interface ArchiveLimits {
  readonly members: number;
  readonly memberBytes: number;
  readonly totalBytes: number;
  /** Uncompressed ÷ compressed, over the whole archive. */
  readonly ratio: number;
}

export const ARCHIVE_LIMITS: ArchiveLimits = {
  members: 100_000,
  memberBytes: 64 * 1024 * 1024,
  totalBytes: 1024 * 1024 * 1024,
  ratio: 1_000,
};
