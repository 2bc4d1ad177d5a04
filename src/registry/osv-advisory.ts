import type { Advisory } from '../model/advisory.js';
import { type NormalizedName, normalizeName } from '../model/names.js';
import { printable } from '../model/text.js';
import { compareVersions, parseVersion, type Version } from '../model/versions.js';
import { highest, ratingOf, type Severity } from './cvss.js';
import type { OsvEntry } from './osv-schema.js';

export interface ReleaseId {
  readonly name: NormalizedName;
  readonly version: Version;
}

/**
 * OSV holds one entry for each database that knows of a matter; entries that name each other as aliases become one advisory.
 * Withdrawn entries are left out.
 */
export function advisoriesOf(release: ReleaseId, entries: readonly OsvEntry[]): readonly Advisory[] {
  const current = entries.filter(({ withdrawn }) => withdrawn == null);
  return aliasSets(current)
    .map((set) => merged(release, set))
    .toSorted(byWeight);
}

const idsOf = ({ id, aliases }: OsvEntry): readonly string[] => [id, ...(aliases ?? [])];

/** Sets of entries connected by a shared id, directly or through others. */
function aliasSets(entries: readonly OsvEntry[]): readonly (readonly OsvEntry[])[] {
  let sets: readonly (readonly OsvEntry[])[] = [];
  for (const entry of entries) {
    const ids = new Set(idsOf(entry));
    const touches = (set: readonly OsvEntry[]): boolean => set.flatMap(idsOf).some((id) => ids.has(id));
    sets = [...sets.filter((set) => !touches(set)), [entry, ...sets.filter(touches).flat()]];
  }
  return sets;
}

function merged(release: ReleaseId, entries: readonly OsvEntry[]): Advisory {
  const ordered = entries.toSorted(byTelling);
  const id = ordered[0]?.id ?? '';
  const malware = entries.some(isMalware);
  return {
    id,
    aliases: [...new Set(ordered.flatMap(idsOf))].filter((alias) => alias !== id).toSorted(),
    summary: ordered.map(summaryOf).find((summary) => summary !== '') ?? '',
    kind: malware ? 'malware' : 'vulnerability',
    severity: malware ? 'critical' : highest(entries.map((entry) => severityOf(entry, release.name))),
    fixedIn: fixedIn(release, entries),
    url: `https://osv.dev/vulnerability/${encodeURIComponent(id)}`,
  };
}

/** Malware first, then entries with a summary, then the databases in the order of how well they tell. */
const byTelling = (a: OsvEntry, b: OsvEntry): number => rankOf(a) - rankOf(b) || a.id.localeCompare(b.id);

const PREFIXES: readonly string[] = ['GHSA-', 'PYSEC-'];

function rankOf({ id, summary }: OsvEntry): number {
  if (id.startsWith('MAL-')) return 0;
  const prefix = PREFIXES.findIndex((candidate) => id.startsWith(candidate));
  return (summary ? 1 : 10) + (prefix === -1 ? PREFIXES.length : prefix);
}

const byWeight = (a: Advisory, b: Advisory): number =>
  a.kind === b.kind ? a.id.localeCompare(b.id) : a.kind === 'malware' ? -1 : 1;

const summaryOf = ({ summary, details }: OsvEntry): string =>
  printable(summary || (details ?? '').slice(0, 2_000), 200);

/** The OpenSSF's malicious-packages (`MAL-`), and entries of other databases that say the release itself is the attack. */
const isMalware = (entry: OsvEntry): boolean =>
  idsOf(entry).some((id) => id.startsWith('MAL-')) ||
  cwesOf(entry).includes('CWE-506') ||
  /^(?:malware|malicious code) in\b/iu.test(entry.summary ?? '') ||
  (entry.id.startsWith('PYSEC-') &&
    PYSEC_MALWARE.test(`${entry.summary ?? ''} ${entry.details ?? ''}`.slice(0, 4_000)));

// PYSEC has no field for it. The words must say that the release held the code: "a malicious package can …" is an ordinary vulnerability.
const PYSEC_MALWARE =
  /\b(?:replaced with an? malicious|(?:release|version|package|project)s? (?:\S+ ){0,4}(?:contain(?:s|ed|ing)?|includ(?:es|ed|ing)|(?:was|were) compromised (?:with|to include)) (?:\S+ ){0,2}(?:malicious (?:code|payload)|malware))/iu;

/** GitHub's CWE ids; CWE-506 is "Embedded Malicious Code". */
const cwesOf = ({ database_specific: specific }: OsvEntry): readonly unknown[] => {
  const ids = specific?.['cwe_ids'];
  return Array.isArray(ids) ? ids : [];
};

/** The database's own rating (GitHub's reviewers set one) before one computed from the CVSS vectors. */
function severityOf({ severity, affected, database_specific: specific }: OsvEntry, name: NormalizedName): Severity {
  const own = (affected ?? []).filter((entry) => isAbout(entry, name));
  const rated = [specific, ...own.map((entry) => entry.database_specific)].map((fields) =>
    ratingByName(fields?.['severity']),
  );
  if (highest(rated) !== 'unknown') return highest(rated);
  return highest(
    [...(severity ?? []), ...own.flatMap((entry) => entry.severity ?? [])].map(({ score }) => ratingOf(score)),
  );
}

const NAMES: ReadonlyMap<unknown, Severity> = new Map<unknown, Severity>([
  ['LOW', 'low'],
  ['MODERATE', 'medium'],
  ['MEDIUM', 'medium'],
  ['HIGH', 'high'],
  ['CRITICAL', 'critical'],
]);

const ratingByName = (value: unknown): Severity =>
  NAMES.get(typeof value === 'string' ? value.toUpperCase() : value) ?? 'unknown';

type Affected = NonNullable<OsvEntry['affected']>[number];

/** One entry may cover packages of several ecosystems; a version of another one says nothing here. */
const isAbout = ({ package: about }: Affected, name: NormalizedName): boolean =>
  about?.ecosystem === 'PyPI' && normalizeName(about.name) === name;

/** Mended versions above the one asked for, lowest first. */
function fixedIn({ name, version }: ReleaseId, entries: readonly OsvEntry[]): readonly Version[] {
  const fixed = entries
    .flatMap(({ affected }) => (affected ?? []).filter((entry) => isAbout(entry, name)))
    .flatMap(({ ranges }) => (ranges ?? []).filter(({ type }) => type === 'ECOSYSTEM'))
    .flatMap(({ events }) => events.map((event) => parseVersion(event.fixed ?? '')))
    .filter((mended) => mended !== null && compareVersions(mended, version) > 0)
    .filter((mended) => mended !== null);
  return [...new Set(fixed)].toSorted(compareVersions);
}
