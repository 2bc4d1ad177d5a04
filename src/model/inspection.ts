import type { Finding } from './finding.js';
import type { Gap } from './gap.js';
import type { Profile, ProfileDelta } from './profile.js';
import type { Verdict } from './verdict.js';

/** What `scan` says of one distribution, or `compare` of two releases: the engine of a review without lockfiles. */
export interface Inspection {
  /** File name of the distribution, or `old → new`. */
  readonly artifact: string;
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  /** Of the inspected distributions; empty when none could be read. */
  readonly profiles: readonly Profile[];
  /** Against the older release for `compare`; against nothing for `scan`, so that everything counts as new. */
  readonly delta: ProfileDelta | null;
  readonly gaps: readonly Gap[];
  readonly seconds: number;
}
