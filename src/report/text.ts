import type { Finding } from '../model/finding.js';
import type { Report } from '../model/report.js';
import { count, listOf } from '../model/text.js';
import { ruleDocUrl } from './doc-url.js';
import { terminal } from './escape.js';
import { evidenceLines } from './evidence-lines.js';
import { mendingLines } from './mended.js';
import { output } from './output.js';
import { rowsOf } from './rows.js';
import {
  contentsNote,
  type Group,
  groupFindings,
  groupGaps,
  headline,
  ICON,
  labelOf,
  shortSubject,
  tally,
  versionStep,
} from './view.js';

/** For a terminal or a job log: plain, no colours, no width assumed. */
export const text = output({ id: 'text', mediaType: 'text/plain', render: renderText });

function renderText(report: Report): string {
  const groups = groupFindings(report);
  const parts = [
    headline(report, terminal),
    tally(report),
    terminal(contentsNote(report)),
    ...groups.filter(({ level }) => level !== 'note').map(groupText),
    uncheckedText(report),
    optionsText(report),
    mendedText(report),
    changesText(report),
    notesText(groups),
    acceptedText(report),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function groupText(group: Group): string {
  const { name } = labelOf(group);
  const step = group.change === null ? '' : ` ${versionStep(group.change)}`;
  const places = group.change?.occurrences.map(({ path, line }) => `${path}:${line}`) ?? [];
  const where = places.length === 0 ? '' : `  (${listOf(places, 3)})`;
  const findings = group.findings.filter(({ level }) => level !== 'note').flatMap(findingText);
  return [`${ICON[group.level]} ${terminal(`${name}${step}${where}`, 300)}`, ...findings].join('\n');
}

/** The lines of one finding, indented under its package. */
export function findingText(finding: Finding): readonly string[] {
  return [
    `  ${finding.level}: ${finding.ruleId} (${finding.confidence} confidence)`,
    `    ${terminal(finding.message)}`,
    ...evidenceLines(finding).map((line) => `    | ${/^ */u.exec(line)?.[0] ?? ''}${terminal(line, 240)}`),
    `    What to do: ${terminal(finding.remedy)}`,
    `    More: ${ruleDocUrl(finding.ruleId)}`,
  ];
}

function uncheckedText({ problems, gaps }: Report): string {
  const lines = [
    ...problems.map(({ path, line, message }) => terminal(`${line === null ? path : `${path}:${line}`}: ${message}`)),
    ...groupGaps(gaps).map(({ subjects, message }) => terminal(`${listOf(subjects.map(shortSubject), 6)}: ${message}`)),
  ];
  return listText(`${ICON.unknown} Not checked`, lines);
}

const optionsText = ({ diff }: Report): string =>
  listText(
    `${ICON.note} Lockfile options that changed`,
    diff.options.map(({ path, option, from, to }) =>
      terminal(`${path}: ${option} from ${from || '(none)'} to ${to || '(none)'}`),
    ),
  );

const mendedText = (report: Report): string =>
  listText(
    `${ICON.pass} Mended by this change`,
    mendingLines(report).map(({ name, text: what }) => terminal(`${name} ${what}`)),
  );

function changesText(report: Report): string {
  const lines = rowsOf(report).map(({ state, change, age, gains }) => {
    const extras = [age === null ? '' : `${age} old`, ...gains].filter((part) => part !== '').join(', ');
    return `${ICON[state]} ${terminal(`${change.name} ${versionStep(change)}${extras === '' ? '' : `: ${extras}`}`)}`;
  });
  return listText(count(lines.length, 'change'), lines);
}

const notesText = (groups: readonly Group[]): string =>
  listText(
    `${ICON.note} Notes`,
    groups.flatMap(({ findings, subject }) =>
      findings
        .filter(({ level }) => level === 'note')
        .map(({ ruleId, message }) => terminal(`${shortSubject(subject)} (${ruleId}): ${message}`)),
    ),
  );

const acceptedText = ({ findings }: Report): string =>
  listText(
    `${ICON.note} Accepted by policy`,
    findings.flatMap(({ allowedBy, subject, ruleId }) =>
      allowedBy === null ? [] : [terminal(`${shortSubject(subject)} (${ruleId}): ${allowedBy.reason}`)],
    ),
  );

/** Lines must have gone through `terminal`. */
const listText = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : [title, ...lines.map((line) => `  ${line}`)].join('\n');
