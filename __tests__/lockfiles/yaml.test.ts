import { describe, expect, test } from '@jest/globals';
import { readYaml } from '../../src/lockfiles/yaml.js';

const yamlValue = (text: string) => {
  const read = readYaml(text);
  return read.kind === 'value' ? read.value.value : read;
};

describe('values', () => {
  test.each([
    {
      name: 'numbers, dates and booleans stay texts',
      text: 'a: 1.10\nb: 2026-01-01\nc: true\n',
      is: { a: '1.10', b: '2026-01-01', c: 'true' },
    },
    {
      name: 'nothing is null, and quoted nothing is text',
      text: "a:\nb: ~\nc: null\nd: 'null'\ne: ''\n",
      is: { a: null, b: null, c: null, d: 'null', e: '' },
    },
    { name: 'flow and block alike', text: 'a: {b: [1, "x"]}\n', is: { a: { b: ['1', 'x'] } } },
    { name: 'a JSON text', text: '{"a": ["b", {"c": null}]}', is: { a: ['b', { c: null }] } },
    { name: 'a scalar', text: 'x\n', is: 'x' },
  ])('$name', ({ text, is }) => expect(yamlValue(text)).toEqual(is));

  test('a key that would change a prototype is an ordinary key', () => {
    const value = yamlValue('__proto__:\n  a: 1\n');
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.keys(value ?? {})).toEqual(['__proto__']);
  });
});

test('lines of maps, lists and keys, with either line end', () => {
  const text = 'a: 1\nlist:\n- name: x\n\n  # note\n  url: "y"\n- {name: z,\n   url: w}\n';
  for (const written of [text, text.replaceAll('\n', '\r\n')]) {
    const read = readYaml(written);
    if (read.kind !== 'value') throw new Error(read.what);
    const { value, lineOf, lineOfKey } = read.value;
    const list = Object.entries(value ?? {}).find(([key]) => key === 'list')?.[1];
    expect([lineOf(value), lineOf(list), lineOfKey(value, 'list')]).toEqual([1, 3, 2]);
    expect([0, 1].map((index) => [lineOf(list[index]), lineOfKey(list[index], 'url')])).toEqual([
      [3, 6],
      [7, 8],
    ]);
    expect([lineOf('x'), lineOfKey(value, 'none')]).toEqual([1, null]);
  }
});

test.each([
  { name: 'an alias', text: 'a: &x [1]\nb: *x\n', what: 'it holds a YAML alias', line: 2 },
  { name: 'a tag', text: 'a: 1\nb: !!binary aGk=\n', what: 'it holds a YAML tag', line: 2 },
  { name: 'a key given twice', text: 'a: 1\nb: 2\na: 3\n', what: 'key "a" is given twice', line: 3 },
  { name: 'a key that is a list', text: '? [a]\n: 1\n', what: 'it holds a YAML key that is no text', line: 1 },
  { name: 'several documents', text: 'a: 1\n---\nb: 1\n', what: 'it holds several YAML documents', line: 1 },
  { name: 'text that is none', text: 'a: 1\nb: [1\n', what: expect.stringContaining('not valid YAML'), line: 3 },
  { name: 'nesting without end', text: '['.repeat(5_000), what: expect.stringContaining('not valid YAML'), line: 1 },
])('refused: $name', ({ text, what, line }) => expect(readYaml(text)).toEqual({ kind: 'misread', what, line }));

// What a quadratic step would turn into minutes. Nothing is timed: such a step shows as a test that does not end.
const SIZE = 300_000;

test.each([
  { name: 'keys without end', text: Array.from({ length: SIZE / 10 }, (_, index) => `k${index}: 1\n`).join('') },
  { name: 'a text over many lines', text: 'word\n'.repeat(SIZE) },
  { name: 'blank lines', text: `a:${'\n'.repeat(SIZE)}b` },
  { name: 'a folded text', text: `a: >\n${' x\n\n'.repeat(SIZE)}` },
  { name: 'a list on one line', text: `a: [${'x, '.repeat(SIZE)}]` },
  { name: 'a map that never closes', text: `{${'x, '.repeat(SIZE)}` },
  { name: 'anchors', text: '- &a x\n'.repeat(SIZE / 5) },
])('hostile text is read in linear time: $name', ({ text }) => {
  expect(['value', 'misread']).toContain(readYaml(text).kind);
});
