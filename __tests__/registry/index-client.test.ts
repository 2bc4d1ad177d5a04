import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createMemoryCache } from '../../src/host/memory-cache.js';
import { normalizeName } from '../../src/model/names.js';
import type { Cache } from '../../src/ports.js';
import { createIndexClient } from '../../src/registry/index-client.js';
import { startServer } from '../support/http-server.js';
import { createIndexServer, type IndexServerOptions, sha256Of } from '../support/index-server.js';
import { releaseFile } from '../support/model.js';
import { silent, testHttp } from '../support/network.js';
import {
  answering,
  closeAll,
  DEMO,
  JSON_TYPE,
  keep,
  listedFile,
  NAME,
  openIndex,
  page,
  SDIST,
  utf8,
  WHEEL,
} from '../support/opened-index.js';

afterEach(closeAll);

describe('a project', () => {
  test('is read from the JSON form with all it tells', async () => {
    const { server, client, route } = await openIndex();

    const project = await client.project(NAME, route);

    expect(project).toEqual({
      kind: 'found',
      value: {
        name: 'demo-pkg',
        indexUrl: server.simpleUrl,
        status: 'active',
        statusReason: null,
        gaps: [],
        files: [
          {
            filename: WHEEL.filename,
            url: `${server.url}/files/demo-pkg/${WHEEL.filename}`,
            kind: 'wheel',
            version: '1.0',
            hashes: [`sha256:${sha256Of(WHEEL.bytes)}`],
            size: 9,
            uploadedAt: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
            yanked: null,
            provenance: null,
            requiresPython: '>=3.9',
          },
          expect.objectContaining({
            filename: SDIST.filename,
            kind: 'sdist',
            version: '1.0',
            uploadedAt: null,
            yanked: 'broken <metadata>',
          }),
        ],
      },
    });
    expect(server.requests.map(({ path }) => path)).toEqual(['/simple/demo-pkg/']);
  });

  test('is read from the HTML form where the index has no other; sizes and times are then unknown', async () => {
    const { client, route, server } = await openIndex({ form: 'html' });

    const project = await client.project(NAME, route);

    expect(project).toMatchObject({
      kind: 'found',
      value: {
        status: 'active',
        gaps: [],
        files: [
          {
            filename: WHEEL.filename,
            url: `${server.url}/files/demo-pkg/${WHEEL.filename}`,
            hashes: [`sha256:${sha256Of(WHEEL.bytes)}`],
            size: null,
            uploadedAt: null,
            yanked: null,
            requiresPython: '>=3.9',
          },
          { filename: SDIST.filename, yanked: 'broken <metadata>' },
        ],
      },
    });
  });

  test('is asked for once, however many want it', async () => {
    const { server, client, route } = await openIndex();

    await Promise.all([client.project(NAME, route), client.project(NAME, route)]);
    await client.project(NAME, route);

    expect(server.requests).toHaveLength(1);
  });

  test('that the index does not hold is absent', async () => {
    const { client, route } = await openIndex();

    expect(await client.project(normalizeName('no-such-project'), route)).toEqual({ kind: 'absent' });
  });

  test('of a name that no index can hold is absent, and nobody is asked', async () => {
    const { server, client, route } = await openIndex();

    expect(await client.project(normalizeName('../../pypi/demo'), route)).toEqual({ kind: 'absent' });
    expect(server.requests).toEqual([]);
  });

  test('with a token is asked for with it', async () => {
    const { server, client, route } = await openIndex({ token: 'pypi-secret' });

    await client.project(NAME, route);

    expect(server.requests[0]?.headers.authorization).toBe(
      `Basic ${Buffer.from('__token__:pypi-secret').toString('base64')}`,
    );
  });

  test.each([
    { status: 'quarantined', reason: 'malware' },
    { status: 'archived', reason: '' },
    { status: 'deprecated', reason: 'use other' },
  ])('that is $status says so in both forms', async ({ status, reason }) => {
    const projects = [{ ...DEMO, status: { status, reason } }];
    const [json, html] = await Promise.all([openIndex({ projects }), openIndex({ projects, form: 'html' })]);

    for (const { client, route } of [json, html]) {
      expect(await client.project(NAME, route)).toMatchObject({ value: { status, statusReason: reason } });
    }
  });

  test.each<{ name: string; json: string; status: string }>([
    { name: 'before PEP 792 is unknown', json: page([]), status: 'unknown' },
    {
      name: 'that this version does not know is unknown',
      json: page([], { 'project-status': { status: 'sleeping' } }),
      status: 'unknown',
    },
    { name: 'left out since PEP 792 is active', json: page([], { meta: { 'api-version': '1.4' } }), status: 'active' },
  ])('a status $name', async ({ json, status }) => {
    const { client, route } = await openIndex({ intercept: answering(200, JSON_TYPE, json) });

    expect(await client.project(NAME, route)).toMatchObject({ kind: 'found', value: { status } });
  });
});

describe('a page that cannot be had is unavailable, with the reason', () => {
  test.each<{ name: string; intercept: NonNullable<IndexServerOptions['intercept']>; reason: RegExp }>([
    { name: '503', intercept: answering(503, 'text/plain', ''), reason: /answered with status 503$/u },
    {
      name: '401',
      intercept: answering(401, 'text/plain', ''),
      reason: /refused access to the page of demo-pkg \(status 401\); check the token/u,
    },
    {
      name: '400',
      intercept: answering(400, 'text/plain', ''),
      reason: /answered the request for the page of demo-pkg with status 400$/u,
    },
    {
      name: 'plain text',
      intercept: answering(200, 'text/plain', 'hello'),
      reason: /with "text\/plain", which is no page of the Simple API$/u,
    },
    { name: 'broken JSON', intercept: answering(200, JSON_TYPE, '{"files": ['), reason: /with text that is no JSON$/u },
    {
      name: 'JSON that is not UTF-8',
      intercept: answering(200, JSON_TYPE, new Uint8Array([0x22, 0xff, 0x22])),
      reason: /with text that is no JSON$/u,
    },
    {
      name: 'JSON of another form',
      intercept: answering(200, JSON_TYPE, '{"files": []}'),
      reason: /is not of the form that PEP 691 sets \(meta: /u,
    },
    {
      name: 'another API version',
      intercept: answering(200, JSON_TYPE, page([], { meta: { 'api-version': '2.0' } })),
      reason: /is of API version "2.0", and only 1 is understood$/u,
    },
    {
      name: 'the page of another project',
      intercept: answering(200, JSON_TYPE, page([], { name: 'other' })),
      reason: /is about "other" instead$/u,
    },
    {
      name: 'a log-in page',
      intercept: answering(200, 'text/html', '<html><a href="/login">Log in</a></html>'),
      reason: /with an HTML page that lists no file$/u,
    },
    {
      name: 'a JSON bomb',
      intercept: answering(200, JSON_TYPE, gzipSync(Buffer.alloc(70 * 1024 * 1024)), { 'content-encoding': 'gzip' }),
      reason: /sent more than the 64 MiB accepted here$/u,
    },
    {
      name: 'a redirect to a foreign host',
      intercept: answering(302, 'text/plain', '', { location: 'https://evil.invalid/simple/demo-pkg/' }),
      reason: /evil\.invalid is not a host of a configured index/u,
    },
  ])('$name', async ({ intercept, reason }) => {
    const { client, route } = await openIndex({ intercept });

    expect(await client.project(NAME, route)).toEqual({ kind: 'unavailable', reason: expect.stringMatching(reason) });
  });

  test('a redirect to another configured index, which would be dependency confusion', async () => {
    const other = keep(await createIndexServer({ projects: [DEMO] }));
    const index = keep(
      await startServer(
        (_, response) => void response.writeHead(302, { location: `${other.simpleUrl}/demo-pkg/` }).end(),
      ),
    );
    const client = createIndexClient({
      http: testHttp([index.host, other.host]),
      cache: createMemoryCache(),
      log: silent,
    });

    const project = await client.project(NAME, { url: `${index.url}/simple`, fileHosts: [], token: null });

    expect(project).toEqual({
      kind: 'unavailable',
      reason: `${index.host} sent us to ${other.host} for demo-pkg, which is not a host of this index`,
    });
  });
});

describe('a file', () => {
  test('is found with the hash of its bytes', async () => {
    const index = await openIndex();

    const file = await index.client.file(await listedFile(index), index.route);

    expect(file).toEqual({ kind: 'found', value: { bytes: Buffer.from(WHEEL.bytes), sha256: sha256Of(WHEEL.bytes) } });
  });

  test('whose bytes differ from the listed hash is found with the hash that they have', async () => {
    const index = await openIndex({ projects: [{ ...DEMO, files: [{ ...WHEEL, sha256: 'a'.repeat(64) }] }] });

    const file = await index.client.file(await listedFile(index), index.route);

    expect(file).toMatchObject({ kind: 'found', value: { sha256: sha256Of(WHEEL.bytes) } });
  });

  test('comes from the cache the second time', async () => {
    const cache = createMemoryCache();
    const index = await openIndex({ cache });
    const file = await listedFile(index);
    await index.client.file(file, index.route);
    const before = index.server.requests.length;

    const again = await index.client.file(file, index.route);

    expect(again).toMatchObject({ kind: 'found', value: { sha256: sha256Of(WHEEL.bytes) } });
    expect(index.server.requests).toHaveLength(before);
  });

  test('from a cache that lies is fetched anew', async () => {
    const lying: Cache = { get: async () => utf8.encode('something else'), put: async () => {} };
    const index = await openIndex({ cache: lying });

    const file = await index.client.file(await listedFile(index), index.route);

    expect(file).toMatchObject({ kind: 'found', value: { sha256: sha256Of(WHEEL.bytes) } });
  });

  test('wanted twice at once is fetched once', async () => {
    const index = await openIndex();
    const file = await listedFile(index);
    const before = index.server.requests.length;

    await Promise.all([index.client.file(file, index.route), index.client.file(file, index.route)]);

    expect(index.server.requests).toHaveLength(before + 1);
  });

  test('that is gone is absent', async () => {
    const index = await openIndex();
    const file = await listedFile(index);

    expect(await index.client.file({ ...file, url: `${file.url}.gone`, hashes: [] }, index.route)).toEqual({
      kind: 'absent',
    });
  });

  test('that cannot be had is unavailable', async () => {
    const index = await openIndex({
      intercept: ({ path }, response) => path.startsWith('/files/') && answering(500, 'text/plain', '')(null, response),
    });

    const file = await index.client.file(await listedFile(index), index.route);

    expect(file).toEqual({ kind: 'unavailable', reason: expect.stringMatching(/answered with status 500$/u) });
  });

  test('on a host that is not the index’s is not fetched, even where another index allows the host', async () => {
    const foreign = keep(await startServer((_, response) => void response.end('x')));
    const index = await openIndex({ projects: [{ ...DEMO, files: [{ ...WHEEL, url: `${foreign.url}/x.whl` }] }] });
    const client = createIndexClient({
      http: testHttp([index.server.host, foreign.host]),
      cache: createMemoryCache(),
      log: silent,
    });
    const file = releaseFile({ filename: 'x.whl', url: `${foreign.url}/x.whl` });

    const expected = {
      kind: 'unavailable',
      reason: `the index lists x.whl at ${foreign.host}, which is not among its hosts`,
    };
    expect(await client.file(file, index.route)).toEqual(expected);
    expect(await client.ranges(file, index.route)).toEqual(expected);
    expect(foreign.requests).toEqual([]);
  });

  test('on a further host of the index is fetched without the index’s token', async () => {
    const files = keep(await startServer((_, response) => void response.end('x')));
    const { client, route } = await openIndex({ fileHosts: [files.host], token: 'secret' });

    const file = await client.file(releaseFile({ url: `${files.url}/x.whl` }), route);

    expect(file).toMatchObject({ kind: 'found' });
    expect(files.requests[0]?.headers).not.toHaveProperty('authorization');
  });

  test('that is listed as too large is not fetched', async () => {
    const index = await openIndex();
    const file = { ...(await listedFile(index)), size: 300 * 1024 * 1024 };

    expect(await index.client.file(file, index.route)).toEqual({
      kind: 'unavailable',
      reason: `${WHEEL.filename} has 314572800 bytes, more than the 268435456 that are read`,
    });
  });
});

describe('the embedded index', () => {
  test('passes other names on and leaves their file URLs as they are', async () => {
    const upstream = keep(
      await createIndexServer({
        projects: [
          {
            name: 'real',
            files: [
              {
                ...WHEEL,
                filename: 'real-1.0-py3-none-any.whl',
                url: 'https://files.pythonhosted.org/real-1.0-py3-none-any.whl',
              },
            ],
          },
        ],
      }),
    );
    const { client, route } = await openIndex({ upstream: upstream.url });

    expect(await client.project(normalizeName('real'), route)).toMatchObject({
      kind: 'found',
      value: { files: [{ url: 'https://files.pythonhosted.org/real-1.0-py3-none-any.whl' }] },
    });
    expect(await client.project(normalizeName('neither'), route)).toEqual({ kind: 'absent' });
    expect(await client.project(NAME, route)).toMatchObject({ kind: 'found', value: { name: 'demo-pkg' } });
  });
});
