import { describe, expect, test } from '@jest/globals';
import { hasEnd, isAffected, type RangeEvent } from '../../src/registry/osv-ranges.js';
import { version } from '../support/model.js';

const SERIES: readonly RangeEvent[] = [
  { introduced: '0' },
  { fixed: '1.2.5' },
  { introduced: '2.0' },
  { fixed: '2.3' },
];

describe('isAffected', () => {
  test.each<{ name: string; events: readonly RangeEvent[]; affected: readonly string[]; safe: readonly string[] }>([
    {
      name: 'two series, in any order',
      events: SERIES.toReversed(),
      affected: ['0.1', '1.2.4', '2.0', '2.2'],
      safe: ['1.2.5', '1.9', '2.3', '3'],
    },
    {
      name: 'PEP 440, not text',
      events: [{ introduced: '1.9' }, { fixed: '1.10' }],
      affected: ['1.9', '1.9.9'],
      safe: ['1.8', '1.10'],
    },
    {
      name: 'a release candidate of the fix',
      events: [{ introduced: '0' }, { fixed: '1.2' }],
      affected: ['1.2rc1'],
      safe: ['1.2', '1.2.post1'],
    },
    { name: 'an epoch', events: [{ introduced: '0' }, { fixed: '1!1.0' }], affected: ['2026.1'], safe: ['1!1.0'] },
    {
      name: 'a last affected version',
      events: [{ introduced: '1.0' }, { last_affected: '1.4' }],
      affected: ['1.0', '1.4'],
      safe: ['0.9', '1.4.1'],
    },
    { name: 'a limit', events: [{ introduced: '1.0' }, { limit: '2.0' }], affected: ['1.5'], safe: ['2.0', '2.1'] },
    { name: 'no end', events: [{ introduced: '1.0' }], affected: ['1.0', '99'], safe: ['0.9'] },
    {
      name: 'a beginning that is no version',
      events: [{ introduced: 'long ago' }, { fixed: '1.0' }],
      affected: ['0.1'],
      safe: ['1.0'],
    },
    {
      name: 'a fix that is no version',
      events: [{ introduced: '0' }, { fixed: 'soon' }],
      affected: ['0.1', '99'],
      safe: [],
    },
    {
      name: 'fixed and introduced at one version',
      events: [{ introduced: '0' }, { fixed: '1.0' }, { introduced: '1.0' }],
      affected: ['1.0'],
      safe: [],
    },
    { name: 'no event', events: [], affected: [], safe: ['1.0'] },
  ])('$name', ({ events, affected, safe }) => {
    expect(affected.filter((text) => !isAffected(version(text), events))).toEqual([]);
    expect(safe.filter((text) => isAffected(version(text), events))).toEqual([]);
  });
});

test('a range has an end when something closes it', () => {
  expect(hasEnd(SERIES)).toBe(true);
  expect(hasEnd([{ introduced: '0' }, { last_affected: '1' }])).toBe(true);
  expect(hasEnd([{ introduced: '0' }])).toBe(false);
});
