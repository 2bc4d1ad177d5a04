import { describe, expect, test } from '@jest/globals';
import { pipfile } from '../../src/lockfiles/pipfile.js';
import { lockfileContract } from './contract.js';
import { fixtureLock } from './fixtures.js';

lockfileContract(
  pipfile,
  ['pipfile-small', 'pipfile-medium', 'pipfile-sources'].map((name) => ({ name, file: 'Pipfile.lock' })),
  // An object two levels down that is none of `_meta`.
  (line) => /^ {8}"(?!hash"|requires")[^"]+": \{$/u.test(line.trimEnd()),
);

const SHA = 'f'.repeat(64);
const SOURCES = [{ name: 'pypi', url: 'https://pypi.org/simple', verify_ssl: true }];
const pinned = { hashes: [`sha256:${SHA}`], version: '==1.0' };

const parse = (text: string) => pipfile.parse(text, 'Pipfile.lock');
const lockText = (
  categories: Readonly<Record<string, unknown>>,
  meta: Readonly<Record<string, unknown>> = {},
): string => JSON.stringify({ _meta: { 'pipfile-spec': 6, sources: SOURCES, ...meta }, ...categories }, null, 4);
const lock = (entry: unknown, meta?: Readonly<Record<string, unknown>>) =>
  parse(lockText({ default: { Demo_Thing: entry } }, meta));

describe('the facts of a lock', () => {
  test('an entry, whole', () => {
    const { packages, problems } = lock({ ...pinned, extras: ['Fast_Path'], markers: "python_version >= '3.9'" });
    expect(problems).toEqual([]);
    expect(packages).toEqual([
      {
        name: 'demo-thing',
        version: '1.0',
        source: { kind: 'index', url: 'https://pypi.org/simple' },
        artifacts: [{ filename: null, url: null, hashes: [`sha256:${SHA}`], size: null, uploadTime: null, line: 15 }],
        scopes: ['runtime'],
        groups: ['default'],
        extras: ['fast-path'],
        marker: "python_version >= '3.9'",
        direct: null,
        requires: [],
        line: 13,
      },
    ]);
  });

  test('every category is read, and one name may stand in several', () => {
    const { packages } = parse(
      lockText({
        default: { demo: pinned },
        develop: { demo: { ...pinned, version: '==2.0' } },
        docs: { other: pinned },
        __proto__x: { third: pinned },
      }).replace('__proto__x', '__proto__'),
    );
    expect(packages.map(({ name, version, scopes, groups }) => [name, version, scopes, groups])).toEqual([
      ['demo', '1.0', ['runtime'], ['default']],
      ['demo', '2.0', ['development'], ['develop']],
      ['other', '1.0', ['optional'], ['docs']],
      ['third', '1.0', ['optional'], ['__proto__']],
    ]);
  });

  test.each([
    { name: '==', text: '==1.0rc1', version: '1.0rc1', specifier: undefined },
    { name: '===', text: '===1.0', version: '1.0', specifier: undefined },
    { name: 'any, as for a package that its marker leaves out', text: '*', version: null, specifier: undefined },
    { name: 'a range', text: '>=1,<2', version: null, specifier: '>=1,<2' },
    { name: 'a prefix', text: '==1.*', version: null, specifier: '==1.*' },
  ])('version: $name', ({ text, version, specifier }) => {
    const [entry] = lock({ version: text }).packages;
    expect([entry?.version, entry?.specifier]).toEqual([version, specifier]);
  });

  test('conditions that old releases wrote under keys of their own', () => {
    const entry = { ...pinned, markers: "python_version < '3' or os_name == 'nt'", sys_platform: "== 'win32'" };
    expect(lock(entry).packages[0]?.marker).toBe(
      "(python_version < '3' or os_name == 'nt') and sys_platform == 'win32'",
    );
  });

  test.each([
    {
      name: 'git',
      entry: { git: 'https://user:pw@git.example.invalid/a', ref: '2'.repeat(40), subdirectory: 'pkg' },
      is: {
        kind: 'vcs',
        vcs: 'git',
        url: 'https://git.example.invalid/a',
        commit: '2'.repeat(40),
        ref: null,
        subdirectory: 'pkg',
      },
    },
    {
      name: 'git at a branch',
      entry: { git: 'https://git.example.invalid/a', ref: 'main' },
      is: {
        kind: 'vcs',
        vcs: 'git',
        url: 'https://git.example.invalid/a',
        commit: null,
        ref: 'main',
        subdirectory: null,
      },
    },
    {
      name: 'file',
      entry: { file: 'https://user:pw@x.invalid/demo_thing-1.0.zip' },
      is: { kind: 'archive-url', url: 'https://x.invalid/demo_thing-1.0.zip' },
    },
    {
      name: 'file on disk',
      entry: { file: 'file:///lib/a.whl' },
      is: { kind: 'local', path: '/lib/a.whl', editable: false },
    },
    { name: 'path', entry: { path: './libs/a' }, is: { kind: 'local', path: './libs/a', editable: false } },
    { name: 'editable', entry: { path: '.', editable: true }, is: { kind: 'local', path: '.', editable: true } },
    {
      name: 'index by name',
      entry: { ...pinned, index: 'corp' },
      is: { kind: 'index', url: 'https://corp.invalid/simple' },
    },
  ])('source: $name', ({ entry, is }) => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what pipenv expands.
    const corp = { name: 'corp', url: 'https://${USER}:${TOKEN}@corp.invalid/simple/' };
    expect(lock(entry, { sources: [...SOURCES, corp] })).toMatchObject({ packages: [{ source: is }], problems: [] });
  });

  test('real sources', () => {
    const { packages } = fixtureLock('pipfile-sources', 'head', 'Pipfile.lock');
    expect(packages.map(({ name, version, source }) => [name, version, source.kind])).toEqual([
      ['colorama', '0.4.6', 'index'],
      ['gitpkg', null, 'vcs'],
      ['idna', '3.10', 'index'],
      ['iniconfig', '2.1.0', 'archive-url'],
      ['libdir', null, 'local'],
      ['libedit', null, 'local'],
      ['tomli', null, 'index'],
    ]);
  });
});

describe('sources of the file', () => {
  test('options, with credentials gone', () => {
    const sources = [{ name: 'corp', url: 'https://user:p/w@corp.invalid/simple/', verify_ssl: false }, ...SOURCES];
    const { options, packages } = lock(pinned, { sources, requires: { python_version: '3.11' } });
    expect(options).toMatchObject({
      formatVersion: '6',
      requiresPython: '==3.11.*',
      indexUrl: 'https://corp.invalid/simple',
      extraIndexUrls: ['https://pypi.org/simple'],
      trustedHosts: ['corp.invalid'],
      lines: { formatVersion: 3, indexUrl: 7, extraIndexUrls: 12, trustedHosts: 8, requiresPython: 16 },
    });
    expect(packages[0]?.source).toEqual({ kind: 'index', url: 'https://corp.invalid/simple' });
  });

  test.each([
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what pipenv expands.
    { name: 'whole', url: '${CORP_INDEX}' },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what pipenv expands.
    { name: 'host', url: 'https://user:secret@${CORP}/simple' },
    { name: 'path', url: 'https://corp.invalid/$TENANT/simple' },
  ])('a $name from the environment is told', ({ url }) => {
    const lockfile = lock(pinned, { sources: [{ name: 'x', url }] });
    expect(lockfile.problems).toMatchObject([{ line: 4, message: expect.stringContaining('environment variable') }]);
    expect(JSON.stringify(lockfile)).not.toContain('secret');
  });
});

describe('refused as a file', () => {
  test.each([
    { name: 'no text', text: '', says: 'not valid JSON', line: null },
    { name: 'a cut', text: lockText({ default: { demo: pinned } }).slice(0, -20), says: 'not valid JSON', line: null },
    { name: 'no object', text: '[]', says: 'holds no object', line: null },
    { name: 'no _meta', text: '{"default": {}}', says: 'in "_meta"', line: null },
    { name: 'another specification', text: lockText({}, { 'pipfile-spec': 7 }), says: 'pipfile-spec 7', line: null },
    {
      name: 'a name given twice',
      text: lockText({ default: { 'demo-a': pinned, demo: pinned } }).replace('demo-a', '\\u0064emo'),
      says: 'the key "demo" is given twice',
      line: 19,
    },
  ])('$name', ({ text, says, line }) => {
    expect(parse(text)).toMatchObject({
      packages: [],
      problems: [{ affects: 'file', message: expect.stringContaining(says), line }],
    });
  });
});

describe('told as a problem of one entry', () => {
  test.each([
    { name: 'several sources', entry: { git: 'x', path: 'y' }, says: 'several sources' },
    {
      name: 'a repository that the environment names',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: what pipenv expands.
      entry: { git: 'https://user:secret@${HOST}/a', ref: '2'.repeat(40) },
      // biome-ignore lint/suspicious/noTemplateCurlyInString: what pipenv expands.
      says: '"https://${host}/a" takes its place from an environment variable',
    },
    { name: 'nothing', entry: {}, says: 'neither a version nor a source' },
    {
      name: 'an unknown index',
      entry: { ...pinned, index: 'nope' },
      says: 'its index "nope" is not the name of one source',
    },
    { name: 'a version that is none', entry: { version: '==x y' }, says: 'its version is "==x y"' },
    { name: 'a short hash', entry: { ...pinned, hashes: ['sha256:ff'] }, says: 'has the hash "sha256:ff"' },
    { name: 'another type', entry: 'demo==1.0', says: 'was not reviewed' },
    { name: 'hashes that are text', entry: { ...pinned, hashes: 'x' }, says: 'key "hashes"' },
  ])('$name', ({ entry, says }) => {
    expect(lock(entry).problems).toEqual([
      { path: 'Pipfile.lock', line: expect.any(Number), affects: 'entry', message: expect.stringContaining(says) },
    ]);
  });

  test('a category that is no object', () => {
    expect(parse(lockText({ default: {}, docs: [] })).problems).toMatchObject([
      { line: 13, message: expect.stringContaining('The category "docs" is not an object') },
    ]);
  });

  test('a name that is none', () => {
    expect(parse(lockText({ default: { 'a b': pinned } })).problems).toMatchObject([
      { line: 13, message: expect.stringContaining('no project name') },
    ]);
  });
});

test('nesting without end does no harm', () => {
  const deep = `{"_meta": {"pipfile-spec": 6}, "default": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
  expect(parse(deep).problems).toHaveLength(1);
});

// What a quadratic step would turn into minutes. Nothing is timed: such a step shows as a test that does not end.
test.each([
  { name: 'a source of schemes without end', sources: [{ name: 'x', url: '://'.repeat(200_000) }] },
  {
    name: 'sources without end',
    sources: Array.from({ length: 50_000 }, (_, index) => ({ name: `n${index}`, url: 'x' })),
  },
  { name: 'per cent signs without end', sources: [{ name: 'x', url: `https://${'%aaa'.repeat(100_000)}` }] },
])('$name', ({ sources }) => {
  expect(lock(pinned, { sources }).packages).toHaveLength(1);
});
