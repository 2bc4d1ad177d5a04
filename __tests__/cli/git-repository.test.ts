import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gitRepository } from '../../src/cli/git-repository.js';

let directory = '';
const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=Demo', '-c', 'user.email=demo@example.invalid', ...args], {
    cwd: directory,
    encoding: 'utf8',
  }).trim();

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'git-repository-'));
  git('init', '--quiet', '--initial-branch=main');
  writeFileSync(join(directory, 'uv.lock'), 'version = 1\n');
  symlinkSync('uv.lock', join(directory, 'other.lock'));
  git('add', '.');
  git('commit', '--quiet', '-m', 'base');
  git('checkout', '--quiet', '-b', 'update');
  writeFileSync(join(directory, 'uv.lock'), 'version = 1\nrevision = 3\n');
  git('commit', '--quiet', '-am', 'update');
  git('checkout', '--quiet', 'main');
  writeFileSync(join(directory, 'späte datei.txt'), 'later on main\n');
  git('add', '.');
  git('commit', '--quiet', '-m', 'main moves on');
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

const treeOf = async (side: 'base' | 'head') => {
  const repository = await gitRepository({ directory, base: 'main', head: 'update', sharedPolicy: null });
  const tree = await repository.tree(side);
  if (tree.kind !== 'found') throw new Error('the tree must be there');
  return { repository, entries: tree.value.entries };
};

describe('gitRepository', () => {
  test('takes the merge base, not the tip of the base branch', async () => {
    const { repository, entries } = await treeOf('base');

    expect(entries.map(({ path }) => path)).toEqual(['other.lock', 'uv.lock']);
    expect(repository.describe('base')).toBe(git('rev-parse', 'main~1').slice(0, 12));
  });

  test('takes the policy from the tip of the base branch', async () => {
    const { repository } = await treeOf('base');

    const tree = await repository.policyTree();

    expect(tree.kind === 'found' && tree.value.entries.map(({ path }) => path)).toContain('späte datei.txt');
  });

  test('reads blobs by id and tells links apart', async () => {
    const { repository, entries } = await treeOf('head');
    const [link, lock] = entries;
    if (lock === undefined) throw new Error('the lockfile must be there');

    const blob = await repository.blob(lock);

    expect(link?.type).toBe('symlink');
    expect(lock).toMatchObject({ type: 'file', size: 25 });
    expect(blob.kind === 'found' && Buffer.from(blob.value).toString()).toBe('version = 1\nrevision = 3\n');
  });

  test.each([
    { name: 'a ref that does not exist', base: 'nowhere' },
    { name: 'a ref that looks like an option', base: '--output=owned' },
  ])('names $name', async ({ base }) => {
    await expect(gitRepository({ directory, base, head: 'update', sharedPolicy: null })).rejects.toThrow(
      `"${base}" is no commit`,
    );
  });
});
