import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createHttp } from '../../src/host/http.js';
import { startServer, type TestServer } from '../support/http-server.js';
import { getRequest, silent } from '../support/network.js';

interface Proxy {
  readonly url: string;
  /** What clients asked it for: `CONNECT host:port` or `GET http://…`. */
  readonly seen: readonly string[];
}

const closing: (() => Promise<unknown>)[] = [];
const before = { ...process.env };
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy']) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
});

/** A forward proxy that tunnels every CONNECT to `target`, whatever name it was asked for. */
async function startProxy(target: TestServer): Promise<Proxy> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    response.writeHead(501).end();
  });
  server.on('connect', (request, socket) => {
    seen.push(`CONNECT ${request.url}`);
    const [host = '', port = ''] = target.host.split(':');
    const upstream = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  closing.push(() => stop(server));
  return { url: `http://127.0.0.1:${portOf(server.address())}`, seen };
}

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === 'object' && address !== null ? address.port : 0;

const stop = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

async function startTarget(): Promise<TestServer> {
  const server = await startServer((_, response) => void response.end('through'));
  closing.push(server.close);
  return server;
}

const http = () =>
  createHttp({
    allowedHosts: () => true,
    deadlineAt: Date.now() + 60_000,
    clock: { now: Date.now },
    log: silent,
    version: '0.0.0',
    limits: { attempts: 1 },
  });

describe('the proxy variables of the environment', () => {
  test.each([
    {
      name: 'HTTP_PROXY',
      variable: 'HTTP_PROXY',
      url: 'http://index.invalid/simple/',
      asked: 'CONNECT index.invalid:80',
    },
    {
      name: 'http_proxy',
      variable: 'http_proxy',
      url: 'http://index.invalid/simple/',
      asked: 'CONNECT index.invalid:80',
    },
  ])('$name is used', async ({ variable, url, asked }) => {
    const proxy = await startProxy(await startTarget());
    process.env[variable] = proxy.url;

    const answer = await http().send(getRequest(url));

    expect(proxy.seen).toEqual([asked]);
    expect(answer).toMatchObject({ kind: 'answer', status: 200 });
  });

  test('HTTPS_PROXY is asked for a tunnel to an https host', async () => {
    const proxy = await startProxy(await startTarget());
    process.env['HTTPS_PROXY'] = proxy.url;

    // The target speaks no TLS, so the request itself cannot succeed; the tunnel is what is looked at.
    await http().send(getRequest('https://index.invalid/simple/'));

    expect(proxy.seen).toEqual(['CONNECT index.invalid:443']);
  });

  test('NO_PROXY goes past it', async () => {
    const target = await startTarget();
    const proxy = await startProxy(target);
    process.env['HTTP_PROXY'] = proxy.url;
    process.env['NO_PROXY'] = 'localhost,127.0.0.1';

    const answer = await http().send(getRequest(target.url));

    expect(proxy.seen).toEqual([]);
    expect(answer).toMatchObject({ kind: 'answer', status: 200 });
  });
});
