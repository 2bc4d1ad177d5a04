import { describe, expect, test } from '@jest/globals';
import { count, listOf, printable } from '../../src/model/text.js';

describe('printable', () => {
  test.each([
    { name: 'line breaks and runs of blanks', text: ' a\n\n b\tc ', expected: 'a b c' },
    {
      name: 'control, bidi and zero-width characters',
      text: 'a\u001b[2J\u202eb\u200b',
      expected: 'a\\u{1b}[2J\\u{202e}b\\u{200b}',
    },
    {
      name: 'variation selectors, also beyond the first plane',
      text: 'a\ufe0fb\u{e0101}',
      expected: 'a\\u{fe0f}b\\u{e0101}',
    },
    { name: 'half a surrogate pair', text: 'a\ud800b', expected: 'a\\u{d800}b' },
  ])('shows $name', ({ text, expected }) => {
    expect(printable(text)).toBe(expected);
  });

  test.each(['🀀', 'a🀀', 'ab🀀', 'abc🀀'])('cuts a long text of %s in the middle, never through a character', (part) => {
    const shown = printable(part.repeat(50), 40);

    expect(shown.length).toBeLessThanOrEqual(40);
    expect(shown).toContain(' … ');
    expect(shown).not.toMatch(/\p{Cs}/u);
  });
});

test.each([
  { items: [], expected: '' },
  { items: ['a'], expected: 'a' },
  { items: ['a', 'b', 'c'], expected: 'a, b and c' },
  { items: ['a', 'b', 'c', 'd', 'e', 'f', 'g'], expected: 'a, b, c, d and 3 more' },
])('listOf: $expected', ({ items, expected }) => {
  expect(listOf(items)).toBe(expected);
});

test('count picks the number of its noun', () => {
  expect([count(1, 'file'), count(2, 'file'), count(0, 'entry', 'entries')]).toEqual([
    '1 file',
    '2 files',
    '0 entries',
  ]);
});
