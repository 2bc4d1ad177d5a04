import { describe, expect, test } from '@jest/globals';
import { condaLock } from '../../src/lockfiles/conda-lock.js';
import { lockfileContract } from './contract.js';
import { fixtureLock } from './fixtures.js';

lockfileContract(
  condaLock,
  [{ name: 'conda-lock-small', file: 'conda-lock.yml' }],
  (line) => line.startsWith('- name: '),
  { rowsFold: true, hashApart: true },
);

const SHA = 'c'.repeat(64);
const WHEEL = 'https://files.pythonhosted.org/packages/aa/bb/cc/demo-1.0-py3-none-any.whl';
const parse = (text: string) => condaLock.parse(text, 'conda-lock.yml');
const row = (rest: Readonly<Record<string, string>> = {}) => {
  const fields = {
    name: 'Demo',
    version: "'1.0'",
    manager: 'pip',
    platform: 'linux-64',
    dependencies: '{Idna: ">=3"}',
    url: WHEEL,
    hash: `{sha256: ${SHA}}`,
    category: 'main',
    optional: 'false',
    ...rest,
  };
  const [first = '', ...others] = Object.entries(fields).map(([key, value]) => `${key}: ${value}\n`);
  return `- ${first}${others.map((line) => `  ${line}`).join('')}`;
};
const lock = (...rows: readonly string[]) => parse(`version: 1\nmetadata: {}\npackage:\n${rows.join('')}`);

describe('the facts of a lock', () => {
  test('an entry, whole', () => {
    expect(lock(row()).packages).toEqual([
      {
        name: 'demo',
        version: '1.0',
        source: { kind: 'index', url: null },
        artifacts: [
          {
            filename: 'demo-1.0-py3-none-any.whl',
            url: WHEEL,
            hashes: [`sha256:${SHA}`],
            size: null,
            uploadTime: null,
            line: 9,
          },
        ],
        scopes: ['runtime'],
        groups: ['main'],
        extras: [],
        marker: null,
        direct: null,
        requires: [{ name: 'idna', version: null, marker: null, extras: [] }],
        line: 4,
      },
    ]);
  });

  test('rows of several platforms and categories are one release', () => {
    const { packages } = lock(row(), row({ platform: 'osx-64' }), row({ category: 'dev', optional: 'true' }));
    expect(packages).toMatchObject([
      { scopes: ['runtime', 'development'], groups: ['dev', 'main'], artifacts: [{ url: WHEEL }] },
    ]);
  });

  test.each([
    { name: 'main', rest: {}, is: ['runtime'] },
    { name: 'main, only for an extra', rest: { optional: 'true' }, is: ['optional'] },
    { name: 'dev', rest: { category: 'dev' }, is: ['development'] },
    { name: 'a category of the team’s own', rest: { category: 'gpu' }, is: ['optional'] },
    { name: 'none', rest: { category: 'null' }, is: ['unknown'] },
  ])('scopes: $name', ({ rest, is }) => expect(lock(row(rest)).packages[0]?.scopes).toEqual(is));

  test.each([
    {
      name: 'a URL that the environment asks for',
      rest: { source: '{type: url}' },
      is: { kind: 'archive-url', url: WHEEL },
    },
    {
      name: 'a commit',
      rest: { url: `git+https://git.example.invalid/a/b@${'1'.repeat(40)}` },
      is: { kind: 'vcs', commit: '1'.repeat(40) },
    },
  ])('source: $name', ({ rest, is }) => expect(lock(row(rest)).packages[0]?.source).toMatchObject(is));

  test('conda rows are named, and are no Python packages', () => {
    const { packages, foreign } = fixtureLock('conda-lock-small', 'head', 'conda-lock.yml');
    expect(packages.some(({ name }) => name === 'python')).toBe(false);
    expect(foreign?.map(({ name, version }) => `${name} ${version}`)).toEqual([
      'openssl 3.6.0',
      'python 3.11.14',
      'openssl 3.6.0',
      'python 3.11.14',
    ]);
  });
});

describe('refused as a file', () => {
  test.each([
    { name: 'another version', text: 'version: 2\nmetadata: {}\npackage: []\n', says: 'version "2"' },
    { name: 'no version, as after a cut of an older file', text: 'metadata: {}\npackage: []\n', says: 'key "version"' },
    { name: 'no packages', text: 'version: 1\nmetadata: {}\n', says: 'key "package"' },
    { name: 'no YAML', text: '\t- a', says: 'not valid YAML' },
  ])('$name', ({ text, says }) => {
    expect(parse(text)).toMatchObject({
      packages: [],
      problems: [{ affects: 'file', message: expect.stringContaining(says) }],
    });
  });
});

test.each([
  { name: 'another manager', rest: { manager: 'npm' }, says: 'its manager is "npm"' },
  { name: 'a version that is none', rest: { version: '"?"' }, says: 'no version (PEP 440)' },
  { name: 'a name that is none', rest: { name: '"a b"' }, says: 'no project name' },
  { name: 'a short hash', rest: { hash: '{sha256: ff}' }, says: 'has the hash "sha256:ff"' },
  { name: 'a URL that is none', rest: { url: 'ipfs:x' }, says: 'no URL' },
])('told as a problem of one entry: $name', ({ rest, says }) => {
  expect(lock(row(rest)).problems).toEqual([
    { path: 'conda-lock.yml', line: 4, affects: 'entry', message: expect.stringContaining(says) },
  ]);
});
