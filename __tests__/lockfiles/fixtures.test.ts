import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { fixtureNames, hasFixture } from './fixtures.js';

const TESTS = ['./', '../diff/'].flatMap((folder) => {
  const url = new URL(folder, import.meta.url);
  return readdirSync(url)
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => readFileSync(new URL(name, url), 'utf8'));
});

test.each(fixtureNames().map((name) => ({ name })))('$name is read by a test and says how it was made', ({ name }) => {
  expect(TESTS.some((text) => text.includes(`'${name}'`))).toBe(true);
  expect(hasFixture(name, 'made-by.txt')).toBe(true);
});
