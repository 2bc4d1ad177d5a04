import { describe, expect, test } from '@jest/globals';
import { readLockfiles } from '../../src/reading/lockfiles.js';
import { fixtureText } from '../lockfiles/fixtures.js';
import { memoryRepository, type SideFiles } from '../support/repository.js';

const reading = async (base: SideFiles, head: SideFiles, globs: readonly string[] = []) => {
  const repository = memoryRepository({ base, head });
  const { manifests, pairs } = await readLockfiles(globs, repository);
  return { manifests, pairs, reads: repository.reads };
};

const project = (...dependencies: readonly string[]) =>
  `[project]\nname = "demo"\ndependencies = ${JSON.stringify(dependencies)}\n`;
const UV = 'version = 1\n';
const binding = (path: string) => [{ path, binding: true }];

describe('a manifest that changed without its lockfile', () => {
  test.each([
    {
      name: 'beside its lock',
      lock: 'app/uv.lock',
      manifest: 'app/pyproject.toml',
      before: project(),
      after: project('idna'),
      locks: binding('app/uv.lock'),
    },
    {
      name: 'of another tool',
      lock: 'Pipfile.lock',
      manifest: 'Pipfile',
      before: '[packages]\n',
      after: '[packages]\nidna = "*"\n',
      locks: binding('Pipfile.lock'),
    },
    {
      name: 'whose lock does not record the wishes',
      lock: 'requirements.txt',
      manifest: 'requirements.in',
      before: 'flask\n',
      after: 'flask\nidna\n',
      locks: [{ path: 'requirements.txt', binding: false }],
    },
    {
      name: 'without any lock',
      lock: 'other/uv.lock',
      manifest: 'app/pyproject.toml',
      before: project(),
      after: project('idna'),
      locks: [],
    },
    {
      name: 'beside a lock of another manifest',
      lock: 'pixi.lock',
      manifest: 'Pipfile',
      before: '[packages]\n',
      after: '[packages]\nidna = "*"\n',
      locks: [],
    },
  ])('$name', async ({ lock, manifest, before, after, locks }) => {
    const { manifests } = await reading({ [lock]: UV, [manifest]: before }, { [lock]: UV, [manifest]: after });
    expect(manifests).toMatchObject([{ path: manifest, changed: [{ name: 'idna', how: 'added' }], locks }]);
  });

  test('tells what came, went and changed, and where', async () => {
    const files = (...wishes: readonly string[]) => ({
      'uv.lock': UV,
      'requirements.in': '',
      'pyproject.toml': project(...wishes),
    });
    const { manifests } = await reading(files('a', 'b>=1'), files('b>=2', 'c_d'));
    expect(manifests[0]?.changed).toEqual([
      { name: 'a', how: 'removed', line: null },
      { name: 'b', how: 'changed', line: 3 },
      { name: 'c-d', how: 'added', line: 3 },
    ]);
  });

  const WORKSPACE = fixtureText('uv-sources', 'head', 'uv.lock');
  test.each([
    { name: 'a member of the workspace above', path: 'packages/member-a/pyproject.toml', locks: binding('uv.lock') },
    { name: 'a project that the lock above does not hold', path: 'packages/other/pyproject.toml', locks: [] },
  ])('$name', async ({ path, locks }) => {
    const { manifests } = await reading(
      { 'uv.lock': WORKSPACE, [path]: project() },
      { 'uv.lock': WORKSPACE, [path]: project('idna') },
    );
    expect(manifests).toMatchObject([{ path, locks }]);
  });
});

describe('no manifest is told', () => {
  const lock = (version: string) => `version = 1\nrequires-python = ">=${version}"\n`;
  test.each<{ name: string; base: SideFiles; head: SideFiles; globs?: readonly string[] }>([
    {
      name: 'whose lock changed too',
      base: { 'uv.lock': lock('3.11'), 'pyproject.toml': project() },
      head: { 'uv.lock': lock('3.12'), 'pyproject.toml': project('idna') },
    },
    {
      name: 'that asks for the same in other words',
      base: { 'uv.lock': UV, 'pyproject.toml': project('Idna>=3,<4') },
      head: { 'uv.lock': UV, 'pyproject.toml': `${project('idna <4, >=3')}version = "2"\n` },
    },
    { name: 'that went', base: { 'pyproject.toml': project('idna') }, head: {} },
    { name: 'of a tool’s directory', base: {}, head: { 'node_modules/a/pyproject.toml': project('idna') } },
    {
      name: 'apart from the lockfiles that are asked for',
      base: { 'requirements.txt': 'a==1\n', 'pyproject.toml': project(), 'uv.lock': UV },
      head: { 'requirements.txt': 'a==1\n', 'pyproject.toml': project('idna'), 'uv.lock': UV },
      globs: ['other/uv.lock'],
    },
    {
      name: 'that only moved',
      base: { 'a/pyproject.toml': project('idna') },
      head: { 'b/pyproject.toml': project('idna') },
    },
  ])('$name', async ({ base, head, globs = [] }) => {
    expect((await reading(base, head, globs)).manifests).toEqual([]);
  });
});

test('a manifest beside a changed lock is not fetched', async () => {
  const { reads } = await reading(
    { 'uv.lock': UV, 'pyproject.toml': project() },
    { 'uv.lock': `${UV}revision = 3\n`, 'pyproject.toml': project('idna') },
  );
  expect(reads).not.toContain('pyproject.toml');
});

test('beyond a number that no pull request for people has, the rest is told and not fetched', async () => {
  const files = (...wishes: readonly string[]) =>
    Object.fromEntries(
      Array.from({ length: 70 }, (_, index) => [`p${index}/pyproject.toml`, `# ${index}\n${project(...wishes)}`]),
    );
  const repository = memoryRepository({ base: files(), head: files('idna') });
  const { manifests, gaps } = await readLockfiles([], repository);
  expect([manifests.length, gaps.length, repository.reads.length]).toEqual([60, 1, 120]);
});

describe('direct or not, where the lock does not tell', () => {
  const head = (manifest: string) => ({
    'poetry.lock': fixtureText('poetry-small', 'head', 'poetry.lock'),
    'pyproject.toml': manifest,
  });
  const directOf = async (files: SideFiles) => {
    const { pairs } = await reading({}, files);
    return pairs[0]?.head?.packages.filter(({ direct }) => direct).map(({ name }) => name);
  };

  test('the manifest beside it does', async () => {
    const names = await directOf(head(fixtureText('poetry-small', 'head', 'pyproject.toml')));
    expect(names).toEqual(['flask', 'markdown', 'pytest', 'requests']);
  });

  test.each([
    {
      name: 'one that computes them',
      text: '[project]\ndynamic = ["dependencies"]\n[project.optional-dependencies]\na = ["flask"]\n',
    },
    { name: 'one that cannot be read', text: '[project' },
    { name: 'one that asks for nothing', text: '[tool.ruff]\n' },
  ])('$name does not', async ({ text }) => {
    const { pairs } = await reading({}, head(text));
    expect(pairs[0]?.head?.packages.every(({ direct }) => direct === null)).toBe(true);
  });

  test('each side has its own', async () => {
    const lock = fixtureText('poetry-small', 'base', 'poetry.lock');
    const { pairs } = await reading(
      { 'poetry.lock': lock, 'pyproject.toml': project('flask') },
      { 'poetry.lock': `${lock}\n# again\n`, 'pyproject.toml': project('requests') },
    );
    const direct = (side: 'base' | 'head') =>
      pairs[0]?.[side]?.packages.filter((entry) => entry.direct).map(({ name }) => name);
    expect([direct('base'), direct('head')]).toEqual([['flask'], ['requests']]);
  });
});
