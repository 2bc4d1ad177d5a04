import { describe, expect, test } from '@jest/globals';
import type { PackageSource } from '../../src/model/lockfile.js';
import { DAY } from '../../src/model/policy.js';
import type { InventoryEntry } from '../../src/model/profile.js';
import { describeAge, describeSource, rowsOf } from '../../src/report/rows.js';
import { behaviour, change, evidenceOf, gapsReport, member, reportOf, surface } from '../support/report.js';

const nativeFile: InventoryEntry = {
  path: 'a.so',
  kind: 'native',
  size: 1,
  sha256: null,
  gitId: null,
  format: 'elf',
  traits: [],
};

test.each([
  { days: -1, text: '0 h' },
  { days: 0.3, text: '7 h' },
  { days: 1.9, text: '45 h' },
  { days: 12, text: '12 days' },
  { days: 240, text: '7 months' },
  { days: 1200, text: '3 years' },
])('$days days are $text', ({ days, text }) => {
  expect(describeAge(days * DAY)).toBe(text);
});

test.each<{ name: string; source: PackageSource; text: string | null }>([
  { name: 'the default index', source: { kind: 'index', url: null }, text: null },
  {
    name: 'an archive, without its password',
    source: { kind: 'archive-url', url: 'https://u:p@x.invalid/a.whl' },
    text: 'https://x.invalid/a.whl',
  },
  {
    name: 'a branch',
    source: { kind: 'vcs', vcs: 'git', url: 'https://x.invalid/r', commit: null, ref: 'main', subdirectory: null },
    text: 'git+https://x.invalid/r@main',
  },
  { name: 'a folder', source: { kind: 'local', path: '../lib', editable: true }, text: '../lib' },
])('source: $name', ({ source, text }) => {
  expect(describeSource(source)).toBe(text);
});

describe('what a release newly does', () => {
  const at = member('a.py', 1, null, 'demo-1.1.tar.gz');
  const none = { added: [], changed: [], gone: [] };
  const gains = (delta: NonNullable<Parameters<typeof evidenceOf>[1]>['delta'], from: string | null = '1.0') => {
    const update = change('demo', { from, to: '1.1' });
    return rowsOf(reportOf({ changes: [update], evidence: [evidenceOf(update, { delta: delta ?? {} })] }))[0]?.gains;
  };

  test.each([
    {
      name: 'a new surface',
      delta: { surfaces: { ...none, added: [surface('startup', at)] } },
      says: ['code at every Python start'],
    },
    {
      name: 'a changed surface',
      delta: { surfaces: { ...none, changed: [{ from: surface('install', at), to: surface('install', at) }] } },
      says: ['code at install'],
    },
    {
      name: 'a new behaviour',
      delta: { behaviours: { ...none, added: [behaviour('send', 'import', at)] } },
      says: ['sends to the network'],
    },
    {
      name: 'a behaviour of tests',
      delta: { behaviours: { ...none, added: [behaviour('send', 'test', at)] } },
      says: [],
    },
    {
      name: 'a new native file',
      delta: { files: { ...none, added: [nativeFile] } },
      says: ['1 native file'],
    },
  ])('$name', ({ delta, says }) => {
    expect(gains(delta)).toEqual(says);
  });

  test('nothing to compare with', () => {
    expect(gains({}, null)).toEqual(['first release seen']);
  });
});

test('what was not fully checked is not passed', () => {
  const states = rowsOf(gapsReport()).map(({ state, change: { name } }) => `${state} ${name}`);
  expect(states.slice(-2)).toEqual(['unknown urllib3', 'pass colorama']);
});
