import type { Advisory, AdvisoryOrigin } from '../model/advisory.js';
import { type NormalizedName, normalizeName } from '../model/names.js';
import { printable } from '../model/text.js';
import { compareVersions, parseVersion, type Version, versionKey } from '../model/versions.js';
import { highest, ratingOf, type Severity } from './cvss.js';
import { hasEnd, isAffected, type RangeEvent } from './osv-ranges.js';
import type { OsvEntry } from './osv-schema.js';

export interface ReleaseId {
  readonly name: NormalizedName;
  readonly version: Version;
}

/**
 * OSV holds one entry for each database that knows of a matter; entries that name each other as aliases become one advisory.
 * Withdrawn entries are left out.
 */
export function advisoriesOf(
  release: ReleaseId,
  entries: readonly OsvEntry[],
  origin: AdvisoryOrigin = 'service',
): readonly Advisory[] {
  const current = entries.filter(({ withdrawn }) => withdrawn == null);
  return aliasSets(current)
    .map((set) => merged(release, set, origin))
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

function merged(release: ReleaseId, entries: readonly OsvEntry[], origin: AdvisoryOrigin): Advisory {
  const ordered = entries.toSorted(byTelling);
  const id = ordered[0]?.id ?? '';
  const malware = entries.some(isMalware);
  const ranges = rangesOf(release, entries);
  const fixed = fixedIn(release, ranges, listedVersions(release, entries));
  return {
    id,
    aliases: [...new Set(ordered.flatMap(idsOf))].filter((alias) => alias !== id).toSorted(),
    summary: ordered.map(summaryOf).find((summary) => summary !== '') ?? '',
    kind: malware ? 'malware' : 'vulnerability',
    severity: malware ? 'critical' : highest(entries.map((entry) => severityOf(entry, release.name))),
    fixedIn: fixed,
    lastAffected: fixed.length === 0 ? lastAffected(release, ranges) : null,
    origin,
    exploitation: null,
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

type Range = readonly RangeEvent[];

const ownAffected = ({ name }: ReleaseId, entries: readonly OsvEntry[]): readonly Affected[] =>
  entries.flatMap(({ affected }) => (affected ?? []).filter((entry) => isAbout(entry, name)));

const rangesOf = (release: ReleaseId, entries: readonly OsvEntry[]): readonly Range[] =>
  ownAffected(release, entries)
    .flatMap(({ ranges }) => (ranges ?? []).filter(({ type }) => type === 'ECOSYSTEM'))
    .map(({ events }) => events);

const listedVersions = (release: ReleaseId, entries: readonly OsvEntry[]): ReadonlySet<string> =>
  new Set(
    ownAffected(release, entries)
      .flatMap(({ versions }) => versions ?? [])
      .flatMap((text) => parseVersion(text) ?? [])
      .map(versionKey),
  );

/**
 * Mended versions above the one asked for, lowest first. One that any of the entries still calls affected mends nothing: databases disagree on
 * where a fix landed, and a fix of one series may lie within the range of the next.
 */
function fixedIn({ version }: ReleaseId, ranges: readonly Range[], listed: ReadonlySet<string>): readonly Version[] {
  const fixed = ranges
    .flatMap((events) => events.flatMap((event) => parseVersion(event.fixed ?? '') ?? []))
    .filter((mended) => compareVersions(mended, version) > 0)
    .filter((mended) => !listed.has(versionKey(mended)))
    .filter((mended) => !ranges.some((events) => hasEnd(events) && isAffected(mended, events)));
  return [...new Set(fixed)].toSorted(compareVersions);
}

/** The highest bound that a range names; null where the release lies above it, for then the bound is of another series. */
function lastAffected({ version }: ReleaseId, ranges: readonly Range[]): Version | null {
  const bounds = ranges
    .flatMap((events) => events.flatMap((event) => parseVersion(event.last_affected ?? '') ?? []))
    .toSorted(compareVersions);
  const last = bounds.at(-1) ?? null;
  return last !== null && compareVersions(last, version) >= 0 ? last : null;
}
