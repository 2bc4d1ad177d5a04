import { describe, expect, test } from '@jest/globals';
import { uv } from '../../src/lockfiles/uv.js';
import type { LockedPackage } from '../../src/model/lockfile.js';
import { lockfileContract } from './contract.js';
import { fixtureLock } from './fixtures.js';

const isHeader = (line: string): boolean => line.trimEnd() === '[[package]]';

lockfileContract(
  uv,
  [
    { name: 'uv-small', file: 'uv.lock' },
    { name: 'uv-medium', file: 'uv.lock' },
    { name: 'uv-forks', file: 'uv.lock' },
    { name: 'uv-sources', file: 'uv.lock' },
    { name: 'uv-script', file: 'fetch.py.lock' },
    { name: 'uv-revisions', file: 'uv.lock' },
    { name: 'uv-revisions', file: 'middle.uv.lock', sides: ['head'] },
  ],
  isHeader,
);

const HEADER = 'version = 1\nrevision = 3\nrequires-python = ">=3.11"\n';
const SHA = 'a'.repeat(64);
const FILE = `sdist = { url = "https://files.pythonhosted.org/packages/aa/demo-1.0.tar.gz", hash = "sha256:${SHA}", size = 3 }\n`;
const PYPI = 'source = { registry = "https://pypi.org/simple" }\n';
const entry = (name: string, rest: string = PYPI + FILE): string =>
  `\n[[package]]\nname = "${name}"\nversion = "1.0"\n${rest}`;
const parse = (text: string) => uv.parse(text, 'uv.lock');
const named = (packages: readonly LockedPackage[], name: string): LockedPackage | undefined =>
  packages.find((each) => each.name === name);

describe('the facts of a lock', () => {
  test('an index entry, whole', () => {
    expect(parse(HEADER + entry('Demo_Thing')).packages).toEqual([
      {
        name: 'demo-thing',
        version: '1.0',
        source: { kind: 'index', url: 'https://pypi.org/simple' },
        artifacts: [
          {
            filename: 'demo-1.0.tar.gz',
            url: 'https://files.pythonhosted.org/packages/aa/demo-1.0.tar.gz',
            hashes: [`sha256:${SHA}`],
            size: 3,
            uploadTime: null,
            line: 9,
          },
        ],
        scopes: ['unknown'],
        groups: [],
        extras: [],
        marker: null,
        direct: null,
        requires: [],
        line: 5,
      },
    ]);
  });

  test.each([
    {
      name: 'a trailing slash and credentials',
      source: '{ registry = "https://user:pw@pypi.org/simple/" }',
      is: { kind: 'index', url: 'https://pypi.org/simple' },
    },
    { name: 'a local flat index', source: '{ registry = "../wheels" }', is: { kind: 'index', url: '../wheels' } },
    {
      name: 'git with tag, subdirectory and commit',
      source: `{ git = "https://git.example.invalid/a/b?subdirectory=pkg&tag=v1#${'1'.repeat(40)}" }`,
      is: {
        kind: 'vcs',
        vcs: 'git',
        url: 'https://git.example.invalid/a/b',
        commit: '1'.repeat(40),
        ref: 'v1',
        subdirectory: 'pkg',
      },
    },
    {
      name: 'an archive URL',
      source: '{ url = "https://x.invalid/demo-1.0.zip" }',
      is: { kind: 'archive-url', url: 'https://x.invalid/demo-1.0.zip' },
    },
    {
      name: 'an editable directory',
      source: '{ editable = "libs/a" }',
      is: { kind: 'local', path: 'libs/a', editable: true },
    },
    { name: 'a virtual project', source: '{ virtual = "." }', is: { kind: 'local', path: '.', editable: false } },
  ])('source: $name', ({ source, is }) => {
    const { packages } = parse(HEADER + entry('demo', `source = ${source}\n${FILE}`));
    expect(packages[0]?.source).toEqual(is);
  });

  test('scopes follow from what the projects ask for', () => {
    const { packages } = fixtureLock('uv-medium', 'head', 'uv.lock');
    const facts = ['django', 'sqlparse', 'boto3', 'pytest', 'packaging', 'redis', 'jinja2'].map((name) => {
      const { scopes, groups, direct } = named(packages, name) ?? {};
      return [name, scopes, groups, direct];
    });
    expect(facts).toEqual([
      ['django', ['runtime', 'optional'], ['s3'], true],
      ['sqlparse', ['runtime', 'optional'], ['s3'], false],
      ['boto3', ['optional'], ['s3'], true],
      ['pytest', ['development'], ['dev'], true],
      ['packaging', ['runtime', 'development'], ['dev', 'docs'], false],
      ['redis', ['runtime'], [], false],
      ['jinja2', ['development'], ['docs'], false],
    ]);
  });

  test('a workspace: members are local, what they ask for is runtime', () => {
    const { packages } = fixtureLock('uv-sources', 'head', 'uv.lock');
    expect(packages.map(({ name, source, scopes, direct }) => [name, source.kind, scopes.join(), direct])).toEqual([
      ['demo', 'local', 'runtime', false],
      ['gitdep', 'vcs', 'runtime', true],
      ['idna', 'index', 'runtime', true],
      ['iniconfig', 'archive-url', 'runtime', true],
      ['libdir', 'local', 'runtime', true],
      ['libedit', 'local', 'runtime', true],
      ['member-a', 'local', 'runtime', true],
    ]);
  });

  test('extras and markers come from whoever asks', () => {
    const { packages } = fixtureLock('uv-small', 'head', 'uv.lock');
    expect(named(packages, 'requests')?.extras).toEqual(['socks']);
    expect(named(packages, 'colorama')?.marker).toBe("sys_platform == 'win32'");
    expect(named(packages, 'pysocks')?.scopes).toEqual(['runtime']);
  });

  test('a script lock: the script asks', () => {
    const { packages } = fixtureLock('uv-script', 'head', 'fetch.py.lock');
    expect(packages.filter(({ direct }) => direct).map(({ name }) => name)).toEqual(['httpx', 'rich']);
  });

  test('options carry their lines', () => {
    const { options } = fixtureLock('uv-small', 'head', 'uv.lock');
    expect(options).toMatchObject({
      formatVersion: '1.5',
      requiresPython: '>=3.11',
      excludeNewer: '2026-06-01T00:00:00Z',
      lines: { formatVersion: 1, requiresPython: 3, excludeNewer: 6 },
    });
  });

  test('an empty lock is readable', () => expect(parse(HEADER)).toMatchObject({ packages: [], problems: [] }));
});

describe('what uv itself exports is what was read', () => {
  test.each(['base', 'head'] as const)('%s', (side) => {
    const locked = fixtureLock('uv-medium', side, 'uv.lock').packages.filter(({ source }) => source.kind !== 'local');
    const exported = fixtureLock('uv-medium', side, 'exported.txt');
    expect(exported.problems).toEqual([]);
    const pins = (packages: readonly LockedPackage[]): readonly string[] =>
      packages.map(({ name, version }) => `${name}==${version}`).toSorted();
    expect(pins(exported.packages)).toEqual(pins(locked));
    for (const { name, version, artifacts } of exported.packages) {
      const known = new Set(
        locked
          .filter((each) => each.name === name && each.version === version)
          .flatMap((each) => each.artifacts.flatMap(({ hashes }) => hashes)),
      );
      expect(artifacts.flatMap(({ hashes }) => hashes).filter((hash) => !known.has(hash))).toEqual([]);
    }
  });
});

describe('refused as a file', () => {
  test.each([
    { name: 'cut inside a string', text: `${HEADER}\n[[package]]\nname = "de`, says: 'not valid TOML', line: 6 },
    { name: 'a key given twice', text: `${HEADER}${entry('demo')}version = "2.0"\n`, says: 'not valid TOML', line: 10 },
    {
      name: 'another major version',
      text: 'version = 2\n',
      says: 'it has version 2, and only version 1 is known',
      line: null,
    },
    { name: 'no version', text: 'revision = 3\n', says: 'key "version" is undefined', line: null },
    {
      name: 'the form before uv 0.4',
      text: `${HEADER}[[distribution]]\nname = "demo"\n`,
      says: '[[distribution]]',
      line: null,
    },
    {
      name: 'packages that are no list',
      text: `${HEADER}package = "demo"\n`,
      says: 'key "package" is "demo" where Array belongs',
      line: null,
    },
  ])('$name', ({ text, says, line }) => {
    const { packages, problems } = parse(text);
    expect(packages).toEqual([]);
    expect(problems).toEqual([{ path: 'uv.lock', line, affects: 'file', message: expect.stringContaining(says) }]);
  });
});

describe('told as a problem of one entry', () => {
  test.each([
    { name: 'no source', rest: FILE, says: 'key "source" is undefined' },
    {
      name: 'an unknown source',
      rest: `source = { ipfs = "x" }\n${FILE}`,
      says: 'no source that is known here, or several',
    },
    {
      name: 'two sources',
      rest: `source = { registry = "https://pypi.org/simple", path = "x" }\n${FILE}`,
      says: 'or several',
    },
    { name: 'no file', rest: PYPI, says: 'lists no file' },
    { name: 'a short hash', rest: PYPI + FILE.replace(SHA, 'abc'), says: 'has the hash "sha256:abc"' },
    { name: 'a file that is text', rest: `${PYPI}sdist = "demo.tar.gz"\n`, says: 'key "sdist" is "demo.tar.gz"' },
  ])('$name', ({ rest, says }) => {
    const { packages, problems } = parse(HEADER + entry('first') + entry('demo', rest));
    expect(packages.map(({ name }) => name)).toContain('first');
    expect(problems).toEqual([
      { path: 'uv.lock', line: expect.any(Number), affects: 'entry', message: expect.stringContaining(says) },
    ]);
  });

  test.each([
    { name: 'a name that is none', text: entry('de mo'), says: '"de mo" is no project name' },
    { name: 'a version that is none', text: entry('demo').replace('"1.0"', '"latest"'), says: 'version "latest"' },
    { name: 'no version', text: entry('demo').replace('version = "1.0"\n', ''), says: '"demo" has no version' },
  ])('$name', ({ text, says }) => {
    expect(parse(HEADER + text).problems[0]?.message).toContain(says);
  });
});

test('a header inside a text does not move lines', () => {
  const hidden = `${HEADER}note = """\n[[package]]\n"""\n`;
  expect(parse(hidden + entry('demo')).packages[0]?.line).toBe(8);
});

test.each([
  { path: 'uv.lock', is: true },
  { path: 'services/api/uv.lock', is: true },
  { path: 'tools/fetch.py.lock', is: true },
  { path: 'myuv.lock', is: false },
  { path: 'poetry.lock', is: false },
])('$path is a name of this format: $is', ({ path, is }) => expect(uv.matches(path)).toBe(is));
