import { afterEach, describe, expect, test } from '@jest/globals';
import { createMemoryCache } from '../../src/host/memory-cache.js';
import type { ReleaseFile } from '../../src/model/release.js';
import type { Cache } from '../../src/ports.js';
import { createAttestationClient } from '../../src/registry/attestations.js';
import { hash } from '../rules/facts.js';
import { startServer } from '../support/http-server.js';
import { releaseFile } from '../support/model.js';
import { testHttp } from '../support/network.js';
import { closeAll, keep } from '../support/opened-index.js';
import { createSigstore } from '../support/sigstore.js';

afterEach(closeAll);

const TYPE = 'application/vnd.pypi.integrity.v1+json';
const PATH = '/integrity/demo/1.0/demo-1.0-py3-none-any.whl/provenance';

const attestation = createSigstore().attest({
  filename: 'demo-1.0-py3-none-any.whl',
  sha256: 'a'.repeat(64),
  repository: 'demo/demo',
});

const provenance = (
  overrides: object = {},
  publisher: object = { kind: 'GitHub', repository: 'demo/demo', workflow: 'release.yml' },
) => ({
  version: 1,
  attestation_bundles: [{ publisher, attestations: [attestation] }],
  ...overrides,
});

interface Reply {
  readonly status?: number;
  readonly body?: string;
  readonly location?: string;
}

async function open(reply: Reply) {
  const server = keep(
    await startServer((_, response) => {
      const headers = { 'content-type': TYPE, ...(reply.location === undefined ? {} : { location: reply.location }) };
      response.writeHead(reply.status ?? 200, headers).end(reply.body ?? '');
    }),
  );
  const client = createAttestationClient({ http: testHttp([server.host]), cache: createMemoryCache() });
  const route = { url: `${server.url}/simple`, fileHosts: [], token: null };
  const file = (url: string | null = `${server.url}${PATH}`): ReleaseFile => releaseFile({ provenance: url });
  return { server, file, ask: (about = file()) => client.bundles(about, route) };
}

const body = (value: unknown): Reply => ({ body: JSON.stringify(value) });

describe('found', () => {
  test.each([
    {
      name: 'a publisher on GitHub',
      publisher: { kind: 'GitHub', repository: 'demo/demo', workflow: 'release.yml', environment: 'pypi' },
      expected: {
        kind: 'GitHub',
        repository: 'demo/demo',
        workflow: 'release.yml',
        environment: 'pypi',
        account: null,
      },
    },
    {
      name: 'a publisher on GitLab',
      publisher: { kind: 'GitLab', repository: 'demo/demo', workflow_filepath: '.gitlab-ci.yml', environment: null },
      expected: {
        kind: 'GitLab',
        repository: 'demo/demo',
        workflow: '.gitlab-ci.yml',
        environment: null,
        account: null,
      },
    },
    {
      name: 'an account',
      publisher: { kind: 'Google', email: 'build@demo.invalid' },
      expected: { kind: 'Google', repository: null, workflow: null, environment: null, account: 'build@demo.invalid' },
    },
  ])('$name', async ({ publisher, expected }) => {
    const { ask } = await open(body(provenance({}, publisher)));

    const answer = await ask();

    expect(answer).toMatchObject({ kind: 'found', value: [{ publisher: expected }] });
  });

  test('a file is asked about once', async () => {
    const { ask, server } = await open(body(provenance()));

    await Promise.all([ask(), ask()]);

    expect(server.requests).toHaveLength(1);
  });
});

describe('absent', () => {
  test('a file for which the index names none is not asked about', async () => {
    const { ask, file, server } = await open(body(provenance()));

    expect(await ask(file(null))).toEqual({ kind: 'absent' });
    expect(server.requests).toHaveLength(0);
  });

  test('a URL on a host that is not the index’s is not followed', async () => {
    const { ask, file, server } = await open(body(provenance()));

    expect(await ask(file('https://elsewhere.invalid/provenance'))).toEqual({ kind: 'absent' });
    expect(server.requests).toHaveLength(0);
  });
});

describe('unavailable', () => {
  test.each<{ name: string; reply: Reply; says: string }>([
    {
      name: 'an object that the page names and that is not there',
      reply: { status: 404 },
      says: 'does not serve them',
    },
    { name: 'a refusal', reply: { status: 403 }, says: '403' },
    { name: 'too many requests', reply: { status: 429 }, says: '429' },
    { name: 'a failing server', reply: { status: 503 }, says: '503' },
    { name: 'text that is no JSON', reply: { body: '<html>' }, says: 'no JSON' },
    { name: 'half an object', reply: { body: JSON.stringify(provenance()).slice(0, 200) }, says: 'no JSON' },
    { name: 'another version', reply: body(provenance({ version: 2 })), says: 'PEP 740' },
    { name: 'no bundle', reply: body(provenance({ attestation_bundles: [] })), says: 'PEP 740' },
    {
      name: 'an attestation without a log entry',
      reply: body(
        provenance({
          attestation_bundles: [
            {
              publisher: { kind: 'GitHub' },
              attestations: [{ ...attestation, verification_material: { certificate: '', transparency_entries: [] } }],
            },
          ],
        }),
      ),
      says: 'PEP 740',
    },
    { name: 'a body without end', reply: { body: `"${'x'.repeat(1_100_000)}"` }, says: '1 MiB' },
    {
      name: 'a redirect to another host',
      reply: { status: 302, location: 'https://elsewhere.invalid/' },
      says: 'elsewhere.invalid',
    },
  ])('$name', async ({ reply, says }) => {
    const { ask } = await open(reply);

    const answer = await ask();

    expect(answer.kind).toBe('unavailable');
    expect(answer.kind === 'unavailable' && answer.reason).toContain(says);
  });
});

describe('what the index once had of a file', () => {
  const hashes = [hash('a')];

  async function opened(cache: Cache, reply: Reply = body(provenance())) {
    const server = keep(
      await startServer((_, response) => {
        response.writeHead(reply.status ?? 200, { 'content-type': TYPE }).end(reply.body ?? '');
      }),
    );
    const client = createAttestationClient({ http: testHttp([server.host]), cache });
    const route = { url: `${server.url}/simple`, fileHosts: [], token: null };
    const url = new URL(PATH, server.url).href;
    return { server, ask: (file = releaseFile({ hashes, provenance: url })) => client.bundles(file, route) };
  }

  /** A cache whose keys do not tell the ports of our servers apart. */
  function portless(entries = new Map<string, Uint8Array>()): Cache & { readonly entries: Map<string, Uint8Array> } {
    const plain = (key: string): string => key.replaceAll(/127\.0\.0\.1:\d+/gu, 'index');
    return {
      entries,
      get: async (key) => entries.get(plain(key)) ?? null,
      put: async (key, bytes) => void entries.set(plain(key), bytes),
    };
  }

  test('is not asked for in the next run', async () => {
    const cache = portless();
    const [first, second] = [await opened(cache), await opened(cache)];

    const [cold, warm] = [await first.ask(), await second.ask()];

    expect(cold).toMatchObject({ kind: 'found' });
    expect(warm).toEqual(cold);
    expect([first.server.requests.length, second.server.requests.length]).toEqual([1, 0]);
  });

  test('is asked for again where the cache holds something else', async () => {
    const cache = portless();
    await (await opened(cache)).ask();
    for (const key of cache.entries.keys()) cache.entries.set(key, new TextEncoder().encode('{"version": 1}'));
    const { ask, server } = await opened(cache);

    expect(await ask()).toMatchObject({ kind: 'found' });
    expect(server.requests).toHaveLength(1);
  });

  test.each<{ name: string; reply: Reply }>([
    { name: 'an answer that could not be had', reply: { status: 503 } },
    { name: 'an answer of another form', reply: { body: '{}' } },
  ])('$name is not kept', async ({ reply }) => {
    const cache = portless();

    expect(await (await opened(cache, reply)).ask()).toMatchObject({ kind: 'unavailable' });
    expect(cache.entries.size).toBe(0);
  });
});
