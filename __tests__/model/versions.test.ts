import { describe, expect, test } from '@jest/globals';
import { compareVersions, isPrerelease, parseVersion, versionSatisfies } from '../../src/model/versions.js';
import { version } from '../support/model.js';

describe('parseVersion (PEP 440)', () => {
  test.each([
    { name: 'a plain version', text: '1.0', expected: '1.0' },
    { name: 'another spelling', text: ' v1.0-RC1 ', expected: '1.0rc1' },
    { name: 'leading zeros', text: '01.02.3', expected: '1.2.3' },
    { name: 'an implicit post release', text: '1.0-1', expected: '1.0.post1' },
    { name: 'an epoch', text: '1!2.0.POST1.dev2', expected: '1!2.0.post1.dev2' },
    { name: 'a local version', text: '2.1+CU_121', expected: '2.1+cu.121' },
    { name: 'no version', text: 'foo', expected: null },
    { name: 'a prefix match', text: '1.0.*', expected: null },
    { name: 'nothing', text: '', expected: null },
  ])('reads $name', ({ text, expected }) => {
    expect(parseVersion(text)).toBe(expected);
  });
});

test('versions are ordered as PEP 440 says, and trailing zeros do not matter', () => {
  const sorted = ['1.0.dev1', '1.0a1', '1.0rc1', '1.0', '1.0.post1', '1.1', '1!0.1'].map(version);

  expect(sorted.toReversed().toSorted(compareVersions)).toEqual(sorted);
  expect(compareVersions(version('1.0'), version('1.0.0'))).toBe(0);
});

test('pre-releases and development releases are told', () => {
  expect(['1.0rc1', '1.0.dev1', '1.0', '1.0.post1'].map((text) => isPrerelease(version(text)))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test('a specifier set admits versions, pre-releases included', () => {
  expect(versionSatisfies(version('1.5rc1'), '>=1.0,<2')).toBe(true);
  expect(versionSatisfies(version('2.0'), '>=1.0,<2')).toBe(false);
});
