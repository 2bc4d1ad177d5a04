import { describe, expect, test } from '@jest/globals';
import { requirements } from '../../src/lockfiles/requirements.js';
import type { LockedPackage } from '../../src/model/lockfile.js';
import { lockfileContract } from './contract.js';
import { fixtureLock } from './fixtures.js';

const isEntry = (line: string): boolean => /^(?:[a-z0-9]|-e )/iu.test(line);

lockfileContract(
  requirements,
  ['requirements-pip-compile', 'requirements-uv-compile', 'requirements-medium', 'requirements-uv-export'].map(
    (name) => ({ name, file: 'requirements.txt' }),
  ),
  isEntry,
);
lockfileContract(requirements, [{ name: 'requirements-pip-compile-plain', file: 'requirements.txt' }], isEntry);

const [A, B] = ['a'.repeat(64), 'b'.repeat(64)];
const COMMIT = 'c'.repeat(40);
/** How pip takes a value from the environment. */
const env = (name: string): string => `$\{${name}}`;
const parse = (text: string, path = 'requirements.txt') => requirements.parse(text, path);
const only = (text: string): LockedPackage | undefined => parse(text).packages[0];

describe('pins', () => {
  test.each([
    { text: 'Foo_Bar==1.0', is: ['foo-bar', '1.0'] },
    { text: 'foo == 1.0', is: ['foo', '1.0'] },
    { text: 'foo (==2.0)', is: ['foo', '2.0'] },
    { text: 'foo===1.0', is: ['foo', '1.0'] },
    { text: 'foo==1!2.0', is: ['foo', '1!2.0'] },
    { text: 'torch==2.1+cu121', is: ['torch', '2.1+cu121'] },
    { text: 'foo==1,!=1.1', is: ['foo', '1'] },
    { text: 'foo==1.0  # why', is: ['foo', '1.0'] },
    { text: 'foo==1.\\\n0', is: ['foo', '1.0'] },
  ])('$text', ({ text, is: [name, version] }) => {
    expect(parse(text).problems).toEqual([]);
    expect(only(text)).toMatchObject({ name, version });
    expect(only(text)?.specifier).toBeUndefined();
  });
});

describe('what is not pinned has no version and keeps its specifier', () => {
  test.each([
    { text: 'foo', is: undefined },
    { text: 'foo>=2', is: '>=2' },
    { text: 'foo==1.*', is: '==1.*' },
    { text: 'foo ~= 1.4 , != 1.5', is: '~=1.4,!=1.5' },
    { text: 'foo==1,==2', is: '==1,==2' },
  ])('$text', ({ text, is }) => {
    expect(parse(text).problems).toEqual([]);
    expect(only(text)).toMatchObject({ name: 'foo', version: null });
    expect(only(text)?.specifier).toBe(is);
  });
});

describe('sources', () => {
  const vcs = {
    kind: 'vcs',
    vcs: 'git',
    url: 'https://git.example.invalid/a/b.git',
    commit: null,
    ref: null,
    subdirectory: null,
  };
  test.each([
    {
      text: 'foo @ https://x.invalid/foo-1.0.zip',
      name: 'foo',
      version: '1.0',
      source: { kind: 'archive-url', url: 'https://x.invalid/foo-1.0.zip' },
    },
    {
      text: 'https://x.invalid/Foo_Bar-2.0-py3-none-any.whl',
      name: 'foo-bar',
      version: '2.0',
      source: { kind: 'archive-url', url: 'https://x.invalid/Foo_Bar-2.0-py3-none-any.whl' },
    },
    { text: 'git+https://git.example.invalid/a/b.git#egg=foo', name: 'foo', version: null, source: vcs },
    {
      text: `git+https://git.example.invalid/a/b.git@${COMMIT}`,
      name: 'b',
      version: null,
      source: { ...vcs, commit: COMMIT },
    },
    {
      text: '-e git+ssh://git@git.example.invalid/a/b.git@v1#egg=foo&subdirectory=d',
      name: 'foo',
      version: null,
      source: { ...vcs, url: 'ssh://git.example.invalid/a/b.git', ref: 'v1', subdirectory: 'd' },
    },
    {
      text: 'foo @ git+https://git.example.invalid/a/b.git@main ; os_name == "nt"',
      name: 'foo',
      version: null,
      source: { ...vcs, ref: 'main' },
    },
    {
      text: './libs/foo-1.0.tar.gz',
      name: 'foo',
      version: '1.0',
      source: { kind: 'local', path: './libs/foo-1.0.tar.gz', editable: false },
    },
    {
      text: 'foo-1.0-py3-none-any.whl',
      name: 'foo',
      version: '1.0',
      source: { kind: 'local', path: 'foo-1.0-py3-none-any.whl', editable: false },
    },
    {
      text: '-e ./libs/foo[extra]',
      name: 'foo',
      version: null,
      source: { kind: 'local', path: './libs/foo', editable: true },
    },
    { text: '-e .', name: 'project', version: null, source: { kind: 'local', path: '.', editable: true } },
    {
      text: '-e file:libs/foo',
      name: 'foo',
      version: null,
      source: { kind: 'local', path: 'libs/foo', editable: true },
    },
    {
      text: 'foo @ file:///srv/foo',
      name: 'foo',
      version: null,
      source: { kind: 'local', path: '/srv/foo', editable: false },
    },
  ])('$text', ({ text, name, version, source }) => {
    expect(parse(text).problems).toEqual([]);
    expect(only(text)).toMatchObject({ name, version, source });
  });

  test('a hash in the fragment of a URL', () => {
    expect(only(`foo @ https://x.invalid/foo-1.0.zip#sha256=${A}`)).toMatchObject({
      source: { url: 'https://x.invalid/foo-1.0.zip' },
      artifacts: [{ hashes: [`sha256:${A}`] }],
    });
  });
});

test('hashes stand at their own lines', () => {
  const { packages, problems } = parse(
    `# top\nfoo[Bar]==1.0 ; python_version > "3" \\\n    --hash=sha256:${A} \\\n    --hash sha256:${B}\nbaz==2 --hash=sha256:${A}\n`,
  );
  expect(problems).toEqual([]);
  expect(packages.map(({ line, artifacts }) => [line, artifacts.map((each) => [each.line, each.hashes])])).toEqual([
    [
      2,
      [
        [3, [`sha256:${A}`]],
        [4, [`sha256:${B}`]],
      ],
    ],
    [5, [[5, [`sha256:${A}`]]]],
  ]);
  expect(packages[0]).toMatchObject({ extras: ['bar'], marker: 'python_version > "3"' });
});

test('index options hold for the whole file, and the last one wins', () => {
  const { options, packages } = parse(
    `foo==1\n-i https://one.invalid/simple\n--index-url=https://${env('USER')}:${env('PASS')}@two.invalid/simple/\n--extra-index-url https://three.invalid/s --trusted-host THREE.invalid\n--require-hashes\n--pre\n-f ./wheels\n--no-binary :all:\n`,
  );
  expect(options).toMatchObject({
    indexUrl: 'https://two.invalid/simple',
    extraIndexUrls: ['https://three.invalid/s'],
    trustedHosts: ['three.invalid'],
    findLinks: ['./wheels'],
    requireHashes: true,
    allowPrereleases: true,
    lines: { indexUrl: 3, extraIndexUrls: 4, trustedHosts: 4, requireHashes: 5, allowPrereleases: 6, findLinks: 7 },
  });
  expect(packages[0]?.source).toEqual({ kind: 'index', url: 'https://two.invalid/simple' });
});

test('includes are resolved against the file that names them', () => {
  const { includes, problems } = parse(
    '-r base.txt\n-c ../constraints.txt\n--requirement=x/y.in\n',
    'services/api/requirements.txt',
  );
  expect(includes).toEqual([
    { kind: 'requirements', target: 'services/api/base.txt', line: 1 },
    { kind: 'constraints', target: 'services/constraints.txt', line: 2 },
    { kind: 'requirements', target: 'services/api/x/y.in', line: 3 },
  ]);
  expect(problems).toEqual([]);
});

describe('who asks for what', () => {
  const VIA =
    'flask==3.0 # via -r requirements.in\nclick==8.0\n    # via flask\njinja2==3.0\n    # via\n    #   flask\n    #   demo (pyproject.toml)\nblinker==1\n\n# a section\nwerkzeug==3\n    # via root-project\n';
  test('via comments, on one line or several', () => {
    const { packages } = parse(VIA);
    expect(packages.map(({ name, direct, requires }) => [name, direct, requires.map((each) => each.name)])).toEqual([
      ['flask', true, ['click', 'jinja2']],
      ['click', false, []],
      ['jinja2', true, []],
      ['blinker', null, []],
      ['werkzeug', true, []],
    ]);
  });

  test.each(['requirements-pip-compile', 'requirements-uv-compile', 'requirements-uv-export'])('%s', (name) => {
    const { packages } = fixtureLock(name, 'base', 'requirements.txt');
    const direct = packages
      .filter((entry) => entry.direct === true && entry.source.kind === 'index')
      .map((entry) => entry.name);
    expect(direct.filter((each) => each !== 'pytest')).toEqual(['flask', 'requests']);
    expect(packages.find((entry) => entry.name === 'requests')?.requires.map((each) => each.name)).toEqual(
      expect.arrayContaining(['certifi', 'urllib3']),
    );
  });
});

describe('told as a problem', () => {
  test.each([
    { name: 'prose', text: 'please install foo', says: '"please install foo" is not a requirement' },
    { name: 'an unknown option', text: '--frobnicate x', says: '"--frobnicate x" is not' },
    { name: 'an unknown option behind a requirement', text: 'foo==1 --frobnicate', says: '"foo==1" is not' },
    { name: 'a pin cut off', text: 'foo==', says: 'is not a requirement' },
    { name: 'a version that is none', text: 'foo==latest', says: 'is not a requirement' },
    { name: 'a hash cut off', text: 'foo==1 --hash=sha256:abc', says: 'records the hash "sha256:abc"' },
    { name: 'a backslash at the end of the file', text: 'foo==1 \\\n', says: 'ends with a backslash' },
    { name: 'an environment variable', text: `foo @ ${env('WHERE')}/foo.zip`, says: 'is not a requirement' },
    {
      name: 'an index from the environment',
      text: `-i ${env('INDEX')}`,
      says: 'from an environment variable',
    },
    { name: 'a hidden line break', text: '# harmless\u2028evil==1.0', says: null },
    { name: 'a file outside', text: '-r ../../x.txt', says: 'lies outside of the repository' },
    {
      name: 'a file elsewhere on the network',
      text: '-r https://x.invalid/r.txt',
      says: 'lies outside of the repository',
    },
    {
      name: 'a comment that ends a continuation',
      text: `foo==1 \\\n# note\n --hash=sha256:${A}`,
      says: `is not a requirement`,
    },
  ])('$name', ({ text, says }) => {
    const { packages, problems } = parse(text);
    if (says === null) expect(packages.map(({ name, line }) => [name, line])).toEqual([['evil', 1]]);
    else
      expect(problems).toEqual([
        {
          path: 'requirements.txt',
          line: expect.any(Number),
          affects: 'entry',
          message: expect.stringContaining(says),
        },
      ]);
  });

  test('a line break that only pip sees, behind a requirement', () => {
    const { packages, problems } = parse('foo==1\u2028evil==1.0\n');
    expect(packages.map(({ name }) => name)).toEqual(['foo', 'evil']);
    expect(problems[0]?.message).toContain('editors do not show');
  });
});

test.each([
  { path: 'requirements.txt', is: true, scope: 'runtime' },
  { path: 'requirements/prod.txt', is: true, scope: 'runtime' },
  { path: 'requirements-dev.txt', is: true, scope: 'development' },
  { path: 'dev-requirements.txt', is: true, scope: 'development' },
  { path: 'requirements/test.txt', is: true, scope: 'development' },
  { path: 'docs/requirements.txt', is: true, scope: 'development' },
  { path: 'requirements_lock.txt', is: true, scope: 'unknown' },
  { path: 'constraints.txt', is: true, scope: 'unknown' },
  { path: 'requirements.lock', is: true, scope: 'runtime' },
  { path: '3rdparty/python/ml.txt', is: true, scope: 'unknown' },
  { path: 'requirements/README.txt', is: false, scope: 'unknown' },
  { path: '3rdparty/zlib/CMakeLists.txt', is: false, scope: 'unknown' },
  { path: 'notes.txt', is: false, scope: 'unknown' },
])('$path is a name of this format: $is', ({ path, is, scope }) => {
  expect(requirements.matches(path)).toBe(is);
  if (is) expect(parse('foo==1', path).packages[0]?.scopes).toEqual([scope]);
});
