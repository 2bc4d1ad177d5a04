import type { LockDiff, LockPair } from './change.js';
import type { Evidence } from './evidence.js';
import type { Finding } from './finding.js';
import type { Gap } from './gap.js';
import type { AllowUse, Policy } from './policy.js';
import type { Problem } from './problem.js';
import type { Verdict } from './verdict.js';

/**
 * Whether a review looks into the files of releases. Where it does not, rules about contents judge nothing: that is neither a gap, because nobody
 * tried, nor a pass, so every output says it.
 */
export type ContentsScope =
  | { readonly read: true }
  /** `reason` is a clause for a reader that goes after a colon. */
  | { readonly read: false; readonly reason: string };

/** Everything an output needs; each output renders it to text and decides nothing. */
export interface Report {
  readonly tool: { readonly name: 'lockgate'; readonly version: string };
  /** What was compared, for a reader: commit ids or file names. */
  readonly base: string;
  readonly head: string;
  /** Which part of the changes this is, counted from 1; null for all of them. */
  readonly shard: { readonly index: number; readonly of: number } | null;
  readonly locks: readonly LockPair[];
  readonly diff: LockDiff;
  readonly evidence: readonly Evidence[];
  readonly contents: ContentsScope;
  /** Heaviest first; allowed ones included, marked by `allowedBy`. */
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
  /** Of the lockfiles at the head and of the policy. */
  readonly problems: readonly Problem[];
  readonly policy: Policy;
  /** What each entry of `[[allow]]` did. */
  readonly allowances: readonly AllowUse[];
  readonly verdict: Verdict;
  /** Milliseconds since the epoch. */
  readonly reviewedAt: number;
  /** Milliseconds by stage, in the order they ran. */
  readonly timing: Readonly<Record<string, number>>;
}
