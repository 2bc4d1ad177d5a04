/** What public services say of how a project is run. None of it is evidence of an attack, and none of it clears one. */
export interface ProjectHealth {
  readonly scorecard: Scorecard | null;
  /** null: deps.dev was not asked, or does not know the release. */
  readonly depsDev: DepsDevProject | null;
}

/** OpenSSF Scorecard of the repository that the release links to, or that deps.dev relates it to. */
export interface Scorecard {
  /** `github.com/owner/name`. */
  readonly repository: string;
  /** 0 to 10. */
  readonly score: number;
  /** Day of the measurement, `YYYY-MM-DD`. */
  readonly date: string;
  /** Checks by name, 0 to 10; those that could not be made are left out. */
  readonly checks: Readonly<Record<string, number>>;
  readonly from: 'scorecard' | 'deps.dev';
}

export interface DepsDevProject {
  readonly repository: string;
  /** Whether an attestation names the repository, or only the release's own metadata. */
  readonly attested: boolean;
  readonly stars: number;
  readonly openIssues: number;
}
