import type { Finding } from '../model/finding.js';
import type { Level } from '../model/level.js';
import { count } from '../model/text.js';
import { allowEntryLines } from './allow-entry.js';
import type { Forms } from './budget.js';
import { ruleDocUrl } from './doc-url.js';
import { code, codeBlock, prose } from './escape.js';
import { evidenceLines } from './evidence-lines.js';
import { phrasesOf } from './reasons.js';
import { type Group, groupBy, ICON, labelOf, versionStep } from './view.js';

const SHOWN_OCCURRENCES = 3;
const SHOWN_OF_A_RULE = 5;

/** What was found about one subject, from everything to one line. The rule ids, which are the reasons, are in each form. */
export const groupForms = (group: Group, now: number): Forms =>
  detailedForms(group, now, `### ${ICON[group.level]} ${titleOf(group)}`);

/** The same for a place with no headline above it: the title says in words what one rule saw. */
export const remarkForms = (group: Group, now: number): Forms => detailedForms(group, now, remarkTitle(group));

function remarkTitle(group: Group): string {
  const [phrase = ''] = phrasesOf(group.findings);
  return `### ${ICON[group.level]} ${titleOf(group)} ${phrase}`.trimEnd();
}

function detailedForms(group: Group, now: number, title: string): Forms {
  const counted = group.findings.filter(({ level }) => level !== 'note');
  const brief = [title, whereLine(group), ...ruleBullets(counted, group.level, false), whatToDo(counted)];
  const full = [
    title,
    whereLine(group),
    ...ruleBullets(counted, group.level, true),
    whatToDo(counted),
    allowDetails(group, now),
  ];
  return [join(full), join(brief), ...lineForms(group)];
}

/** What one rule saw without the evidence, for a place with little room. */
export function briefForm(group: Group, now: number): string {
  const shown = group.findings.slice(0, 1);
  const left = group.findings.length - shown.length;
  return join([
    remarkTitle(group),
    ...ruleBullets(shown, group.level, false),
    left > 0 ? `And ${count(left, 'more finding')} of this rule.` : '',
    whatToDo(shown),
    allowDetails(group, now),
  ]);
}

/** One line, with the first message or without. */
export const lineForms = (group: Group): Forms => [oneLine(group, true), oneLine(group, false)];

const join = (parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n\n');

function titleOf(group: Group): string {
  const { name } = labelOf(group);
  return group.change === null ? code(name) : `${code(name)} ${versionMarkdown(group)}`;
}

const versionMarkdown = ({ change }: Group): string => (change === null ? '' : prose(versionStep(change), 120));

/** Where it stands in the lockfiles and how it came in. */
function whereLine({ change, findings }: Group): string {
  if (change === null) return lockfileLines(findings);
  const places = change.occurrences.map(({ path, line }) => code(`${path}:${line}`));
  const shown = places.slice(0, SHOWN_OCCURRENCES).join(', ');
  const left = places.length - SHOWN_OCCURRENCES;
  return [`${shown}${left > 0 ? ` and ${left} more` : ''}`, arrival(change.path, change.to?.direct ?? null)]
    .filter((part) => part !== '')
    .join(' · ');
}

function lockfileLines(findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ locations }) =>
    locations.flatMap((at) => (at.kind === 'lockfile' && at.line !== null ? [code(`${at.path}:${at.line}`)] : [])),
  );
  return [...new Set(lines)].slice(0, SHOWN_OCCURRENCES).join(', ');
}

function arrival(path: readonly string[], direct: boolean | null): string {
  if (direct === true || path.length === 1) return 'asked for by the project itself';
  return path.length < 2
    ? ''
    : `comes in through ${path
        .slice(0, -1)
        .map((name) => code(name, 60))
        .join(' › ')}`;
}

function ruleBullets(findings: readonly Finding[], level: Level, withEvidence: boolean): readonly string[] {
  return [...groupBy(findings, ({ ruleId }) => ruleId)].map(([ruleId, hits]) => {
    const shown = hits.slice(0, SHOWN_OF_A_RULE);
    const left = hits.length - shown.length;
    const evidence = withEvidence ? shown.flatMap(evidenceLines) : [];
    return [
      `**${ruleLink(ruleId)}**${lighter(hits, level)}: ${shown.map(({ message }) => prose(message)).join('<br>')}`,
      ...(left > 0 ? [`And ${count(left, 'more finding')} of this rule.`] : []),
      ...(evidence.length > 0 ? [codeBlock(evidence)] : []),
    ].join('\n\n');
  });
}

/** A warning beside a block must not pass for one. */
const lighter = ([first]: readonly Finding[], level: Level): string =>
  first === undefined || first.level === level ? '' : ' (a warning)';

const ruleLink = (ruleId: string): string => `[${prose(ruleId, 80)}](${ruleDocUrl(ruleId)})`;

function whatToDo(findings: readonly Finding[]): string {
  const remedies = [...new Set(findings.map(({ remedy }) => prose(remedy)))];
  const [first, ...others] = remedies;
  if (first === undefined) return '';
  return others.length === 0
    ? `**What to do:** ${first}`
    : ['**What to do:**', '', ...remedies.map((remedy) => `- ${remedy}`)].join('\n');
}

function allowDetails(group: Group, now: number): string {
  const lines = allowEntryLines(group, now);
  if (lines === null) return '';
  return [
    '<details><summary>Accept it for this release only</summary>',
    'Commit this to the policy file on the base branch, with your own reason:',
    codeBlock(lines, 'toml'),
    '</details>',
  ].join('\n\n');
}

/** Name, version, rules and, with room, the first message. */
function oneLine(group: Group, withMessage: boolean): string {
  const counted = group.findings.filter(({ level }) => level !== 'note');
  const rules = [...new Set(counted.map(({ ruleId }) => ruleId))].map((id) =>
    withMessage ? ruleLink(id) : prose(id, 80),
  );
  const message = withMessage ? prose(counted[0]?.message ?? '', 200) : '';
  return `- ${ICON[group.level]} ${titleOf(group)}: ${rules.join(', ')}${message === '' ? '' : `. ${message}`}`;
}

/** A warning among block reasons: one bullet, its evidence folded. */
export function warningForms(group: Group): Forms {
  const counted = group.findings.filter(({ level }) => level !== 'note');
  const bullets = counted
    .slice(0, SHOWN_OF_A_RULE)
    .map(
      ({ ruleId, message, remedy }) =>
        `  - ${ruleLink(ruleId)}: ${prose(message)} **What to do:** ${prose(remedy, 300)}`,
    );
  const left = counted.length - bullets.length;
  return [
    [`- **${titleOf(group)}**`, ...bullets, ...(left > 0 ? [`  - and ${count(left, 'more finding')}`] : [])].join('\n'),
    oneLine(group, true),
    oneLine(group, false),
  ];
}
