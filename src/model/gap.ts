/** Which part of a review could not be done. */
export type GapStage =
  | 'lockfile'
  | 'index'
  | 'artifact'
  | 'profile'
  | 'baseline'
  | 'advisories'
  | 'domains'
  | 'repository'
  | 'health'
  | 'rule'
  | 'policy';

/** What was not checked, and why. Policy (`on-gap`) turns gaps into pass, warn or block; they are never silent. */
export interface Gap {
  readonly stage: GapStage;
  /** What the gap is about: a purl, a lockfile path or a file name. */
  readonly subject: string;
  /** What was not checked and why, one or two sentences, ending with a full stop. */
  readonly message: string;
}
