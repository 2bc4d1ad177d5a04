import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lineOfJson, readJson } from '../../src/lockfiles/json-places.js';

const read = (text: string) => {
  const result = readJson(text);
  if (result.kind === 'misread') throw new Error(result.what);
  return result.value;
};

describe('places', () => {
  const { root } = read(
    '{\n  "a": {\n    "b": [\n      1, "x,\\"]{",\n      null\n    ]\n  }, "c": -1.5e3,\n  "\\u0064": true\n}',
  );
  test.each([
    { path: [], line: 1 },
    { path: ['a'], line: 2 },
    { path: ['a', 'b'], line: 3 },
    { path: ['a', 'b', 0], line: 4 },
    { path: ['a', 'b', 1], line: 4 },
    { path: ['a', 'b', 2], line: 5 },
    { path: ['c'], line: 7 },
    { path: ['d'], line: 8 },
    { path: ['a', 'nothing', 'there'], line: 2 },
  ])('$path is on line $line', ({ path, line }) => expect(lineOfJson(root, path)).toBe(line));

  test('of every key of any document', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 1 }))), (value) => {
        const text = JSON.stringify(value, null, 1);
        const lines = text.split('\n');
        const places = read(text).root;
        for (const [outer, members] of Object.entries(value)) {
          for (const inner of Object.keys(members))
            expect(lines[lineOfJson(places, [outer, inner]) - 1]).toContain(`  ${JSON.stringify(inner)}: `);
        }
      }),
    );
  });
});

test.each([
  { name: 'no JSON', text: '{', line: null, says: 'not valid JSON' },
  { name: 'a number that JSON does not have', text: '[NaN]', line: null, says: 'not valid JSON' },
  { name: 'a key given twice', text: '{"a": 1,\n"a": 2}', line: 2, says: 'the key "a" is given twice' },
  {
    name: 'a key given twice, once in escapes',
    text: '{"x": {"a": 1,\n\n"\\u0061": 2}}',
    line: 3,
    says: 'given twice',
  },
])('refused: $name', ({ text, line, says }) => {
  expect(readJson(text)).toEqual({ kind: 'misread', line, what: expect.stringContaining(says) });
});

test('brackets without end cost no more than their length', () => {
  expect(read(`${'['.repeat(200_000)}${']'.repeat(200_000)}`).root.line).toBe(1);
  expect(read(`[${'[],'.repeat(200_000)}[]]`).root.line).toBe(1);
});
