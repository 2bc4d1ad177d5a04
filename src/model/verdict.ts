import type { Finding } from './finding.js';
import type { Gap } from './gap.js';
import type { Problem } from './problem.js';

export type Outcome = 'pass' | 'warn' | 'block';

/** The answer to "may this merge?". It never depends on whether an output could be written. */
export interface Verdict {
  readonly outcome: Outcome;
  /** False when anything that bears on the change could not be checked. */
  readonly complete: boolean;
  /** What made the outcome what it is, heaviest first; empty for a pass. */
  readonly because: readonly Reason[];
}

export type Reason =
  | { readonly kind: 'finding'; readonly finding: Finding }
  | { readonly kind: 'gap'; readonly gap: Gap }
  | { readonly kind: 'problem'; readonly problem: Problem };
