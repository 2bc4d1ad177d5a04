import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Finding } from '../../src/model/finding.js';
import type { Gap } from '../../src/model/gap.js';
import type { AllowEntry } from '../../src/model/policy.js';
import { entryProblem, fileProblem, type Problem } from '../../src/model/problem.js';
import { decide, type Judged, shouldFail } from '../../src/policy/decide.js';
import { finding, locked } from '../support/report.js';

const judge = (over: Partial<Judged>) =>
  decide({ findings: [], gaps: [], problems: [], policy: { onGap: 'warn' }, ...over });

const hit = (level: Finding['level'], over: Partial<Finding> = {}): Finding =>
  finding('some-rule', 'pkg:pypi/x@1', { level, ...over });
const GAP: Gap = { stage: 'index', subject: 'pkg:pypi/x@1', message: 'The index did not answer.' };
const ENTRY = entryProblem('uv.lock', 3, 'An entry was not understood.');
const FILE = fileProblem('uv.lock', 'Not valid TOML.');
const ACCEPTED: AllowEntry = {
  name: locked('x', '1').name,
  version: null,
  file: null,
  rules: ['some-rule'],
  sha256: [],
  reason: 'checked',
  owner: null,
  expires: null,
  line: null,
};

test.each([
  { name: 'nothing', given: {}, outcome: 'pass', complete: true },
  { name: 'a note', given: { findings: [hit('note')] }, outcome: 'pass', complete: true },
  { name: 'a warning', given: { findings: [hit('warn')] }, outcome: 'warn', complete: true },
  {
    name: 'a block among others',
    given: { findings: [hit('note'), hit('block'), hit('warn')] },
    outcome: 'block',
    complete: true,
  },
  {
    name: 'an accepted block',
    given: { findings: [hit('block', { allowedBy: ACCEPTED })] },
    outcome: 'pass',
    complete: true,
  },
  { name: 'a gap', given: { gaps: [GAP] }, outcome: 'warn', complete: false },
  {
    name: 'a gap that policy lets pass',
    given: { gaps: [GAP], policy: { onGap: 'pass' } },
    outcome: 'pass',
    complete: false,
  },
  {
    name: 'a gap that policy blocks',
    given: { gaps: [GAP], policy: { onGap: 'block' } },
    outcome: 'block',
    complete: false,
  },
  { name: 'an entry nobody understood', given: { problems: [ENTRY] }, outcome: 'warn', complete: false },
  {
    name: 'a lockfile nobody could read',
    given: { problems: [FILE], policy: { onGap: 'pass' } },
    outcome: 'block',
    complete: false,
  },
] as const)('$name gives $outcome', ({ given, outcome, complete }) => {
  expect(judge(given)).toMatchObject({ outcome, complete });
});

describe('because', () => {
  test('names what made the outcome, and nothing lighter', () => {
    const block = hit('block');
    expect(judge({ findings: [hit('warn'), block], gaps: [GAP] }).because).toEqual([
      { kind: 'finding', finding: block },
    ]);
  });

  test('names what was seen before what could not be', () => {
    const { because } = judge({
      findings: [hit('warn', { confidence: 'low' }), hit('warn')],
      gaps: [GAP],
      problems: [ENTRY],
    });
    expect(because.map((reason) => (reason.kind === 'finding' ? reason.finding.confidence : reason.kind))).toEqual([
      'high',
      'low',
      'problem',
      'gap',
    ]);
  });

  test('is empty for a pass', () => {
    expect(judge({ findings: [hit('note')], gaps: [GAP], policy: { onGap: 'pass' } }).because).toEqual([]);
  });
});

test('more findings, gaps and problems never lower a verdict, and never make it complete', () => {
  const weight = { pass: 0, warn: 1, block: 2 };
  const findings = fc.array(
    fc.constantFrom(hit('note'), hit('warn'), hit('block'), hit('block', { allowedBy: ACCEPTED })),
  );
  const gaps = fc.array(fc.constant(GAP), { maxLength: 2 });
  const problems = fc.array(fc.constantFrom<Problem>(ENTRY, FILE), { maxLength: 2 });
  const some = fc.record({ findings, gaps, problems });
  const policy = fc.record({ onGap: fc.constantFrom('pass' as const, 'warn' as const, 'block' as const) });

  fc.assert(
    fc.property(some, some, policy, (first, second, rules) => {
      const less = decide({ ...first, policy: rules });
      const more = decide({
        findings: [...first.findings, ...second.findings],
        gaps: [...first.gaps, ...second.gaps],
        problems: [...first.problems, ...second.problems],
        policy: rules,
      });
      expect(weight[more.outcome]).toBeGreaterThanOrEqual(weight[less.outcome]);
      expect(less.complete || !more.complete).toBe(true);
      expect(less.complete).toBe(first.gaps.length + first.problems.length === 0);
    }),
  );
});

test.each([
  { outcome: 'block', failOn: 'block', audit: false, fails: true },
  { outcome: 'warn', failOn: 'block', audit: false, fails: false },
  { outcome: 'warn', failOn: 'warn', audit: false, fails: true },
  { outcome: 'pass', failOn: 'warn', audit: false, fails: false },
  { outcome: 'block', failOn: 'never', audit: false, fails: false },
  { outcome: 'block', failOn: 'block', audit: true, fails: false },
] as const)('$outcome with fail-on $failOn and audit $audit: fails $fails', ({ outcome, failOn, audit, fails }) => {
  expect(shouldFail({ outcome }, { failOn, audit })).toBe(fails);
});
