import type { Advisory } from './advisory.js';
import type { DependencyChange } from './change.js';
import type { MailDomain } from './domains.js';
import type { Fetched } from './fetched.js';
import type { Gap } from './gap.js';
import type { Hash } from './hashes.js';
import type { ProjectHealth } from './health.js';
import type { Profile, ProfileDelta } from './profile.js';
import type { ProvenanceChange } from './provenance.js';
import type { Project, Release } from './release.js';
import type { RepositoryFacts } from './repository.js';

/** Everything known about one change. `null` means "does not apply" (a VCS source has no release); gaps say what failed. */
export interface Evidence {
  readonly change: DependencyChange;
  /** The project on the index that policy routes the name to. */
  readonly project: Fetched<Project> | null;
  /** `absent`: the project lists no file of this version today. */
  readonly release: Fetched<Release> | null;
  readonly advisories: Fetched<AdvisoryChange> | null;
  /** Attestations of the head's and the baseline's files; null: the index offers none of either. */
  readonly provenance: Fetched<ProvenanceChange> | null;
  /** Domains of the addresses in the head's metadata; null: not asked for. */
  readonly domains: Fetched<readonly MailDomain[]> | null;
  /** Distributions of the head's release whose bytes were read. */
  readonly artifacts: readonly ReadArtifact[];
  readonly profiles: readonly Profile[];
  /** null when the bytes did not change or cannot be had by design (VCS, local); `unavailable` when they should and could not. */
  readonly delta: Fetched<ProfileDelta> | null;
  /** The repository that the release links to, or is taken from; null: not asked for, or not on a host that is set up. */
  readonly repository: Fetched<RepositoryFacts> | null;
  /** What services say of how the project is run; null: not asked for. */
  readonly health: Fetched<ProjectHealth> | null;
  readonly gaps: readonly Gap[];
}

export interface AdvisoryChange {
  /** Advisories that name the head's release. */
  readonly head: readonly Advisory[];
  /** Advisories that name the base's release; empty for an added package. */
  readonly base: readonly Advisory[];
}

/** A distribution as it was served to us. */
export interface ReadArtifact {
  readonly filename: string;
  /** Of the bytes received; null when the file was read by range. */
  readonly sha256: Hash | null;
  readonly bytes: number;
}

/** Whether the index lists what the lockfile pins: `unknown` when it could not be asked or no index is meant. */
export type Listing = 'listed' | 'no-such-release' | 'no-such-project' | 'unknown';

/** The index's answer about the head's release, in one word. */
export function listingOf({ project, release }: Pick<Evidence, 'project' | 'release'>): Listing {
  if (project?.kind === 'absent') return 'no-such-project';
  if (release?.kind === 'absent') return 'no-such-release';
  return release?.kind === 'found' ? 'listed' : 'unknown';
}
