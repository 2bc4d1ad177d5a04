import type { Level } from './level.js';
import type { Scope } from './lockfile.js';
import type { NormalizedName } from './names.js';
import { purlOf } from './purl.js';
import type { Version } from './versions.js';

/** The team's rules for a merge, read at the base commit so that a pull request cannot loosen them. */
export interface Policy {
  readonly failOn: 'block' | 'warn' | 'never';
  readonly onGap: 'pass' | 'warn' | 'block';
  /** Milliseconds. */
  readonly minAge: number;
  readonly rules: RuleLevels;
  /** Other levels for some lockfiles or scopes; a later one wins over an earlier one. */
  readonly overrides: readonly PolicyOverride[];
  readonly allow: readonly AllowEntry[];
  readonly deny: readonly DenyEntry[];
  readonly indexes: readonly PolicyIndex[];
  /** Patterns of .gitignore: lockfiles and manifests that are not the project's own. */
  readonly exclude: readonly string[];
  /** Patterns over the platform tags of wheels that the team installs; empty: all. */
  readonly platforms: readonly string[];
  /** Licences that the team takes or refuses. */
  readonly licences: LicencePolicy;
  /** Sources of evidence that a review can do without. */
  readonly sources: SourcesPolicy;
  /** Shows what would block and never fails. */
  readonly audit: boolean;
  /** What a repository that extends this policy may loosen; see `Loosening`. */
  readonly permits: readonly string[];
  /** The shared policy that this one extends; null for none. */
  readonly extends: SharedPolicyRef | null;
  /** Where it was read from; null for the built-in default. */
  readonly source: string | null;
}

/** Sources that may well be out of reach. One that is on and cannot be had is a gap. */
export interface SourcesPolicy {
  /**
   * Repositories that releases link to. `auto`: those of changes that call for it, where the run has a token for that host; what cannot be
   * had is then not missed. `true`: those of every change.
   */
  readonly repository: 'auto' | boolean;
  /** Whether domains of maintainers' addresses are looked up, in the DNS and by RDAP. */
  readonly domains: boolean;
  /** Root of the RDAP service that knows where every registry has its own (RFC 9224). */
  readonly rdapUrl: string;
  /** Whether FIRST is asked how likely vulnerabilities are exploited. */
  readonly epss: boolean;
  /** Root of FIRST's API. */
  readonly epssUrl: string;
  /** Whether CISA's catalogue of known exploited vulnerabilities is read. */
  readonly knownExploited: boolean;
  /** The catalogue's JSON document. */
  readonly knownExploitedUrl: string;
  /** Whether the OpenSSF Scorecards of new projects' repositories are read. */
  readonly scorecard: boolean;
  readonly scorecardUrl: string;
  /** Whether deps.dev is asked about new projects. */
  readonly depsDev: boolean;
  readonly depsDevUrl: string;
}

/** Rule id → level. */
export type RuleLevels = Readonly<Record<string, Level | 'off'>>;

/** Levels for the findings about entries of some lockfiles, or of some scopes. */
export interface PolicyOverride {
  /** Picomatch patterns over the paths of lockfiles; empty: every lockfile. */
  readonly lockfiles: readonly string[];
  /** An entry counts when all its scopes are among these; empty: every entry. */
  readonly scopes: readonly Scope[];
  readonly rules: RuleLevels;
  /** Heaviest level that a finding keeps here; null: any. */
  readonly maxLevel: Exclude<Level, 'block'> | null;
  /** 1-based line in the policy file; null in a shared one. */
  readonly line: number | null;
}

/** SPDX licence ids (PEP 639), with `*` at the end for a family: `GPL-*`. */
export interface LicencePolicy {
  /** null: every licence that is not denied. */
  readonly allow: readonly string[] | null;
  readonly deny: readonly string[];
}

/** A policy file in another repository of the same GitHub host, at a commit that nobody can move. */
export interface SharedPolicyRef {
  readonly owner: string;
  readonly repository: string;
  readonly path: string;
  /** 40 hex digits. */
  readonly commit: string;
}

export const describeShared = ({ owner, repository, path, commit }: SharedPolicyRef): string =>
  `${owner}/${repository}:${path}@${commit}`;

/** One thing that a policy lets through and another does not. */
export interface Loosening {
  /** What a shared policy's `permit` would have to name: `min-age`, `rules.typosquat`, `allow`, … */
  readonly key: string;
  /** The rest of a sentence that begins with "The policy". */
  readonly what: string;
  /** 1-based line in the loosening file; null where there is none. */
  readonly line: number | null;
}

/** The policy file that the pull request would leave behind. It judges nothing before it is merged. */
export type ProposedPolicy =
  | {
      readonly kind: 'policy';
      readonly path: string;
      readonly policy: Policy;
      /** What it would let through that the standing policy does not. */
      readonly loosenings: readonly Loosening[];
    }
  /** After the merge every review would stop at it. */
  | { readonly kind: 'unusable'; readonly path: string; readonly line: number | null; readonly reason: string };

/** Accepts named rules for one release, bound to its files when hashes are given, or for one lockfile. */
export interface AllowEntry {
  /** The project; null when `file` is given. */
  readonly name: NormalizedName | null;
  /** null: every version of the project. */
  readonly version: Version | null;
  /** Path of the lockfile, manifest or policy whose own findings are accepted; null when `name` is given. */
  readonly file: string | null;
  /** Rule ids. */
  readonly rules: readonly string[];
  /** Lower-case hex; empty: any file. */
  readonly sha256: readonly string[];
  readonly reason: string;
  readonly owner: string | null;
  /** Last day on which the entry holds, `YYYY-MM-DD` in UTC; null: for good. */
  readonly expires: string | null;
  /** 1-based line in the policy file. */
  readonly line: number | null;
}

export interface DenyEntry {
  readonly name: NormalizedName;
  /** PEP 440 specifier; null: every version. */
  readonly versions: string | null;
  readonly reason: string;
  readonly line: number | null;
}

/** An index besides PyPI that the team trusts for the names it lists. */
export interface PolicyIndex {
  readonly name: string;
  /** Canonical simple index URL. */
  readonly url: string;
  /** Glob patterns over normalised names. */
  readonly packages: readonly string[];
  /** Further hosts that serve its files; the index's own host always counts. */
  readonly fileHosts: readonly string[];
  /** Name of the environment variable with its token; sent to the index's own host only. */
  readonly tokenEnv: string | null;
}

/** What an entry of `[[allow]]` did in this review. */
export interface AllowUse {
  readonly entry: AllowEntry;
  /**
   * `used`: a finding is accepted by it. `unused`: what it names is under review and shows nothing that it would accept. `expired`: its last day
   * has passed. `idle`: what it names is not under review.
   */
  readonly status: 'used' | 'unused' | 'expired' | 'idle';
  /** Days until its last day, 0 on that day; null when it never expires or has expired. */
  readonly daysLeft: number | null;
}

/** `pkg:pypi/demo@1.0`, or the path of the file. */
export const subjectOfAllow = ({ name, version, file }: Pick<AllowEntry, 'name' | 'version' | 'file'>): string =>
  name === null ? (file ?? '') : purlOf(name, version);

export const DAY = 86_400_000;

/** Whether the last day of the entry has passed, in UTC. An entry without a date never expires. */
export const isExpired = ({ expires }: Pick<AllowEntry, 'expires'>, now: number): boolean =>
  expires !== null && new Date(now).toISOString().slice(0, 10) > expires;

export const DEFAULT_POLICY: Policy = {
  failOn: 'block',
  onGap: 'warn',
  minAge: 3 * DAY,
  rules: {},
  overrides: [],
  allow: [],
  deny: [],
  indexes: [],
  exclude: [],
  platforms: [],
  licences: { allow: null, deny: [] },
  sources: {
    repository: 'auto',
    domains: false,
    rdapUrl: 'https://rdap.org',
    epss: false,
    epssUrl: 'https://api.first.org',
    knownExploited: false,
    knownExploitedUrl: 'https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json',
    scorecard: false,
    scorecardUrl: 'https://api.scorecard.dev',
    depsDev: false,
    depsDevUrl: 'https://api.deps.dev',
  },
  audit: false,
  permits: [],
  extends: null,
  source: null,
};
