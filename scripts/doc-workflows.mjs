/**
 * Writes every workflow of the documentation into a folder, as somebody would who copies it, so that actionlint and zizmor can read
 * them: `node scripts/doc-workflows.mjs FOLDER`. Placeholders for commits become commits.
 */

import { mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** Markdown files that users read. */
export const documents = () => [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true })
    .map(String)
    .filter((path) => path.endsWith('.md'))
    .map((path) => join('docs', path)),
];

/**
 * The workflows in a document: YAML blocks that have jobs.
 * @param {string} text
 */
export const workflowsIn = (text) =>
  [...text.matchAll(/```ya?ml\n([\s\S]+?)```/gu)]
    .map(([, block = '']) => block)
    .filter((block) => /^jobs:/mu.test(block))
    .map((block) => block.replaceAll('<full commit SHA>', '0123456789abcdef0123456789abcdef01234567'));

const [, entry, folder] = process.argv;
if (entry !== undefined && realpathSync(entry) === fileURLToPath(import.meta.url) && folder !== undefined) {
  const target = join(folder, '.github', 'workflows');
  mkdirSync(target, { recursive: true });
  let count = 0;
  for (const path of documents())
    for (const workflow of workflowsIn(readFileSync(join(ROOT, path), 'utf8'))) {
      count += 1;
      writeFileSync(join(target, `${count}-${path.replaceAll(/[/.]/gu, '-')}.yml`), workflow);
    }
  console.log(`${count} workflows of the documentation`);
  if (count === 0) process.exitCode = 1;
}
