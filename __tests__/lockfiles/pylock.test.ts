import { describe, expect, test } from '@jest/globals';
import { pylock } from '../../src/lockfiles/pylock.js';
import type { LockedPackage } from '../../src/model/lockfile.js';
import { lockfileContract } from './contract.js';
import { fixtureLock } from './fixtures.js';

const isHeader = (line: string): boolean => line.trimEnd() === '[[packages]]';

lockfileContract(
  pylock,
  [
    { name: 'pylock-small', file: 'pylock.toml' },
    { name: 'pylock-small', file: 'pylock.compiled.toml' },
    { name: 'pylock-small', file: 'pylock.pdm.toml' },
    { name: 'pylock-small', file: 'pylock.pex.toml' },
    { name: 'pylock-hatch', file: 'pylock.toml' },
    { name: 'pylock-sources', file: 'pylock.toml' },
    { name: 'pylock-groups', file: 'pylock.toml' },
  ],
  isHeader,
);

// pip gives every file and its hashes tables of their own.
lockfileContract(pylock, [{ name: 'pylock-small', file: 'pylock.pip.toml' }], isHeader, { hashApart: true });

const SHA = 'e'.repeat(64);
const HEADER = 'lock-version = "1.0"\ncreated-by = "test"\nrequires-python = ">=3.11"\n';
const WHEEL = `{name = "demo_thing-1.0-py3-none-any.whl", url = "https://files.invalid/demo_thing-1.0-py3-none-any.whl", size = 7, upload-time = 2026-01-02T03:04:05Z, hashes = {sha256 = "${SHA}"}}`;
const FILES = `wheels = [\n    ${WHEEL},\n]\n`;
const entry = (rest: string = FILES, version = 'version = "1.0"\n'): string =>
  `\n[[packages]]\nname = "Demo_Thing"\n${version}${rest}`;
const parse = (text: string, path = 'pylock.toml') => pylock.parse(text, path);
const first = (text: string, path?: string): LockedPackage | undefined => parse(text, path).packages[0];

describe('the facts of a lock', () => {
  test('an entry, whole', () => {
    expect(parse(HEADER + entry(`index = "https://user:pw@corp.invalid/simple/"\n${FILES}`))).toMatchObject({
      options: { formatVersion: '1.0', requiresPython: '>=3.11', lines: { formatVersion: 1, requiresPython: 3 } },
      problems: [],
      packages: [
        {
          name: 'demo-thing',
          version: '1.0',
          source: { kind: 'index', url: 'https://corp.invalid/simple' },
          artifacts: [
            {
              filename: 'demo_thing-1.0-py3-none-any.whl',
              url: 'https://files.invalid/demo_thing-1.0-py3-none-any.whl',
              hashes: [`sha256:${SHA}`],
              size: 7,
              uploadTime: '2026-01-02T03:04:05.000Z',
              line: 10,
            },
          ],
          scopes: ['runtime'],
          groups: [],
          extras: [],
          marker: null,
          direct: null,
          requires: [],
          line: 5,
        },
      ],
    });
  });

  test('the inline form: one array, each entry at its line', () => {
    const inline = `${HEADER}packages = [ # two\n  {name = "a[{", version = "1"},\n  {name = "b", version = "2", wheels = [{url = "https://x.invalid/b-2-py3-none-any.whl", hashes = {sha256 = "${SHA}"}}]},\n]\n`;
    const { packages, problems } = parse(inline);
    expect(packages).toMatchObject([
      { name: 'b', line: 6, artifacts: [{ filename: 'b-2-py3-none-any.whl', line: 6 }] },
    ]);
    expect(problems).toMatchObject([{ line: 5, message: expect.stringContaining('"a[{" is no project name') }]);
  });

  test('a header inside a string is no entry', () => {
    const text = HEADER + entry(`marker = """\n[[packages]]\n"""\n${FILES}`) + entry(FILES, 'version = "2.0"\n');
    expect(parse(text).packages.map(({ line }) => line)).toEqual([5, 15]);
  });

  test('file names from the end of URLs and paths', () => {
    const files = `sdist = {path = "wheels/demo_thing-1.0.tar.gz", hashes = {sha256 = "${SHA}"}}\nwheels = [{url = "https://x.invalid/demo_thing-1.0%2Bcpu-py3-none-any.whl?x=1", hashes = {sha256 = "${SHA}"}}]\n`;
    expect(first(HEADER + entry(files))?.artifacts).toMatchObject([
      { filename: 'demo_thing-1.0.tar.gz', url: null },
      { filename: 'demo_thing-1.0+cpu-py3-none-any.whl' },
    ]);
  });

  test('several hashes of one file are all kept', () => {
    const both = FILES.replace('hashes = {', `hashes = {md5 = "${'0'.repeat(32)}", `);
    expect(first(HEADER + entry(both))?.artifacts[0]?.hashes).toEqual([`md5:${'0'.repeat(32)}`, `sha256:${SHA}`]);
  });

  test('a version that is left out comes from the file names', () => {
    expect(first(HEADER + entry(FILES, ''))?.version).toBe('1.0');
  });

  test('edges of the specification and of PDM', () => {
    const edges = 'dependencies = [{name = "Other_One", version = "2.0"}]\n';
    const tool = '\n[packages.tool.pdm]\ndependencies = [\n    "idna>=2; sys_platform == \'win32\'",\n]\n';
    expect(first(HEADER + entry(edges + FILES + tool))?.requires).toEqual([
      { name: 'other-one', version: '2.0', marker: null, extras: [] },
      { name: 'idna', version: null, marker: "sys_platform == 'win32'", extras: [] },
    ]);
  });

  test('what a tool adds may be of any form', () => {
    expect(parse(HEADER + entry(`${FILES}tool = 3\n`))).toMatchObject({ packages: [{ requires: [] }], problems: [] });
  });

  test.each([
    {
      name: 'git',
      source: `vcs = {type = "git", url = "https://user:pw@git.example.invalid/a", requested-revision = "v1", commit-id = "${'2'.repeat(40)}", subdirectory = "pkg"}`,
      is: {
        kind: 'vcs',
        vcs: 'git',
        url: 'https://git.example.invalid/a',
        commit: '2'.repeat(40),
        ref: 'v1',
        subdirectory: 'pkg',
      },
    },
    {
      name: 'git with a short commit',
      source: 'vcs = {type = "git", url = "https://git.example.invalid/a", commit-id = "abc123"}',
      is: {
        kind: 'vcs',
        vcs: 'git',
        url: 'https://git.example.invalid/a',
        commit: null,
        ref: 'abc123',
        subdirectory: null,
      },
    },
    {
      name: 'directory',
      source: 'directory = {path = "libs/a", editable = true}',
      is: { kind: 'local', path: 'libs/a', editable: true },
    },
    {
      name: 'archive',
      source: `archive = {url = "https://x.invalid/a-1.0.zip", hashes = {sha256 = "${SHA}"}}`,
      is: { kind: 'archive-url', url: 'https://x.invalid/a-1.0.zip' },
    },
    {
      name: 'archive in the tree',
      source: `archive = {path = "a-1.0.zip", hashes = {sha256 = "${SHA}"}}`,
      is: { kind: 'local', path: 'a-1.0.zip', editable: false },
    },
  ])('source: $name', ({ source, is }) => expect(first(`${HEADER}${entry(`${source}\n`, '')}`)?.source).toEqual(is));

  test('real sources', () => {
    const { packages } = fixtureLock('pylock-sources', 'head', 'pylock.toml');
    expect(packages.map(({ name, source, version }) => [name, version, source.kind])).toEqual([
      ['colorama', '0.4.6', 'index'],
      ['gitdep', '1.1.0', 'vcs'],
      ['iniconfig', '2.1.0', 'archive-url'],
      ['libdir', null, 'local'],
      ['libedit', null, 'local'],
    ]);
  });
});

describe('scopes', () => {
  const groups = `${HEADER}extras = ["md"]\ndependency-groups = ["default", "test"]\ndefault-groups = ["default"]\n`;
  test.each([
    { name: 'no condition', marker: null, is: ['runtime'], groups: [] },
    { name: 'a platform', marker: "sys_platform == 'win32'", is: ['runtime'], groups: [] },
    { name: 'the default group', marker: "'default' in dependency_groups", is: ['runtime'], groups: ['default'] },
    { name: 'another group', marker: "'test' in dependency_groups", is: ['development'], groups: ['test'] },
    { name: 'a group that is not listed', marker: "'x' in dependency_groups", is: ['development'], groups: ['x'] },
    { name: 'an extra', marker: "'md' in extras", is: ['optional'], groups: ['md'] },
    {
      name: 'an extra on one platform',
      marker: "os_name == 'nt' and 'md' in extras",
      is: ['optional'],
      groups: ['md'],
    },
    { name: 'unless an extra is asked for', marker: "'md' not in extras", is: ['runtime'], groups: ['md'] },
    {
      name: 'both the default and another group',
      marker: "'default' in dependency_groups or 'test' in dependency_groups",
      is: ['runtime', 'development'],
      groups: ['default', 'test'],
    },
    { name: 'what cannot be read', marker: "'md' in extras and", is: ['unknown'], groups: [] },
  ])('$name', ({ marker, is, groups: named }) => {
    const text = marker === null ? '' : `marker = "${marker}"\n`;
    expect(first(groups + entry(text + FILES))).toMatchObject({ scopes: is, groups: named, marker });
  });

  test.each([
    { path: 'pylock.toml', is: ['runtime'] },
    { path: 'a/pylock.dev.toml', is: ['development'] },
    { path: 'pylock.server.toml', is: ['unknown'] },
  ])('of $path follow its name', ({ path, is }) => expect(first(HEADER + entry(), path)?.scopes).toEqual(is));

  test('of a real lock with groups and extras', () => {
    const { packages } = fixtureLock('pylock-groups', 'head', 'pylock.toml');
    const scopes = Object.fromEntries(packages.map((each) => [each.name, each.scopes]));
    expect(scopes).toMatchObject({
      flask: ['runtime'],
      markdown: ['optional'],
      pytest: ['development'],
      pygments: ['runtime', 'development'],
    });
  });
});

test.each([
  { path: 'pylock.toml', is: true },
  { path: 'a/pylock.dev.toml', is: true },
  { path: 'pylock.a.b.toml', is: false },
  { path: 'Pylock.toml', is: false },
  { path: 'mypylock.toml', is: false },
])('$path is a pylock: $is', ({ path, is }) => expect(pylock.matches(path)).toBe(is));

describe('refused as a file', () => {
  test.each([
    { name: 'no packages, as after a cut', text: HEADER, says: 'key "packages" is undefined' },
    { name: 'another major version', text: HEADER.replace('1.0', '2.0') + entry(), says: 'lock-version "2.0"' },
    { name: 'no lock-version', text: entry(), says: 'key "lock-version"' },
    { name: 'a key given twice', text: `${HEADER}created-by = "x"\n`, says: 'not valid TOML' },
  ])('$name', ({ text, says }) => {
    expect(parse(text)).toMatchObject({
      packages: [],
      problems: [{ affects: 'file', message: expect.stringContaining(says) }],
    });
  });
});

describe('told as a problem of one entry', () => {
  test.each([
    { name: 'several sources', rest: `${FILES}directory = {path = "a"}\n`, says: 'several kinds of source' },
    { name: 'no source', rest: '', says: 'no file and no source' },
    { name: 'no file', rest: 'wheels = []\n', says: 'lists no file' },
    { name: 'an unknown system', rest: 'vcs = {type = "cvs", url = "x"}\n', says: 'of a kind that is not known' },
    { name: 'a short hash', rest: FILES.replace(SHA, 'ff'), says: 'has the hash "sha256:ff"' },
    { name: 'a marker that is a number', rest: `marker = 3\n${FILES}`, says: 'key "marker"' },
    { name: 'a file without a name', rest: 'wheels = [{size = 3}]\n', says: 'a file without a name' },
  ])('$name', ({ rest, says }) => {
    expect(parse(HEADER + entry(rest)).problems).toEqual([
      { path: 'pylock.toml', line: expect.any(Number), affects: 'entry', message: expect.stringContaining(says) },
    ]);
  });

  test('a version that is left out and differs between files', () => {
    const two = `wheels = [\n    ${WHEEL},\n    ${WHEEL.replaceAll('1.0', '2.0')},\n]\n`;
    expect(parse(HEADER + entry(two, '')).problems).toMatchObject([
      { line: 5, message: expect.stringContaining('has no version, and its files do not tell one') },
    ]);
  });

  test('a newer minor version: read, and told', () => {
    const { packages, problems } = parse(HEADER.replace('1.0', '1.1') + entry());
    expect(packages).toHaveLength(1);
    expect(problems).toMatchObject([{ line: 1, message: expect.stringContaining('"1.1" is not 1.0') }]);
  });
});

// What a quadratic step would turn into minutes. Nothing is timed: such a step shows as a test that does not end.
test('tens of thousands of entries on one line', () => {
  const one = (index: number): string =>
    `{name = "n${index}", version = "1", wheels = [{url = "https://x.invalid/n${index}-1-py3-none-any.whl", hashes = {sha256 = "${SHA}"}}]}`;
  const all = Array.from({ length: 20_000 }, (_, index) => one(index)).join(', ');
  const { packages, problems } = parse(`${HEADER}packages = [${all}]\n`);
  expect([packages.length, problems]).toEqual([20_000, []]);
  expect(packages.every(({ line, artifacts }) => line === 4 && artifacts[0]?.line === 4)).toBe(true);
});

describe('who attested the files', () => {
  const identities = (text: string): string => HEADER + entry(`${FILES}attestation-identities = ${text}\n`);

  test('is kept', () => {
    const text = identities(
      '[{kind = "GitHub", repository = "demo/thing", workflow = "release.yml"}, {kind = "Later", key = 1}]',
    );

    expect(first(text)?.attestedBy).toEqual([
      { kind: 'GitHub', repository: 'demo/thing', workflow: 'release.yml', environment: null, account: null },
      { kind: 'Later', repository: null, workflow: null, environment: null, account: null },
    ]);
    expect(parse(text).problems).toEqual([]);
  });

  test('is not told by a lock without them', () => {
    expect(first(HEADER + entry())).not.toHaveProperty('attestedBy');
  });

  test('in another form costs no entry and is told', () => {
    const { packages, problems } = parse(identities('"demo/thing"'));

    expect(packages.map(({ name }) => name)).toEqual(['demo-thing']);
    expect(problems[0]?.message).toContain('attestation-identities');
  });
});
