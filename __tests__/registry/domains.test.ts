import { createSocket } from 'node:dgram';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createDns } from '../../src/host/dns.js';
import { absent, type Fetched, found, unavailable } from '../../src/model/fetched.js';
import type { Dns } from '../../src/ports.js';
import { createDomainClient, registeredName } from '../../src/registry/domains.js';
import { createRdapClient } from '../../src/registry/rdap.js';
import { startServer } from '../support/http-server.js';
import { testHttp } from '../support/network.js';
import { closeAll, keep } from '../support/opened-index.js';

afterEach(closeAll);

const DOMAIN = 'demo-mail.net';
const DOCUMENT = {
  objectClassName: 'domain',
  ldhName: 'DEMO-MAIL.NET',
  status: ['client transfer prohibited'],
  events: [
    { eventAction: 'registration', eventDate: '2020-02-03T04:05:06Z' },
    { eventAction: 'expiration', eventDate: '2030-02-03T04:05:06Z' },
  ],
};

interface Reply {
  readonly status?: number;
  readonly document?: unknown;
  readonly location?: string;
}

/** A registry, and the bootstrap service that sends everyone there. */
async function openRegistry({ status = 200, document = DOCUMENT, location }: Reply) {
  const registry = keep(
    await startServer((_, response) => {
      const body = typeof document === 'string' ? document : JSON.stringify(document);
      response.writeHead(status, { 'content-type': 'application/rdap+json' }).end(body);
    }),
  );
  const bootstrap = keep(
    await startServer(({ path }, response) => {
      response.writeHead(302, { location: location ?? `${registry.url}${path}` }).end();
    }),
  );
  const http = testHttp([bootstrap.host, registry.host]);
  return { registry, bootstrap, rdap: createRdapClient({ http, url: `${bootstrap.url}/` }) };
}

describe('RDAP', () => {
  test.each<{ name: string; reply: Reply; expected: object }>([
    {
      name: 'a registered name',
      reply: {},
      expected: { status: 'registered', registeredAt: Date.UTC(2020, 1, 3, 4, 5, 6) },
    },
    {
      name: 'a name in its redemption period',
      reply: { document: { ...DOCUMENT, status: ['redemption period'] } },
      expected: { status: 'ending' },
    },
    {
      name: 'a name without dates',
      reply: { document: { objectClassName: 'domain' } },
      expected: { registeredAt: null },
    },
    {
      name: 'a name that the registry does not have',
      reply: { status: 404 },
      expected: { status: 'unregistered', registeredAt: null },
    },
  ])('$name', async ({ reply, expected }) => {
    const { rdap } = await openRegistry(reply);

    expect(await rdap.registration(DOMAIN)).toMatchObject({ kind: 'found', value: { name: DOMAIN, ...expected } });
  });

  test.each<{ name: string; reply: Reply }>([
    { name: 'a failing registry', reply: { status: 500 } },
    { name: 'too many requests', reply: { status: 429 } },
    { name: 'a document about something else', reply: { document: { objectClassName: 'entity' } } },
    { name: 'a document about another name', reply: { document: { ...DOCUMENT, ldhName: 'other.net' } } },
    { name: 'text that is no JSON', reply: { document: '<html>' } },
    { name: 'a body without end', reply: { document: 'x'.repeat(600_000) } },
    { name: 'a registry that is not known', reply: { location: 'https://registry.invalid/domain/x' } },
  ])('$name is unavailable', async ({ reply }) => {
    const { rdap } = await openRegistry(reply);

    expect((await rdap.registration(DOMAIN)).kind).toBe('unavailable');
  });

  test('a suffix that the bootstrap service does not know is no unregistered name', async () => {
    const server = keep(await startServer((_, response) => void response.writeHead(404).end()));
    const rdap = createRdapClient({ http: testHttp([server.host]), url: server.url });

    expect((await rdap.registration('demo.xx')).kind).toBe('unavailable');
  });
});

describe('a domain', () => {
  const dnsOf = (answer: Fetched<true>): Dns => ({ exists: async () => answer });

  test('that is gone in the DNS and with the registry', async () => {
    const { rdap } = await openRegistry({ status: 404 });

    expect(await createDomainClient(dnsOf(absent), rdap).domain(DOMAIN)).toMatchObject({
      kind: 'found',
      value: { domain: DOMAIN, exists: false, registration: { status: 'unregistered' } },
    });
  });

  test('whose registry does not tell', async () => {
    const { rdap } = await openRegistry({ status: 500 });

    expect(await createDomainClient(dnsOf(found(true)), rdap).domain(DOMAIN)).toEqual(
      found({ domain: DOMAIN, exists: true, registration: null }),
    );
  });

  test('that no name server tells about is unavailable', async () => {
    const { rdap } = await openRegistry({});

    expect(await createDomainClient(dnsOf(unavailable('no answer')), rdap).domain(DOMAIN)).toEqual(
      unavailable('no answer'),
    );
  });

  test.each(['demo.invalid', 'build.local', 'localhost', '127.0.0.1', 'a..b', 'x/../y.com', 'example.com', 'a b.com'])(
    '%s is sent nowhere',
    async (domain) => {
      const { rdap, bootstrap } = await openRegistry({});

      expect(await createDomainClient(dnsOf(found(true)), rdap).domain(domain)).toEqual(absent);
      expect(bootstrap.requests).toHaveLength(0);
    },
  );

  test.each([
    { domain: 'example.org', name: 'example.org' },
    { domain: 'mail.lists.demo.org', name: 'demo.org' },
    { domain: 'cs.demo.ac.uk', name: 'demo.ac.uk' },
    { domain: 'demo.co.jp', name: 'demo.co.jp' },
    { domain: 'co.uk', name: 'co.uk' },
  ])('$domain is registered as $name', ({ domain, name }) => {
    expect(registeredName(domain)).toBe(name);
  });
});

/** A name server that answers every question with one code (RFC 1035 §4.1.1) and no record. */
async function startNameServer(code: number): Promise<string> {
  const socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) => {
    const reply = Buffer.from(query);
    reply.writeUInt16BE(0x8180 | code, 2);
    socket.send(reply, port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  keep({ close: () => new Promise<void>((resolve) => socket.close(() => resolve())) });
  return `127.0.0.1:${socket.address().port}`;
}

describe('the DNS', () => {
  test.each([
    { name: 'a name without a mail server exists', code: 0, kind: 'found' },
    { name: 'NXDOMAIN is absent', code: 3, kind: 'absent' },
    { name: 'SERVFAIL is unavailable', code: 2, kind: 'unavailable' },
    { name: 'REFUSED is unavailable', code: 5, kind: 'unavailable' },
  ])('$name', async ({ code, kind }) => {
    const dns = createDns({ servers: [await startNameServer(code)], tries: 1, timeout: 500 });

    expect((await dns.exists('demo.test')).kind).toBe(kind);
  });
});
