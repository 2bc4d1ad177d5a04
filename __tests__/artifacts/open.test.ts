import { zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { ARCHIVE_LIMITS, type Archive } from '../../src/artifacts/archive.js';
import { openArchive } from '../../src/artifacts/open.js';
import { sdist } from '../support/sdist.js';
import { buildTar, gzip, tarGzOf } from '../support/tar.js';
import { wheel } from '../support/wheel.js';
import { zipOf } from '../support/zip.js';

const kinds = ({ anomalies }: Archive): readonly string[] => anomalies.map(({ kind }) => kind);
const paths = ({ members }: Archive): readonly string[] => members.map(({ path }) => path);

// `setup.py` with `print(1)` in a tar below `demo-1/`, packed by xz 5.4 and bzip2 1.0.8.
const TAR = buildTar([{ path: 'demo-1/setup.py', content: 'print(1)\n' }]);
const XZ = Buffer.from(
  '/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4Af/AFBdADIZSf7XHHVrSK6DRH4q1AdwwXjySF4M0ZIcBkvZTXeDruyjvOE/YWo2d+shePqbmr9hOj8Q3Lz0kQRQjhHR3rZUc+aX0sFrWy8nGC7iTKgAAE5oFcuNlxdMAAFsgBAAAADx/JxdscRn+wIAAAAABFla',
  'base64',
);
const BZIP2 = Buffer.from(
  'QlpoOTFBWSZTWaGUM4UAAC9bgMqQQGPvACAAZiPeIAhIIABUZ6RoGTJo9AEaZqCUiaYg0AANNBKs+QcwQLI3vJqXtQFBBcp49rtcI1QhqtBmaux0F7IH3BZUs72v1yreNsyShZasAPxdyRThQkKGUM4U',
  'base64',
);

describe('openArchive', () => {
  interface Row {
    readonly name: string;
    readonly filename: string;
    readonly bytes: Uint8Array;
  }

  test.each<Row>([
    { name: 'gzip', filename: 'demo-1.tar.gz', bytes: gzip(TAR) },
    { name: 'bzip2', filename: 'demo-1.tar.bz2', bytes: BZIP2 },
    { name: 'xz', filename: 'demo-1.tar.xz', bytes: XZ },
    { name: 'zstd', filename: 'demo-1.tar.zst', bytes: zstdCompressSync(TAR) },
    { name: 'plain tar', filename: 'demo-1.tar', bytes: TAR },
    { name: 'zip', filename: 'demo-1.zip', bytes: zipOf({ 'demo-1/setup.py': 'print(1)\n' }) },
  ])('opens a $name source archive and takes off its top folder', async ({ filename, bytes }) => {
    const archive = await openArchive(bytes, filename);

    expect(archive).toMatchObject({ anomalies: [], unread: [] });
    expect(archive.members).toMatchObject([{ path: 'setup.py', size: 9 }]);
    expect(Buffer.from(archive.members[0]?.bytes ?? []).toString()).toBe('print(1)\n');
  });

  test.each<Row & { readonly read: string }>([
    {
      name: 'a zip called .tar.gz',
      filename: 'demo-1.tar.gz',
      bytes: zipOf({ 'demo-1/setup.py': '' }),
      read: 'setup.py',
    },
    { name: 'an xz called .tar.gz', filename: 'demo-1.tar.gz', bytes: XZ, read: 'setup.py' },
    { name: 'a plain tar called .tar.gz', filename: 'demo-1.tar.gz', bytes: TAR, read: 'setup.py' },
    { name: 'a gzip called .zip', filename: 'demo-1.zip', bytes: gzip(TAR), read: 'setup.py' },
  ])('reads $name by its content and tells', async ({ filename, bytes, read }) => {
    const archive = await openArchive(bytes, filename);

    expect(paths(archive)).toEqual([read]);
    expect(kinds(archive)).toEqual(['format-mismatch']);
  });

  test('keeps a wheel’s paths as they are', async () => {
    const { bytes, filename } = wheel();
    const archive = await openArchive(bytes, filename);

    expect(paths(archive)).toContain('demo/__init__.py');
    expect(archive).toMatchObject({ anomalies: [], unread: [] });
  });

  test('tells a source archive without a single top folder', async () => {
    expect(kinds(await openArchive(tarGzOf({ 'a/setup.py': '', 'b.py': '' }), 'demo-1.tar.gz'))).toEqual(['layout']);
  });

  test('tells a tar with a ZIP behind it, which pip would unpack instead', async () => {
    const bytes = Buffer.concat([gzip(TAR), zipOf({ 'demo-1/setup.py': 'print(2)\n' })]);
    const archive = await openArchive(bytes, 'demo-1.tar.gz');

    expect(kinds(archive)).toContain('polyglot');
    expect(archive.unread).toContain('The file is also a ZIP, which was not read.');
  });

  test('tells bytes behind a gzip stream, and accepts padding', async () => {
    const garbage = await openArchive(Buffer.concat([gzip(TAR), Buffer.from('garbage')]), 'demo-1.tar.gz');
    const padded = await openArchive(Buffer.concat([gzip(TAR), Buffer.alloc(32)]), 'demo-1.tar.gz');

    expect(kinds(garbage)).toEqual(['trailing-data']);
    expect(padded).toMatchObject({ anomalies: [], unread: [] });
  });

  test.each<Row>([
    { name: 'nothing', filename: 'demo-1.tar.gz', bytes: Buffer.alloc(0) },
    { name: 'text', filename: 'demo-1.tar.gz', bytes: Buffer.from('not an archive') },
    { name: 'text called a wheel', filename: 'demo-1-py3-none-any.whl', bytes: Buffer.from('not an archive') },
  ])('says that $name was not read', async ({ filename, bytes }) => {
    const archive = await openArchive(bytes, filename);

    expect(archive.members).toEqual([]);
    expect(archive.unread).toHaveLength(1);
  });
});

describe('limits', () => {
  const zeros = buildTar([{ path: 'demo-1/zeros', content: Buffer.alloc(9 * 1024 * 1024) }]);

  test.each([
    { name: 'gzip', bytes: gzip(zeros) },
    { name: 'zstd', bytes: zstdCompressSync(zeros) },
  ])('stops a $name bomb and says so', async ({ bytes }) => {
    const archive = await openArchive(bytes, 'demo-1.tar.gz', { ...ARCHIVE_LIMITS, totalBytes: 1024 * 1024 });

    expect(archive.members).toEqual([]);
    expect(archive.unread).toEqual(['The archive was read in part only: it expands to more than 1048576 bytes.']);
  });

  test.each([
    { name: 'bzip2', bytes: BZIP2 },
    { name: 'xz', bytes: XZ },
  ])('stops a $name bomb, and the next archive is read', async ({ bytes }) => {
    const small = await openArchive(bytes, 'demo-1.tar.gz', { ...ARCHIVE_LIMITS, totalBytes: 700 });
    const again = await openArchive(bytes, 'demo-1.tar.gz');

    expect(small.unread[0]).toBe('The archive was read in part only: it expands to more than 700 bytes.');
    expect(paths(again)).toEqual(['setup.py']);
  });
});

describe('a cut at every eighth byte', () => {
  test.each([
    { name: 'gzip', bytes: sdist({ 'setup.py': 'print(1)\n'.repeat(30) }).bytes },
    { name: 'bzip2', bytes: BZIP2 },
    { name: 'xz', bytes: XZ },
    { name: 'zstd', bytes: zstdCompressSync(TAR) },
  ])('of $name is told', async ({ bytes }) => {
    for (let length = 0; length < bytes.length; length += 8) {
      const archive = await openArchive(bytes.subarray(0, length), 'demo-1.tar.gz');
      expect(archive.unread.length).toBeGreaterThan(0);
    }
  });
});
