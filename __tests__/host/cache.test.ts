import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createDiskCache } from '../../src/host/disk-cache.js';
import { createMemoryCache } from '../../src/host/memory-cache.js';
import type { Cache } from '../../src/ports.js';
import { silent } from '../support/network.js';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lockgate-cache-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const diskCache = (maxBytes = 1_000_000): Cache =>
  createDiskCache({ directory: join(directory, 'made'), maxBytes, log: silent });

async function storedFiles(): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

const got = async (cache: Cache, key: string): Promise<string | null> => {
  const found = await cache.get(key);
  return found === null ? null : new TextDecoder().decode(found);
};

describe.each([
  { name: 'the disk cache', make: () => diskCache() },
  { name: 'the memory cache', make: () => createMemoryCache(1_000_000) },
])('$name', ({ make }) => {
  test('gives back what was put', async () => {
    const cache = make();
    await cache.put('key', bytes('content'));

    expect(await got(cache, 'key')).toBe('content');
  });

  test('misses what was not put', async () => {
    expect(await got(make(), 'key')).toBeNull();
  });

  test('keeps the later of two', async () => {
    const cache = make();
    await cache.put('key', bytes('first'));
    await cache.put('key', bytes('second'));

    expect(await got(cache, 'key')).toBe('second');
  });

  test('does not keep what is larger than the cache', async () => {
    const cache = make();
    await cache.put('key', new Uint8Array(1_000_001));

    expect(await got(cache, 'key')).toBeNull();
  });

  test('takes keys of any text', async () => {
    const cache = make();
    const keys = ['../../etc/passwd', '', 'a/b', 'a\u0000b', 'ä'.repeat(5000)];
    for (const key of keys) await cache.put(key, bytes(key));

    for (const key of keys) expect(await got(cache, key)).toBe(key);
  });
});

describe('the disk cache', () => {
  test('outlives the process that filled it', async () => {
    await diskCache().put('key', bytes('content'));

    expect(await got(diskCache(), 'key')).toBe('content');
  });

  test.each<{ name: string; spoil: (path: string) => Promise<void> }>([
    {
      name: 'a flipped byte',
      spoil: async (path) =>
        writeFile(
          path,
          (await readFile(path)).map((byte, at) => (at === 33 ? byte ^ 1 : byte)),
        ),
    },
    { name: 'a cut file', spoil: async (path) => writeFile(path, (await readFile(path)).subarray(0, -1)) },
    { name: 'an empty file', spoil: (path) => writeFile(path, '') },
  ])('misses on $name', async ({ spoil }) => {
    await diskCache().put('key', bytes('content'));
    for (const path of await storedFiles()) await spoil(path);

    expect(await got(diskCache(), 'key')).toBeNull();
  });

  test('misses on a file that was put under another key', async () => {
    await diskCache().put('one', bytes('content of one'));
    const [one = ''] = await storedFiles();
    await diskCache().put('two', bytes('content of two'));
    const two = (await storedFiles()).find((path) => path !== one) ?? '';
    await writeFile(two, await readFile(one));

    expect(await got(diskCache(), 'two')).toBeNull();
  });

  test('drops what was used longest ago and stays within its size', async () => {
    const cache = diskCache(10_000);
    for (let index = 0; index < 9; index += 1) {
      await cache.put(`old ${index}`, new Uint8Array(1000));
    }
    const past = new Date('2020-01-01');
    for (const path of await storedFiles()) await utimes(path, past, past);
    await cache.get('old 3');

    await cache.put('new', new Uint8Array(1500));

    expect(await cache.get('new')).not.toBeNull();
    expect(await cache.get('old 3')).not.toBeNull();
    const sizes = await Promise.all((await storedFiles()).map(async (path) => (await stat(path)).size));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(8000);
  });

  test('leaves no half-written file', async () => {
    const cache = diskCache();
    await Promise.all(Array.from({ length: 20 }, (_, index) => cache.put('key', bytes(`content ${index}`))));

    expect(await storedFiles()).toHaveLength(1);
    expect(await got(cache, 'key')).toMatch(/^content \d+$/u);
  });

  test('that cannot be written is a cache that always misses', async () => {
    await writeFile(join(directory, 'made'), 'a file where the directory should be');
    const cache = diskCache();

    await cache.put('key', bytes('content'));

    expect(await got(cache, 'key')).toBeNull();
  });
});

test('the memory cache drops what was put first', async () => {
  const cache = createMemoryCache(10);
  await cache.put('a', bytes('12345'));
  await cache.put('b', bytes('12345'));
  await cache.put('c', bytes('1'));

  expect(await got(cache, 'a')).toBeNull();
  expect(await got(cache, 'b')).toBe('12345');
  expect(await got(cache, 'c')).toBe('1');
});
