import { expect, test } from '@jest/globals';
import { type Lockfile, NO_OPTIONS } from '../../src/model/lockfile.js';
import { entryProblem } from '../../src/model/problem.js';
import { diffJson } from '../../src/report/diff-json.js';
import { renderDiff } from '../../src/report/diff-text.js';
import { lockfileJson } from '../../src/report/lockfile-json.js';
import { renderLockfile } from '../../src/report/lockfile-text.js';
import { blockReport, locked, passReport, sha256, textReport } from '../support/report.js';
import { schemaCheck } from '../support/schemas.js';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';

const LOCKFILE: Lockfile = {
  format: 'uv',
  path: 'uv.lock',
  packages: [
    locked('requests', '2.32.5', {
      line: 10,
      requires: [{ name: locked('idna', '3').name, version: null, marker: null, extras: [] }],
    }),
    locked('forked', '1.0', {
      line: 20,
      source: {
        kind: 'vcs',
        vcs: 'git',
        url: 'https://user:hunter2@git.invalid/x',
        commit: COMMIT,
        ref: 'main',
        subdirectory: null,
      },
      artifacts: [],
      marker: "sys_platform == 'win32'",
      scopes: ['development'],
    }),
    locked('here', '1.0', {
      line: 30,
      version: null,
      source: { kind: 'local', path: '.', editable: true },
      artifacts: [
        {
          filename: null,
          url: 'https://user:hunter2@files.invalid/x',
          hashes: [sha256('c'), sha256('c')],
          size: null,
          uploadTime: null,
          line: 31,
        },
      ],
    }),
  ],
  options: {
    ...NO_OPTIONS,
    formatVersion: '1.3',
    extraIndexUrls: ['https://extra.invalid/simple'],
    requireHashes: true,
    lines: { extraIndexUrls: 2 },
  },
  includes: [],
  problems: [entryProblem('uv.lock', 40, 'An entry has no name.')],
};

test('packages of conda are shown for what they are', () => {
  const foreign = [
    {
      ecosystem: 'conda' as const,
      name: 'openssl',
      version: '3.6.0',
      location: 'https://conda.invalid/a.conda',
      hash: null,
      line: 40,
    },
  ];
  expect(schemaCheck('parse')(JSON.parse(JSON.stringify(lockfileJson({ ...LOCKFILE, foreign }))))).toBe(true);
  expect(renderLockfile({ ...LOCKFILE, foreign })).toContain('  40: openssl 3.6.0 · conda package, not reviewed');
});

test('parse fits its schema', () => {
  const check = schemaCheck('parse');
  expect(check(JSON.parse(JSON.stringify(lockfileJson(LOCKFILE)))) ? [] : check.errors).toEqual([]);
});

test('parse gives hashes without repeats, and no password', () => {
  const { packages } = lockfileJson(LOCKFILE);
  expect(packages[2]?.hashes).toEqual([sha256('c')]);
  expect(JSON.stringify(packages)).not.toContain('hunter2');
});

test('parse as text', () => {
  expect(renderLockfile(LOCKFILE)).toMatchInlineSnapshot(`
"uv.lock (uv): 3 packages
  10: requests 2.32.5 · runtime · 1 hash
  20: forked 1.0 · development · no hash · vcs git+https://git.invalid/x@0123456789abcdef0123456789abcdef01234567 · when sys_platform == 'win32'
  30: here (no version) · runtime · 1 hash · local .
Option formatVersion: 1.3
Option extraIndexUrls: https://extra.invalid/simple
Option requireHashes: true
Problem at uv.lock:40: An entry has no name."
`);
});

test.each([
  { name: 'ordinary', report: passReport() },
  { name: 'with other lockfiles', report: blockReport() },
  { name: 'with options and problems', report: textReport('https://x.invalid') },
])('diff fits its schema: $name', ({ report }) => {
  const check = schemaCheck('diff');
  expect(
    check(JSON.parse(JSON.stringify(diffJson({ ...report.diff, problems: report.problems })))) ? [] : check.errors,
  ).toEqual([]);
});

test('diff as text', () => {
  expect(renderDiff(passReport().diff)).toMatchInlineSnapshot(`
"6 dependency changes
  ~ certifi 2026.8.3 → 2026.10.5
  ~ charset-normalizer 3.4.4 → 3.5.0
  ~ idna 3.11 → 3.13
  ~ ruff 0.14.2 → 0.15.1
  ~ urllib3 2.6.1 → 2.7.0
  - colorama 0.4.6 (removed)"
`);
});

test('no difference, as text', () => {
  expect(renderDiff({ changes: [], options: [], problems: [] })).toBe('No dependency changed.');
});
