import { describe, expect, test } from '@jest/globals';
import { readMarshal } from '../../src/python/marshal.js';
import { pycHeader } from '../../src/python/marshal-versions.js';
import { type BuiltCode, type PythonTag, pyc } from '../support/bytecode.js';

const TAGS: readonly PythonTag[] = ['2.7', '3.6', '3.7', '3.8', '3.11', '3.14'];

const MODULE: BuiltCode = {
  filename: 'src/demo.py',
  names: ['os', 'print'],
  constants: ['a text', null, { name: 'go', names: ['system'], locals: ['word'], constants: ['true'] }],
};

function read(bytes: Buffer) {
  const header = pycHeader(bytes);
  if (header === null) throw new Error('no header');
  return readMarshal(bytes, header.version, header.length);
}

describe('code objects', () => {
  test.each(TAGS.map((tag) => ({ tag })))('Python $tag', ({ tag }) => {
    const { codes, partly } = read(pyc(MODULE, { tag }));

    expect(partly).toBeNull();
    expect(codes).toMatchObject([
      { name: 'go', names: ['system'], locals: ['word'], constants: ['true'] },
      { name: '<module>', filename: 'src/demo.py', names: ['os', 'print'] },
    ]);
  });
});

const marshalled = (...parts: readonly (string | number)[]): Buffer =>
  Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from([part, 0, 0, 0]))),
  );

describe('values', () => {
  test.each([
    { name: 'None', bytes: marshalled('N'), value: null },
    { name: 'a number', bytes: marshalled('i', 7), value: null },
    { name: 'a large number', bytes: marshalled('l', 2, '\x01\0\x01\0'), value: null },
    { name: 'a negative large number', bytes: Buffer.from('6cfeffffff01000100', 'hex'), value: null },
    { name: 'floating point', bytes: marshalled('g', '\0\0\0\0\0\0\xf0\x3f'), value: null },
    { name: 'floating point in text', bytes: marshalled('f', '\x031.5'), value: null },
    { name: 'a complex number', bytes: marshalled('y', '\0'.repeat(16)), value: null },
    { name: 'a text', bytes: marshalled('u', 3, 'abc'), value: 'abc' },
    { name: 'a short text', bytes: marshalled('z', '\x03abc'), value: 'abc' },
    { name: 'a tuple', bytes: marshalled('(', 2, 'z\x01aN'), value: ['a', null] },
    { name: 'a small tuple', bytes: marshalled(')', '\x02z\x01az\x01b'), value: ['a', 'b'] },
    { name: 'a list', bytes: marshalled('[', 1, 'T'), value: [null] },
    { name: 'a set', bytes: marshalled('<', 1, 'z\x01a'), value: ['a'] },
    { name: 'a dictionary', bytes: marshalled('{', 'z\x01aN0'), value: ['a', null] },
    { name: 'a slice', bytes: marshalled(':', 'NNN'), value: [null, null, null] },
    { name: 'a reference', bytes: marshalled('(', 2, '\xfa\x01a', 'r', 0), value: ['a', 'a'] },
  ])('$name', ({ bytes, value }) => {
    expect(readMarshal(bytes, [3, 14])).toEqual({ value, codes: [], partly: null });
  });

  test('a reference to what is still being read', () => {
    expect(readMarshal(marshalled('\xdb', 1, 'r', 0), [3, 11]).partly).toBeNull();
  });

  test.each([
    { name: 'nothing', bytes: Buffer.alloc(0), partly: 'it ends early' },
    { name: 'a length beyond the end', bytes: Buffer.from('73ffffff7f', 'hex'), partly: 'it ends early' },
    { name: 'a negative length', bytes: Buffer.from('28ffffffff', 'hex'), partly: 'it ends early' },
    { name: 'an unknown type', bytes: marshalled('@'), partly: 'it holds a value of the unknown type "@"' },
    {
      name: 'deep nesting',
      bytes: Buffer.from(')\x01'.repeat(5000), 'latin1'),
      partly: 'it is nested more than 300 deep',
    },
  ])('partly: $name', ({ bytes, partly }) => {
    expect(readMarshal(bytes, [3, 11]).partly).toBe(partly);
  });
});

test.each([
  { name: 'not bytecode', bytes: Buffer.from('hello, world') },
  { name: 'a number of no version', bytes: Buffer.from([1, 1, 0x0d, 0x0a, 0, 0, 0, 0]) },
])('no header: $name', ({ bytes }) => {
  expect(pycHeader(bytes)).toBeNull();
});
