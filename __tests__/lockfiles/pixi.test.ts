import { describe, expect, test } from '@jest/globals';
import { diffLockfiles } from '../../src/diff/diff.js';
import { pixi } from '../../src/lockfiles/pixi.js';
import type { LockedPackage } from '../../src/model/lockfile.js';
import { lockfileContract } from './contract.js';
import { fixtureLock } from './fixtures.js';

lockfileContract(
  pixi,
  ['pixi-small', 'pixi-versions'].map((name) => ({ name, file: 'pixi.lock' })),
  (line) => /^- (?:pypi:|kind: pypi)/u.test(line),
  { rowsFold: true, hashApart: true },
);

const SHA = 'b'.repeat(64);
const FILES = 'https://files.pythonhosted.org/packages/aa/bb/cc';
const parse = (text: string) => pixi.parse(text, 'pixi.lock');

const lock = (
  references: readonly string[],
  rows: string,
  { version = '6', environment = 'default', more = '' } = {},
) =>
  parse(
    `version: ${version}\nenvironments:\n  ${environment}:\n    channels:\n    - url: https://conda.anaconda.org/conda-forge/\n${more}    packages:\n      linux-64:\n${references.map((reference) => `      - pypi: ${reference}\n`).join('')}packages:\n${rows}`,
  );

const WHEEL = `${FILES}/Demo_Thing-1.10-py3-none-any.whl`;
const row = (location: string, rest = '') => `- pypi: ${location}\n  name: demo-thing\n  version: '1.10'\n${rest}`;

describe('the facts of a lock', () => {
  test('an entry, whole', () => {
    const rest = `  sha256: ${SHA}\n  requires_dist:\n  - Idna>=3 ; python_full_version < "3.12"\n  - rich ; extra == 'all'\n  requires_python: '>=3.9'\n`;
    expect(lock([WHEEL], row(WHEEL, rest)).packages).toEqual([
      {
        name: 'demo-thing',
        version: '1.10',
        source: { kind: 'index', url: null },
        artifacts: [
          {
            filename: 'Demo_Thing-1.10-py3-none-any.whl',
            url: WHEEL,
            hashes: [`sha256:${SHA}`],
            size: null,
            uploadTime: null,
            line: 10,
          },
        ],
        scopes: ['runtime'],
        groups: ['default'],
        extras: [],
        marker: null,
        direct: null,
        requires: [{ name: 'idna', version: null, marker: 'python_full_version < "3.12"', extras: [] }],
        line: 10,
      },
    ]);
  });

  test('files for several platforms are files of one release', () => {
    const { packages } = fixtureLock('pixi-small', 'head', 'pixi.lock');
    const files = packages.find(({ name }) => name === 'markupsafe')?.artifacts.map(({ filename }) => filename);
    expect(files).toEqual([expect.stringContaining('manylinux'), expect.stringContaining('macosx')]);
  });

  test('an extra that an environment asks for, with its dependencies', () => {
    const { packages } = fixtureLock('pixi-small', 'head', 'pixi.lock');
    expect(packages.find(({ name }) => name === 'requests')?.extras).toEqual(['socks']);
  });

  test.each<{ name: string; environment: string; is: LockedPackage['scopes'] }>([
    { name: 'the default environment', environment: 'default', is: ['runtime'] },
    { name: 'one whose name says nothing certain', environment: 'test', is: ['unknown'] },
  ])('scopes: $name', ({ environment, is }) => {
    expect(lock([WHEEL], row(WHEEL), { environment }).packages[0]?.scopes).toEqual(is);
  });

  const COMMIT = '2'.repeat(40);
  test.each([
    {
      name: 'a URL the project asks for',
      at: 'direct+https://x.invalid/demo_thing-1.10-py3-none-any.whl',
      is: { kind: 'archive-url', url: 'https://x.invalid/demo_thing-1.10-py3-none-any.whl' },
    },
    {
      name: 'a commit behind @',
      at: `git+https://git.example.invalid/a/b.git@${COMMIT}`,
      is: { kind: 'vcs', url: 'https://git.example.invalid/a/b.git', commit: COMMIT, ref: null },
    },
    {
      name: 'a commit behind # and its ref',
      at: `git+https://user:pw@git.example.invalid/a/b?rev=main&subdirectory=lib#${COMMIT}`,
      is: { kind: 'vcs', url: 'https://git.example.invalid/a/b', commit: COMMIT, ref: 'main', subdirectory: 'lib' },
    },
    {
      name: 'a branch alone',
      at: 'git+ssh://git@git.example.invalid/a/b@main',
      is: { kind: 'vcs', commit: null, ref: 'main' },
    },
    { name: 'the project itself', at: './', is: { kind: 'local', path: '.', editable: false } },
    { name: 'a directory', at: './libs/demo', is: { kind: 'local', path: 'libs/demo' } },
  ])('source: $name', ({ at, is }) => expect(lock([at], row(at)).packages[0]?.source).toMatchObject(is));

  test.each([
    {
      name: 'PyPI, by the host of the file',
      at: WHEEL,
      more: '    indexes:\n    - https://pypi.org/simple\n',
      rest: '',
      is: null,
    },
    {
      name: 'the index of that host',
      at: 'https://corp.invalid/f/demo_thing-1.10-py3-none-any.whl',
      more: '    indexes:\n    - https://pypi.org/simple\n    - https://corp.invalid/simple/\n',
      rest: '',
      is: 'https://corp.invalid/simple',
    },
    {
      name: 'what version 7 says',
      at: WHEEL,
      more: '',
      rest: '  index: https://corp.invalid/simple/\n',
      is: 'https://corp.invalid/simple',
    },
  ])('index: $name', ({ at, more, rest, is }) => {
    expect(lock([at], row(at, rest), { more }).packages[0]?.source).toEqual({ kind: 'index', url: is });
  });

  test('options of all environments', () => {
    const more =
      '    indexes:\n    - https://pypi.org/simple/\n    - https://corp.invalid/simple\n    find-links:\n    - path: ./links\n    options:\n      pypi-prerelease-mode: allow\n      exclude-newer: 2026-01-01T00:00:00Z\n';
    expect(lock([WHEEL], row(WHEEL), { more }).options).toMatchObject({
      formatVersion: '6',
      indexUrl: 'https://pypi.org/simple',
      extraIndexUrls: ['https://corp.invalid/simple'],
      findLinks: ['./links'],
      allowPrereleases: true,
      excludeNewer: '2026-01-01T00:00:00Z',
    });
  });

  test('conda packages are named, and are no Python packages', () => {
    const { packages, foreign } = fixtureLock('pixi-versions', 'head', 'pixi.lock');
    expect(packages.some(({ name }) => name === 'openssl')).toBe(false);
    expect(foreign?.[0]).toMatchObject({
      ecosystem: 'conda',
      name: 'openssl',
      version: '3.6.0',
      location: expect.stringContaining('linux-64/openssl-3.6.0'),
      hash: expect.stringMatching(/^sha256:/u),
    });
  });

  test('a source that conda builds is a conda package', () => {
    const rows = '- conda_source: "child[87dc0b8a] @ child"\n  version: 0.1.0\n';
    expect(lock([], rows, { version: '7' })).toMatchObject({
      packages: [],
      problems: [],
      foreign: [{ version: '0.1.0' }],
    });
  });

  test('version 4, with its kinds', () => {
    const rows = `- kind: pypi\n  name: demo\n  version: '3.6'\n  url: ${WHEEL}\n  sha256: ${SHA}\n- kind: pypi\n  name: own\n  version: '0.1'\n  path: ./own\n  editable: true\n`;
    expect(lock([WHEEL, './own'], rows, { version: '4' })).toMatchObject({
      packages: [
        { name: 'demo', version: '3.6' },
        { name: 'own', source: { kind: 'local', path: 'own', editable: true }, artifacts: [] },
      ],
      problems: [],
    });
  });

  test.each([
    { at: '.', is: 'project' },
    { at: './libs/my_lib', is: 'my-lib' },
  ])('a directory without a name, $at', ({ at, is }) => {
    expect(lock([at], `- pypi: ${at}\n  sha256: ${SHA}\n`)).toMatchObject({
      packages: [{ name: is, version: null, source: { kind: 'local' }, artifacts: [] }],
      problems: [],
    });
  });

  test('a version that only the wheel tells', () => {
    expect(lock([WHEEL], `- pypi: ${WHEEL}\n  sha256: ${SHA}\n`)).toMatchObject({
      packages: [{ name: 'demo-thing', version: '1.10' }],
      problems: [],
    });
  });

  test('a rewrite from version 5 to 7 changes nothing', () => {
    const [base, head] = [
      fixtureLock('pixi-versions', 'base', 'pixi.lock'),
      fixtureLock('pixi-versions', 'head', 'pixi.lock'),
    ];
    expect(diffLockfiles([{ path: 'pixi.lock', base, head }]).changes).toEqual([]);
  });
});

describe('refused as a file', () => {
  test.each([
    { name: 'another version', text: 'version: 8\nenvironments: {}\npackages: []\n', says: 'version "8"' },
    { name: 'no version', text: 'environments: {}\n', says: 'key "version"' },
    { name: 'a key given twice', text: 'version: 6\nversion: 6\nenvironments: {}\n', says: 'given twice' },
    { name: 'an alias', text: 'version: 6\nenvironments: &a {}\npackages: *a\n', says: 'alias' },
    { name: 'a tag', text: 'version: !!int 6\nenvironments: {}\n', says: 'tag' },
    { name: 'two documents', text: 'version: 6\n---\nversion: 6\n', says: 'several YAML documents' },
    { name: 'no YAML', text: 'version: [\n', says: 'not valid YAML' },
    { name: 'nothing', text: '', says: 'where' },
  ])('$name', ({ text, says }) => {
    expect(parse(text)).toMatchObject({
      packages: [],
      problems: [{ affects: 'file', message: expect.stringContaining(says) }],
    });
  });
});

describe('told as a problem of one entry', () => {
  test.each([
    { name: 'a reference to nothing', references: [WHEEL], rows: '', says: 'which has no entry' },
    {
      name: 'a kind that is not known',
      references: [],
      rows: '- cargo: https://x.invalid/a\n',
      says: 'kind that is not known',
    },
    { name: 'a row that is no map', references: [], rows: '- demo\n', says: 'where' },
    {
      name: 'a version that is none',
      references: [WHEEL],
      rows: `- pypi: ${WHEEL}\n  name: demo\n  version: '?'\n`,
      says: 'no version (PEP 440)',
    },
    { name: 'a location that is none', references: ['ipfs:abc'], rows: row('ipfs:abc'), says: 'no URL or path' },
    { name: 'a short hash', references: [WHEEL], rows: row(WHEEL, '  sha256: ff\n'), says: 'has the hash "sha256:ff"' },
  ])('$name', ({ references, rows, says }) => {
    expect(lock(references, rows).problems).toEqual([
      { path: 'pixi.lock', line: expect.any(Number), affects: 'entry', message: expect.stringContaining(says) },
    ]);
  });
});
