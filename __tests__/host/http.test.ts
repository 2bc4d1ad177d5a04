import { Buffer } from 'node:buffer';
import type { ServerResponse } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { HttpOptions } from '../../src/host/http.js';
import type { HttpAnswer, HttpRequest } from '../../src/ports.js';
import { type Handler, startServer, type TestServer } from '../support/http-server.js';
import { getRequest, testHttp } from '../support/network.js';

const opened: TestServer[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
});

async function serve(handler: Handler): Promise<TestServer> {
  const server = await startServer(handler);
  opened.push(server);
  return server;
}

/** Starts a server, asks it once and returns what came of it. */
async function ask(handler: Handler, request: Partial<HttpRequest> = {}, options: Partial<HttpOptions> = {}) {
  const server = await serve(handler);
  const answer = await testHttp([server.host], options).send(getRequest(`${server.url}/page`, request));
  return { server, answer };
}

const text = (answer: HttpAnswer): string =>
  answer.kind === 'answer' ? Buffer.from(answer.body).toString() : `unavailable: ${answer.reason}`;

const ok = (
  response: ServerResponse,
  body: string | Uint8Array = 'hello',
  headers: Record<string, string> = {},
): void => {
  response.writeHead(200, headers).end(body);
};

describe('answers', () => {
  test.each([
    { name: '200', status: 200 },
    { name: '404, which is knowledge', status: 404 },
    { name: '403', status: 403 },
    { name: '304', status: 304 },
  ])('$name is an answer and is asked for once', async ({ status }) => {
    const { server, answer } = await ask((_, response) => void response.writeHead(status).end());

    expect(answer).toMatchObject({ kind: 'answer', status });
    expect(server.requests).toHaveLength(1);
  });

  test.each([
    { name: 'gzip', encoding: 'gzip', pack: gzipSync },
    { name: 'brotli', encoding: 'br', pack: brotliCompressSync },
  ])('a body in $name is unpacked', async ({ encoding, pack }) => {
    const { answer } = await ask((_, response) => ok(response, pack('hello'), { 'content-encoding': encoding }));

    expect(text(answer)).toBe('hello');
  });

  test('a body asked for as it is stays packed, for its hash is of the packed bytes', async () => {
    const packed = gzipSync('hello');
    const { answer } = await ask((_, response) => ok(response, packed, { 'content-encoding': 'gzip' }), {
      headers: { 'accept-encoding': 'identity' },
    });

    expect(answer).toMatchObject({ kind: 'answer', body: packed });
  });

  test('the product names itself and sends what the caller gives', async () => {
    const { server } = await ask((_, response) => ok(response), {
      headers: { accept: 'text/html', authorization: 'Basic x' },
    });

    expect(server.requests[0]?.headers).toMatchObject({
      'user-agent': 'lockgate/0.0.0',
      accept: 'text/html',
      authorization: 'Basic x',
    });
  });

  test('a POST carries its body', async () => {
    const { server } = await ask((_, response) => ok(response), { method: 'POST', body: '{"a":1}' });

    expect(server.requests[0]).toMatchObject({ method: 'POST', body: '{"a":1}' });
  });
});

describe('ranges', () => {
  test('a part is asked for and returned', async () => {
    const { server, answer } = await ask(
      (_, response) => void response.writeHead(206, { 'content-range': 'bytes 1-3/5' }).end('ell'),
      { range: { first: 1, last: 3 } },
    );

    expect(server.requests[0]?.headers).toMatchObject({ range: 'bytes=1-3', 'accept-encoding': 'identity' });
    expect(answer).toMatchObject({ status: 206 });
    expect(text(answer)).toBe('ell');
  });

  test('the whole file in place of a part is not read', async () => {
    const { answer } = await ask((_, response) => ok(response, 'x'.repeat(100_000)), {
      range: { first: 1, last: 3 },
      maxBytes: 3,
    });

    expect(answer).toMatchObject({ kind: 'answer', status: 200, body: new Uint8Array() });
  });
});

describe('faults that pass are outlived', () => {
  const failing = (failures: number, fail: (response: ServerResponse) => void): Handler => {
    let asked = 0;
    return (_, response) => {
      asked += 1;
      if (asked <= failures) fail(response);
      else ok(response);
    };
  };

  test.each<{ name: string; fail: (response: ServerResponse) => void }>([
    { name: '503', fail: (response) => void response.writeHead(503).end() },
    { name: '500', fail: (response) => void response.writeHead(500).end('trace') },
    { name: '429', fail: (response) => void response.writeHead(429).end() },
    { name: '429 with Retry-After: 0', fail: (response) => void response.writeHead(429, { 'retry-after': '0' }).end() },
    { name: 'a connection that is cut', fail: (response) => void response.destroy() },
    {
      name: 'a body shorter than its Content-Length',
      fail: (response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('hel');
        setImmediate(() => response.destroy());
      },
    },
    {
      name: 'a gzip body that is cut',
      fail: (response) => ok(response, gzipSync('hello '.repeat(1000)).subarray(0, 20), { 'content-encoding': 'gzip' }),
    },
    { name: 'an answer that does not come', fail: () => {} },
    {
      name: 'a body that stops half way',
      fail: (response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('hel');
      },
    },
  ])('$name', async ({ fail }) => {
    const { server, answer } = await ask(failing(2, fail), {}, { limits: { headersTimeout: 100, idleTimeout: 100 } });

    expect(text(answer)).toBe('hello');
    expect(server.requests).toHaveLength(3);
  });
});

describe('faults that stay are unavailable, with the host and the cause', () => {
  test.each<{ name: string; handler: Handler; reason: RegExp }>([
    {
      name: '503',
      handler: (_, response) => void response.writeHead(503).end(),
      reason: /^127\.0\.0\.1:\d+ answered with status 503$/u,
    },
    {
      name: '429',
      handler: (_, response) => void response.writeHead(429).end(),
      reason: /answered with status 429 \(too many requests\)$/u,
    },
    {
      name: 'a cut connection',
      handler: (_, response) => void response.destroy(),
      reason: /closed the connection before its answer was complete$/u,
    },
    { name: 'silence', handler: () => {}, reason: /did not answer within 0\.1 s$/u },
    {
      name: 'a cut gzip body',
      handler: (_, response) => ok(response, gzipSync('hello').subarray(0, 15), { 'content-encoding': 'gzip' }),
      reason: /sent a damaged or cut compressed body \(Z_BUF_ERROR\)$/u,
    },
    {
      name: 'a body that is no gzip',
      handler: (_, response) => ok(response, 'hello', { 'content-encoding': 'gzip' }),
      reason: /sent a damaged or cut compressed body \(Z_DATA_ERROR\)$/u,
    },
  ])('$name', async ({ handler, reason }) => {
    const { server, answer } = await ask(handler, {}, { limits: { headersTimeout: 100 } });

    expect(answer).toEqual({ kind: 'unavailable', reason: expect.stringMatching(reason) });
    expect(server.requests).toHaveLength(3);
  });

  test('a server that is not there', async () => {
    const server = await startServer(() => {});
    await server.close();

    const answer = await testHttp([server.host]).send(getRequest(server.url));

    expect(answer).toEqual({ kind: 'unavailable', reason: `${server.host} refused the connection` });
  });
});

describe('limits', () => {
  test.each<{ name: string; handler: Handler }>([
    { name: 'a Content-Length beyond the limit', handler: (_, response) => ok(response, 'x'.repeat(2000)) },
    {
      name: 'a body beyond the limit without a Content-Length',
      handler: (_, response) => {
        response.writeHead(200);
        for (let index = 0; index < 20; index += 1) response.write('x'.repeat(100));
        response.end();
      },
    },
    {
      name: 'a compression bomb',
      handler: (_, response) =>
        ok(response, gzipSync(Buffer.alloc(50_000_000)).subarray(0), { 'content-encoding': 'gzip' }),
    },
  ])('$name is refused at once, never cut', async ({ name, handler }) => {
    const maxBytes = name === 'a compression bomb' ? 1_000_000 : 1000;
    const { server, answer } = await ask(handler, { maxBytes });

    expect(answer).toEqual({
      kind: 'unavailable',
      reason: expect.stringMatching(/sent more than the \d+ bytes accepted here$/u),
    });
    expect(server.requests).toHaveLength(1);
  });

  test('an encoding that was not asked for is refused', async () => {
    const { answer } = await ask((_, response) => ok(response, 'hello', { 'content-encoding': 'zstd' }));

    expect(text(answer)).toMatch(/encoded its answer in a way that was not asked for \(zstd\)$/u);
  });

  test('a pause longer than the review can wait is not waited for', async () => {
    const { server, answer } = await ask(
      (_, response) => void response.writeHead(429, { 'retry-after': '3600' }).end(),
    );

    expect(text(answer)).toMatch(
      /status 429 \(too many requests\) and asks to wait 3600 s, longer than this review can$/u,
    );
    expect(server.requests).toHaveLength(1);
  });

  test('a date in Retry-After is read', async () => {
    const { answer } = await ask(
      (_, response) => void response.writeHead(503, { 'retry-after': 'Wed, 01 Jan 2098 00:00:00 GMT' }).end(),
    );

    expect(text(answer)).toMatch(/asks to wait \d{6,} s/u);
  });

  test('nothing is asked after the deadline', async () => {
    const { server, answer } = await ask((_, response) => ok(response), {}, { deadlineAt: Date.now() - 1 });

    expect(text(answer)).toMatch(/^unavailable: the time for this review was up before 127\.0\.0\.1:\d+ was asked$/u);
    expect(server.requests).toHaveLength(0);
  });

  test('the deadline ends a request that is under way', async () => {
    const { answer } = await ask(() => {}, {}, { deadlineAt: Date.now() + 200 });

    expect(text(answer)).toMatch(
      /^unavailable: the time for this review was up before 127\.0\.0\.1:\d+ had answered$/u,
    );
  });

  test('a host that is down gets one attempt a request after a while', async () => {
    const server = await serve((_, response) => void response.writeHead(503).end());
    const http = testHttp([server.host], { limits: { patience: 2 } });

    for (let index = 0; index < 4; index += 1) await http.send(getRequest(server.url));

    expect(server.requests).toHaveLength(3 + 3 + 1 + 1);
  });

  test('a host is not asked for more at once than agreed', async () => {
    let running = 0;
    let most = 0;
    const server = await serve(async (_, response) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
      ok(response);
    });
    const http = testHttp([server.host], { limits: { requestsPerHost: 2 } });

    await Promise.all(Array.from({ length: 10 }, () => http.send(getRequest(server.url))));

    expect(most).toBe(2);
  });
});

describe('hosts', () => {
  test('a host that is not allowed is never contacted', async () => {
    const server = await serve((_, response) => ok(response));

    const answer = await testHttp(['pypi.org']).send(getRequest(server.url));

    expect(text(answer)).toMatch(/is not a host of a configured index, so it is never contacted$/u);
    expect(server.requests).toHaveLength(0);
  });

  test.each([
    { name: 'plain http', url: 'http://pypi.org/simple/' },
    { name: 'another port', url: 'https://pypi.org:8443/simple/' },
    { name: 'a file', url: 'file:///etc/passwd' },
    { name: 'data', url: 'data:text/html,hello' },
    { name: 'no URL', url: 'pypi.org' },
    { name: 'a look-alike behind credentials', url: 'https://pypi.org@evil.invalid/' },
  ])('$name is refused', async ({ url }) => {
    const answer = await testHttp(['pypi.org']).send(getRequest(url));

    expect(answer.kind).toBe('unavailable');
  });

  test('a filter of the caller decides', async () => {
    const server = await serve((_, response) => ok(response));
    const http = testHttp([], { allowedHosts: (url) => url.pathname === '/yes' });

    expect(text(await http.send(getRequest(`${server.url}/yes`)))).toBe('hello');
    expect((await http.send(getRequest(`${server.url}/no`))).kind).toBe('unavailable');
  });
});

describe('redirects', () => {
  const redirect = (response: ServerResponse, to: string, status = 302): void =>
    void response.writeHead(status, { location: to }).end();

  test('within the host is followed, and the answer tells where it came from', async () => {
    const { server, answer } = await ask(({ path }, response) =>
      path === '/page' ? redirect(response, '/other?x=1') : ok(response),
    );

    expect(text(answer)).toBe('hello');
    expect(answer).toMatchObject({ url: `${server.url}/other?x=1` });
  });

  test('to a foreign host is refused before it is contacted', async () => {
    const foreign = await serve((_, response) => ok(response));
    const { answer } = await ask((_, response) => redirect(response, `${foreign.url}/x`));

    expect(text(answer)).toContain(
      `redirects to ${foreign.host}, and ${foreign.host} is not a host of a configured index`,
    );
    expect(foreign.requests).toHaveLength(0);
  });

  test('to another allowed host loses the credentials', async () => {
    const files = await serve((_, response) => ok(response));
    const index = await serve((_, response) => redirect(response, `${files.url}/x`));
    const http = testHttp([index.host, files.host]);

    const answer = await http.send(
      getRequest(index.url, { headers: { authorization: 'Basic c2VjcmV0', 'x-token': 'secret', accept: 'text/html' } }),
    );

    expect(text(answer)).toBe('hello');
    expect(index.requests[0]?.headers.authorization).toBe('Basic c2VjcmV0');
    expect(JSON.stringify(files.requests[0]?.headers)).not.toContain('secret');
    expect(files.requests[0]?.headers).not.toHaveProperty('authorization');
    expect(files.requests[0]?.headers.accept).toBe('text/html');
  });

  test('within the host keeps the credentials', async () => {
    const { server } = await ask(({ path }, response) => (path === '/page' ? redirect(response, '/b') : ok(response)), {
      headers: { authorization: 'Basic x' },
    });

    expect(server.requests[1]?.headers.authorization).toBe('Basic x');
  });

  test('without end is refused', async () => {
    const { server, answer } = await ask((_, response) => redirect(response, '/page'));

    expect(text(answer)).toMatch(/redirected more than 5 times$/u);
    expect(server.requests).toHaveLength(6);
  });

  test.each([
    { name: '303', status: 303, method: 'GET', body: '' },
    { name: '308', status: 308, method: 'POST', body: 'query' },
  ])('of a POST by $name becomes $method', async ({ status, method, body }) => {
    const { server } = await ask(
      ({ path }, response) => (path === '/page' ? redirect(response, '/b', status) : ok(response)),
      { method: 'POST', body: 'query' },
    );

    expect(server.requests[1]).toMatchObject({ method, body });
  });
});
