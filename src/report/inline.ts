import type { Finding } from '../model/finding.js';
import { compareLevels, type Level } from '../model/level.js';
import type { Report } from '../model/report.js';
import { sizeOf } from './budget.js';
import { briefForm, remarkForms } from './markdown-groups.js';
import { type Group, groupBy, groupFindings } from './view.js';

/** What a rule says of one release or file, for a reviewer who looks at the line itself. */
export interface InlineRemark {
  readonly ruleId: string;
  readonly subject: string;
  readonly level: Level;
  /** Where it may stand, one place a file, the first one best. */
  readonly places: readonly InlinePlace[];
  /** Markdown; made when asked for, because few of many remarks are written. */
  readonly text: () => string;
}

export interface InlinePlace {
  readonly path: string;
  /** 1-based lines at the head, the best one first: where the entry begins, then where its files are recorded. */
  readonly lines: readonly number[];
}

/** A report as inline comments see it: what to say, and of what an earlier remark may still hold although it is not found now. */
export interface InlineReport {
  /** Blocks, then warnings. */
  readonly remarks: readonly InlineRemark[];
  /** Rules and subjects of findings that somebody has accepted, or that do not weigh any more. */
  readonly settled: readonly Pick<InlineRemark, 'ruleId' | 'subject' | 'places'>[];
  /** Subjects that could not be checked in full. */
  readonly uncheckedSubjects: readonly string[];
  /** Files that could not be read in full. */
  readonly uncheckedPaths: readonly string[];
  /** Something else could not be read: nothing can be called gone. */
  readonly blind: boolean;
}

export function inlineReportOf(report: Report): InlineReport {
  const ruled = groupFindings(report).flatMap(byRule);
  const weighing = ruled.filter(({ level }) => level !== 'note');
  const accepted = report.findings.filter(({ allowedBy }) => allowedBy !== null);
  const light = ruled.flatMap(({ level, findings }) => (level === 'note' ? findings : []));
  return {
    remarks: weighing
      .toSorted((a, b) => compareLevels(b.level, a.level))
      .flatMap((group) => remarkOf(group, report.reviewedAt)),
    settled: [...accepted, ...light].map((finding) => ({ ...finding, places: placesOf([finding], null) })),
    ...uncheckedOf(report),
  };
}

const byRule = (group: Group): readonly Group[] =>
  [...groupBy(group.findings, ({ ruleId }) => ruleId).values()].map((findings) => ({
    ...group,
    findings,
    level: findings[0]?.level ?? 'note',
  }));

function remarkOf(group: Group, now: number): readonly InlineRemark[] {
  const { subject, level, findings, change } = group;
  const places = placesOf(findings, change);
  const ruleId = findings[0]?.ruleId;
  return ruleId === undefined || places.length === 0
    ? []
    : [{ ruleId, subject, level, places, text: () => render(group, now) }];
}

/** Only lines: a remark about a whole file has no place in a diff. */
function placesOf(findings: readonly Finding[], change: Group['change']): readonly InlinePlace[] {
  const told = findings.flatMap(({ locations }) =>
    locations.flatMap((at) => (at.kind === 'lockfile' && at.line !== null ? [{ path: at.path, line: at.line }] : [])),
  );
  const recorded = (change?.occurrences ?? []).flatMap(({ path, entry }) =>
    entry.artifacts.map(({ line }) => ({ path, line })),
  );
  const paths = groupBy(told, ({ path }) => path);
  return [...paths].map(([path, places]) => ({
    path,
    lines: [...new Set([...places, ...recorded.filter((place) => place.path === path)].map(({ line }) => line))],
  }));
}

/** Beside a line there is room for little; the report has it all. */
const MAX_BYTES = 4000;

function render(group: Group, now: number): string {
  const [full = ''] = remarkForms(group, now);
  return sizeOf(full) <= MAX_BYTES ? full : briefForm(group, now);
}

function uncheckedOf({
  gaps,
  problems,
  locks,
}: Report): Pick<InlineReport, 'uncheckedSubjects' | 'uncheckedPaths' | 'blind'> {
  const files = new Set([...locks, ...problems].map(({ path }) => path));
  const subjects = gaps.map(({ subject }) => subject);
  const others = subjects.filter((subject) => !isRelease(subject));
  return {
    uncheckedSubjects: subjects.filter(isRelease),
    uncheckedPaths: [...problems.map(({ path }) => path), ...others.filter((subject) => files.has(subject))],
    blind: others.some((subject) => !files.has(subject)),
  };
}

const isRelease = (subject: string): boolean => subject.startsWith('pkg:');
