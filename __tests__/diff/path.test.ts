import { expect, test } from '@jest/globals';
import { pathFinder } from '../../src/diff/path.js';
import type { LockedPackage } from '../../src/model/lockfile.js';
import { normalizeName } from '../../src/model/names.js';
import { lock, pin } from './build.js';

const asks = (name: string, names: readonly string[], direct: boolean | null = false): LockedPackage =>
  pin(`${name}==1`, {
    direct,
    requires: names.map((each) => ({ name: normalizeName(each), version: null, marker: null, extras: [] })),
  });

const GRAPH = lock([
  asks('a', ['b'], true),
  asks('b', ['c', 'd']),
  asks('c', ['a']),
  asks('d', ['missing']),
  asks('e', ['d'], true),
  asks('f', []),
]);

test.each([
  { name: 'a', is: ['a'] },
  { name: 'b', is: ['a', 'b'] },
  { name: 'c', is: ['a', 'b', 'c'] },
  { name: 'd', is: ['e', 'd'] },
  { name: 'f', is: [] },
  { name: 'missing', is: [] },
])('the shortest way to $name', ({ name, is }) => expect(pathFinder(GRAPH)(normalizeName(name))).toEqual(is));

test('a lockfile that does not say what is direct answers nothing', () => {
  expect(pathFinder(lock([asks('a', ['b'], null), asks('b', [], null)]))(normalizeName('b'))).toEqual([]);
});
