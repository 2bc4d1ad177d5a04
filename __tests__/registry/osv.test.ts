import { afterEach, describe, expect, test } from '@jest/globals';
import { normalizeName } from '../../src/model/names.js';
import type { Log } from '../../src/ports.js';
import { type AdvisoryClient, createAdvisoryClient } from '../../src/registry/osv.js';
import type { ReleaseId } from '../../src/registry/osv-advisory.js';
import { FAULTS, PATIENCE } from '../support/faults.js';
import { startServer, type TestServer } from '../support/http-server.js';
import { version } from '../support/model.js';
import { silent, testHttp } from '../support/network.js';
import { closeAll, keep } from '../support/opened-index.js';
import { createOsvServer, type OsvRecord, type OsvServerOptions } from '../support/osv-server.js';

afterEach(closeAll);

interface Opened {
  readonly server: TestServer;
  readonly client: AdvisoryClient;
}

const clientOf = (server: TestServer, log: Log = silent): AdvisoryClient =>
  createAdvisoryClient({ http: testHttp([server.host]), url: server.url, log });

async function open(options: OsvServerOptions): Promise<Opened> {
  const server = keep(await createOsvServer(options));
  return { server, client: clientOf(server) };
}

const release = (name: string, text: string): ReleaseId => ({ name: normalizeName(name), version: version(text) });

const DEMO = release('demo', '1.0');
const DEMO_PURL = 'pkg:pypi/demo@1.0';

const record = (id: string, overrides: Partial<OsvRecord> = {}): OsvRecord => ({
  id,
  modified: '2026-01-01T00:00:00Z',
  summary: `About ${id}`,
  affected: [{ package: { ecosystem: 'PyPI', name: 'demo' }, versions: ['1.0'] }],
  ...overrides,
});

/** What the client says of demo 1.0 when OSV holds these. */
async function advisories(...records: readonly OsvRecord[]): Promise<unknown> {
  const { client } = await open({ records });
  return (await client.lookup([DEMO])).get(DEMO_PURL);
}

const affecting = (fixed: readonly string[], name = 'demo', ecosystem = 'PyPI') => ({
  package: { ecosystem, name },
  versions: ['1.0'],
  ranges: [{ type: 'ECOSYSTEM' as const, events: [{ introduced: '0' }, ...fixed.map((text) => ({ fixed: text }))] }],
});

/** Ranges with both ends. */
const series = (...ranges: readonly (readonly [introduced: string, fixed: string])[]) => ({
  ...affecting([]),
  ranges: ranges.map(([introduced, fixed]) => ({ type: 'ECOSYSTEM' as const, events: [{ introduced }, { fixed }] })),
});

describe('an advisory', () => {
  test('is found with all that is shown of it', async () => {
    const found = await advisories(
      record('GHSA-1111', {
        aliases: ['CVE-2026-1'],
        summary: 'Credentials leak on redirect',
        affected: [affecting(['1.2'])],
        database_specific: { severity: 'MODERATE' },
      }),
    );

    expect(found).toEqual({
      kind: 'found',
      value: [
        {
          id: 'GHSA-1111',
          aliases: ['CVE-2026-1'],
          summary: 'Credentials leak on redirect',
          kind: 'vulnerability',
          severity: 'medium',
          fixedIn: ['1.2'],
          lastAffected: null,
          origin: 'service',
          exploitation: null,
          url: 'https://osv.dev/vulnerability/GHSA-1111',
        },
      ],
    });
  });

  test('of no kind is found as an empty list, which is knowledge', async () => {
    expect(await advisories()).toEqual({ kind: 'found', value: [] });
  });

  test('that was withdrawn is left out, also where the list still has it', async () => {
    const withdrawn = record('GHSA-1111', { withdrawn: '2026-02-01T00:00:00Z' });
    const { client } = await open({
      records: [withdrawn],
      intercept: ({ path }, response) => {
        if (path !== '/v1/querybatch') return false;
        response.writeHead(200).end('{"results":[{"vulns":[{"id":"GHSA-1111","modified":"2026-02-01T00:00:00Z"}]}]}');
        return true;
      },
    });

    expect((await client.lookup([DEMO])).get(DEMO_PURL)).toEqual({ kind: 'found', value: [] });
  });

  test('without a summary is told by the beginning of its details, on one line', async () => {
    const found = await advisories(record('PYSEC-2026-1', { summary: '', details: '# Title\n\nA <b>bug</b>\u202e' }));

    expect(found).toMatchObject({ value: [{ summary: '# Title A <b>bug</b>\\u{202e}' }] });
  });

  test('of a local version is that of the public one', async () => {
    const { client } = await open({ records: [record('GHSA-1111')] });

    expect((await client.lookup([release('demo', '1.0+cu121')])).get('pkg:pypi/demo@1.0%2Bcu121')).toMatchObject({
      value: [{ id: 'GHSA-1111' }],
    });
  });
});

describe('entries that name each other', () => {
  test('are one advisory under the name that tells most', async () => {
    const found = await advisories(
      record('PYSEC-2026-1', { aliases: ['CVE-2026-1'], summary: '', affected: [affecting(['1.2'])] }),
      record('GHSA-1111', { aliases: ['CVE-2026-1'], database_specific: { severity: 'HIGH' } }),
      record('GHSA-9999'),
    );

    expect(found).toMatchObject({
      value: [
        {
          id: 'GHSA-1111',
          aliases: ['CVE-2026-1', 'PYSEC-2026-1'],
          summary: 'About GHSA-1111',
          severity: 'high',
          fixedIn: ['1.2'],
        },
        { id: 'GHSA-9999' },
      ],
    });
  });

  test('through a third are one, in any order', async () => {
    const chain = [
      record('GHSA-1111', { aliases: ['CVE-2026-1'] }),
      record('GHSA-2222', { aliases: ['CVE-2026-2'] }),
      record('PYSEC-2026-1', { aliases: ['CVE-2026-1', 'CVE-2026-2'] }),
    ];

    for (const records of [chain, chain.toReversed()]) {
      expect(await advisories(...records)).toMatchObject({ value: [{ id: 'GHSA-1111' }] });
      expect(await advisories(...records)).toHaveProperty('value.length', 1);
    }
  });
});

describe('malware', () => {
  test.each<{ name: string; entry: OsvRecord }>([
    { name: 'an entry of the OpenSSF list', entry: record('MAL-2026-1', { summary: 'Malicious code in demo (PyPI)' }) },
    { name: 'an alias of one', entry: record('GHSA-1111', { aliases: ['MAL-2026-1'] }) },
    { name: 'CWE-506', entry: record('GHSA-1111', { database_specific: { cwe_ids: ['CWE-506'], severity: 'LOW' } }) },
    { name: 'GitHub’s summary', entry: record('GHSA-1111', { summary: 'Malware in demo' }) },
    {
      name: 'a PYSEC entry about a replaced project',
      entry: record('PYSEC-2026-1', {
        summary: '',
        details: 'The project was taken over and replaced with a malicious project which …',
      }),
    },
    {
      name: 'a PYSEC entry about releases with malicious code',
      entry: record('PYSEC-2026-1', { details: 'Versions 1.0 and 1.1 of the package contained malicious code that …' }),
    },
  ])('is $name', async ({ entry }) => {
    expect(await advisories(entry)).toMatchObject({ value: [{ kind: 'malware', severity: 'critical' }] });
  });

  test.each<{ name: string; entry: OsvRecord }>([
    {
      name: 'a vulnerability that a malicious package could use',
      entry: record('PYSEC-2026-1', { details: 'Installing a malicious package can run code.' }),
    },
    {
      name: 'a vulnerability to malicious input',
      entry: record('GHSA-1111', { summary: 'Denial of service by malicious code blocks' }),
    },
  ])('is not $name', async ({ entry }) => {
    expect(await advisories(entry)).toMatchObject({ value: [{ kind: 'vulnerability' }] });
  });

  test('gives its name to the set and comes first', async () => {
    const found = await advisories(
      record('GHSA-0000'),
      record('GHSA-1111', { aliases: ['MAL-2026-1'] }),
      record('MAL-2026-1'),
    );

    expect(found).toMatchObject({ value: [{ id: 'MAL-2026-1', aliases: ['GHSA-1111'] }, { id: 'GHSA-0000' }] });
  });
});

describe('the severity', () => {
  const vector = { type: 'CVSS_V3' as const, score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' };
  test.each<{ name: string; entry: Partial<OsvRecord>; severity: string }>([
    {
      name: 'the database’s own word',
      entry: { database_specific: { severity: 'LOW' }, severity: [vector] },
      severity: 'low',
    },
    { name: 'the vector', entry: { severity: [vector] }, severity: 'critical' },
    {
      name: 'the vector of the package',
      entry: { affected: [{ ...affecting([]), severity: [vector] }] },
      severity: 'critical',
    },
    { name: 'unknown without either', entry: {}, severity: 'unknown' },
    { name: 'unknown for a word that is none', entry: { database_specific: { severity: 7 } }, severity: 'unknown' },
  ])('is $name', async ({ entry, severity }) => {
    expect(await advisories(record('GHSA-1111', entry))).toMatchObject({ value: [{ severity }] });
  });
});

describe('mended versions', () => {
  test.each<{ name: string; affected: NonNullable<OsvRecord['affected']>; fixedIn: readonly string[] }>([
    {
      name: 'in PEP 440 order, each once',
      affected: [series(['2.0', '2.10']), series(['0', '1.9'], ['2.0', '2.10'])],
      fixedIn: ['1.9', '2.10'],
    },
    {
      name: 'not those that another entry still calls affected',
      affected: [affecting(['1.9']), affecting(['1.10'])],
      fixedIn: ['1.10'],
    },
    {
      name: 'not those that are listed as affected',
      affected: [{ ...affecting(['1.9', '1.10']), versions: ['1.0', '1.9.0'] }],
      fixedIn: ['1.10'],
    },
    {
      name: 'those of one database where another knows no end',
      affected: [affecting([]), affecting(['1.9'])],
      fixedIn: ['1.9'],
    },
    { name: 'above the release alone', affected: [affecting(['0.9', '1.1'])], fixedIn: ['1.1'] },
    {
      name: 'of this project alone',
      affected: [affecting(['1.1']), affecting(['1.2'], 'other'), affecting(['1.3'], 'demo', 'npm')],
      fixedIn: ['1.1'],
    },
    {
      name: 'not from commits',
      affected: [
        { ...affecting([]), ranges: [{ type: 'GIT', repo: 'https://git.invalid', events: [{ fixed: '99' }] }] },
      ],
      fixedIn: [],
    },
    { name: 'not where it is no version', affected: [affecting(['next tuesday'])], fixedIn: [] },
  ])('are $name', async ({ affected, fixedIn }) => {
    expect(await advisories(record('GHSA-1111', { affected }))).toMatchObject({ value: [{ fixedIn }] });
  });
});

test('the last affected version is told where nothing mends it', async () => {
  const bounded = (last: string) => ({
    ...affecting([]),
    ranges: [{ type: 'ECOSYSTEM' as const, events: [{ introduced: '0' }, { last_affected: last }] }],
  });

  expect(await advisories(record('GHSA-1111', { affected: [bounded('1.4')] }))).toMatchObject({
    value: [{ fixedIn: [], lastAffected: '1.4' }],
  });
  expect(await advisories(record('GHSA-1111', { affected: [bounded('0.4')] }))).toMatchObject({
    value: [{ fixedIn: [], lastAffected: null }],
  });
});

describe('questions', () => {
  test('beyond a thousand take several calls, and each answer goes to its release', async () => {
    const releases = Array.from({ length: 1203 }, (_, index) => release(`demo-${index}`, '1.0'));
    const records = [3, 1001, 1202].map((index) =>
      record(`GHSA-${index}`, {
        affected: [{ package: { ecosystem: 'PyPI', name: `demo-${index}` }, versions: ['1.0'] }],
      }),
    );
    const { client, server } = await open({ records });

    const lookup = await client.lookup(releases);

    expect(server.requests.filter(({ method }) => method === 'POST')).toHaveLength(2);
    const hits = [...lookup]
      .filter(([, found]) => found.kind === 'found' && found.value.length > 0)
      .map(([purl]) => purl);
    expect(hits).toEqual(['pkg:pypi/demo-3@1.0', 'pkg:pypi/demo-1001@1.0', 'pkg:pypi/demo-1202@1.0']);
    expect(lookup.size).toBe(1203);
  });

  test('with answers on several pages are followed to the end', async () => {
    const records = Array.from({ length: 5 }, (_, index) => record(`GHSA-${index}`));
    const { client } = await open({ records, pageSize: 2 });

    const lookup = await client.lookup([DEMO, release('other', '1.0')]);

    expect(lookup.get(DEMO_PURL)).toHaveProperty('value.length', 5);
    expect(lookup.get('pkg:pypi/other@1.0')).toEqual({ kind: 'found', value: [] });
  });

  test('about nothing ask nobody', async () => {
    const { client, server } = await open({ records: [] });

    expect((await client.lookup([])).size).toBe(0);
    expect(server.requests).toEqual([]);
  });

  test('ask for details once, however many releases share an entry', async () => {
    const affected = ['demo', 'other'].map((name) => ({ package: { ecosystem: 'PyPI', name }, versions: ['1.0'] }));
    const { client, server } = await open({ records: [record('GHSA-1111', { affected })] });

    await client.lookup([DEMO, release('other', '1.0'), DEMO]);

    expect(server.requests.filter(({ path }) => path === '/v1/vulns/GHSA-1111')).toHaveLength(1);
  });
});

describe('a service that cannot be asked leaves every release unknown, never clean', () => {
  const answeringAll = async (status: number, body: string): Promise<unknown> => {
    const server = keep(await startServer((_, response) => void response.writeHead(status).end(body)));
    return (await clientOf(server).lookup([DEMO])).get(DEMO_PURL);
  };

  test.each<{ name: string; status: number; body: string; reason: RegExp }>([
    { name: '503', status: 503, body: '', reason: /answered with status 503$/u },
    { name: '429', status: 429, body: '', reason: /status 429 \(too many requests\)$/u },
    {
      name: '400',
      status: 400,
      body: '{"message":"bad"}',
      reason: /answered the request for advisories with status 400$/u,
    },
    { name: '404: the wrong address', status: 404, body: '', reason: /has no advisory service at http:/u },
    { name: 'broken JSON', status: 200, body: '{"results": [', reason: /with text that is no JSON$/u },
    {
      name: 'another form',
      status: 200,
      body: '{"vulns": []}',
      reason: /answered in a form that OSV does not document$/u,
    },
    {
      name: 'fewer answers than questions',
      status: 200,
      body: '{"results": []}',
      reason: /gave 0 answers to 1 questions about advisories$/u,
    },
    {
      name: 'pages without end',
      status: 200,
      body: '{"results": [{"next_page_token": "x"}]}',
      reason: /^the list of advisories has no end$/u,
    },
  ])('$name', async ({ status, body, reason }) => {
    expect(await answeringAll(status, body)).toEqual({ kind: 'unavailable', reason: expect.stringMatching(reason) });
  });

  test.each(FAULTS)('$name', async ({ answer }) => {
    const server = keep(await startServer(answer));
    const http = testHttp([server.host], { limits: PATIENCE });
    const client = createAdvisoryClient({ http, url: server.url, log: silent });

    expect((await client.lookup([DEMO])).get(DEMO_PURL)).toEqual({
      kind: 'unavailable',
      reason: expect.stringMatching(/^.{10,}$/u),
    });
  });

  test('a second page that fails', async () => {
    const { client } = await open({
      records: [record('GHSA-1'), record('GHSA-2')],
      pageSize: 1,
      intercept: ({ body }, response) => {
        if (!body.includes('page_token')) return false;
        response.writeHead(500).end();
        return true;
      },
    });

    expect((await client.lookup([DEMO])).get(DEMO_PURL)).toMatchObject({ kind: 'unavailable' });
  });
});

describe('an entry whose details cannot be read still counts', () => {
  test.each([
    { name: 'a server that fails', status: 500, body: '', reason: /answered with status 500/u },
    { name: 'an entry that is not there', status: 404, body: '', reason: /has no advisory service/u },
    { name: 'another form', status: 200, body: '{"id": 7}', reason: /in a form that OSV does not document/u },
    { name: 'another entry', status: 200, body: '{"id": "GHSA-2222"}', reason: /does not serve it/u },
  ])('$name', async ({ status, body, reason }) => {
    const server = keep(
      await createOsvServer({
        records: [record('MAL-2026-1'), record('GHSA-1111')],
        intercept: ({ path }, response) => {
          if (!path.startsWith('/v1/vulns/')) return false;
          response.writeHead(status).end(body);
          return true;
        },
      }),
    );
    const warnings: string[] = [];
    const client = clientOf(server, { ...silent, warning: (message) => warnings.push(message) });

    expect((await client.lookup([DEMO])).get(DEMO_PURL)).toMatchObject({
      kind: 'found',
      value: [
        { id: 'MAL-2026-1', kind: 'malware' },
        { id: 'GHSA-1111', kind: 'vulnerability', severity: 'unknown', summary: expect.stringMatching(reason) },
      ],
    });
    expect(warnings).toHaveLength(2);
  });
});
