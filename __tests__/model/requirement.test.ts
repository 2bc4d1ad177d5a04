import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseRequirement, pinnedVersion } from '../../src/model/requirement.js';

test.each([
  { text: 'Foo', is: { name: 'foo', extras: [], specifier: '', url: null, marker: null } },
  {
    text: ' foo [A, b_c] >= 1 , < 2 ; os_name == "nt" ',
    is: { name: 'foo', extras: ['a', 'b-c'], specifier: '>=1,<2', url: null, marker: 'os_name == "nt"' },
  },
  { text: 'foo (>=1)', is: { name: 'foo', extras: [], specifier: '>=1', url: null, marker: null } },
  { text: 'foo[]', is: { name: 'foo', extras: [], specifier: '', url: null, marker: null } },
  {
    text: 'foo @ https://x.invalid/a;b ; extra == "c"',
    is: { name: 'foo', extras: [], specifier: '', url: 'https://x.invalid/a;b', marker: 'extra == "c"' },
  },
])('$text', ({ text, is }) => expect(parseRequirement(text)).toEqual(is));

test.each(['', '-foo', 'foo bar', 'foo==', 'foo[a b]', 'foo (>=1', 'foo @ ', 'foo ;', 'foo >> 1', '_foo'])(
  '"%s" is none',
  (text) => {
    expect(parseRequirement(text)).toBeNull();
  },
);

test.each([
  { specifier: '==1.0', is: '1.0' },
  { specifier: '===1.0', is: '1.0' },
  { specifier: '==1.0,!=1.1', is: '1.0' },
  { specifier: '==1.0,==1.0', is: '1.0' },
  { specifier: '==1.0,==2.0', is: null },
  { specifier: '==1.*', is: null },
  { specifier: '>=1', is: null },
  { specifier: '', is: null },
])('$specifier pins $is', ({ specifier, is }) => expect(pinnedVersion(specifier)).toBe(is));

test('never throws', () => {
  fc.assert(fc.property(fc.string(), (text) => parseRequirement(text) === null || true));
});
