import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { popularProjects } from '../../src/data/popular-projects.js';
import { normalizeName } from '../../src/model/names.js';
import { resemblanceOf } from '../../src/model/resemblance.js';

test('ranks widely used projects by their normalised names', () => {
  const { rankOf, date } = popularProjects();

  expect(rankOf.size).toBeGreaterThan(2_000);
  expect([...rankOf.keys()].filter((name) => normalizeName(name) !== name)).toEqual([]);
  expect([...rankOf.values()]).toEqual([...rankOf.keys()].map((_, index) => index + 1));
  expect(date).toMatch(/^\d{4}-\d\d-\d\d$/u);
});

test('is generated from the list beside its generator', () => {
  const list = readFileSync(join(import.meta.dirname, '../../scripts/data/popular-projects.txt'), 'utf8');
  const names = list.split('\n').flatMap((line) => (line.startsWith('#') || line === '' ? [] : line.split(' ')));

  expect([...popularProjects().rankOf.keys()]).toEqual([...new Set(names.map(normalizeName))]);
});

test('is built once', () => {
  expect(popularProjects()).toBe(popularProjects());
});

test('knows the targets of well-known squats', () => {
  const squats = [
    { squat: 'jeilyfish', target: 'jellyfish' },
    { squat: 'python3-dateutil', target: 'python-dateutil' },
    { squat: 'sympy-dev', target: 'sympy' },
    { squat: 'colourama', target: 'colorama' },
    { squat: 'urlib3', target: 'urllib3' },
    { squat: 'moonlight-garden', target: null },
  ];
  const names = [...popularProjects().rankOf.keys()];

  const found = squats.map(
    ({ squat }) => names.find((name) => resemblanceOf(normalizeName(squat), name) !== null) ?? null,
  );

  expect(found).toEqual(squats.map(({ target }) => target));
});
