import { describe, expect, test } from '@jest/globals';
import { changesOf, parseShard } from '../../src/diff/shard.js';
import { change } from '../support/report.js';

test.each([
  { text: '1/1', shard: { index: 1, of: 1 } },
  { text: '8/8', shard: { index: 8, of: 8 } },
  { text: '0/8', shard: null },
  { text: '9/8', shard: null },
  { text: '1', shard: null },
  { text: '1/0', shard: null },
  { text: '1/2/3', shard: null },
])('$text', ({ text, shard }) => {
  expect(parseShard(text)).toEqual(shard);
});

describe('changesOf', () => {
  const changes = Array.from({ length: 60 }, (_, at) => change(`demo-${at}`, { to: '1.0' }));
  const diff = { changes, options: [], problems: [] };

  test('cuts all changes into parts without overlap', () => {
    const parts = [1, 2, 3].map((index) => changesOf(diff, { index, of: 3 }).changes);

    expect(parts.flat().toSorted((a, b) => changes.indexOf(a) - changes.indexOf(b))).toEqual(changes);
    for (const part of parts) expect(part.length).toBeGreaterThan(5);
  });

  test('keeps the versions of a project together', () => {
    const two = { ...diff, changes: [change('demo', { to: '1.0' }), change('demo', { to: '2.0' })] };

    expect([1, 2, 3].map((index) => changesOf(two, { index, of: 3 }).changes.length).toSorted()).toEqual([0, 0, 2]);
  });

  test('is the whole without a shard', () => {
    expect(changesOf(diff, null)).toBe(diff);
  });
});
