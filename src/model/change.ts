import type { LockedPackage, Lockfile, LockOptions } from './lockfile.js';
import type { NormalizedName } from './names.js';
import type { Problem } from './problem.js';

/** The two sides of one lockfile path; null where the file does not exist on that side. */
export interface LockPair {
  /** Path at the head, or at the base for a deleted file. */
  readonly path: string;
  readonly base: Lockfile | null;
  readonly head: Lockfile | null;
}

export type ChangeKind = 'added' | 'removed' | 'changed';

/** What sets a `changed` entry apart; an entry may carry several. `moved` = same release, other scope, marker or extras. */
export type ChangeLabel =
  | 'upgrade'
  | 'downgrade'
  | 'source-changed'
  | 'index-changed'
  | 'artifacts-changed'
  | 'artifacts-added'
  | 'artifacts-removed'
  | 'hashes-removed'
  | 'url-changed'
  | 'scope-changed'
  | 'marker-changed'
  | 'extras-changed'
  | 'fork';

/** One difference between two lockfiles, by identity (name, version, source). */
export interface DependencyChange {
  readonly kind: ChangeKind;
  readonly name: NormalizedName;
  readonly from: LockedPackage | null;
  readonly to: LockedPackage | null;
  readonly labels: readonly ChangeLabel[];
  /** Every lockfile that introduces this change, first the one that `from` and `to` are taken from. */
  readonly occurrences: readonly Occurrence[];
  /** Shortest chain of names from a direct dependency to this one, both included; empty when the lockfile does not tell. */
  readonly path: readonly NormalizedName[];
}

export interface Occurrence {
  readonly path: string;
  /** Line at the head; at the base for a removal. */
  readonly line: number;
  /** The entry as that lockfile records it: another lockfile may record other hashes for the same release. */
  readonly entry: LockedPackage;
}

/** One option of a lockfile that differs, as text for a reader. */
export interface OptionChange {
  readonly path: string;
  readonly option: keyof LockOptions;
  readonly from: string;
  readonly to: string;
  readonly line: number | null;
}

export interface LockDiff {
  readonly changes: readonly DependencyChange[];
  readonly options: readonly OptionChange[];
  readonly problems: readonly Problem[];
}
