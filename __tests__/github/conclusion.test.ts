import { describe, expect, test } from '@jest/globals';
import { conclusionOf, countFindings, titleOf } from '../../src/github/conclusion.js';
import { COMMENT_LIMITS, cutToFit } from '../../src/github/fit.js';
import { markdown } from '../../src/report/markdown.js';
import { blockReport, gapsReport, hugeReport, passReport, unchangedReport, warnReport } from '../support/report.js';

describe('the check run concludes', () => {
  test.each([
    { name: 'a pass', report: passReport(), is: 'success' },
    { name: 'no change', report: unchangedReport(), is: 'success' },
    { name: 'a warning', report: warnReport(), is: 'neutral' },
    {
      name: 'a warning that is to fail',
      report: { ...warnReport(), policy: { ...warnReport().policy, failOn: 'warn' as const } },
      is: 'failure',
    },
    { name: 'a block', report: blockReport(), is: 'failure' },
    { name: 'a block in audit mode', report: blockReport({ audit: true }), is: 'neutral' },
    { name: 'a block that is never to fail', report: blockReport({ failOn: 'never' }), is: 'neutral' },
    { name: 'gaps that block', report: gapsReport({ onGap: 'block' }), is: 'failure' },
  ])('$name: $is', ({ report, is }) => {
    expect(conclusionOf(report)).toBe(is);
  });
});

test('counts leave out what policy accepts', () => {
  const report = blockReport();
  const [first, ...rest] = report.findings;
  if (first === undefined) throw new Error('no finding');
  const allowedBy = {
    name: 'demo',
    version: null,
    rules: [first.ruleId],
    sha256: [],
    reason: 'known',
    owner: null,
    expires: null,
    line: 1,
  } as unknown as NonNullable<typeof first.allowedBy>;
  const accepted = { ...report, findings: [{ ...first, allowedBy }, ...rest] };
  expect(countFindings(accepted, first.level === 'warn' ? 'warn' : 'block')).toBe(
    countFindings(report, first.level === 'warn' ? 'warn' : 'block') - 1,
  );
});

test('the title is one plain line that begins with the verdict', () => {
  for (const report of [passReport(), warnReport(), blockReport(), gapsReport(), unchangedReport()]) {
    expect(titleOf(report)).toMatch(/^\S+ (?:Pass|Warn|Block): [^\n`]+$/u);
  }
});

test('a comment on thousands of changes fits without a cut', () => {
  const text = markdown.render(hugeReport(5000, 50, 20));
  expect(cutToFit(text, COMMENT_LIMITS)).toBe(text);
});
