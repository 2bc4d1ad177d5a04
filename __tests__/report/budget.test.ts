import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Forms, fitItems, fitSections, type Section, sizeOf } from '../../src/report/budget.js';

const more = (left: number): string => `+${left}`;

describe('fitItems', () => {
  const items: readonly Forms[] = [
    ['first, at length', 'first'],
    ['second, at length', 'second'],
    ['third, at length', 'third'],
  ];
  test.each([
    { name: 'everything', room: 100, text: 'first, at length\nsecond, at length\nthird, at length' },
    { name: 'the last one shortened', room: 42, text: 'first, at length\nsecond, at length\nthird' },
    { name: 'all shortened', room: 21, text: 'first\nsecond\nthird' },
    { name: 'the last ones counted', room: 14, text: 'first\n+2' },
    { name: 'only a count', room: 3, text: '+3' },
  ])('$name', ({ room, text }) => {
    expect(fitItems(items, { room, separator: '\n', more })).toBe(text);
  });

  test('never takes more than the room, save for the count itself', () => {
    const forms = fc.tuple(fc.string({ maxLength: 30 }), fc.string({ maxLength: 8 })).map((pair): Forms => pair);
    fc.assert(
      fc.property(fc.array(forms), fc.nat(300), (list, room) => {
        const text = fitItems(list, { room, separator: '\n\n', more });
        expect(sizeOf(text)).toBeLessThanOrEqual(Math.max(room, sizeOf(more(list.length))));
      }),
    );
  });
});

test('sections get room by importance and stand in their own order', () => {
  const greedy = (letter: string, importance: number, reserve: number): Section => ({
    importance,
    reserve,
    render: (room) => letter.repeat(Math.min(room, 20)),
  });
  const text = fitSections([greedy('a', 2, 5), greedy('b', 1, 0), greedy('c', 3, 0)], 33);
  expect(text).toBe(`${'a'.repeat(9)}\n\n${'b'.repeat(20)}\n`);
});
