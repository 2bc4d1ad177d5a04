import { expect, test } from '@jest/globals';
import { rules } from '../../src/rules/catalog.js';

test.each(rules)('the headline of $id reads behind the name of a package or file', ({ headline }) => {
  expect(headline).toMatch(/^[a-z]+(?:s|ed|ot|ame|ad) /u);
  expect(headline).not.toMatch(/[.;:!?`*_\n]|\s$|\d/u);
  expect(headline.length).toBeLessThanOrEqual(60);
});

test.each(rules)('the headline of $id says it in words, not in ids', ({ headline }) => {
  expect(rules.filter(({ id }) => headline.includes(id)).map(({ id }) => id)).toEqual([]);
});

test('no two rules have one headline', () => {
  expect(new Set(rules.map(({ headline }) => headline)).size).toBe(rules.length);
});
