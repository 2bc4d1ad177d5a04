import { describe, expect, test } from '@jest/globals';
import type { Archive, ByteSource } from '../../src/artifacts/archive.js';
import { openArchive } from '../../src/artifacts/open.js';
import { openWheelByRange, type Wanted } from '../../src/artifacts/range.js';
import { found, unavailable } from '../../src/model/fetched.js';
import { wheel } from '../support/wheel.js';
import { buildZip, type ZipEntry, zipOf } from '../support/zip.js';

interface CountingSource extends ByteSource {
  readonly reads: (readonly [number, number])[];
}

function sourceOf(bytes: Uint8Array): CountingSource {
  const reads: (readonly [number, number])[] = [];
  return {
    size: bytes.length,
    reads,
    read(first, last) {
      reads.push([first, last]);
      return Promise.resolve(found(bytes.subarray(first, last + 1)));
    },
  };
}

const python: Wanted = (path) => path.endsWith('.py');
const everything: Wanted = () => true;

async function read(bytes: Uint8Array, wanted: Wanted): Promise<Archive> {
  const fetched = await openWheelByRange(sourceOf(bytes), wanted);
  if (fetched.kind !== 'found') throw new Error(fetched.kind);
  return fetched.value;
}

const noise = (length: number): Uint8Array => {
  let state = 1;
  return Uint8Array.from({ length }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state >>> 16;
  });
};
const large = (path: string): ZipEntry => ({ path, content: noise(400_000), method: 'store' });

test('wanted everything, a wheel reads as it does from its bytes', async () => {
  const { bytes, filename } = wheel({ 'demo/a.py': 'a = 1\n', 'demo/lib.so': noise(300_000) });
  const whole = await openArchive(bytes, filename);
  const ranged = await read(bytes, everything);

  expect(ranged).toEqual(whole);
});

test('only the directory and the wanted members are transferred', async () => {
  const bytes = buildZip([
    large('a.so'),
    { path: 'm.py', content: 'x = 1\n' },
    large('b.so'),
    { path: 'n.py', content: '' },
    large('c.so'),
  ]);
  const source = sourceOf(bytes);
  const fetched = await openWheelByRange(source, python);

  const transferred = source.reads.reduce((total, [first, last]) => total + last - first + 1, 0);
  expect(transferred).toBeLessThan(70_000);
  expect(source.reads).toHaveLength(3);
  expect(fetched).toMatchObject({ kind: 'found', value: { anomalies: [], unread: [] } });
  if (fetched.kind !== 'found') return;
  expect(fetched.value.members.map(({ path, size, bytes: content }) => [path, size, content !== null])).toEqual([
    ['m.py', 6, true],
    ['n.py', 0, true],
    ['a.so', 400_000, false],
    ['b.so', 400_000, false],
    ['c.so', 400_000, false],
  ]);
});

test('near members come in one range', async () => {
  const entries = Array.from({ length: 50 }, (_, number) => ({ path: `${number}.py`, content: `x = ${number}\n` }));
  const source = sourceOf(buildZip([...entries, large('a.so')]));
  await openWheelByRange(source, python);

  expect(source.reads).toHaveLength(2);
});

describe('what a range reader must not miss', () => {
  interface Row {
    readonly name: string;
    readonly bytes: Uint8Array;
    readonly kind: string;
  }
  const padded = (entry: ZipEntry): readonly ZipEntry[] => [large('a.so'), entry, large('b.so')];

  test.each<Row>([
    {
      name: 'another local name of a wanted member',
      bytes: buildZip(padded({ path: 'm.py', content: '', localPath: 'n.py' })),
      kind: 'header-mismatch',
    },
    {
      name: 'an entry hidden between unwanted ones',
      bytes: buildZip(padded({ path: 'hidden.py', content: 'x = 1\n'.repeat(99), hidden: true })),
      kind: 'gap',
    },
    {
      name: 'entries that overlap',
      bytes: buildZip([large('a.so'), { ...large('b.so'), offset: 0, localPath: 'a.so' }]),
      kind: 'overlap',
    },
    {
      name: 'bytes in front',
      bytes: Buffer.concat([noise(100), zipOf({ 'a.so': noise(200_000) })]),
      kind: 'prepended-data',
    },
    {
      name: 'bytes behind',
      bytes: Buffer.concat([zipOf({ 'a.so': noise(200_000) }), noise(10)]),
      kind: 'trailing-data',
    },
    { name: 'a path twice', bytes: buildZip(padded({ path: 'a.so', content: '' })), kind: 'duplicate-path' },
  ])('$name is a $kind anomaly', async ({ bytes, kind }) => {
    const { anomalies } = await read(bytes, python);

    expect(anomalies.map((anomaly) => anomaly.kind)).toContain(kind);
  });

  test('extra fields of ordinary writers are no gap', async () => {
    const extra = Buffer.from([0x55, 0x54, 5, 0, 3, 0, 0, 0, 0]);
    const { anomalies } = await read(
      buildZip(padded({ path: 'x.bin', content: 'x', extra, localExtra: extra, descriptor: 'signed' })),
      python,
    );

    expect(anomalies).toEqual([]);
  });
});

describe('what the source says', () => {
  test('unavailable stays unavailable', async () => {
    const source: ByteSource = { size: 900, read: () => Promise.resolve(unavailable('the index did not answer')) };

    expect(await openWheelByRange(source, everything)).toEqual({
      kind: 'unavailable',
      reason: 'the index did not answer',
    });
  });

  test('another number of bytes than asked for is unavailable', async () => {
    const source: ByteSource = { size: 900, read: () => Promise.resolve(found(new Uint8Array(5))) };

    expect(await openWheelByRange(source, everything)).toMatchObject({ kind: 'unavailable' });
  });

  test('a file that is no ZIP is read as such', async () => {
    expect(await read(noise(500), everything)).toMatchObject({
      members: [],
      unread: [expect.stringContaining('no complete ZIP')],
    });
  });

  test('an empty file is unavailable, not empty', async () => {
    expect(await openWheelByRange(sourceOf(new Uint8Array()), everything)).toMatchObject({ kind: 'unavailable' });
  });

  test('a wheel cut at every eighth byte is never taken for a whole one', async () => {
    const { bytes } = wheel({ 'demo/a.py': 'a = 1\n' });
    for (let length = 8; length < bytes.length; length += 8) {
      const fetched = await openWheelByRange(sourceOf(bytes.subarray(0, length)), everything);
      const clean = fetched.kind === 'found' && fetched.value.unread.length + fetched.value.anomalies.length === 0;
      expect(clean).toBe(false);
    }
  });
});
