import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rightLines } from '../../src/github/diff-lines.js';

const lines = (patch: readonly string[]): readonly number[] => [...rightLines(patch.join('\n'))];

test.each([
  {
    name: 'added lines and context',
    patch: ['@@ -1,3 +1,4 @@', ' a', '-b', '+B', '+c', ' d'],
    is: [1, 2, 3, 4],
  },
  {
    name: 'two hunks',
    patch: ['@@ -1 +1 @@ version = 1', '-a', '+b', '@@ -40,2 +40,2 @@', ' x', '-y', '+z'],
    is: [1, 40, 41],
  },
  { name: 'a new file', patch: ['@@ -0,0 +1,2 @@', '+a', '+b'], is: [1, 2] },
  { name: 'a deleted file', patch: ['@@ -1,2 +0,0 @@', '-a', '-b'], is: [] },
  {
    name: 'no newline at the end, on both sides',
    patch: ['@@ -1 +1 @@', '-a', '\\ No newline at end of file', '+b', '\\ No newline at end of file'],
    is: [1],
  },
  {
    name: 'a hunk after a file’s missing newline',
    patch: ['@@ -1 +1 @@', '-a', '\\ No newline at end of file', '+b', '@@ -9 +9 @@', ' c'],
    is: [1, 9],
  },
  { name: 'nothing', patch: [''], is: [] },
])('$name', ({ patch, is }) => {
  expect(lines(patch)).toEqual(is);
});

test.each([
  {
    name: 'text that looks like a header belongs to its hunk',
    patch: ['@@ -1,2 +1,3 @@', ' a', '+@@ -1,1 +900,5 @@', ' b', '@@ -7 +8 @@', ' c'],
    is: [1, 2, 3, 8],
  },
  { name: 'more lines than the header says', patch: ['@@ -1 +1 @@', ' a', ' b', '@@ -5 +5 @@', ' c'], is: [1] },
  { name: 'fewer lines than the header says', patch: ['@@ -1,9 +1,9 @@', ' a', '+b'], is: [1, 2] },
  { name: 'a hunk that another one cuts off', patch: ['@@ -1,9 +1,9 @@', ' a', '@@ -50 +50 @@', ' b'], is: [1] },
  { name: 'added beyond the count', patch: ['@@ -1,2 +1,1 @@', '+a', '+b'], is: [1] },
  { name: 'a line without a sign', patch: ['@@ -1,3 +1,3 @@', ' a', '', ' b'], is: [1] },
  { name: 'numbers beyond counting', patch: ['@@ -1 +99999999999999999999 @@', '+a'], is: [] },
  { name: 'a combined diff', patch: ['@@@ -1,2 -1,2 +1,3 @@@', '++a'], is: [] },
  { name: 'no header', patch: ['+a', '+b'], is: [] },
])('hostile: $name', ({ patch, is }) => {
  expect(lines(patch)).toEqual(is);
});

test('any text: it ends, and no line is counted that the text does not have', () => {
  const sign = fc.constantFrom(' ', '+', '-', '\\', '@@ -1,2 +3,4 @@', '@@ -0,0 +1,3 @@', '');
  fc.assert(
    fc.property(fc.array(fc.tuple(sign, fc.string({ maxLength: 3 })), { maxLength: 30 }), (parts) => {
      const patch = parts.map(([first, rest]) => first + rest).join('\n');
      expect(rightLines(patch).size).toBeLessThanOrEqual(parts.length);
    }),
  );
});

test('every line that git shows of the new file, and only those', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockgate-diff-'));
  try {
    const numbered = (change: (at: number) => string | null): string =>
      Array.from({ length: 120 }, (_, at) => change(at + 1))
        .flatMap((line) => (line === null ? [] : [`${line}\n`]))
        .join('');
    writeFileSync(
      join(folder, 'old'),
      numbered((at) => `line ${at}`),
    );
    const changed = numbered((at) => (at === 10 ? null : at % 50 === 0 ? `new ${at}\nextra ${at}` : `line ${at}`));
    writeFileSync(join(folder, 'new'), changed);
    const shown = gitDiff(folder)
      .split('\n')
      .filter((line) => /^[ +](?!\+\+)/u.test(line));
    const texts = changed.split('\n');
    expect([...rightLines(hunksOf(gitDiff(folder)))].map((line) => texts[line - 1])).toEqual(
      shown.map((line) => line.slice(1)),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function gitDiff(folder: string): string {
  try {
    return execFileSync('git', ['diff', '--no-index', '--no-color', 'old', 'new'], { cwd: folder, encoding: 'utf8' });
  } catch (error) {
    // It exits with 1 where files differ.
    return (error as { readonly stdout: string }).stdout;
  }
}

/** GitHub's `patch` begins at the first hunk. */
const hunksOf = (diff: string): string => diff.slice(diff.indexOf('@@')).trimEnd();
