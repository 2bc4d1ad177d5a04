import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { rules } from '../../src/rules/catalog.js';

const HEADINGS = [
  'What it flags',
  'Why it matters',
  'Example',
  'What to do',
  'When it is wrong',
  'Level and measurements',
];

const docs = rules.map((rule) => ({ rule, id: rule.id, text: readDoc(rule.id) }));

/** The doc, or no text where there is none: each test below then says what is missing. */
function readDoc(id: string): string {
  try {
    return readFileSync(join(import.meta.dirname, '../../docs/rules', `${id}.md`), 'utf8');
  } catch {
    return '';
  }
}

test('there are rules to document', () => {
  expect(rules.length).toBeGreaterThan(0);
});

describe.each(docs)('docs/rules/$id.md', ({ rule, text }) => {
  test('front matter equals the rule', () => {
    expect(text.split('---\n')[1]).toBe(`id: ${rule.id}\nlevel: ${rule.level}\nsummary: ${rule.summary}\n`);
  });

  test('has every section, in order and not empty', () => {
    const sections = text
      .split(/^## /mu)
      .slice(1)
      .map((section) => section.split('\n'));

    expect(sections.map(([heading]) => heading)).toEqual(HEADINGS);
    expect(sections.filter((lines) => lines.slice(1).join('').trim() === '')).toEqual([]);
  });

  test('tells level, false alarms, attack patterns and other names', () => {
    const last = text.split('## Level and measurements')[1] ?? '';

    expect(last).toMatch(/\*\*Level\*\*: \S/u);
    expect(last).toMatch(/\*\*Measured false-alarm rate\*\*: \S/u);
    for (const capec of rule.capec) expect(last).toContain(`CAPEC-${capec}`);
    for (const alias of rule.aliases ?? []) expect(last).toContain(alias);
  });
});

test.each(docs)('the summary and remedy of $id are sentences', ({ rule }) => {
  expect(rule.summary).toMatch(/^[A-Z].*\.$/u);
  expect(rule.remedy).toMatch(/^[A-Z].*\.$/u);
});
