import type { Level } from './level.js';
import type { AllowEntry } from './policy.js';
import type { MemberLocation } from './profile.js';

export type Confidence = 'high' | 'medium' | 'low';

/** What a rule saw, where, why it matters and what to do. */
export interface Finding {
  readonly ruleId: string;
  readonly level: Level;
  readonly confidence: Confidence;
  /** What the finding is about: a purl, or a lockfile path for findings about a file. */
  readonly subject: string;
  /** The rule's few plain words to go behind the subject's name: `is reported as malware`. Our own text, the same for every package. */
  readonly headline: string;
  /** What and where, in a sentence or two. Holds text of packages: outputs must escape it. */
  readonly message: string;
  readonly remedy: string;
  /** Lockfile lines first, then members of artifacts. */
  readonly locations: readonly Location[];
  /** Source → steps → sink, when the finding rests on a flow. */
  readonly trace: readonly TraceStep[];
  /** Stable over runs and line moves: SARIF `partialFingerprints`, allow entries, "already reported". */
  readonly fingerprint: string;
  /** The policy entry that accepts it; an allowed finding is shown and does not count. */
  readonly allowedBy: AllowEntry | null;
}

export interface TraceStep {
  readonly what: string;
  readonly at: MemberLocation;
}

export type Location = LockfileLocation | MemberLocation;

export interface LockfileLocation {
  readonly kind: 'lockfile';
  readonly path: string;
  /** 1-based; null for the whole file. */
  readonly line: number | null;
}
