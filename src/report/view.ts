import type { DependencyChange } from '../model/change.js';
import type { Finding } from '../model/finding.js';
import type { Gap } from '../model/gap.js';
import { compareLevels, type Level } from '../model/level.js';
import type { Problem } from '../model/problem.js';
import { purlOf } from '../model/purl.js';
import type { Report } from '../model/report.js';
import { count, printable } from '../model/text.js';
import type { Outcome } from '../model/verdict.js';
import { isKnownBad, phrasesOf, type Reason, sentenceOf } from './reasons.js';

/** Everything found about one subject, as every output groups it. */
export interface Group {
  readonly subject: string;
  /** The change that the subject names; null for findings about a lockfile. */
  readonly change: DependencyChange | null;
  /** Findings that count, heaviest first. */
  readonly findings: readonly Finding[];
  readonly level: Level;
}

/** Findings that count, by subject, heaviest subject first. */
export function groupFindings(report: Pick<Report, 'findings' | 'diff'>): readonly Group[] {
  const changes = changesBySubject(report.diff.changes);
  const bySubject = groupBy(
    report.findings.filter(({ allowedBy }) => allowedBy === null),
    ({ subject }) => subject,
  );
  return [...bySubject]
    .map(([subject, unsorted]): Group => {
      const findings = unsorted.toSorted((a, b) => compareLevels(b.level, a.level));
      return { subject, change: changes.get(subject) ?? null, findings, level: findings[0]?.level ?? 'note' };
    })
    .toSorted((a, b) => compareLevels(b.level, a.level) || Number(weakens(b)) - Number(weakens(a)));
}

/** Whether the change loosens what protects the repository from it: told before anything else of the same level. */
export const weakens = ({ findings }: Pick<Group, 'findings'>): boolean =>
  findings.some(({ ruleId, level }) => ruleId === 'lock-options-weakened' && level !== 'note');

/** `Map.groupBy`, which the oldest Node that runs the CLI does not have. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

const changesBySubject = (changes: readonly DependencyChange[]): ReadonlyMap<string, DependencyChange> =>
  new Map(changes.flatMap((change) => (change.to === null ? [] : [[subjectOf(change), change] as const])));

/** The subject that findings and gaps about a change carry. */
export function subjectOf({ name, to, from }: DependencyChange): string {
  return purlOf(name, (to ?? from)?.version ?? null);
}

/** Name and version for a reader, without formatting: package text, to be escaped. */
export interface Label {
  readonly name: string;
  readonly version: string | null;
}

export function labelOf({ subject, change }: Pick<Group, 'subject' | 'change'>): Label {
  if (change !== null) return { name: change.name, version: (change.to ?? change.from)?.version ?? null };
  return { name: subject, version: null };
}

/** `pkg:pypi/name@1.0` as `name 1.0`; a path stays as it is. Package text, to be escaped. */
export function shortSubject(subject: string): string {
  const { name, version } = /^pkg:pypi\/(?<name>[^@]+)(?:@(?<version>.+))?$/u.exec(subject)?.groups ?? {};
  return name === undefined
    ? subject
    : [name, version?.replaceAll(/%2B/giu, '+').replaceAll(/%21/gu, '!') ?? ''].join(' ').trimEnd();
}

/** `1.4.1 → 1.4.2`, `2.0 (new)`, `2.0 (removed)`. */
export function versionStep({ kind, from, to }: DependencyChange): string {
  const [before, after] = [from?.version ?? 'no version', to?.version ?? 'no version'];
  if (kind === 'added') return `${after} (new)`;
  if (kind === 'removed') return `${before} (removed)`;
  return before === after ? `${after} (same version)` : `${before} → ${after}`;
}

export const ICON: Readonly<Record<Outcome | 'note' | 'unknown', string>> = {
  block: '⛔',
  warn: '⚠️',
  pass: '✅',
  note: 'ℹ️',
  unknown: '❓',
};

export const WORD: Readonly<Record<Outcome, string>> = { block: 'Block', warn: 'Warn', pass: 'Pass' };

/** In audit mode nothing is held up, and the first words must not say that it is. */
const AUDITED_BLOCK = 'Would block';

/** What a headline may begin with, in front of its colon: by these a later run finds it again. */
export const HEADLINE_STARTS: readonly string[] = [
  ...(['block', 'warn', 'pass'] as const).map((outcome) => `${ICON[outcome]} ${WORD[outcome]}`),
  `${ICON.block} ${AUDITED_BLOCK}`,
];

const wordOf = ({ verdict, policy }: Report): string =>
  policy.audit && verdict.outcome === 'block' ? AUDITED_BLOCK : WORD[verdict.outcome];

/** Marks package text for a medium: a code span, an element, or the text as it is. */
export type Mark = (text: string) => string;

/** Verdict and reason in one line: what a reader sees first, and perhaps alone. */
export function headline(report: Report, mark: Mark): string {
  const { outcome } = report.verdict;
  return `${ICON[outcome]} ${wordOf(report)}: ${outcome === 'pass' ? passReason(report) : reasons(report, outcome, mark)}`;
}

function passReason(report: Report): string {
  const { diff, verdict, gaps, problems, contents } = report;
  const changes = diff.changes.length;
  const found =
    changes === 0
      ? 'no dependency changed'
      : `${countChanges(report)}, nothing to object to${contents.read ? '' : ' (code not read)'}`;
  return verdict.complete ? found : `${found}, but ${unchecked(gaps.length + problems.length)}`;
}

const unchecked = (number: number): string => `${count(number, 'thing')} could not be checked`;

function reasons(report: Report, outcome: 'warn' | 'block', mark: Mark): string {
  const { because } = report.verdict;
  const problems = because.flatMap((reason) => (reason.kind === 'problem' ? [reason.problem] : []));
  const gaps = because.filter(({ kind }) => kind === 'gap').length;
  const told = sentenceOf([
    ...groupFindings(report)
      .filter(({ level }) => level === outcome)
      // The headline names few: what is known to be bad must not be among the rest.
      .toSorted((a, b) => Number(isKnownBad(b.findings)) - Number(isKnownBad(a.findings)))
      .map((group) => groupReason(group, outcome, mark)),
    ...[...groupBy(problems, ({ path }) => path)].map(([path, group]) => unreadReason(path, group, mark)),
  ]);
  return [told, gaps === 0 ? '' : unchecked(gaps)].filter((part) => part !== '').join('; ');
}

function unreadReason(path: string, problems: readonly Problem[], mark: Mark): Reason {
  const whole = problems.some(({ affects }) => affects === 'file');
  return {
    subject: mark(printable(path, MAX_NAME)),
    noun: 'file',
    phrases: [`could not be read${whole ? '' : ' in full'}`],
  };
}

function groupReason(group: Group, level: Level, mark: Mark): Reason {
  const { name, version } = labelOf(group);
  return {
    subject: mark(printable(version === null ? shortSubject(name) : `${name} ${version}`, MAX_NAME)),
    noun: group.change === null ? 'file' : 'package',
    phrases: phrasesOf(group.findings.filter((finding) => finding.level === level)),
  };
}

/** Characters of a name or path in the headline: a longer one would push the reason out of sight. */
const MAX_NAME = 80;

/** Gaps with the same words, together: one index that is down must not fill the report. */
export interface GapGroup {
  readonly message: string;
  readonly stage: Gap['stage'];
  readonly subjects: readonly string[];
}

export const groupGaps = (gaps: readonly Gap[]): readonly GapGroup[] =>
  [...groupBy(gaps, ({ stage, message }) => `${stage} ${message}`).values()].flatMap((group) => {
    const [first] = group;
    return first === undefined
      ? []
      : [{ message: first.message, stage: first.stage, subjects: [...new Set(group.map(({ subject }) => subject))] }];
  });

/** One line that says what a review left out on purpose; empty where it read the releases' files. */
export const contentsNote = ({ contents }: Pick<Report, 'contents'>): string =>
  contents.read
    ? ''
    : `The code of the releases was not read, and no rule about it judged anything: ${contents.reason}`;

/** `12 dependency changes`; where no lockfile has an earlier side, as in monitoring, nothing changed and all of it was looked at. */
const countChanges = ({ diff, locks }: Pick<Report, 'diff' | 'locks'>): string =>
  count(diff.changes.length, isWhole(locks) ? 'package' : 'dependency change');

/** Whether only one side of every lockfile is there: a first lockfile, or the whole of one. */
export const isWhole = (locks: Report['locks']): boolean =>
  locks.length > 0 && locks.every(({ base }) => base === null);

/** `10 dependency changes · 2 to block · 1 not checked`; empty when the headline has said it all. */
export function tally(report: Report): string {
  const groups = groupFindings(report);
  const number = (level: Level): number => groups.filter((group) => group.level === level).length;
  const counts = [
    { things: number('block'), what: 'to block' },
    { things: number('warn'), what: 'to look at' },
    { things: report.gaps.length + report.problems.length, what: 'not checked' },
  ].filter(({ things }) => things > 0);
  const parts = counts.map(({ things, what }) => `${things} ${what}`);
  return parts.length === 0 ? '' : [countChanges(report), ...parts].join(' · ');
}
