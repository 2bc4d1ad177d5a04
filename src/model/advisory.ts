/** One advisory that names the release, merged over its aliases (OSV schema). */
export interface Advisory {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  /** `malware`: an OSV `MAL-` entry or a PYSEC entry that says so. */
  readonly kind: 'vulnerability' | 'malware';
  /** CVSS qualitative rating; `unknown` when the entry carries none. */
  readonly severity: 'low' | 'medium' | 'high' | 'critical' | 'unknown';
  /** Versions above the release that mend it and that no other entry calls affected, in PEP 440 order. */
  readonly fixedIn: readonly string[];
  /** The last version that is affected, where that is told instead of one that mends it. */
  readonly lastAffected: string | null;
  readonly origin: AdvisoryOrigin;
  /** null: nobody was asked, or nobody could tell. */
  readonly exploitation: Exploitation | null;
  readonly url: string;
}

/** `service`: the advisory API. `index`: the index's own list, read where the API could not be asked. */
export type AdvisoryOrigin = 'service' | 'index';

/** Whether a vulnerability is used in attacks, as sources say that policy switches on. */
export interface Exploitation {
  /** Day on which CISA listed it as exploited, `YYYY-MM-DD`; null: not listed, or not asked. */
  readonly knownSince: string | null;
  /** Whether CISA knows of its use in ransomware campaigns. */
  readonly ransomware: boolean;
  /** EPSS: how likely it is exploited within 30 days, 0 to 1; null: no score, or not asked. */
  readonly probability: number | null;
}

/** Databases name one matter differently, so two advisories are the same when any of their names is. */
export const advisoryNames = ({ id, aliases }: Pick<Advisory, 'id' | 'aliases'>): readonly string[] => [id, ...aliases];

/** The CVE ids among its names. */
export const cveIdsOf = (advisory: Pick<Advisory, 'id' | 'aliases'>): readonly string[] =>
  advisoryNames(advisory).filter((name) => CVE.test(name));

const CVE = /^CVE-\d{4}-\d{4,12}$/u;

/** Advisories that name the one release and under none of their names the other. */
export function advisoriesMissing(of: readonly Advisory[], among: readonly Advisory[]): readonly Advisory[] {
  const known = new Set(among.flatMap(advisoryNames));
  return of.filter((advisory) => !advisoryNames(advisory).some((name) => known.has(name)));
}
