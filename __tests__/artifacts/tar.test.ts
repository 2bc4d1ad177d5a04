import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import tarStream from 'tar-stream';
import { ARCHIVE_LIMITS, type Archive } from '../../src/artifacts/archive.js';
import { openTar } from '../../src/artifacts/tar.js';
import { buildTar, paxRecords, type TarEntry } from '../support/tar.js';

const open = (bytes: Uint8Array): Archive => openTar(bytes, ARCHIVE_LIMITS);
const kinds = ({ anomalies }: Archive): readonly string[] => [...new Set(anomalies.map(({ kind }) => kind))].toSorted();
const contents = ({ members }: Archive): Readonly<Record<string, string | null>> =>
  Object.fromEntries(members.map(({ path, bytes }) => [path, bytes === null ? null : Buffer.from(bytes).toString()]));

const file = (path: string, content = 'x = 1\n'): TarEntry => ({ path, content });

describe('an ordinary tar', () => {
  interface Row {
    readonly name: string;
    readonly entries: readonly TarEntry[];
    readonly read: Readonly<Record<string, string>>;
  }

  test.each<Row>([
    { name: 'files', entries: [file('a/b.py'), file('a/c.py', '')], read: { 'a/b.py': 'x = 1\n', 'a/c.py': '' } },
    { name: 'folders', entries: [{ path: 'a/', type: '5' }, file('a/b.py')], read: { 'a/b.py': 'x = 1\n' } },
    { name: 'an old tar with NUL as type', entries: [{ ...file('a.py'), type: '\0' }], read: { 'a.py': 'x = 1\n' } },
    {
      name: 'a GNU long name',
      entries: [file(`${'d/'.repeat(80)}x.py`)],
      read: { [`${'d/'.repeat(80)}x.py`]: 'x = 1\n' },
    },
    {
      name: 'a PAX path',
      entries: [{ ...file('short'), pax: { path: 'a/long.py' } }],
      read: { 'a/long.py': 'x = 1\n' },
    },
    {
      name: 'a global comment, as git archive writes it',
      entries: [{ path: 'pax_global_header', type: 'g', content: paxRecords({ comment: '1f' }) }, file('a.py')],
      read: { 'a.py': 'x = 1\n' },
    },
    { name: 'paths that begin with ./', entries: [file('./a/b.py')], read: { 'a/b.py': 'x = 1\n' } },
    {
      name: 'a symbolic link to a file inside',
      entries: [file('a/data.txt'), { path: 'a/b.py', type: '2', linkname: 'data.txt' }],
      read: { 'a/data.txt': 'x = 1\n', 'a/b.py': 'x = 1\n' },
    },
    {
      name: 'a hard link to a file inside',
      entries: [file('a/data.txt'), { path: 'b.py', type: '1', linkname: 'a/data.txt' }],
      read: { 'a/data.txt': 'x = 1\n', 'b.py': 'x = 1\n' },
    },
    {
      name: 'a link to a link',
      entries: [file('z'), { path: 'x', type: '2', linkname: 'y' }, { path: 'y', type: '2', linkname: 'z' }],
      read: { z: 'x = 1\n', x: 'x = 1\n', y: 'x = 1\n' },
    },
  ])('with $name has no anomaly and is read in full', ({ entries, read }) => {
    const archive = open(buildTar(entries));

    expect(archive.anomalies).toEqual([]);
    expect(archive.unread).toEqual([]);
    expect(contents(archive)).toEqual(read);
  });
});

describe('a tar that two readers can see differently', () => {
  interface Row {
    readonly name: string;
    readonly bytes: Uint8Array;
    readonly kind: string;
  }

  test.each<Row>([
    { name: 'a member twice', bytes: buildTar([file('a.py'), file('a.py')]), kind: 'duplicate-path' },
    { name: 'a path to the parent', bytes: buildTar([file('../a.py')]), kind: 'unsafe-path' },
    { name: 'an absolute path', bytes: buildTar([file('/a.py')]), kind: 'unsafe-path' },
    {
      name: 'a link out of the archive',
      bytes: buildTar([{ path: 'a.py', type: '2', linkname: '/etc/hosts' }]),
      kind: 'link',
    },
    {
      name: 'a link to the parent',
      bytes: buildTar([{ path: 'a/b.py', type: '2', linkname: '../../x' }]),
      kind: 'link',
    },
    { name: 'a link to nothing', bytes: buildTar([{ path: 'a.py', type: '2', linkname: 'gone.py' }]), kind: 'link' },
    {
      name: 'links in a ring',
      bytes: buildTar([
        { path: 'a', type: '2', linkname: 'b' },
        { path: 'b', type: '2', linkname: 'a' },
      ]),
      kind: 'link',
    },
    {
      name: 'a link to a folder',
      bytes: buildTar([file('d/a.py'), { path: 'e', type: '2', linkname: 'd' }]),
      kind: 'link',
    },
    { name: 'a device', bytes: buildTar([{ path: 'a', type: '3' }]), kind: 'device' },
    { name: 'a GNU sparse file', bytes: buildTar([{ ...file('a'), type: 'S' }]), kind: 'sparse' },
    {
      name: 'a PAX sparse file',
      bytes: buildTar([{ ...file('a'), pax: { 'GNU.sparse.name': 'b', 'GNU.sparse.major': '1' } }]),
      kind: 'sparse',
    },
    { name: 'a type nobody knows', bytes: buildTar([{ ...file('a.py'), type: 'Q' }]), kind: 'unknown-type' },
    {
      name: 'a PAX size that is not the header’s',
      bytes: buildTar([{ ...file('a.py'), pax: { size: '512' } }, file('b.py')]),
      kind: 'header-override',
    },
    {
      name: 'a global PAX path',
      bytes: buildTar([{ path: 'g', type: 'g', content: paxRecords({ path: 'setup.py' }) }, file('a.py')]),
      kind: 'header-override',
    },
    {
      name: 'a folder with a size',
      bytes: buildTar([{ path: 'd', type: '5', size: 512 }, file('a.py')]),
      kind: 'header-override',
    },
    {
      name: 'a damaged PAX header',
      bytes: buildTar([{ path: 'p', type: 'x', content: '99 path=a\n' }, file('a.py')]),
      kind: 'header-mismatch',
    },
    {
      name: 'entries behind the end',
      bytes: Buffer.concat([buildTar([file('a.py')]), buildTar([file('b.py')])]),
      kind: 'trailing-data',
    },
    {
      name: 'a header with a wrong checksum',
      bytes: buildTar([file('a.py'), { ...file('b.py'), badChecksum: true }]),
      kind: 'header-mismatch',
    },
  ])('$name is a $kind anomaly', ({ bytes, kind }) => {
    expect(kinds(open(bytes))).toContain(kind);
  });

  test('entries behind the end are read, because some tools read them', () => {
    const bytes = Buffer.concat([buildTar([file('a.py')]), buildTar([file('b.py')])]);
    expect(Object.keys(contents(open(bytes)))).toEqual(['a.py', 'b.py']);
  });

  test('what follows a damaged header is told as unread', () => {
    const archive = open(buildTar([file('a.py'), { ...file('b.py'), badChecksum: true }, file('c.py')]));

    expect(Object.keys(contents(archive))).toEqual(['a.py']);
    expect(archive.unread).toEqual([expect.stringContaining('What follows was not read.')]);
  });
});

describe('any bytes', () => {
  const whole = buildTar([
    file('a/b.py', 'value = 1\n'.repeat(90)),
    { path: 'l', type: '2', linkname: 'a/b.py' },
    file('c'),
  ]);

  test('a tar cut at every eighth byte is never taken for a whole one', () => {
    for (let length = 0; length <= whole.length - 1024; length += 8) {
      const archive = open(whole.subarray(0, length));
      expect(archive.unread.length).toBeGreaterThan(0);
    }
  });

  test('mutated bytes never throw', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        (changes) => {
          const bytes = Uint8Array.from(whole);
          for (const [at, value] of changes) bytes[at] = value;
          expect(open(bytes).members.length).toBeLessThanOrEqual(4);
        },
      ),
      { seed: 7, numRuns: 500 },
    );
  });

  test('a path that no system writes is told and not read', () => {
    const path = `${'p/'.repeat(3000)}x.py`;
    const archive = open(buildTar([file(path), file('a.py')]));

    expect(Object.keys(contents(archive))).toEqual(['a.py']);
    expect(archive.unread).toEqual([expect.stringContaining('longer than any system writes')]);
  });

  test('links to folders by the thousand are told in time', () => {
    const links = Array.from({ length: 20_000 }, (_, number) => ({ path: `l${number}`, type: '2', linkname: 'd' }));
    const files = Array.from({ length: 20_000 }, (_, number) => file(`d/${number}.py`, ''));
    const archive = open(buildTar([...links, ...files]));

    expect(archive.members).toHaveLength(20_000);
    expect(archive.unread.at(-1)).toBe('19980 more members were not read.');
  });

  test('more members than allowed are told', () => {
    const entries = Array.from({ length: 30 }, (_, number) => file(`${number}.py`));
    const archive = openTar(buildTar(entries), { ...ARCHIVE_LIMITS, members: 10 });

    expect(archive.members).toHaveLength(10);
    expect(archive.unread).toEqual(['The archive has more than 10 members; the rest was not read.']);
  });
});

test('what tar-stream reads is read alike', async () => {
  const path = fc.stringMatching(/^[a-zé]{1,8}(\/[a-z]{1,60}){0,3}\.py$/u);
  const entry = fc.record({ path, content: fc.string({ maxLength: 1200 }) });
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(entry, { selector: (row) => row.path, maxLength: 5 }), async (rows) => {
      const bytes = buildTar(rows);
      expect(Object.entries(contents(open(bytes)))).toEqual(await readWithTarStream(bytes));
    }),
    { seed: 11, numRuns: 60 },
  );
});

async function readWithTarStream(bytes: Uint8Array): Promise<readonly (readonly [string, string])[]> {
  const extract = tarStream.extract();
  extract.end(Buffer.from(bytes));
  const read: (readonly [string, string])[] = [];
  for await (const entry of extract) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of entry) chunks.push(Buffer.from(chunk as Uint8Array));
    read.push([entry.header.name, Buffer.concat(chunks).toString()]);
  }
  return read;
}
