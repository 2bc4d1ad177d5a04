import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { documents, workflowsIn } from '../../scripts/doc-workflows.mjs';

const fence = (language: string, text: string): string => `before\n\n\`\`\`${language}\n${text}\`\`\`\n\nafter\n`;

describe('workflowsIn', () => {
  test('finds blocks with jobs, with commits for their placeholders', () => {
    const workflow = 'on: push\njobs:\n  a:\n    steps:\n      - uses: lockgate/lockgate@<full commit SHA>\n';

    expect(workflowsIn(fence('yaml', workflow) + fence('yml', workflow))).toEqual(
      Array.from({ length: 2 }, () =>
        workflow.replace('<full commit SHA>', '0123456789abcdef0123456789abcdef01234567'),
      ),
    );
  });

  test.each([
    { name: 'a part of a workflow', text: fence('yaml', 'permissions:\n  contents: read\n') },
    { name: 'a policy', text: fence('toml', 'jobs = 1\n') },
  ])('$name is none', ({ text }) => {
    expect(workflowsIn(text)).toEqual([]);
  });
});

// Two checks of one name on a commit: a branch rule cannot tell which of them it requires.
test('no job of a documented workflow is called as the check run is', () => {
  const jobs = documents().flatMap((path) =>
    workflowsIn(readFileSync(path, 'utf8')).flatMap((text) => {
      const workflow = load(text) as { readonly jobs: Readonly<Record<string, { readonly name?: string }>> };
      return Object.entries(workflow.jobs).map(([id, { name }]) => `${path}: ${name ?? id}`);
    }),
  );

  expect(jobs.length).toBeGreaterThan(3);
  expect(jobs.filter((job) => job.endsWith(': lockgate'))).toEqual([]);
});
