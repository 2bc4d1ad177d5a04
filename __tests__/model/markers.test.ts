import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sameMarker } from '../../src/model/marker-meaning.js';
import { parseMarker } from '../../src/model/markers.js';

describe('mean the same', () => {
  test.each([
    { name: 'another order', a: "os_name == 'nt' and extra == 'x'", b: 'extra == "x" and os_name == "nt"' },
    {
      name: 'a term that requires-python implies',
      a: "python_version >= '3.8' and sys_platform == 'win32'",
      b: "sys_platform == 'win32'",
    },
    { name: 'two spellings of a Python release', a: "python_version < '3.12'", b: "python_full_version < '3.12'" },
    { name: 'two spellings of a platform', a: "sys_platform == 'win32'", b: "platform_system == 'Windows'" },
    { name: 'a marker that always holds', a: "python_version >= '3.9'", b: null },
    { name: 'sides swapped', a: "'3.12' <= python_version", b: "python_version >= '3.12'" },
    { name: 'a wildcard', a: "python_full_version == '3.12.*'", b: "python_version == '3.12'" },
    {
      name: 'brackets',
      a: "(os_name == 'nt') or (os_name == 'posix' and extra == 'a')",
      b: "os_name == 'nt' or os_name == 'posix' and extra == 'a'",
    },
    { name: 'everything but', a: "sys_platform != 'win32' or sys_platform == 'win32'", b: null },
  ])('$name', ({ a, b }) => {
    expect(sameMarker(a, b, '>=3.10')).toBe(true);
    expect(sameMarker(b, a, '>=3.10')).toBe(true);
  });
});

describe('differ', () => {
  test.each([
    { name: 'widened to everywhere', a: "sys_platform == 'win32'", b: null },
    { name: 'one release further', a: "python_version < '3.12'", b: "python_version < '3.13'" },
    { name: 'a patch release', a: "python_full_version < '3.11.3'", b: "python_full_version < '3.11.4'" },
    { name: 'another machine', a: "platform_machine == 'x86_64'", b: "platform_machine == 'arm64'" },
    { name: 'and for or', a: "os_name == 'nt' and extra == 'x'", b: "os_name == 'nt' or extra == 'x'" },
    { name: 'what cannot be read', a: 'not a marker', b: 'not a marker either' },
    { name: 'a variable nobody knows', a: "__proto__ == 'x'", b: "__proto__ == 'y'" },
  ])('$name', ({ a, b }) => {
    expect(sameMarker(a, b, '>=3.10')).toBe(false);
  });
});

test.each([
  { text: `${'('.repeat(500)}os_name == 'nt'${')'.repeat(500)}` },
  { text: `os_name == '${'x'.repeat(5_000)}'` },
  { text: "os_name == 'nt' and" },
  { text: "'a' == 'b'" },
])('refused: $text', ({ text }) => expect(parseMarker(text)).toBeNull());

test('never throws, and a marker equals itself', () => {
  const term = fc.constantFrom(
    "os_name == 'nt'",
    "python_version < '3.9'",
    "extra in 'a b'",
    "'x' not in platform_release",
    ')',
    '(',
    'and',
    'or',
    "python_version ~= '3.9'",
  );
  fc.assert(
    fc.property(fc.array(term, { maxLength: 8 }), fc.array(term, { maxLength: 8 }), (a, b) => {
      const [left, right] = [a.join(' '), b.join(' ')];
      expect(sameMarker(left, right, '>=3.8')).toBe(sameMarker(right, left, '>=3.8'));
      expect(sameMarker(left, left, null)).toBe(true);
    }),
  );
});
