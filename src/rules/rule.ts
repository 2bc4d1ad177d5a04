import type { DependencyChange, LockPair, OptionChange } from '../model/change.js';
import type { MailDomain } from '../model/domains.js';
import type { AdvisoryChange, Listing, ReadArtifact } from '../model/evidence.js';
import type { Confidence, Location, TraceStep } from '../model/finding.js';
import type { ProjectHealth } from '../model/health.js';
import type { Level } from '../model/level.js';
import type { LockedPackage } from '../model/lockfile.js';
import type { ManifestChange } from '../model/manifest.js';
import type { Policy, ProposedPolicy } from '../model/policy.js';
import type { PopularProjects } from '../model/popular.js';
import type { Profile, ProfileDelta } from '../model/profile.js';
import type { ProvenanceChange } from '../model/provenance.js';
import type { Project, Release } from '../model/release.js';
import type { RepositoryFacts } from '../model/repository.js';

/** What a rule can ask for beyond the change itself. Where it cannot be had, the rule is not run and a gap says so. */
export interface Needs {
  readonly project: Project;
  readonly release: Release;
  readonly advisories: AdvisoryChange;
  readonly delta: ProfileDelta;
  readonly provenance: ProvenanceChange;
  readonly domains: readonly MailDomain[];
  readonly repository: RepositoryFacts;
  readonly health: ProjectHealth;
}

export type Need = keyof Needs;

/**
 * What every rule gets: the change, the entry that would be installed, and what judging it takes. A need that a rule does not
 * declare is there when it happens to be known: it may ease a hit, and its absence must never hide one.
 */
export interface Subject extends Partial<Needs> {
  readonly change: DependencyChange;
  /** The entry at the head; rules run on added and changed packages, never on removals. */
  readonly entry: LockedPackage;
  /** Whether the index lists the release today; rules that need nothing else can tell a removed one by it. */
  readonly listing: Listing;
  readonly artifacts: readonly ReadArtifact[];
  /** Profiles of the head's distributions; empty when none was read. */
  readonly profiles: readonly Profile[];
  readonly policy: Policy;
  readonly popular: PopularProjects;
  /** Every lockfile under review, both sides: what the base already holds is not news. Empty outside a review. */
  readonly locks: readonly LockPair[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** One lockfile's two sides with the options that differ. */
export interface LockSubject {
  readonly pair: LockPair;
  readonly options: readonly OptionChange[];
  readonly policy: Policy;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A manifest whose wishes changed while no lockfile that answers them did. */
export interface ManifestSubject {
  readonly manifest: ManifestChange;
  readonly policy: Policy;
}

/** A policy file that the change under review would replace. */
export interface PolicySubject {
  /** The one that judges: the base's. */
  readonly policy: Policy;
  readonly proposed: ProposedPolicy;
  readonly locks: readonly LockPair[];
}

/** One thing a rule saw. The checker adds the rule's id, remedy, subject and fingerprint. */
export interface Hit {
  /** What and where, a sentence or two with a full stop. Text of packages must have gone through `printable`. */
  readonly message: string;
  /** Empty: the checker points at the lockfile entry. */
  readonly at: readonly Location[];
  /** Lower than the rule's own level where the evidence is weaker; never higher. */
  readonly level?: Level;
  readonly confidence?: Confidence;
  readonly remedy?: string;
  readonly trace?: readonly TraceStep[];
  /** What tells two hits of one rule on one release apart; the message when left out. */
  readonly key?: string;
}

export interface RuleDefinition<N extends Need> {
  /** Also the name of its file, test and doc: names the pattern seen, so that "allow startup-hook" reads well. */
  readonly id: string;
  /** Level of a hit with full evidence; policy may set another. */
  readonly level: Level;
  readonly confidence: Confidence;
  readonly needs: readonly N[];
  /** CAPEC attack pattern ids. */
  readonly capec: readonly number[];
  /** Names that other tools give it, for people who come from them. */
  readonly aliases?: readonly string[];
  /**
   * What a report says first, behind the name and version of the package or the path of the file: `is reported as malware`. A verb in the third
   * person, no full stop, at most 60 characters, and true of every hit, whatever its level.
   */
  readonly headline: string;
  /** One sentence: what the rule sees. */
  readonly summary: string;
  /** What a reviewer should do. */
  readonly remedy: string;
  readonly check?: (facts: Subject & Pick<Needs, N>) => readonly Hit[];
  /** For findings about a lockfile as a whole. */
  readonly checkLock?: (facts: LockSubject) => readonly Hit[];
  /** For findings about a manifest that changed without its lockfile. */
  readonly checkManifest?: (facts: ManifestSubject) => readonly Hit[];
  /** For findings about the policy file; run only when the change replaces it. */
  readonly checkPolicy?: (facts: PolicySubject) => readonly Hit[];
}

/** A rule as the checker runs it: its needs are met before `check` is called. */
export type Rule = RuleDefinition<Need>;

/** Declares a rule; the generated catalog collects every declaration. */
export const rule = <const N extends Need>(definition: RuleDefinition<N>): Rule => definition as Rule;
