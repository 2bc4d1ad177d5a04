import { crc32 } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import * as zipjs from '@zip.js/zip.js';
import fc from 'fast-check';
import { ARCHIVE_LIMITS, type Archive } from '../../src/artifacts/archive.js';
import { openZip } from '../../src/artifacts/zip.js';
import { buildZip, type ZipEntry, type ZipOptions, zipOf } from '../support/zip.js';

const open = (bytes: Uint8Array): Archive => openZip(bytes, ARCHIVE_LIMITS);
const kinds = ({ anomalies }: Archive): readonly string[] => [...new Set(anomalies.map(({ kind }) => kind))].toSorted();
const contents = ({ members }: Archive): Readonly<Record<string, string | null>> =>
  Object.fromEntries(members.map(({ path, bytes }) => [path, bytes === null ? null : Buffer.from(bytes).toString()]));

const textOf = (content: string | Uint8Array): string =>
  typeof content === 'string' ? content : Buffer.from(content).toString();

const file = (path: string, content: string | Uint8Array = 'x = 1\n'): ZipEntry => ({ path, content });
const EOCD = Buffer.from('PK\u0005\u0006', 'latin1');

describe('an ordinary ZIP', () => {
  interface Row {
    readonly name: string;
    readonly entries: readonly ZipEntry[];
    readonly options?: ZipOptions;
  }

  test.each<Row>([
    { name: 'deflated members', entries: [file('a.py'), file('b/c.py', 'y = 2\n'.repeat(500))] },
    { name: 'a stored member', entries: [{ ...file('a.py'), method: 'store' }] },
    { name: 'an empty member', entries: [file('py.typed', '')] },
    { name: 'a folder entry', entries: [{ path: 'a/', content: '', method: 'store' }, file('a/b.py')] },
    { name: 'a signed data descriptor', entries: [{ ...file('a.py'), descriptor: 'signed' }, file('b.py')] },
    { name: 'a bare data descriptor', entries: [{ ...file('a.py'), descriptor: 'bare' }, file('b.py')] },
    { name: 'a comment', entries: [file('a.py')], options: { comment: 'made by hand' } },
    { name: 'ZIP64 end records', entries: [file('a.py'), file('b.py')], options: { zip64: true } },
    { name: 'a name in UTF-8', entries: [file('données/é.txt')] },
    {
      name: 'a stored ZIP as its last member',
      entries: [file('a.py'), { ...file('b.zip', zipOf({ 'c.py': '' })), method: 'store' }],
    },
    {
      name: 'an extra field in one header only',
      entries: [{ ...file('a.py'), extra: Buffer.from([0x55, 0x54, 1, 0, 3]) }],
    },
    { name: 'no member at all', entries: [] },
  ])('$name has no anomaly and is read in full', ({ entries, options }) => {
    const archive = open(buildZip(entries, options));

    expect(archive.anomalies).toEqual([]);
    expect(archive.unread).toEqual([]);
    const files = entries.filter(({ path }) => !path.endsWith('/'));
    expect(contents(archive)).toEqual(Object.fromEntries(files.map(({ path, content }) => [path, textOf(content)])));
  });
});

describe('a ZIP that two readers can see differently', () => {
  const hidden = buildZip([file('hidden.py')]);
  const hiddenEntry = hidden.subarray(0, Buffer.from(hidden).lastIndexOf('PK\u0001\u0002', undefined, 'latin1'));

  interface Row {
    readonly name: string;
    readonly bytes: Uint8Array;
    readonly kind: string;
  }

  test.each<Row>([
    {
      name: 'a member twice',
      bytes: buildZip([file('a.py', 'a = 1\n'), file('a.py', 'a = 2\n')]),
      kind: 'duplicate-path',
    },
    {
      name: 'a member twice by a dot segment',
      bytes: buildZip([file('a.py'), file('./a.py')]),
      kind: 'duplicate-path',
    },
    {
      name: 'two names that differ by case',
      bytes: buildZip([file('a/B.py'), file('a/b.py')]),
      kind: 'case-duplicate',
    },
    { name: 'a file that is also a folder', bytes: buildZip([file('a'), file('a/b.py')]), kind: 'path-conflict' },
    { name: 'another local name', bytes: buildZip([{ ...file('a.py'), localPath: 'b.py' }]), kind: 'header-mismatch' },
    { name: 'another local method', bytes: buildZip([{ ...file('a.py'), localMethodId: 0 }]), kind: 'header-mismatch' },
    { name: 'another local size', bytes: buildZip([{ ...file('a.py'), localSize: 3 }]), kind: 'header-mismatch' },
    { name: 'another local CRC', bytes: buildZip([{ ...file('a.py'), localCrc: 3 }]), kind: 'header-mismatch' },
    {
      name: 'a local header marked as encrypted',
      bytes: buildZip([{ ...file('a.py'), localFlags: 0x0801 }]),
      kind: 'header-mismatch',
    },
    {
      name: 'an offset that leads elsewhere',
      bytes: buildZip([file('a.py'), { ...file('b.py'), offset: 7 }]),
      kind: 'header-mismatch',
    },
    {
      name: 'an entry left out of the directory',
      bytes: buildZip([file('a.py'), { ...file('b.py'), hidden: true }, file('c.py')]),
      kind: 'gap',
    },
    {
      name: 'an entry hidden before the directory',
      bytes: buildZip([file('a.py')], { beforeDirectory: hiddenEntry }),
      kind: 'gap',
    },
    {
      name: 'bytes between two entries',
      bytes: buildZip([file('a.py'), { ...file('b.py'), gap: Buffer.from('gap') }]),
      kind: 'gap',
    },
    {
      name: 'bytes behind the directory',
      bytes: buildZip([file('a.py')], { afterDirectory: Buffer.alloc(9) }),
      kind: 'gap',
    },
    {
      name: 'two entries over one place',
      bytes: buildZip([file('a.py'), { ...file('b.py'), localPath: 'a.py', offset: 0 }]),
      kind: 'overlap',
    },
    {
      name: 'two ZIPs one after the other',
      bytes: Buffer.concat([zipOf({ 'a.py': 'a = 1\n' }), zipOf({ 'a.py': 'a = 2\n' })]),
      kind: 'prepended-data',
    },
    {
      name: 'a script in front',
      bytes: Buffer.concat([Buffer.from('#!/bin/sh\n'), zipOf({ 'a.py': '' })]),
      kind: 'prepended-data',
    },
    {
      name: 'bytes behind the end',
      bytes: Buffer.concat([zipOf({ 'a.py': '' }), Buffer.from('more')]),
      kind: 'trailing-data',
    },
    {
      name: 'a comment that is cut',
      bytes: buildZip([file('a.py')], { comment: 'long' }).subarray(0, -2),
      kind: 'trailing-data',
    },
    {
      name: 'a count that is too small',
      bytes: buildZip([file('a.py'), file('b.py')], { count: 1 }),
      kind: 'end-record-mismatch',
    },
    { name: 'a path to the parent', bytes: buildZip([file('../a.py')]), kind: 'unsafe-path' },
    { name: 'an absolute path', bytes: buildZip([file('/etc/a.py')]), kind: 'unsafe-path' },
    { name: 'a backslash', bytes: buildZip([file('a\\b.py')]), kind: 'odd-path' },
    { name: 'a drive letter', bytes: buildZip([file('C:a.py')]), kind: 'odd-path' },
    { name: 'a NUL in a name', bytes: buildZip([file('a.py\0.txt')]), kind: 'unsafe-path' },
    {
      name: 'a name in no known encoding',
      bytes: buildZip([{ ...file('a'), rawPath: Buffer.from([0xe9, 0x2e]), flags: 0 }]),
      kind: 'name-encoding',
    },
    { name: 'UTF-8 that is not marked', bytes: buildZip([{ ...file('é.py'), flags: 0 }]), kind: 'name-encoding' },
    { name: 'a symbolic link', bytes: buildZip([{ ...file('a.py'), mode: 0o120777 }]), kind: 'link' },
    {
      name: 'a folder with content',
      bytes: buildZip([{ path: 'a/', content: 'x', method: 'store' }]),
      kind: 'unknown-type',
    },
    {
      name: 'a size that is too small',
      bytes: buildZip([{ ...file('a.py', 'x'.repeat(20_000)), size: 10 }]),
      kind: 'size-mismatch',
    },
    { name: 'a size that is too large', bytes: buildZip([{ ...file('a.py'), size: 900 }]), kind: 'size-mismatch' },
    { name: 'a wrong CRC in both headers', bytes: buildZip([{ ...file('a.py'), crc: 1 }]), kind: 'checksum-mismatch' },
    { name: 'encryption', bytes: buildZip([{ ...file('a.py'), flags: 0x0801 }]), kind: 'encrypted' },
    {
      name: 'a method that few read',
      bytes: buildZip([{ ...file('a.py'), method: 'raw', methodId: 14 }]),
      kind: 'unusual-method',
    },
    {
      name: 'another name in the Unicode path field',
      bytes: buildZip([{ ...file('a.py'), extra: unicodePath('a.py', 'b.py') }]),
      kind: 'header-mismatch',
    },
  ])('$name is a $kind anomaly', ({ bytes, kind }) => {
    const archive = open(bytes);

    expect(kinds(archive)).toContain(kind);
    for (const { message } of archive.anomalies) expect(message).toMatch(/\S.*\.$/u);
  });

  test('a path that comes back to the root is read at the root', () => {
    expect(contents(open(buildZip([file('demo/../evil.pth', 'import demo\n')])))).toEqual({
      'evil.pth': 'import demo\n',
    });
  });

  test('a name ends at its first NUL, as Python has it', () => {
    expect(Object.keys(contents(open(buildZip([file('evil.pth\0.txt')]))))).toEqual(['evil.pth']);
  });

  test('a member marked as a link is read, because installers write it as a file', () => {
    expect(contents(open(buildZip([{ ...file('a.py', 'x = 3\n'), mode: 0o120777 }])))).toEqual({ 'a.py': 'x = 3\n' });
  });

  test('the last of two ZIPs is the one that is read', () => {
    const bytes = Buffer.concat([zipOf({ 'a.py': 'a = 1\n' }), zipOf({ 'a.py': 'a = 2\n' })]);
    expect(contents(open(bytes))).toEqual({ 'a.py': 'a = 2\n' });
  });
});

describe('limits', () => {
  const zeros = Buffer.alloc(2 * 1024 * 1024);

  test('a member that expands beyond its claim is stopped and told', () => {
    const archive = openZip(buildZip([{ ...file('bomb.bin', zeros), size: 10 }]), {
      ...ARCHIVE_LIMITS,
      memberBytes: 65_536,
    });

    expect(contents(archive)).toEqual({ 'bomb.bin': null });
    expect(archive.unread).toEqual(['"bomb.bin" was not read: it expands to more than 65536 bytes.']);
  });

  test('the ratio over the whole archive bounds what many small members cost', () => {
    const entries = Array.from({ length: 40 }, (_, number) => file(`${number}.bin`, zeros));
    const archive = openZip(buildZip(entries), { ...ARCHIVE_LIMITS, ratio: 50 });

    const read = archive.members.filter(({ bytes }) => bytes !== null);
    expect(read.length).toBeLessThan(10);
    expect(archive.unread.length).toBeGreaterThan(0);
  });

  test('100,000 members are read and one more is told', () => {
    const entries = Array.from({ length: 100_001 }, (_, number) => ({
      path: `m/${number}.py`,
      content: '',
      method: 'store' as const,
    }));
    const archive = open(buildZip(entries));

    expect(archive.members).toHaveLength(100_000);
    expect(archive.unread).toEqual(['The archive has more than 100000 members; the rest was not read.']);
  });

  test('a hundred thousand oddities become a readable list', () => {
    const entries = Array.from({ length: 500 }, () => file('a.py'));

    expect(open(buildZip(entries)).anomalies.filter(({ kind }) => kind === 'duplicate-path')).toHaveLength(21);
  });
});

describe('any bytes', () => {
  const whole = buildZip([
    file('a.py', 'value = 1\n'.repeat(40)),
    { ...file('b/c.txt'), descriptor: 'signed' },
    file('d', ''),
  ]);

  test('a ZIP cut at every eighth byte is never taken for a whole one', () => {
    for (let length = 0; length < whole.length; length += 8) {
      const archive = open(whole.subarray(0, length));
      expect(archive.unread.length + archive.anomalies.length).toBeGreaterThan(0);
    }
  });

  test('mutated bytes never throw', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 12 }),
        (changes) => {
          const bytes = Uint8Array.from(whole);
          for (const [at, value] of changes) bytes[at] = value;
          expect(open(bytes).members.length).toBeLessThanOrEqual(3);
        },
      ),
      { seed: 7, numRuns: 1500 },
    );
  });

  test('random bytes before an end record never throw', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.uint8Array({ minLength: 18, maxLength: 18 }),
        (front, record) => {
          expect(open(Buffer.concat([front, EOCD, record])).members.length).toBeGreaterThanOrEqual(0);
        },
      ),
      { seed: 7, numRuns: 1500 },
    );
  });
});

describe('against zip.js', () => {
  const path = fc.stringMatching(/^[a-z]{1,6}(\/[a-z]{1,6}){0,2}\.py$/u);

  test('what the builder makes is read alike', async () => {
    const entry = fc.record({
      path,
      content: fc.uint8Array({ maxLength: 300 }),
      method: fc.constantFrom('store' as const, 'deflate' as const),
      descriptor: fc.constantFrom('signed' as const, 'bare' as const, null),
    });
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(entry, { selector: (row) => row.path, maxLength: 6 }), async (rows) => {
        const bytes = buildZip(
          rows.map(({ descriptor, ...row }) => (descriptor === null ? row : { ...row, descriptor })),
        );
        const archive = open(bytes);
        expect(archive.anomalies).toEqual([]);
        expect(archive.members.map((member) => [member.path, Buffer.from(member.bytes ?? [])])).toEqual(
          await readWithZipJs(bytes),
        );
      }),
      { seed: 11, numRuns: 60 },
    );
  });

  test('what zip.js writes is read without anomaly', async () => {
    const writer = new zipjs.ZipWriter(new zipjs.Uint8ArrayWriter(), { useWebWorkers: false });
    await writer.add('a.py', new zipjs.TextReader('a = 1\n'));
    await writer.add('b/c.py', new zipjs.TextReader('c = 1\n'.repeat(900)), { zip64: true });
    const archive = open(await writer.close());

    expect(archive.anomalies).toEqual([]);
    expect(Object.keys(contents(archive))).toEqual(['a.py', 'b/c.py']);
  });
});

async function readWithZipJs(bytes: Uint8Array): Promise<readonly (readonly [string, Buffer])[]> {
  const reader = new zipjs.ZipReader(new zipjs.Uint8ArrayReader(bytes), { useWebWorkers: false });
  const entries = await reader.getEntries();
  const read = entries.map(async (entry) => {
    const data = 'getData' in entry ? await entry.getData?.(new zipjs.Uint8ArrayWriter()) : undefined;
    return [entry.filename, Buffer.from(data ?? [])] as const;
  });
  return Promise.all(read);
}

function unicodePath(name: string, other: string): Uint8Array {
  const text = Buffer.from(other);
  const field = Buffer.alloc(9 + text.length);
  field.writeUInt16LE(0x7075, 0);
  field.writeUInt16LE(5 + text.length, 2);
  field.writeUInt8(1, 4);
  field.writeUInt32LE(crc32(name), 5);
  text.copy(field, 9);
  return field;
}
