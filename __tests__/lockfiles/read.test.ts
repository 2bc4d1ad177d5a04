import { describe, expect, test } from '@jest/globals';
import { formatOfName, readLockfile, sniffFormat } from '../../src/lockfiles/read.js';
import { fixtureBytes } from './fixtures.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const utf16 = (text: string, mark: 'le' | 'be'): Uint8Array => {
  const little = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return mark === 'le' ? little : little.swap16();
};

describe('text as the tools read it', () => {
  test.each([
    { name: 'UTF-8 with a mark', input: Buffer.from('\uFEFFfoo==1\n') },
    { name: 'UTF-16, as PowerShell writes', input: utf16('foo==1\r\n', 'le') },
    { name: 'UTF-16, big end first', input: utf16('foo==1\n', 'be') },
    { name: 'a declared encoding', input: Buffer.from('# -*- coding: latin-1 -*-\n# caf\xe9\nfoo==1\n', 'latin1') },
    { name: 'UTF-8 without one', input: Buffer.from('# café\nfoo==1\n') },
  ])('$name', ({ input }) => {
    const { packages, problems } = readLockfile(input, 'requirements.txt');
    expect(problems).toEqual([]);
    expect(packages.map(({ name, version }) => [name, version])).toEqual([['foo', '1']]);
  });

  test.each([
    { name: 'bytes that are no UTF-8', input: Buffer.from([0x66, 0xff, 0x0a]), says: 'not UTF-8 text' },
    {
      name: 'a codec that rewrites text',
      input: bytes('# coding: unicode_escape\n# \\nfoo==1\n'),
      says: 'declares the encoding "unicode_escape"',
    },
    { name: 'UTF-32', input: Buffer.from([0xff, 0xfe, 0, 0, 0x66, 0, 0, 0]), says: 'UTF-32' },
    { name: 'half a UTF-16 character', input: Buffer.from([0xff, 0xfe, 0x66]), says: 'not UTF-16LE text' },
  ])('refused: $name', ({ input, says }) => {
    expect(readLockfile(input, 'requirements.txt')).toMatchObject({
      format: 'requirements',
      packages: [],
      problems: [{ affects: 'file', line: null, message: expect.stringContaining(says) }],
    });
  });
});

describe('the format', () => {
  test.each([
    { name: 'uv-small', file: 'uv.lock', id: 'uv' },
    { name: 'poetry-1.1', file: 'poetry.lock', id: 'poetry' },
    { name: 'poetry-small', file: 'poetry.lock', id: 'poetry' },
    { name: 'requirements-pip-compile', file: 'requirements.txt', id: 'requirements' },
    { name: 'requirements-pip-compile-plain', file: 'requirements.txt', id: 'requirements' },
  ])('of $name follows from its content where the name tells nothing', ({ name, file, id }) => {
    const text = fixtureBytes(name, 'base', file);
    expect(readLockfile(text, 'base.lock')).toMatchObject({ format: id, problems: [] });
    expect(readLockfile(text, 'x/requirements-lock.txt').format).toBe(id);
  });

  test('can be given', () => {
    expect(readLockfile(bytes('foo>=1\n'), 'deps.in', 'requirements')).toMatchObject({ packages: [{ name: 'foo' }] });
  });

  test('of a name that only one tool writes is not up for discussion', () => {
    expect(readLockfile(bytes('foo==1\n'), 'uv.lock')).toMatchObject({ format: 'uv', problems: [{ affects: 'file' }] });
  });

  test.each([{ text: 'hello\n' }, { text: '' }, { text: '{"a": 1}' }])('that nothing tells: $text', ({ text }) => {
    expect(readLockfile(bytes(text), 'file.bin').problems[0]).toMatchObject({
      affects: 'file',
      message: expect.stringContaining('requirements.txt and uv.lock'),
    });
  });
});

test.each([
  { path: 'uv.lock', is: 'uv' },
  { path: 'a/poetry.lock', is: 'poetry' },
  { path: 'env/conda-lock.yml', is: 'conda-lock' },
  { path: 'gpu.conda-lock.yml', is: 'conda-lock' },
  { path: 'pixi.lock', is: 'pixi' },
  { path: 'pex.lock', is: 'pex' },
  { path: 'a/pdm.lock', is: 'pdm' },
  { path: 'pdm.linux.lock', is: 'pdm' },
  { path: 'Pipfile.lock', is: 'pipfile' },
  { path: 'pylock.dev.toml', is: 'pylock' },
  { path: 'package-lock.json', is: null },
])('the name $path tells $is', ({ path, is }) => expect(formatOfName(path)).toBe(is));

describe('content alone', () => {
  test.each([
    { name: 'uv-small', file: 'uv.lock', is: 'uv' },
    { name: 'poetry-small', file: 'poetry.lock', is: 'poetry' },
    { name: 'pixi-small', file: 'pixi.lock', is: 'pixi' },
    { name: 'conda-lock-small', file: 'conda-lock.yml', is: 'conda-lock' },
    { name: 'pex-small', file: 'lock.json', is: 'pex' },
    { name: 'pdm-small', file: 'pdm.lock', is: 'pdm' },
    { name: 'pdm-4.1', file: 'pdm.lock', is: 'pdm' },
    { name: 'pipfile-small', file: 'Pipfile.lock', is: 'pipfile' },
    { name: 'pylock-small', file: 'pylock.toml', is: 'pylock' },
    { name: 'pylock-small', file: 'pylock.pex.toml', is: 'pylock' },
    { name: 'requirements-pip-compile', file: 'requirements.txt', is: 'requirements' },
  ])('of $name is that of $is', ({ name, file, is }) => {
    expect(sniffFormat(fixtureBytes(name, 'head', file), 'any.lock')).toBe(is);
  });

  test.each([
    { name: 'an empty file', text: '' },
    {
      name: 'a lock of Rust',
      text: 'version = 4\n\n[[package]]\nname = "a"\nversion = "1.0.0"\nsource = "registry+https://x.invalid"\n',
    },
    { name: 'a lock of npm', text: '{"lockfileVersion": 3, "packages": {}}' },
    { name: 'prose with a pin', text: 'Install it with:\nfoo==1.0\n' },
  ])('of $name is that of none', ({ text }) => expect(sniffFormat(bytes(text), 'any.lock')).toBeNull());
});
