import { expect, test } from '@jest/globals';
import { explainVerdict } from '../../src/report/explain-verdict.js';
import { json } from '../../src/report/json.js';
import { type MergedReport, mergeReports, parseReport } from '../../src/report/merge.js';
import { passReport } from '../support/report.js';

const read = (text: string): MergedReport => {
  const report = parseReport(text);
  if (typeof report === 'string') throw new Error(report);
  return report;
};

const whole = read(json.render(passReport()));
const indexOnly = read(
  json.render({ ...passReport(), contents: { read: false, reason: 'only the index was asked.' } }),
);

test('why a verdict came out tells that code was not part of it', () => {
  expect(explainVerdict(indexOnly, new Map())).toContain(
    'Everything that this review looks at could be checked; the code of the releases is not part of it: only the index was asked.',
  );
  expect(explainVerdict(whole, new Map())).toContain('Everything that changed could be checked.');
});

test('a part that read code and one that did not are no parts of one review', () => {
  const parts = [whole, indexOnly].map((report, at) => ({ ...report, shard: { index: at + 1, of: 2 } }));

  expect(mergeReports(parts)).toMatchObject({ kind: 'problem', message: expect.stringContaining('"contents"') });
});
