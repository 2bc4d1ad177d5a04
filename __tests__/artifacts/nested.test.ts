import { describe, expect, test } from '@jest/globals';
import type { Member } from '../../src/artifacts/archive.js';
import { readMember, unreadMember } from '../../src/artifacts/member.js';
import { NESTED_LIMITS, openNested } from '../../src/artifacts/nested.js';
import { tarGzOf } from '../support/tar.js';
import { wheel } from '../support/wheel.js';
import { zipOf } from '../support/zip.js';

const inside = (members: readonly Member[]): readonly string[] =>
  openNested(members).nested.flatMap(({ path, archive }) => archive.members.map((m) => `${path}!/${m.path}`));

const INNER = zipOf({ '__main__.py': 'print(1)\n', 'lib/a.py': '' });

describe('openNested', () => {
  interface Row {
    readonly name: string;
    readonly path: string;
    readonly bytes: Uint8Array;
    readonly paths: readonly string[];
  }

  test.each<Row>([
    { name: 'a zipapp', path: 'pkg/tool.pyz', bytes: INNER, paths: ['__main__.py', 'lib/a.py'] },
    {
      name: 'a zipapp with an interpreter line',
      path: 'pkg/tool.pyz',
      bytes: Buffer.concat([Buffer.from('#!/usr/bin/env python3\n'), INNER]),
      paths: ['__main__.py', 'lib/a.py'],
    },
    { name: 'a ZIP called a picture', path: 'pkg/cover.png', bytes: INNER, paths: ['__main__.py', 'lib/a.py'] },
    {
      name: 'a compressed tar',
      path: 'pkg/data.bin',
      bytes: tarGzOf({ 'x/run.py': '', 'x/b.txt': '' }),
      paths: ['x/run.py', 'x/b.txt'],
    },
  ])('opens $name', ({ path, bytes, paths }) => {
    expect(inside([readMember(path, bytes)])).toEqual(paths.map((inner) => `${path}!/${inner}`));
  });

  test('opens an embedded wheel', () => {
    const { bytes, filename } = wheel({ 'demo/__init__.py': 'x = 1\n' });

    expect(inside([readMember(`embed/${filename}`, bytes)])).toContain(`embed/${filename}!/demo/__init__.py`);
  });

  test.each([
    { name: 'compressed data that is no archive', bytes: Buffer.from('1f8b0800000000000003000000', 'hex') },
    { name: 'text', bytes: Buffer.from('PK is a name, and nothing else follows here') },
    { name: 'an empty file', bytes: Buffer.alloc(0) },
  ])('$name is none', ({ bytes }) => {
    expect(openNested([readMember('a.dat', bytes)])).toEqual({ nested: [], unread: [] });
  });

  test('what was not read is not opened', () => {
    expect(openNested([unreadMember('a.zip', 10)])).toEqual({ nested: [], unread: [] });
  });

  test('an archive in an archive in an archive stays closed', () => {
    const outer = zipOf({ 'inner.zip': INNER });

    expect(inside([readMember('outer.zip', outer)])).toEqual(['outer.zip!/inner.zip']);
  });

  test('too many are told', () => {
    const members = [...Array(4).keys()].map((at) => readMember(`${at}.zip`, INNER));
    const { nested, unread } = openNested(members, { ...NESTED_LIMITS, archives: 3 });

    expect(nested).toHaveLength(3);
    expect(unread).toEqual([expect.stringMatching(/^1 archives? inside it/u)]);
  });

  test('one budget holds for all of them', () => {
    const big = zipOf({ 'a.py': 'x = 1\n'.repeat(1000) });
    const members = [readMember('a.zip', big), readMember('b.zip', big)];
    const { nested } = openNested(members, { ...NESTED_LIMITS, totalBytes: 8000 });
    const read = nested.map(({ archive }) => archive.members.filter(({ bytes }) => bytes !== null).length);

    expect(read).toEqual([1, 0]);
    expect(nested[1]?.archive.unread).toHaveLength(1);
  });
});
