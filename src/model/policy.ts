import type { Level } from './level.js';
import type { NormalizedName } from './names.js';
import type { Version } from './versions.js';

/** The team's rules for a merge, read at the base commit so that a pull request cannot loosen them. */
export interface Policy {
  readonly failOn: 'block' | 'warn' | 'never';
  readonly onGap: 'pass' | 'warn' | 'block';
  /** Milliseconds. */
  readonly minAge: number;
  readonly rules: Readonly<Record<string, Level | 'off'>>;
  readonly allow: readonly AllowEntry[];
  readonly deny: readonly DenyEntry[];
  readonly indexes: readonly PolicyIndex[];
  /** Patterns of .gitignore: lockfiles and manifests that are not the project's own. */
  readonly exclude: readonly string[];
  /** Shows what would block and never fails. */
  readonly audit: boolean;
  /** Where it was read from; null for the built-in default. */
  readonly source: string | null;
}

/** The policy file that the pull request would leave behind. It judges nothing before it is merged. */
export type ProposedPolicy =
  | { readonly kind: 'policy'; readonly path: string; readonly policy: Policy }
  /** After the merge every review would stop at it. */
  | { readonly kind: 'unusable'; readonly path: string; readonly line: number | null; readonly reason: string };

/** Accepts named rules for one release, bound to its files when hashes are given. */
export interface AllowEntry {
  readonly name: NormalizedName;
  /** null: every version of the project. */
  readonly version: Version | null;
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

export const DAY = 86_400_000;

/** Whether the last day of the entry has passed, in UTC. An entry without a date never expires. */
export const isExpired = ({ expires }: Pick<AllowEntry, 'expires'>, now: number): boolean =>
  expires !== null && new Date(now).toISOString().slice(0, 10) > expires;

export const DEFAULT_POLICY: Policy = {
  failOn: 'block',
  onGap: 'warn',
  minAge: 3 * DAY,
  rules: {},
  allow: [],
  deny: [],
  indexes: [],
  exclude: [],
  audit: false,
  source: null,
};
