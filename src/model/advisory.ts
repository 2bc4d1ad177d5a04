/** One advisory that names the release, merged over its aliases (OSV schema). */
export interface Advisory {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  /** `malware`: an OSV `MAL-` entry or a PYSEC entry that says so. */
  readonly kind: 'vulnerability' | 'malware';
  /** CVSS qualitative rating; `unknown` when the entry carries none. */
  readonly severity: 'low' | 'medium' | 'high' | 'critical' | 'unknown';
  /** Versions that mend it, in PEP 440 order. */
  readonly fixedIn: readonly string[];
  readonly url: string;
}
