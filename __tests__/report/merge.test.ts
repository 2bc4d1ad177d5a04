import { describe, expect, test } from '@jest/globals';
import type { Report } from '../../src/model/report.js';
import { explainVerdict } from '../../src/report/explain-verdict.js';
import { json } from '../../src/report/json.js';
import { type MergedReport, mergeReports, parseReport } from '../../src/report/merge.js';
import { blockReport, gapsReport, passReport, warnReport } from '../support/report.js';
import { schemaCheck } from '../support/schemas.js';

function readBack(report: Report): MergedReport {
  const read = parseReport(json.render(report));
  if (typeof read === 'string') throw new Error(read);
  return read;
}

/** Shards share what they were asked; only what they found differs. */
const shards = (...reports: readonly Report[]): readonly MergedReport[] =>
  reports.map((report, at) => ({
    ...readBack({ ...report, policy: reports[0]?.policy ?? report.policy, base: 'a', head: 'b' }),
    shard: { index: at + 1, of: reports.length },
    file: `${at + 1}.json`,
  }));

const merged = (...reports: readonly Report[]): MergedReport => {
  const merging = mergeReports(shards(...reports));
  if (merging.kind === 'problem') throw new Error(merging.message);
  return merging.report;
};

describe('mergeReports', () => {
  test('has everything of all shards, and the heaviest verdict', () => {
    const [warn, block, gaps] = [warnReport(), blockReport(), gapsReport()];
    const report = merged(warn, block, gaps);

    expect(report).toMatchObject({ verdict: 'block', complete: false, shard: null });
    expect(report.changes).toHaveLength([warn, block, gaps].flatMap(({ diff }) => diff.changes).length);
    expect(report.findings[0]?.level).toBe('block');
    expect(new Set(report.findings.map(({ fingerprint }) => fingerprint))).toEqual(
      new Set([warn, block, gaps].flatMap(({ findings }) => findings.map(({ fingerprint }) => fingerprint))),
    );
    expect(schemaCheck('review')(JSON.parse(JSON.stringify(report)))).toBe(true);
  });

  test('tells what every shard says once', () => {
    const report = merged(blockReport(), blockReport());

    expect(report.findings).toHaveLength(blockReport().findings.length);
    expect(report.lockfiles).toHaveLength(blockReport().locks.length);
  });

  test('is complete when all are', () => {
    expect(merged(passReport(), passReport())).toMatchObject({ verdict: 'pass', complete: true });
  });

  test('one report that was never cut is a whole', () => {
    expect(mergeReports([readBack(passReport())])).toMatchObject({ kind: 'report', report: { verdict: 'pass' } });
  });

  const [first, second] = shards(passReport(), passReport());
  if (first === undefined || second === undefined) throw new Error('two shards were made');
  test.each<{ name: string; reports: readonly MergedReport[]; says: string }>([
    { name: 'nothing', reports: [], says: 'no report' },
    { name: 'a shard missing', reports: [first], says: 'Of 2 shards 2 is missing' },
    { name: 'a shard twice', reports: [first, second, second], says: 'given twice' },
    {
      name: 'another number of shards',
      reports: [first, { ...second, shard: { index: 2, of: 3 } }],
      says: 'shard of 2',
    },
    { name: 'another head', reports: [first, { ...second, head: 'c' }], says: 'differ in "head"' },
    {
      name: 'another policy',
      reports: [first, { ...second, policy: { ...second.policy, failOn: 'never' } }],
      says: '"policy"',
    },
  ])('refuses $name', ({ reports, says }) => {
    const merging = mergeReports(reports);

    expect(merging).toMatchObject({ kind: 'problem', message: expect.stringContaining(says) });
    expect(merging.kind === 'problem' && merging.remedy).toMatch(/\S/u);
  });
});

test.each([
  { name: 'no JSON', text: 'pass', says: 'top' },
  { name: 'another schema', text: '{"schema": 2}', says: 'schema' },
  { name: 'a scan', text: '{"schema": 1, "tool": {"name": "lockgate", "version": "1"}}', says: 'base' },
])('$name is no report', ({ text, says }) => {
  expect(parseReport(text)).toContain(says);
});

describe('explainVerdict', () => {
  const levels = new Map([
    ['install-time-execution', 'block'],
    ['startup-hook', 'block'],
  ] as const);

  test.each<{ name: string; report: Report; says: readonly string[] }>([
    {
      name: 'a block',
      report: blockReport(),
      says: ['The verdict is block', 'block: startup-hook on pkg:pypi/', 'The job fails: `fail-on` is "block".'],
    },
    { name: 'audit mode', report: blockReport({ audit: true }), says: ['The job does not fail: audit mode'] },
    {
      name: 'an accepted finding',
      report: warnReport(),
      says: ['pass: install-time-execution', 'accepted by policy: builds its bundled C library'],
    },
    { name: 'gaps', report: gapsReport(), says: ['and incomplete', '`on-gap` answers that with warn'] },
    {
      name: 'nothing',
      report: passReport(),
      says: ['The verdict is pass.', 'Everything that changed could be checked.'],
    },
    {
      name: 'a level of the policy',
      report: blockReport({ rules: { 'startup-hook': 'warn' } }),
      says: ['the rule’s level is block'],
    },
  ])('says why: $name', ({ report, says }) => {
    const text = explainVerdict(readBack(report), levels);

    for (const part of says) expect(text).toContain(part);
  });
});
