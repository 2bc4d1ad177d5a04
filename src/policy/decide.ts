import type { Confidence, Finding } from '../model/finding.js';
import type { Gap } from '../model/gap.js';
import type { Policy } from '../model/policy.js';
import type { Problem } from '../model/problem.js';
import type { Outcome, Reason, Verdict } from '../model/verdict.js';

export interface Judged {
  /** After `allowFindings`. */
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
  /** Of the lockfiles at the head. */
  readonly problems: readonly Problem[];
  readonly policy: Pick<Policy, 'onGap'>;
}

/**
 * The answer to "may this merge?". Pure and total. The heaviest reason decides, so one more finding, gap or problem can raise
 * the verdict and never lowers it.
 */
export function decide({ findings, gaps, problems, policy }: Judged): Verdict {
  const weighed: readonly Weighed[] = [
    ...problems.map(
      (problem) => ({ outcome: weighProblem(problem, policy), reason: { kind: 'problem', problem } }) as const,
    ),
    ...findings.map((finding) => ({ outcome: weighFinding(finding), reason: { kind: 'finding', finding } }) as const),
    ...gaps.map((gap) => ({ outcome: policy.onGap, reason: { kind: 'gap', gap } }) as const),
  ];
  const outcome = weighed.reduce<Outcome>((heaviest, { outcome: next }) => heavier(heaviest, next), 'pass');
  const reasons = weighed.filter((item) => outcome !== 'pass' && item.outcome === outcome).map(({ reason }) => reason);
  return {
    outcome,
    complete: gaps.length === 0 && problems.length === 0,
    because: reasons.toSorted((a, b) => certainty(b) - certainty(a)),
  };
}

interface Weighed {
  readonly outcome: Outcome;
  readonly reason: Reason;
}

const OUTCOME: Readonly<Record<Finding['level'], Outcome>> = { block: 'block', warn: 'warn', note: 'pass' };

const weighFinding = (finding: Finding): Outcome => (finding.allowedBy === null ? OUTCOME[finding.level] : 'pass');

// A lockfile that nobody could read may hold anything; `on-gap` is for parts of a review, not for the whole of it.
const weighProblem = (problem: Problem, { onGap }: Judged['policy']): Outcome =>
  problem.affects === 'file' ? 'block' : onGap;

const WEIGHT: Readonly<Record<Outcome, number>> = { pass: 0, warn: 1, block: 2 };

const heavier = (a: Outcome, b: Outcome): Outcome => (WEIGHT[a] >= WEIGHT[b] ? a : b);

const CERTAINTY: Readonly<Record<Confidence, number>> = { high: 3, medium: 2, low: 1 };

/** Findings before problems before gaps, surer ones first: what was seen says more than what could not be. */
function certainty(reason: Reason): number {
  if (reason.kind === 'finding') return 2 + CERTAINTY[reason.finding.confidence];
  return reason.kind === 'problem' ? 2 : 1;
}

/** Whether the job fails. `fail-on` and `audit` change this, never the verdict. */
export function shouldFail(
  { outcome }: Pick<Verdict, 'outcome'>,
  { failOn, audit }: Pick<Policy, 'failOn' | 'audit'>,
): boolean {
  if (audit || failOn === 'never') return false;
  return outcome === 'block' || (failOn === 'warn' && outcome === 'warn');
}
