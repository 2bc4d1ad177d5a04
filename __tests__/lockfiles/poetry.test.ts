import { describe, expect, test } from '@jest/globals';
import { poetry } from '../../src/lockfiles/poetry.js';
import type { LockedPackage } from '../../src/model/lockfile.js';
import { lockfileContract } from './contract.js';
import { fixtureLock } from './fixtures.js';

lockfileContract(
  poetry,
  ['poetry-small', 'poetry-2.0', 'poetry-1.1', 'poetry-rewrite', 'poetry-medium', 'poetry-sources'].map((name) => ({
    name,
    file: 'poetry.lock',
  })),
  (line) => line.trimEnd() === '[[package]]',
);

const SHA = 'b'.repeat(64);
const METADATA = '[metadata]\nlock-version = "2.1"\npython-versions = ">=3.11"\ncontent-hash = "x"\n';
const FILES = `files = [\n    {file = "demo-1.0.tar.gz", hash = "sha256:${SHA}"},\n]\n`;
const entry = (name: string, rest: string): string => `[[package]]\nname = "${name}"\nversion = "1.0"\n${rest}\n`;
const parse = (text: string) => poetry.parse(text, 'poetry.lock');
const lock = (rest: string) => parse(entry('Demo_Thing', rest) + METADATA);
const named = (packages: readonly LockedPackage[], name: string): LockedPackage | undefined =>
  packages.find((each) => each.name === name);

describe('the facts of a lock', () => {
  test('an entry, whole', () => {
    expect(lock(`optional = false\ngroups = ["main"]\n${FILES}`).packages).toEqual([
      {
        name: 'demo-thing',
        version: '1.0',
        source: { kind: 'index', url: null },
        artifacts: [
          { filename: 'demo-1.0.tar.gz', url: null, hashes: [`sha256:${SHA}`], size: null, uploadTime: null, line: 7 },
        ],
        scopes: ['runtime'],
        groups: ['main'],
        extras: [],
        marker: null,
        direct: null,
        requires: [],
        line: 1,
      },
    ]);
  });

  test.each([
    { name: 'two groups', rest: 'optional = false\ngroups = ["main", "dev"]\n', is: ['runtime', 'development'] },
    { name: 'only for an extra', rest: 'optional = true\ngroups = ["main"]\n', is: ['optional'] },
    { name: 'a group of its own name', rest: 'optional = false\ngroups = ["docs"]\n', is: ['development'] },
    { name: 'the category of 1.x', rest: 'category = "dev"\noptional = false\n', is: ['development'] },
    { name: 'neither, as 2.0 writes', rest: 'optional = false\n', is: ['unknown'] },
  ])('scopes: $name', ({ rest, is }) => expect(lock(rest + FILES).packages[0]?.scopes).toEqual(is));

  test.each([
    { name: 'one for all', rest: 'markers = "a == 1"\n', is: 'a == 1' },
    { name: 'one for each group', rest: 'groups = ["main", "dev"]\nmarkers = {main = "b", dev = "a"}\n', is: 'a or b' },
    { name: 'none for one group', rest: 'groups = ["main", "dev"]\nmarkers = {dev = "a"}\n', is: null },
  ])('marker: $name', ({ rest, is }) => expect(lock(rest + FILES).packages[0]?.marker).toBe(is));

  test.each([
    {
      name: 'legacy',
      source: 'type = "legacy"\nurl = "https://user:pw@corp.invalid/simple/"\nreference = "corp"',
      is: { kind: 'index', url: 'https://corp.invalid/simple' },
    },
    {
      name: 'git',
      source: `type = "git"\nurl = "https://git.example.invalid/a/b"\nreference = "v1"\nresolved_reference = "${'2'.repeat(40)}"\nsubdirectory = "pkg"`,
      is: {
        kind: 'vcs',
        vcs: 'git',
        url: 'https://git.example.invalid/a/b',
        commit: '2'.repeat(40),
        ref: 'v1',
        subdirectory: 'pkg',
      },
    },
    {
      name: 'url',
      source: 'type = "url"\nurl = "https://x.invalid/a-1.0.zip"',
      is: { kind: 'archive-url', url: 'https://x.invalid/a-1.0.zip' },
    },
    {
      name: 'file',
      source: 'type = "file"\nurl = "libs/a-1.0.whl"',
      is: { kind: 'local', path: 'libs/a-1.0.whl', editable: false },
    },
    {
      name: 'directory',
      source: 'type = "directory"\nurl = "libs/a"',
      is: { kind: 'local', path: 'libs/a', editable: false },
    },
  ])('source: $name', ({ source, is }) =>
    expect(lock(`${FILES}\n[package.source]\n${source}\n`).packages[0]?.source).toEqual(is),
  );

  test('dependencies in each of their forms, names normalised', () => {
    const dependencies =
      '[package.dependencies]\nPySocks = ">=1"\ncharset_normalizer = {version = ">=2", markers = "x", extras = ["Fast_Path"]}\nmany = [{version = "1", markers = "a"}, {version = "2", markers = "b"}]\nnever = {version = "*", optional = true}\n';
    const { requires } = lock(`${FILES}\n${dependencies}`).packages[0] ?? {};
    expect(requires).toEqual([
      { name: 'pysocks', version: null, marker: null, extras: [] },
      { name: 'charset-normalizer', version: null, marker: 'x', extras: ['fast-path'] },
      { name: 'many', version: null, marker: 'a', extras: [] },
      { name: 'many', version: null, marker: 'b', extras: [] },
    ]);
  });

  test('1.x: each version of a name gets its own files', () => {
    const both = `${entry('demo', '')}${entry('demo', '').replace('1.0', '2.0')}[metadata]\nlock-version = "1.1"\npython-versions = "*"\n\n[metadata.files]\nDemo = [\n    {file = "demo-1.0.tar.gz", hash = "sha256:${SHA}"},\n    {file = "demo-2.0-py3-none-any.whl", hash = "sha256:${SHA}"},\n]\n`;
    expect(
      parse(both).packages.map(({ version, artifacts }) => [
        version,
        artifacts.map(({ filename, line }) => [filename, line]),
      ]),
    ).toEqual([
      ['1.0', [['demo-1.0.tar.gz', 15]]],
      ['2.0', [['demo-2.0-py3-none-any.whl', 16]]],
    ]);
  });

  test('real sources', () => {
    const { packages } = fixtureLock('poetry-sources', 'head', 'poetry.lock');
    expect(packages.map(({ name, source }) => [name, source.kind])).toEqual([
      ['colorama', 'index'],
      ['gitdep', 'vcs'],
      ['idna', 'index'],
      ['iniconfig', 'archive-url'],
      ['libdir', 'local'],
      ['libedit', 'local'],
    ]);
    expect(named(packages, 'libedit')?.source).toEqual({ kind: 'local', path: 'libs/libedit', editable: true });
  });

  test('an empty lock is readable', () =>
    expect(parse(`package = []\n\n${METADATA}`)).toMatchObject({ packages: [], problems: [] }));
});

describe('refused as a file', () => {
  test.each([
    { name: 'no metadata, as after a cut', text: entry('demo', FILES), says: 'key "metadata" is undefined' },
    { name: 'another major version', text: METADATA.replace('2.1', '3.0'), says: 'lock-version "3.0"' },
    { name: 'no lock-version', text: '[metadata]\ncontent-hash = "x"\n', says: 'key "metadata.lock-version"' },
    { name: 'a key given twice', text: `${METADATA}lock-version = "2.0"\n`, says: 'not valid TOML' },
  ])('$name', ({ text, says }) => {
    expect(parse(text)).toMatchObject({
      packages: [],
      problems: [{ affects: 'file', message: expect.stringContaining(says) }],
    });
  });
});

describe('told as a problem of one entry', () => {
  test.each([
    {
      name: 'an unknown source',
      rest: `${FILES}\n[package.source]\ntype = "ipfs"\nurl = "x"\n`,
      says: 'source type "ipfs"',
    },
    { name: 'no file', rest: 'files = []\n', says: 'lists no file' },
    { name: 'a short hash', rest: FILES.replace(SHA, 'ff'), says: 'has the hash "sha256:ff"' },
    { name: 'a marker that is a number', rest: `markers = 3\n${FILES}`, says: 'key "markers"' },
  ])('$name', ({ rest, says }) => {
    expect(lock(rest).problems).toEqual([
      { path: 'poetry.lock', line: expect.any(Number), affects: 'entry', message: expect.stringContaining(says) },
    ]);
  });

  test('a newer minor version: read, and told', () => {
    const { packages, problems } = parse(entry('demo', FILES) + METADATA.replace('2.1', '2.7'));
    expect(packages).toHaveLength(1);
    expect(problems).toEqual([
      { path: 'poetry.lock', line: 9, affects: 'entry', message: expect.stringContaining('"2.7" is newer than 2.1') },
    ]);
  });
});
