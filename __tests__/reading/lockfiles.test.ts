import { describe, expect, test } from '@jest/globals';
import { readLockfiles } from '../../src/reading/lockfiles.js';
import { type MemoryRepositoryOptions, memoryRepository, type SideFiles } from '../support/repository.js';

const OLD = 'demo==1.0\n';
const NEW = 'demo==1.1\n';

const pathsOf = async (base: SideFiles, head: SideFiles, globs: readonly string[] = []) => {
  const { pairs } = await readLockfiles(globs, memoryRepository({ base, head }));
  return pairs.map(({ path }) => path);
};

describe('readLockfiles', () => {
  test.each<{ name: string; base: SideFiles; head: SideFiles; globs?: readonly string[]; expected: readonly string[] }>(
    [
      {
        name: 'a changed lockfile, wherever it lies',
        base: { 'a/requirements.txt': OLD },
        head: { 'a/requirements.txt': NEW },
        expected: ['a/requirements.txt'],
      },
      {
        name: 'none that did not change',
        base: { 'requirements.txt': OLD, 'README.md': 'a' },
        head: { 'requirements.txt': OLD, 'README.md': 'b' },
        expected: [],
      },
      {
        name: 'none that only moved',
        base: { 'requirements.txt': OLD },
        head: { 'app/requirements.txt': OLD },
        expected: [],
      },
      {
        name: 'both paths of one that moved and changed',
        base: { 'requirements.txt': OLD },
        head: { 'app/requirements.txt': NEW },
        expected: ['app/requirements.txt', 'requirements.txt'],
      },
      {
        name: 'a new one and a deleted one',
        base: { 'requirements.txt': OLD },
        head: { 'uv.lock': 'version = 1\n' },
        expected: ['requirements.txt', 'uv.lock'],
      },
      {
        name: 'only what the globs name',
        base: { 'requirements.txt': OLD, 'deps/pins.txt': OLD },
        head: { 'requirements.txt': NEW, 'deps/pins.txt': NEW },
        globs: ['deps/*.txt'],
        expected: ['deps/pins.txt'],
      },
      {
        name: 'a changed file that an unchanged requirements file includes under an unusual name',
        base: { 'requirements.txt': '-r deps/core.in\n', 'deps/core.in': OLD },
        head: { 'requirements.txt': '-r deps/core.in\n', 'deps/core.in': NEW },
        expected: ['deps/core.in'],
      },
      {
        name: 'no changed text that nothing includes',
        base: { 'requirements.txt': OLD, 'notes/list.txt': 'a\n' },
        head: { 'requirements.txt': OLD, 'notes/list.txt': 'b\n' },
        expected: [],
      },
    ],
  )('reads $name', async ({ base, head, globs, expected }) => {
    expect(await pathsOf(base, head, globs)).toEqual(expected);
  });

  test('reads nothing when no lockfile changed', async () => {
    const repository = memoryRepository({
      base: { 'requirements.txt': OLD },
      head: { 'requirements.txt': OLD, 'a.py': '' },
    });

    await readLockfiles([], repository);

    expect(repository.reads).toEqual([]);
  });

  test('a first commit has no base side', async () => {
    const { pairs } = await readLockfiles([], memoryRepository({ base: null, head: { 'requirements.txt': NEW } }));

    expect(pairs).toEqual([expect.objectContaining({ path: 'requirements.txt', base: null })]);
    expect(pairs[0]?.head?.packages.map(({ name }) => name)).toEqual(['demo']);
  });

  test.each<{ name: string; options: MemoryRepositoryOptions; message: string }>([
    {
      name: 'a lockfile that is a symlink',
      options: { base: {}, head: { 'uv.lock': null } },
      message: 'it is a symlink',
    },
    {
      name: 'a lockfile whose content cannot be had',
      options: { base: {}, head: { 'uv.lock': 'x' }, unreadable: ['uv.lock'] },
      message: 'the server did not answer',
    },
  ])('invariant 6: $name is a problem of the whole file', async ({ options, message }) => {
    const { pairs } = await readLockfiles([], memoryRepository(options));

    expect(pairs[0]?.head?.problems).toEqual([
      expect.objectContaining({ affects: 'file', path: 'uv.lock', message: expect.stringContaining(message) }),
    ]);
  });

  test('invariant 6: a listing that stops early is a gap', async () => {
    const { gaps } = await readLockfiles([], memoryRepository({ base: {}, head: {}, truncated: ['head'] }));

    expect(gaps).toEqual([expect.objectContaining({ stage: 'lockfile', subject: 'head' })]);
  });
});
