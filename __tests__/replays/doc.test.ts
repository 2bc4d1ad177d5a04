import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { INCIDENTS } from './incidents.js';

test('docs/incidents.md names every incident that is replayed, and the rule that blocks it', () => {
  const text = readFileSync(join(import.meta.dirname, '../../docs/incidents.md'), 'utf8');
  const rows = INCIDENTS.map(({ incident, by }) => `| ${incident} | [${by}](rules/${by}.md) |`);

  expect(text.split('\n').filter((line) => line.includes('](rules/') && line.startsWith('|'))).toEqual(rows);
});
