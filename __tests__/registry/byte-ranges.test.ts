import { afterEach, describe, expect, test } from '@jest/globals';
import type { ServedFile } from '../support/index-server.js';
import { closeAll, DEMO, listedFile, type OpenOptions, openIndex, WHEEL } from '../support/opened-index.js';

afterEach(closeAll);

describe('a file by range', () => {
  const large: ServedFile = { ...WHEEL, bytes: Uint8Array.from({ length: 200_000 }, (_, index) => index % 251) };
  const projects = [{ ...DEMO, files: [large] }];
  const part = (first: number, last: number): Buffer => Buffer.from(large.bytes.subarray(first, last + 1));

  async function opens(options: OpenOptions = {}) {
    const index = await openIndex({ projects, ...options });
    const file = await listedFile(index);
    return { index, file, source: await index.client.ranges(file, index.route) };
  }

  test('gives exactly the bytes asked for', async () => {
    const { source } = await opens();
    if (source.kind !== 'found') throw new Error(JSON.stringify(source));

    expect(source.value.size).toBe(200_000);
    expect(await source.value.read(1000, 1999)).toEqual({ kind: 'found', value: part(1000, 1999) });
    expect(await source.value.read(0, 0)).toEqual({ kind: 'found', value: part(0, 0) });
    expect(await source.value.read(199_000, 199_999)).toEqual({ kind: 'found', value: part(199_000, 199_999) });
  });

  test('takes the end from the first request', async () => {
    const { source, index } = await opens();
    if (source.kind !== 'found') throw new Error(JSON.stringify(source));
    const before = index.server.requests.length;

    await source.value.read(190_000, 199_999);

    expect(index.server.requests).toHaveLength(before);
  });

  test('finds out the size where the index lists none', async () => {
    const { index, file } = await opens();

    const source = await index.client.ranges({ ...file, size: null }, index.route);

    expect(source).toMatchObject({ kind: 'found', value: { size: 200_000 } });
  });

  test('is absent when the server serves no ranges', async () => {
    const { source } = await opens({ ranges: false });

    expect(source).toEqual({ kind: 'absent' });
  });

  test('is absent when there is no such file', async () => {
    const { index, file } = await opens();

    expect(await index.client.ranges({ ...file, url: `${file.url}.gone` }, index.route)).toEqual({ kind: 'absent' });
  });

  test.each([
    { name: 'beyond the end', first: 199_000, last: 200_000 },
    { name: 'before the beginning', first: -1, last: 5 },
    { name: 'backwards', first: 10, last: 5 },
  ])('$name is unavailable', async ({ first, last }) => {
    const { source } = await opens();
    if (source.kind !== 'found') throw new Error(JSON.stringify(source));

    expect(await source.value.read(first, last)).toMatchObject({ kind: 'unavailable' });
  });

  test.each<{ name: string; headers: Record<string, string>; bytes: number; reason: RegExp }>([
    {
      name: 'other bytes',
      headers: { 'content-range': 'bytes 5-14/200000' },
      bytes: 10,
      reason: /sent other bytes of/u,
    },
    { name: 'fewer bytes', headers: { 'content-range': 'bytes 0-9/200000' }, bytes: 9, reason: /sent other bytes of/u },
    { name: 'no word on which bytes', headers: {}, bytes: 10, reason: /sent other bytes of/u },
    {
      name: 'a file of another size',
      headers: { 'content-range': 'bytes 0-9/7' },
      bytes: 10,
      reason: /has 7 bytes on the server, and the index lists 200000$/u,
    },
    {
      name: 'a file that changed',
      headers: { 'content-range': 'bytes 0-9/200000', etag: '"new"' },
      bytes: 10,
      reason: /changed on the server while it was read$/u,
    },
  ])('a server that sends $name is not believed', async ({ headers, bytes, reason }) => {
    const { source } = await opens({
      intercept: (request, response) => {
        if (request.headers.range !== 'bytes=0-9') return false;
        response.writeHead(206, headers).end(Buffer.alloc(bytes));
        return true;
      },
    });
    if (source.kind !== 'found') throw new Error(JSON.stringify(source));

    expect(await source.value.read(0, 9)).toEqual({ kind: 'unavailable', reason: expect.stringMatching(reason) });
  });
});
