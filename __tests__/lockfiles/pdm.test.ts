import { describe, expect, test } from '@jest/globals';
import { diffLockfiles } from '../../src/diff/diff.js';
import { pdm } from '../../src/lockfiles/pdm.js';
import type { LockedPackage } from '../../src/model/lockfile.js';
import { lockfileContract } from './contract.js';
import { fixtureLock } from './fixtures.js';

lockfileContract(
  pdm,
  [
    { name: 'pdm-small', file: 'pdm.lock' },
    { name: 'pdm-medium', file: 'pdm.lock' },
    { name: 'pdm-4.4', file: 'pdm.lock' },
    { name: 'pdm-4.1', file: 'pdm.lock' },
    { name: 'pdm-sources', file: 'pdm.lock' },
  ],
  (line) => line.trimEnd() === '[[package]]',
  { rowsFold: true },
);

const SHA = 'c'.repeat(64);
const METADATA =
  '[metadata]\ngroups = ["default", "test"]\nstrategy = ["inherit_metadata"]\nlock_version = "4.5.1"\ncontent_hash = "sha256:x"\n\n[[metadata.targets]]\nrequires_python = ">=3.11"\n';
const FILES = `files = [\n    {file = "demo-1.0.tar.gz", hash = "sha256:${SHA}"},\n]\n`;
const entry = (name: string, rest: string): string => `\n[[package]]\nname = "${name}"\nversion = "1.0"\n${rest}`;
const parse = (text: string) => pdm.parse(text, 'pdm.lock');
const lock = (rest: string) => parse(METADATA + entry('Demo_Thing', rest));
const named = (packages: readonly LockedPackage[], name: string): LockedPackage | undefined =>
  packages.find((each) => each.name === name);

describe('the facts of a lock', () => {
  test('an entry, whole', () => {
    expect(lock(`groups = ["default"]\n${FILES}`)).toMatchObject({
      options: { formatVersion: '4.5.1', requiresPython: '>=3.11', lines: { formatVersion: 4, requiresPython: 8 } },
      packages: [
        {
          name: 'demo-thing',
          version: '1.0',
          source: { kind: 'index', url: null },
          artifacts: [
            {
              filename: 'demo-1.0.tar.gz',
              url: null,
              hashes: [`sha256:${SHA}`],
              size: null,
              uploadTime: null,
              line: 15,
            },
          ],
          scopes: ['runtime'],
          groups: ['default'],
          extras: [],
          marker: null,
          direct: null,
          requires: [],
          line: 10,
        },
      ],
      problems: [],
    });
  });

  test.each([
    { name: 'the project itself and a group', rest: 'groups = ["default", "test"]\n', is: ['runtime', 'optional'] },
    { name: 'a group alone', rest: 'groups = ["test"]\n', is: ['optional'] },
    { name: 'none, as uv resolves', rest: '', is: ['unknown'] },
  ])('scopes: $name', ({ rest, is }) => expect(lock(rest + FILES).packages[0]?.scopes).toEqual(is));

  test('one table for each combination of extras is one package', () => {
    const other = FILES.replace('demo-1.0.tar.gz', 'demo-1.0-py3-none-any.whl');
    const { packages } = parse(
      METADATA +
        entry('demo', `groups = ["default"]\ndependencies = [\n    "idna<4,>=2.5",\n]\n${FILES}`) +
        entry(
          'demo',
          `extras = ["socks"]\ngroups = ["test"]\ndependencies = [\n    "PySocks!=1.5.7; sys_platform == 'win32'",\n    "demo==1.0",\n]\n${other}`,
        ),
    );
    expect(packages).toMatchObject([
      {
        extras: ['socks'],
        scopes: ['runtime', 'optional'],
        groups: ['default', 'test'],
        line: 10,
        artifacts: [{ filename: 'demo-1.0.tar.gz' }, { filename: 'demo-1.0-py3-none-any.whl' }],
        requires: [
          { name: 'idna', marker: null },
          { name: 'pysocks', marker: "sys_platform == 'win32'" },
        ],
      },
    ]);
  });

  test('a second table with another hash does not hide behind the first', () => {
    const other = FILES.replace(SHA, 'd'.repeat(64));
    const { packages } = parse(METADATA + entry('demo', FILES) + entry('demo', `extras = ["x"]\n${other}`));
    expect(packages[0]?.artifacts.flatMap(({ hashes }) => hashes)).toEqual([
      `sha256:${SHA}`,
      `sha256:${'d'.repeat(64)}`,
    ]);
  });

  test.each([
    {
      name: 'git',
      source: `git = "https://user:pw@git.example.invalid/a/b"\nref = "v1"\nrevision = "${'2'.repeat(40)}"\nsubdirectory = "pkg"\n`,
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
      name: 'git without a commit',
      source: 'git = "https://git.example.invalid/a/b"\nref = "main"\n',
      is: {
        kind: 'vcs',
        vcs: 'git',
        url: 'https://git.example.invalid/a/b',
        commit: null,
        ref: 'main',
        subdirectory: null,
      },
    },
    {
      name: 'url',
      source: 'url = "https://user:pw@x.invalid/a-1.0.zip"\n',
      is: { kind: 'archive-url', url: 'https://x.invalid/a-1.0.zip' },
    },
    { name: 'path', source: 'path = "./libs/a"\n', is: { kind: 'local', path: './libs/a', editable: false } },
    {
      name: 'editable',
      source: 'path = "./libs/a"\neditable = true\n',
      is: { kind: 'local', path: './libs/a', editable: true },
    },
  ])('source: $name', ({ source, is }) => expect(lock(source).packages[0]?.source).toEqual(is));

  test('real sources', () => {
    const { packages } = fixtureLock('pdm-sources', 'head', 'pdm.lock');
    expect(packages.map(({ name, version, source }) => [name, version, source.kind])).toEqual([
      ['colorama', '0.4.6', 'index'],
      ['gitdep', '1.1.0', 'vcs'],
      ['iniconfig', '2.1.0', 'archive-url'],
      ['libdir', '0.1.0', 'local'],
      ['libedit', '0.2.0', 'local'],
    ]);
    expect(named(packages, 'colorama')?.marker).toBe('sys_platform == "win32"');
  });

  test('URLs of files, where the lock has them', () => {
    const { packages } = fixtureLock('pdm-medium', 'head', 'pdm.lock');
    const files = packages.flatMap(({ artifacts }) => artifacts);
    expect(files.every(({ url }) => url?.startsWith('https://files.pythonhosted.org/packages/'))).toBe(true);
    expect(packages.every(({ scopes }) => scopes[0] === 'unknown')).toBe(true);
  });

  test('several targets leave the Python open', () => {
    const two = METADATA.replace(
      'requires_python = ">=3.11"\n',
      'requires_python = ">=3.11"\nplatform = "linux"\n\n[[metadata.targets]]\nrequires_python = ">=3.12"\n',
    );
    expect(parse(two).options.requiresPython).toBeNull();
  });

  test('4.0 to 4.2: files by name and version, in a table of their own', () => {
    const old = `${entry('Demo_Thing', '')}\n[metadata]\nlock_version = "4.1"\n\n[metadata.files]\n"demo-thing 1.0" = [\n    {url = "https://x.invalid/demo_thing-1.0.tar.gz", hash = "sha256:${SHA}"},\n]\n`;
    expect(parse(old)).toMatchObject({
      packages: [{ artifacts: [{ filename: 'demo_thing-1.0.tar.gz', line: 11 }] }],
      problems: [],
    });
  });

  test('a platform-specific lock that becomes one for all shows files that come, not files that changed', () => {
    const [base, head] = [fixtureLock('pdm-4.4', 'base', 'pdm.lock'), fixtureLock('pdm-4.4', 'head', 'pdm.lock')];
    const { changes } = diffLockfiles([{ path: 'pdm.lock', base, head }]);
    const charset = changes.find(({ name }) => name === 'charset-normalizer');
    expect(charset?.labels).toEqual(['artifacts-added']);
  });
});

describe('refused as a file', () => {
  test.each([
    { name: 'no metadata', text: entry('demo', FILES), says: 'key "metadata" is undefined' },
    { name: 'another major version', text: METADATA.replace('4.5.1', '5.0'), says: 'lock_version "5.0"' },
    { name: 'an older major version', text: METADATA.replace('4.5.1', '3.1'), says: 'lock_version "3.1"' },
    { name: 'no lock_version', text: '[metadata]\ngroups = []\n', says: 'key "metadata.lock_version"' },
    { name: 'a key given twice', text: METADATA.replace('strategy', 'groups'), says: 'not valid TOML' },
  ])('$name', ({ text, says }) => {
    expect(parse(text)).toMatchObject({
      packages: [],
      problems: [{ affects: 'file', message: expect.stringContaining(says) }],
    });
  });
});

describe('told as a problem of one entry', () => {
  test.each([
    { name: 'two sources', rest: `url = "https://x.invalid/a.zip"\npath = "a"\n${FILES}`, says: 'several sources' },
    { name: 'no file', rest: 'files = []\n', says: 'lists no file' },
    { name: 'a short hash', rest: FILES.replace(SHA, 'ff'), says: 'has the hash "sha256:ff"' },
    { name: 'a dependency that is none', rest: `dependencies = ["<<"]\n${FILES}`, says: 'depends on "<<"' },
    { name: 'groups that are a number', rest: `groups = 3\n${FILES}`, says: 'key "groups"' },
  ])('$name', ({ rest, says }) => {
    expect(lock(rest).problems).toEqual([
      { path: 'pdm.lock', line: expect.any(Number), affects: 'entry', message: expect.stringContaining(says) },
    ]);
  });

  test('a newer minor version: read, and told', () => {
    const { packages, problems } = parse(METADATA.replace('4.5.1', '4.9') + entry('demo', FILES));
    expect(packages).toHaveLength(1);
    expect(problems).toEqual([
      { path: 'pdm.lock', line: 4, affects: 'entry', message: expect.stringContaining('"4.9" is newer than 4.5') },
    ]);
  });
});
