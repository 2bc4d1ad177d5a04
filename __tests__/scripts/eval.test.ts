import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { upperBound } from '../../scripts/eval/bound.js';
import { compareRuns } from '../../scripts/eval/compare.js';
import { listedProjects, parseProjects } from '../../scripts/eval/projects.js';
import { recordedHttp } from '../../scripts/eval/recorded-http.js';
import { type Row, skippedRow } from '../../scripts/eval/rows.js';
import { FILE_BYTES, selectFiles, showOnly, updatesOf } from '../../scripts/eval/selection.js';
import { listedTyposquats, parseTyposquats, recognise } from '../../scripts/eval/typosquats.js';
import { popularProjects } from '../../src/data/popular-projects.js';
import { kindOfDistribution } from '../../src/model/distributions.js';
import { normalizeName } from '../../src/model/names.js';
import { type Project, type ReleaseFile, releaseOf } from '../../src/model/release.js';
import { parseVersion, type Version } from '../../src/model/versions.js';
import type { Http, HttpRequest } from '../../src/ports.js';

describe('the list of projects', () => {
  const listed = listedProjects();
  test('has a thousand at least, in four groups', () => {
    expect(listed.length).toBeGreaterThanOrEqual(1000);
    expect([...new Set(listed.map(({ group }) => group))]).toEqual(['top', 'middle', 'tail', 'hard']);
  });
  test.each([
    { name: 'a name before a group', text: 'click\n', says: 'before the first' },
    { name: 'a name twice', text: '[a]\nclick\n[b]\nclick\n', says: 'twice, in a and b' },
    { name: 'a name that is not normalised', text: '[a]\nPyYAML\n', says: 'not a normalised' },
  ])('$name is refused', ({ text, says }) => {
    expect(() => parseProjects(text)).toThrow(says);
  });
});

describe('the list of typosquats', () => {
  test('is recognised as far as its targets are known', () => {
    const popular = popularProjects();
    const known = listedTyposquats().filter(({ target }) => popular.rankOf.has(target));
    const missed = known.filter((squat) => recognise(squat, popular).as === 'none').map(({ kind }) => kind);

    // Words that only remind of a project are nobody's typing error.
    expect([...new Set(missed)].toSorted()).toEqual(['affix', 'python', 'spelling']);
    expect(known.length - missed.length).toBeGreaterThanOrEqual(31);
  });

  test.each([
    { name: 'a pair before a kind', text: 'a=b\n', says: 'before the first' },
    { name: 'a name without a target', text: '[edit]\nurlib3\n', says: 'name=target' },
  ])('$name is refused', ({ text, says }) => {
    expect(() => parseTyposquats(text)).toThrow(says);
  });
});

// https://en.wikipedia.org/wiki/Rule_of_three_(statistics) and tables of the Clopper–Pearson interval.
test.each([
  { name: 'none of 60', hits: 0, trials: 60, bound: 0.0487 },
  { name: 'none of 3000', hits: 0, trials: 3000, bound: 0.000998 },
  { name: 'one of 100', hits: 1, trials: 100, bound: 0.04656 },
  { name: 'ten of 1000', hits: 10, trials: 1000, bound: 0.01689 },
  { name: 'none of none', hits: 0, trials: 0, bound: 1 },
])('the bound of $name', ({ hits, trials, bound }) => {
  expect(upperBound(hits, trials)).toBeCloseTo(bound, 4);
});

test('two runs are held against each other by project, rule and level', () => {
  const row = (name: string, level: string, rule: string): Row => ({
    ...skippedRow(name, 'top', ''),
    skipped: null,
    findings: [{ level, rule, message: '' }],
  });
  const before = [row('a', 'warn', 'x'), row('b', 'note', 'y'), row('c', 'warn', 'z')];
  const after = [row('a', 'block', 'x'), row('b', 'note', 'z'), row('c', 'warn', 'z'), row('d', 'block', 'x')];
  expect(compareRuns(before, after)).toEqual([
    '+ block x · a',
    '- warn x · a',
    '2 notes differ; 1 of 4 rows were not in the run before',
  ]);
});

const version = (text: string): Version => parseVersion(text) ?? ('' as Version);

const file = (filename: string, of: string, size = 1000): ReleaseFile => ({
  filename,
  url: `https://files.example/${filename}`,
  kind: kindOfDistribution(filename),
  version: version(of),
  hashes: [],
  size,
  uploadedAt: null,
  yanked: null,
  provenance: null,
  requiresPython: null,
});

const project = (files: readonly ReleaseFile[]): Project => ({
  name: normalizeName('demo'),
  indexUrl: 'https://index.example/simple/',
  status: 'unknown',
  statusReason: null,
  files,
});

describe('which releases and files are read', () => {
  const demo = project(['1.0', '1.1', '1.2', '2.0', '2.1', '3.0a1'].map((of) => file(`demo-${of}.tar.gz`, of)));
  test.each([
    { name: 'one back', step: { kind: 'back', releases: 1 } as const, count: 1, updates: ['2.0 → 2.1'] },
    { name: 'three back', step: { kind: 'back', releases: 3 } as const, count: 1, updates: ['1.1 → 2.1'] },
    { name: 'the previous major', step: { kind: 'major' } as const, count: 9, updates: ['1.2 → 2.1'] },
    {
      name: 'the last three',
      step: { kind: 'back', releases: 1 } as const,
      count: 3,
      updates: ['2.0 → 2.1', '1.2 → 2.0', '1.1 → 1.2'],
    },
    { name: 'as many as there are', step: { kind: 'back', releases: 4 } as const, count: 9, updates: ['1.0 → 2.1'] },
  ])('$name', ({ step, count, updates }) => {
    expect(updatesOf(demo, step, count).map(({ from, to }) => `${from.version} → ${to.version}`)).toEqual(updates);
  });

  test('what was uploaded later is not seen', () => {
    const later = project([
      { ...file('demo-1.0.tar.gz', '1.0'), uploadedAt: 5 },
      { ...file('demo-1.1.tar.gz', '1.1'), uploadedAt: 9 },
    ]);
    expect(showOnly(later, { versions: [], files: [], at: 8 }).files.map(({ filename }) => filename)).toEqual([
      'demo-1.0.tar.gz',
    ]);
  });

  test('a wheel whose elder is too large is left out with it', () => {
    const files = [
      file('demo-1.0-cp312-cp312-win_amd64.whl', '1.0', FILE_BYTES + 1),
      file('demo-1.0-cp312-cp312-macosx_11_0_arm64.whl', '1.0'),
      file('demo-1.0.tar.gz', '1.0'),
      file('demo-2.0-cp312-cp312-win_amd64.whl', '2.0'),
      file('demo-2.0-cp312-cp312-macosx_11_0_arm64.whl', '2.0'),
      file('demo-2.0.zip', '2.0'),
      file('demo-2.0.tar.gz', '2.0'),
    ];
    const [base, head] = [releaseOf(project(files), version('1.0')), releaseOf(project(files), version('2.0'))];
    if (base === null || head === null) throw new Error('the releases are there');
    const { head: newer, base: older } = selectFiles(head, base);
    expect(newer.map(({ filename }) => filename).sort()).toEqual([
      'demo-2.0-cp312-cp312-macosx_11_0_arm64.whl',
      'demo-2.0.zip',
    ]);
    expect(older.map(({ filename }) => filename).sort()).toEqual([
      'demo-1.0-cp312-cp312-macosx_11_0_arm64.whl',
      'demo-1.0.tar.gz',
    ]);
  });
});

describe('what the network answered is kept', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'recorded-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const request = (range: HttpRequest['range']): HttpRequest => ({
    method: 'GET',
    url: 'https://files.example/demo.whl',
    headers: {},
    body: null,
    maxBytes: 100,
    range,
  });
  const serving = (body: string): { readonly http: Http; readonly asked: () => number } => {
    let asked = 0;
    const send: Http['send'] = async ({ url }) => {
      asked += 1;
      return { kind: 'answer', status: 200, headers: { etag: '"1"' }, body: Buffer.from(body), url };
    };
    return { http: { send }, asked: () => asked };
  };

  test('a file is asked for once, whole, and ranges are cut from it', async () => {
    const { http, asked } = serving('0123456789');
    const recorded = recordedHttp({ live: http, folder, maxBytes: 100 });
    const part = await recorded.send(request({ first: 2, last: 4 }));
    const rest = await recordedHttp({ live: null, folder, maxBytes: 100 }).send(request({ first: 5, last: 9 }));
    expect(asked()).toBe(1);
    expect(part).toMatchObject({ status: 206, headers: { 'content-range': 'bytes 2-4/10' }, body: Buffer.from('234') });
    expect(rest).toMatchObject({ status: 206, body: Buffer.from('56789') });
  });

  test('what is not there is unavailable when the network is not asked', async () => {
    const answer = await recordedHttp({ live: null, folder, maxBytes: 100 }).send(request(null));
    expect(answer.kind).toBe('unavailable');
  });
});
