import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import type { Log, Result, Run } from 'sarif';
import type { Report } from '../../src/model/report.js';
import { sarif } from '../../src/report/sarif.js';
import { EACH_ATTACK, hostileText } from '../support/hostile.js';
import {
  blockReport,
  gapsReport,
  hugeReport,
  passReport,
  textReport,
  unchangedReport,
  unreadableReport,
  warnReport,
} from '../support/report.js';

const SCHEMA = createRequire(import.meta.url).resolve('schemastore/schemas/json/sarif-2.1.0.json');
// The schema's patterns were written without the `u` flag in mind.
const ajv = addFormats.default(new Ajv({ strict: false, unicodeRegExp: false, allErrors: true }));
const isSarif = ajv.compile(JSON.parse(readFileSync(SCHEMA, 'utf8')));

const render = (report: Report): Log => JSON.parse(sarif.render(report));
const run = (report: Report): Run => {
  const [first] = render(report).runs;
  if (first === undefined) throw new Error('no run');
  return first;
};
const results = (report: Report): readonly Result[] => run(report).results ?? [];

test.each([
  { name: 'block', report: blockReport() },
  { name: 'warn', report: warnReport() },
  { name: 'pass', report: passReport() },
  { name: 'no change', report: unchangedReport() },
  { name: 'gaps', report: gapsReport() },
  { name: 'an unreadable lockfile', report: unreadableReport() },
])('is SARIF 2.1.0: $name', ({ report }) => {
  const log = render(report);
  expect(isSarif(log) ? [] : isSarif.errors).toEqual([]);
});

test('is SARIF 2.1.0, and points nowhere else, whatever a package or path says', () => {
  fc.assert(
    fc.property(hostileText, (hostile) => {
      const report = textReport(hostile);
      const log = render(report);
      expect(isSarif(log) ? [] : isSarif.errors).toEqual([]);
      for (const { locations = [] } of results(report)) {
        for (const { physicalLocation } of locations) {
          expect(physicalLocation?.artifactLocation?.uri).toMatch(/^[^:/?#][^:?#]*$/u);
        }
      }
    }),
    EACH_ATTACK,
  );
});

test('a path cannot leave the repository', () => {
  const [result] = results(textReport('../../etc'));
  expect(result?.locations?.[0]?.physicalLocation?.artifactLocation).toEqual({
    uri: 'etc/uv.lock',
    uriBaseId: '%SRCROOT%',
  });
});

describe('a result', () => {
  const [typosquat, install] = results(blockReport());

  test('has the lockfile line, the level and a fingerprint', () => {
    expect(typosquat).toMatchObject({
      ruleId: 'typosquat',
      level: 'error',
      locations: [{ physicalLocation: { artifactLocation: { uri: 'uv.lock' }, region: { startLine: 611 } } }],
      partialFingerprints: { 'lockgate/v1': expect.stringMatching(/^[0-9a-f]{64}$/u) },
    });
  });

  test('has the places in the distribution and the flow', () => {
    expect(install?.relatedLocations?.[0]?.physicalLocation).toMatchObject({
      artifactLocation: { uri: 'distribution:/reqeusts-2.32.9.tar.gz/setup.py' },
      region: { startLine: 14 },
    });
    expect(install?.codeFlows?.[0]?.threadFlows[0]?.locations).toHaveLength(2);
  });

  test('keeps its fingerprint when the line moves', () => {
    const report = blockReport();
    const moved = { ...report, findings: report.findings.map((finding) => ({ ...finding, locations: [] })) };
    expect(results(moved).map(({ partialFingerprints }) => partialFingerprints)).toEqual(
      results(report).map(({ partialFingerprints }) => partialFingerprints),
    );
  });

  test('that policy accepts is suppressed with the reason', () => {
    expect(results(warnReport()).flatMap(({ suppressions }) => suppressions ?? [])).toEqual([
      { kind: 'external', status: 'accepted', justification: 'builds its bundled C library' },
    ]);
  });
});

test('a rule has its page', () => {
  expect(run(blockReport()).tool.driver.rules?.[0]).toMatchObject({
    id: 'typosquat',
    helpUri: 'https://github.com/lockgate/lockgate/blob/main/docs/rules/typosquat.md',
  });
});

test('what was not checked is told of the run', () => {
  const notifications = run(gapsReport()).invocations?.[0]?.toolExecutionNotifications ?? [];
  expect(notifications).toHaveLength(6);
});

test('GitHub’s limits hold, and what is cut is said', () => {
  const { results: shown = [], tool, invocations } = run(hugeReport(6000, 2, 1));
  expect(shown).toHaveLength(5000);
  expect(shown.filter(({ level }) => level === 'error')).toHaveLength(3000);
  for (const rule of tool.driver.rules ?? []) expect((rule.properties?.tags ?? []).length).toBeLessThanOrEqual(10);
  expect(invocations?.[0]?.toolExecutionNotifications?.[0]?.message.text).toContain('1000 lighter findings');
});
