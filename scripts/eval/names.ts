/**
 * `npm run eval:names`: of the names in typosquats.txt, under which malicious releases were published, how many the rule `typosquat`
 * recognises by their likeness to a widely used project, for each kind of likeness. No network: names are compared, nothing is looked up.
 */
import { popularProjects } from '../../src/data/popular-projects.js';
import { listedTyposquats, recognise } from './typosquats.js';

const popular = popularProjects();
const { rankOf } = popular;
const results = listedTyposquats().map((squat) => recognise(squat, popular));
const kinds = [...new Set(results.map(({ kind }) => kind))];

const count = (rows: typeof results, as: 'target' | 'other' | 'none'): number =>
  rows.filter((row) => row.as === as).length;
const line = (title: string, rows: typeof results): string =>
  `${title}: ${rows.length} names; ${count(rows, 'target')} as their target, ${count(rows, 'other')} as another, ${count(rows, 'none')} not`;

for (const kind of kinds)
  console.log(
    line(
      kind,
      results.filter((row) => row.kind === kind),
    ),
  );
console.log(line('all', results));
console.log(
  `targets outside the table: ${[...new Set(results.filter(({ target }) => !rankOf.has(target)).map(({ target }) => target))].join(' ')}`,
);
for (const { name, target, as, like } of results.filter((row) => row.as !== 'target'))
  console.log(`${as === 'none' ? 'not recognised' : `as ${like}`} · ${name} (for ${target})`);
