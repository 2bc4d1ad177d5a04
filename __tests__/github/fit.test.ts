import { describe, expect, test } from '@jest/globals';
import { COMMENT_LIMITS, cutToFit } from '../../src/github/fit.js';

test('a text within the limits stays as it is', () => {
  expect(cutToFit('a\nb', { units: 3, bytes: 3 })).toBe('a\nb');
});

describe('a text that is too long', () => {
  test.each([
    { name: 'in characters', line: 'x'.repeat(99) },
    { name: 'in bytes only', line: '漢'.repeat(40) },
    { name: 'in both, outside of the basic plane', line: '😀'.repeat(50) },
  ])('$name is cut after a whole line and says so', ({ line }) => {
    const cut = cutToFit(Array.from({ length: 1000 }, () => line).join('\n'), COMMENT_LIMITS);
    expect(cut.length).toBeLessThanOrEqual(COMMENT_LIMITS.units);
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(COMMENT_LIMITS.bytes);
    expect(cut).toMatch(/The report goes on/u);
    expect(
      cut
        .split('\n\n')[0]
        ?.split('\n')
        .every((kept) => kept === line),
    ).toBe(true);
  });

  test('one endless line leaves the notice alone', () => {
    expect(cutToFit('x'.repeat(100_000), COMMENT_LIMITS)).toMatch(/^\s*\*\*The report goes on/u);
  });
});
