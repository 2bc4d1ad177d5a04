import { expect, test } from '@jest/globals';
import type { When } from '../../src/model/profile.js';
import type { ReadSource } from '../../src/profile/python-files.js';
import type { Reach } from '../../src/profile/reach.js';
import { signsOf } from '../../src/profile/signs.js';
import type { SourceSign } from '../../src/python/facts.js';

const sign = (text: string, scope = ''): SourceSign => ({
  kind: 'suspicious-endpoint',
  text,
  scope,
  at: { line: 1, column: 1, excerpt: text },
});

const source = (path: string, signs: readonly SourceSign[]): ReadSource => ({
  path,
  unread: null,
  bytes: null,
  file: { path, tier: 'tokens', partly: null, imports: [], scopes: [], signs },
});

const reached = (...rows: readonly (readonly [ReadSource, string, When])[]): Reach =>
  new Map(rows.map(([file, scope, when]) => [file, new Map([[scope, [when]]])]));

test('signs have the moments of their scope, most urgent first', () => {
  const later = source('demo/b.py', [sign('b')]);
  const sooner = source('demo/c.py', [sign('c', 'go')]);
  const tests = source('tests/test_a.py', [sign('a')]);

  const signs = signsOf([tests, later, sooner], reached([sooner, 'go', 'import']), 'demo.whl');

  expect(signs.map(({ text, when }) => [text, when])).toEqual([
    ['c', ['import']],
    ['b', ['call']],
    ['a', ['test']],
  ]);
});

test('a table cannot push out what is urgent', () => {
  const table = source(
    'tests/test_a.py',
    Array.from({ length: 2000 }, (_, at) => sign(`a paste, pastebin.com/${at}`)),
  );
  const urgent = source('demo/__init__.py', [sign('urgent')]);

  const signs = signsOf([table, urgent], reached([urgent, '', 'import']), 'demo.whl');

  expect(signs.length).toBeLessThan(1000);
  expect(signs[0]?.text).toBe('urgent');
});

test('an address keeps its fingerprint when only a version in its path changes', () => {
  const fingerprintOf = (text: string): string | undefined =>
    signsOf([source('demo/a.py', [sign(text)])], new Map(), 'demo.whl')[0]?.fingerprint;

  expect(fingerprintOf('a program or script, demo.dev/v1.2.0/x.exe')).toBe(
    fingerprintOf('a program or script, demo.dev/v1.3.0/x.exe'),
  );
  expect(fingerprintOf('a bare address, 192.88.99.1')).not.toBe(fingerprintOf('a bare address, 192.88.99.2'));
});
