import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { json } from '../../src/report/json.js';
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
import { schemaCheck } from '../support/schemas.js';

const isReview = schemaCheck('review');

test.each([
  { name: 'block', report: blockReport() },
  { name: 'warn', report: warnReport() },
  { name: 'pass', report: passReport() },
  { name: 'no change', report: unchangedReport() },
  { name: 'gaps', report: gapsReport() },
  { name: 'an unreadable lockfile', report: unreadableReport() },
  { name: 'hundreds of changes', report: hugeReport(300, 7, 3) },
  { name: 'hostile text', report: textReport('a\u202Eb"\\\u2028') },
])('fits its schema: $name', ({ report }) => {
  const value = JSON.parse(json.render(report));
  expect(isReview(value) ? [] : isReview.errors).toEqual([]);
});

test('the fields that a gate reads', () => {
  expect(JSON.parse(json.render(blockReport()))).toMatchObject({
    schema: 1,
    tool: { name: 'lockgate', version: '0.1.0' },
    base: '1f0c9a7',
    head: '8be42d1',
    verdict: 'block',
    complete: false,
    reviewedAt: '2026-11-23T12:00:00.000Z',
  });
});

test('a change has its versions, sources and places', () => {
  const { changes } = JSON.parse(json.render(passReport()));
  expect(changes[0]).toEqual({
    kind: 'changed',
    name: 'certifi',
    from: '2026.8.3',
    to: '2026.10.5',
    labels: ['upgrade'],
    fromSource: { kind: 'index', url: null },
    toSource: { kind: 'index', url: null },
    occurrences: [{ path: 'uv.lock', line: 112 }],
    path: ['httpx', 'certifi'],
  });
});

test('a password in a lockfile goes no further', () => {
  expect(json.render(textReport('https://user:hunter2@host.invalid/x'))).not.toMatch(/"(?:url)": "[^"]*hunter2/u);
});

test('hidden characters are written as escapes', () => {
  fc.assert(
    fc.property(hostileText, (hostile) => {
      expect(json.render(textReport(hostile))).not.toMatch(/[\p{Cf}\p{Cs}\u007F-\u009F]/u);
    }),
    EACH_ATTACK,
  );
});
