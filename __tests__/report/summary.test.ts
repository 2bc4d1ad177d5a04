import { expect, test } from '@jest/globals';
import { SUMMARY_BUDGET, sizeOf } from '../../src/report/budget.js';
import { markdown } from '../../src/report/markdown.js';
import { summary } from '../../src/report/summary.js';
import { LIVE_TEXT, look, parseMarkdown } from '../support/github-markdown.js';
import { ATTACKS } from '../support/hostile.js';
import { blockReport, hugeReport, textReport } from '../support/report.js';

test('is the comment where that had room for all', () => {
  expect(summary.render(blockReport())).toBe(markdown.render(blockReport()));
});

test('has rows that the comment had no room for', () => {
  const text = summary.render(hugeReport(5000, 50, 7));
  expect(text).toContain('`package-number-4999`');
  expect(sizeOf(text)).toBeLessThanOrEqual(SUMMARY_BUDGET);
});

test('stays below GitHub’s limit', () => {
  expect(sizeOf(summary.render(hugeReport(12_000, 1, 2)))).toBeLessThanOrEqual(SUMMARY_BUDGET);
});

test('is as safe as the comment', () => {
  const { texts, comments } = look(parseMarkdown(summary.render(textReport(ATTACKS.join(' ')))));
  expect(comments).toEqual([]);
  for (const live of LIVE_TEXT) expect(texts.filter((part) => live.test(part))).toEqual([]);
});
