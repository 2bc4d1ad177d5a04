import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { createGitHub } from '../../src/github/client.js';
import { connect, recordLog } from '../support/github-client.js';

const servers: Server[] = [];
const proxies = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy'];
const environment = Object.fromEntries(proxies.map((name) => [name, process.env[name]]));

afterEach(async () => {
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
}

async function serve(answer: (request: Seen, response: ServerResponse) => void) {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const record = { method: request.method ?? '', url: request.url ?? '', headers: request.headers };
    seen.push(record);
    answer(record, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

const json = (response: ServerResponse, body: unknown, status = 200, headers: Record<string, string> = {}) =>
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

const BLOB = { owner: 'o', repo: 'r', file_sha: 'a' };

test('names the API version, the product and the token', async () => {
  const { url, seen } = await serve((_, response) => json(response, {}));
  await connect(`${url}/api/v3`, 'the-token').rest.git.getBlob(BLOB);
  expect(seen).toMatchObject([
    {
      url: '/api/v3/repos/o/r/git/blobs/a',
      headers: {
        'x-github-api-version': '2022-11-28',
        'user-agent': expect.stringMatching(/^lockgate\/test /u),
        authorization: 'token the-token',
      },
    },
  ]);
});

test('a renamed repository is followed on the same host', async () => {
  const { url, seen } = await serve((request, response) =>
    request.url.startsWith('/repositories/')
      ? json(response, { content: 'x' })
      : json(response, {}, 301, { location: `${url}/repositories/1` }),
  );
  const { data } = await connect(url, 'the-token').rest.git.getBlob(BLOB);
  expect(data.content).toBe('x');
  expect(seen[1]?.headers.authorization).toBe('token the-token');
});

test('invariant: the token is never sent to another host', async () => {
  const foreign = await serve((_, response) => json(response, {}));
  const { url } = await serve((_, response) => json(response, {}, 302, { location: `${foreign.url}/steal` }));
  await expect(connect(url, 'the-token').rest.git.getBlob(BLOB)).rejects.toThrow(/pointed to another host/u);
  expect(foreign.seen).toEqual([]);
});

test('an answer that breaks off half-way is asked for again', async () => {
  let answers = 0;
  const { url, seen } = await serve((_, response) => {
    answers += 1;
    if (answers > 1) {
      json(response, { content: 'x' });
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"content":', () => response.destroy());
  });
  const { data } = await connect(url, 'the-token').rest.git.getBlob(BLOB);
  expect(data.content).toBe('x');
  expect(seen).toHaveLength(2);
});

test('a proxy of the environment is used', async () => {
  // An HTTP/1.1 proxy sees the whole URL (RFC 9112 §3.2.2), or a CONNECT request.
  const proxy = await serve((_, response) => json(response, { content: 'by proxy' }));
  const connects: string[] = [];
  servers[0]?.on('connect', (request: IncomingMessage, socket) => {
    connects.push(request.url ?? '');
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  for (const name of ['HTTP_PROXY', 'http_proxy']) process.env[name] = proxy.url;
  for (const name of ['NO_PROXY', 'no_proxy']) delete process.env[name];
  const post = connect('http://api.invalid', 'the-token').rest.issues.createComment({
    owner: 'o',
    repo: 'r',
    issue_number: 1,
    body: 'x',
  });
  await post.catch(() => null);
  expect([...connects, ...proxy.seen.map(({ url }) => url)].join(' ')).toContain('api.invalid');
});

test.each([
  {
    name: 'the login that GraphQL tells',
    answer: { data: { viewer: { login: 'github-actions[bot]' } } },
    is: 'github-actions[bot]',
  },
  { name: 'null for an answer without one', answer: { errors: [{ message: 'no' }] }, is: null },
])('the viewer is $name', async ({ answer, is }) => {
  const { url, seen } = await serve((_, response) => json(response, answer));
  expect(await connect(url, 'the-token').viewer()).toBe(is);
  expect(seen).toMatchObject([{ method: 'POST', url: '/graphql' }]);
});

test('a GraphQL address on another host than the API’s is not asked', async () => {
  const foreign = await serve((_, response) => json(response, { data: { viewer: { login: 'x' } } }));
  const { url } = await serve((_, response) => json(response, {}));
  const github = createGitHub({
    token: 'the-token',
    apiUrl: url,
    graphqlUrl: `${foreign.url}/graphql`,
    userAgent: 'lockgate/test',
    clock: { now: Date.now },
    log: recordLog(),
  });
  expect(await github.viewer()).toBeNull();
  expect(foreign.seen).toEqual([]);
});
