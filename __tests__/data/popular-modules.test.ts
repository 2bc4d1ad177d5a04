import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { listText, moduleText, readList, rowText } from '../../scripts/data/popular-modules-text.mjs';
import { popularDetails } from '../../src/data/popular-modules.js';
import { popularProjects } from '../../src/data/popular-projects.js';
import { normalizeName } from '../../src/model/names.js';
import { ownersOfModule, ownersOfPopularCommand } from '../../src/model/popular.js';

const SOURCES = join(import.meta.dirname, '../../src/data');

test('is generated from the list beside its generator', () => {
  const { source, date, rows } = readList();

  expect(readFileSync(join(SOURCES, 'popular-modules.ts'), 'utf8')).toBe(moduleText(source, date, rows));
  expect(rows.map(({ name }) => name)).toEqual([...popularDetails().keys()]);
});

test('lists projects once, in order, and only ranked ones', () => {
  const names = readList().rows.map(({ name }) => name);
  const { rankOf } = popularProjects();

  expect(names).toEqual([...new Set(names)].toSorted());
  expect(names.filter((name) => !rankOf.has(normalizeName(name)))).toEqual([]);
});

test.each([
  {
    name: 'its own name',
    row: { name: 'a-b', modules: ['a_b'], commands: [], repository: null, version: null },
    text: 'a-b = - -',
  },
  {
    name: 'all that is known',
    row: { name: 'a', modules: ['b', 'c'], commands: ['d'], repository: 'github.com/e/f', version: '1.0' },
    text: 'a b,c d github.com/e/f 1.0',
  },
])('a row reads back: $name', ({ row, text }) => {
  expect(rowText(row)).toBe(text);
  expect(listText('here', '2026-01-01', [row])).toContain(`\n${text}\n`);
});

describe('owners', () => {
  const popular = popularProjects();

  test.each([
    { name: 'yaml', of: () => ownersOfModule('yaml', popular), owner: 'pyyaml' },
    { name: 'PIL', of: () => ownersOfModule('PIL', popular), owner: 'pillow' },
    { name: 'attr', of: () => ownersOfModule('attr', popular), owner: 'attrs' },
    { name: 'the command aws', of: () => ownersOfPopularCommand('aws', popular), owner: 'awscli' },
  ])('$name is that of $owner', ({ of, owner }) => {
    expect(of()).toContain(owner);
  });

  test('the most used comes first', () => {
    const [first, second] = ownersOfModule('psycopg2', popular).map((name) => popular.rankOf.get(name) ?? 0);

    expect(first).toBeLessThan(second ?? 0);
  });

  test('a free name has none', () => {
    expect(ownersOfModule('moonlight_garden', popular)).toEqual([]);
  });
});

test('Python’s own modules are known', () => {
  const { standardModules } = popularProjects();

  expect(['json', 'ssl', 'subprocess', 'tomllib'].filter((name) => !standardModules.has(name))).toEqual([]);
  expect(standardModules.has('yaml')).toBe(false);
});
