import { type Advisory, advisoriesMissing, cveIdsOf } from '../model/advisory.js';
import type { DependencyChange } from '../model/change.js';
import type { Report } from '../model/report.js';
import { listOf } from '../model/text.js';
import { versionStep } from './view.js';

/** One package that the change frees of advisories: good news, and as much a result of the review as a finding. */
export interface Mending {
  readonly change: DependencyChange;
  /** Advisories that name the version before and not the one after, malware first. */
  readonly advisories: readonly Advisory[];
}

/** Where the advisories of both sides are known. What was only moved to another source or left unasked is not mended. */
export const mendingsOf = ({ evidence }: Pick<Report, 'evidence'>): readonly Mending[] =>
  evidence.flatMap(({ change, advisories }) => {
    if (advisories?.kind !== 'found') return [];
    const { head, base } = advisories.value;
    const mended = advisoriesMissing(base, head);
    return mended.length === 0 ? [] : [{ change, advisories: mended.toSorted(byWeight) }];
  });

const ORDER: readonly Advisory['severity'][] = ['critical', 'high', 'unknown', 'medium', 'low'];

const byWeight = (a: Advisory, b: Advisory): number =>
  Number(b.kind === 'malware') - Number(a.kind === 'malware') ||
  ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity) ||
  a.id.localeCompare(b.id);

/** Package and sentence for a reader. Holds text of packages and databases: outputs escape it. */
export interface MendingLine {
  readonly name: string;
  readonly text: string;
}

const SHOWN = 6;

/** One line a package: `1.0 → 1.1: no longer affected by GHSA-… (CVE-…, high) and PYSEC-… (not rated).` */
export const mendingLines = (report: Pick<Report, 'evidence'>): readonly MendingLine[] =>
  mendingsOf(report).map(({ change, advisories }) => ({
    name: change.name,
    text: `${versionStep(change)}: no longer affected by ${listOf(advisories.map(advisoryText), SHOWN)}.`,
  }));

function advisoryText(advisory: Advisory): string {
  const [cve] = cveIdsOf(advisory).filter((id) => id !== advisory.id);
  const rating =
    advisory.kind === 'malware' ? 'malware' : advisory.severity === 'unknown' ? 'not rated' : advisory.severity;
  const exploited = advisory.exploitation?.knownSince == null ? '' : ', known to be exploited';
  return `${advisory.id} (${cve === undefined ? '' : `${cve}, `}${rating}${exploited})`;
}

/** For machines: every advisory that the change leaves behind. */
export const mendingShapes = (report: Pick<Report, 'evidence'>) =>
  mendingsOf(report).flatMap(({ change, advisories }) =>
    advisories.map(({ id, aliases, summary, kind, severity, url }) => ({
      name: change.name,
      from: change.from?.version ?? null,
      to: change.to?.version ?? null,
      id,
      aliases,
      summary,
      kind,
      severity,
      url,
    })),
  );
