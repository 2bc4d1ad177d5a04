import { afterEach, describe, expect, test } from '@jest/globals';
import { createEpssClient } from '../../src/registry/epss.js';
import { FAULTS, PATIENCE } from '../support/faults.js';
import { type Handler, startServer } from '../support/http-server.js';
import { testHttp } from '../support/network.js';
import { closeAll, keep } from '../support/opened-index.js';

afterEach(closeAll);

async function open(handler: Handler) {
  const server = keep(await startServer(handler));
  return {
    server,
    client: createEpssClient({ http: testHttp([server.host], { limits: PATIENCE }), url: `${server.url}/` }),
  };
}

/** FIRST's API: what it takes and how it answers (https://www.first.org/epss/api). */
const scoring =
  (scores: Readonly<Record<string, string>>): Handler =>
  ({ path }, response) => {
    const url = new URL(path, 'http://epss.invalid');
    const wanted = (url.searchParams.get('cve') ?? '').split(',');
    const tooLong = (url.searchParams.get('cve') ?? '').length > 2000;
    if (url.pathname !== '/data/v1/epss' || tooLong) return void response.writeHead(tooLong ? 400 : 404).end('{}');
    const data = wanted
      .filter((cve) => cve in scores)
      .map((cve) => ({ cve, epss: scores[cve], percentile: '0.500000000', date: '2026-11-01' }));
    const envelope = { status: 'OK', 'status-code': 200, version: '1.0', access: 'public', offset: 0, limit: 100 };
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ ...envelope, total: data.length, data }));
  };

describe('scores', () => {
  test('are found for ids that have one; another id has none', async () => {
    const { client } = await open(scoring({ 'CVE-2026-0001': '0.972240000', 'CVE-2026-0002': '0.000430000' }));

    const scores = await client.scores(['CVE-2026-0001', 'CVE-2026-0002', 'CVE-2026-0003']);

    expect(scores).toEqual({
      kind: 'found',
      value: new Map([
        ['CVE-2026-0001', 0.97224],
        ['CVE-2026-0002', 0.00043],
      ]),
    });
  });

  test('of many ids take few calls, and an id is asked about once', async () => {
    const ids = Array.from({ length: 170 }, (_, at) => `CVE-2026-${10_000 + at}`);
    const { client, server } = await open(scoring(Object.fromEntries(ids.map((id) => [id, '0.5']))));

    const all = await client.scores(ids);
    const one = await client.scores(['CVE-2026-10003', 'CVE-2026-10003']);

    expect(all.kind === 'found' && all.value.size).toBe(170);
    expect(one).toEqual({ kind: 'found', value: new Map([['CVE-2026-10003', 0.5]]) });
    expect(server.requests).toHaveLength(3);
  });

  test('of nothing ask nobody', async () => {
    const { client, server } = await open(scoring({}));

    expect(await client.scores([])).toEqual({ kind: 'found', value: new Map() });
    expect(server.requests).toEqual([]);
  });
});

describe('no scores, with a reason', () => {
  const json =
    (value: unknown): Handler =>
    (_, response) =>
      void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));

  test.each<{ name: string; answer: Handler }>([
    ...FAULTS,
    { name: '404: another service', answer: (_, response) => void response.writeHead(404).end() },
    { name: 'fewer scores than announced', answer: json({ total: 2, data: [{ cve: 'CVE-2026-0001', epss: '0.1' }] }) },
    { name: 'odds above one', answer: json({ total: 1, data: [{ cve: 'CVE-2026-0001', epss: '1.5' }] }) },
    { name: 'odds in words', answer: json({ total: 1, data: [{ cve: 'CVE-2026-0001', epss: 'low' }] }) },
  ])('$name', async ({ answer }) => {
    const { client } = await open(answer);

    expect(await client.scores(['CVE-2026-0001'])).toEqual({
      kind: 'unavailable',
      reason: expect.stringMatching(/^.{10,}$/u),
    });
  });
});
