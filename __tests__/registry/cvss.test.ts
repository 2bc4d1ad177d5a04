import { describe, expect, test } from '@jest/globals';
import { highest, ratingOf } from '../../src/registry/cvss.js';

describe('the rating of a vector', () => {
  test.each([
    { name: 'v3.1, 9.8', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', rating: 'critical' },
    { name: 'v3.1, 7.5', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N', rating: 'high' },
    { name: 'v3.1, 5.6', vector: 'CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:L/I:L/A:L', rating: 'medium' },
    { name: 'v3.1, 3.8', vector: 'CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:N', rating: 'low' },
    { name: 'v3.0, 10.0', vector: 'CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H', rating: 'critical' },
    {
      name: 'v4.0, 9.3',
      vector: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N',
      rating: 'critical',
    },
    { name: 'v2, 7.5', vector: 'AV:N/AC:L/Au:N/C:P/I:P/A:P', rating: 'high' },
    { name: 'v2, 10.0, which has no critical', vector: 'AV:N/AC:L/Au:N/C:C/I:C/A:C', rating: 'high' },
    { name: 'no impact', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N', rating: 'unknown' },
    { name: 'a vector that is not complete', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U', rating: 'unknown' },
    { name: 'a version to come', vector: 'CVSS:5.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', rating: 'unknown' },
    { name: 'a workflow command', vector: '::error::x', rating: 'unknown' },
    { name: 'nothing', vector: '', rating: 'unknown' },
  ])('$name is $rating', ({ vector, rating }) => {
    expect(ratingOf(vector)).toBe(rating);
  });
});

test('the highest of several counts, and unknown counts least', () => {
  expect(highest(['low', 'unknown', 'high', 'medium'])).toBe('high');
  expect(highest(['unknown', 'low'])).toBe('low');
  expect(highest([])).toBe('unknown');
});
