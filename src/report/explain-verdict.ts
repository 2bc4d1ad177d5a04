import type { Level } from '../model/level.js';
import { count, printable } from '../model/text.js';
import type { Outcome } from '../model/verdict.js';
import type { MergedReport } from './merge.js';

/**
 * Why a verdict came out, step by step for people who have to decide on it: each finding with the level that its rule gives, what policy
 * made of it and whether an entry accepts it; then what could not be checked; then whether the job fails.
 */
export function explainVerdict(report: MergedReport, ownLevels: ReadonlyMap<string, Level>): string {
  const { verdict, complete, findings, policy } = report;
  return [
    `The verdict is ${verdict}${complete ? '' : ', and incomplete'}.`,
    '',
    findings.length === 0 ? 'No rule found anything.' : `${count(findings.length, 'finding')}:`,
    ...findings.map((finding) => `  ${weigh(finding, report, ownLevels)}`),
    ...unread(report),
    '',
    jobLine(verdict, policy),
    `The policy is ${typeof policy['source'] === 'string' ? printable(policy['source'], 200) : 'the built-in one'}.`,
  ].join('\n');
}

type Finding = MergedReport['findings'][number];

function weigh(finding: Finding, { policy }: MergedReport, ownLevels: ReadonlyMap<string, Level>): string {
  const { ruleId, subject, level, allowedBy } = finding;
  const own = ownLevels.get(ruleId);
  const steps = [
    ...(own === undefined ? [] : [`the rule’s level is ${own}`]),
    ...(own === undefined || own === level ? [] : [whyOther(ruleId, level, policy)]),
    ...(allowedBy === null ? [] : [`accepted by policy: ${printable(String(allowedBy['reason']), 200)}`]),
  ];
  const counts = allowedBy === null ? OUTCOME[level] : 'pass';
  return `${counts}: ${ruleId} on ${printable(subject, 200)} (${steps.join('; ')})`;
}

const OUTCOME: Readonly<Record<Level, Outcome>> = { block: 'block', warn: 'warn', note: 'pass' };

function whyOther(ruleId: string, level: Level, policy: MergedReport['policy']): string {
  const rules = policy['rules'];
  const set = typeof rules === 'object' && rules !== null && ruleId in rules;
  const overridden = Array.isArray(policy['overrides']) && policy['overrides'].length > 0;
  if (set) return `[rules] of the policy makes it ${level}`;
  return overridden
    ? `it weighs ${level} here, by the evidence or by an [[override]] of the policy`
    : `the evidence is weaker than the rule asks for, so it weighs ${level}`;
}

function unread({ problems, gaps, policy, contents }: MergedReport): readonly string[] {
  if (problems.length + gaps.length === 0 && contents?.read === false)
    return [
      '',
      `Everything that this review looks at could be checked; the code of the releases is not part of it: ${printable(contents.reason ?? '', 300)}`,
    ];
  if (problems.length + gaps.length === 0) return ['', 'Everything that changed could be checked.'];
  return [
    '',
    `${count(problems.length + gaps.length, 'thing')} could not be checked, and \`on-gap\` answers that with ${printable(String(policy['onGap']))}:`,
    ...problems.map((problem) =>
      problem['affects'] === 'file'
        ? `  block: ${printable(problem.message, 300)} A lockfile that nobody can read always blocks.`
        : `  ${printable(problem.message, 300)}`,
    ),
    ...gaps.map(({ message }) => `  ${printable(message, 300)}`),
  ];
}

function jobLine(verdict: Outcome, { failOn, audit }: MergedReport['policy']): string {
  if (audit) return 'The job does not fail: audit mode shows what would block and never fails.';
  const fails = failOn !== 'never' && (verdict === 'block' || (failOn === 'warn' && verdict === 'warn'));
  return `The job ${fails ? 'fails' : 'does not fail'}: \`fail-on\` is "${failOn}".`;
}
