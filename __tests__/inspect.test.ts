import { afterEach, describe, expect, test } from '@jest/globals';
import { openTools } from '../src/evidence/tools.js';
import { createGrammar } from '../src/host/grammar.js';
import { createMemoryCache } from '../src/host/memory-cache.js';
import { compare, scan } from '../src/inspect.js';
import { absent } from '../src/model/fetched.js';
import { normalizeName } from '../src/model/names.js';
import { DEFAULT_POLICY } from '../src/model/policy.js';
import { createIndexServer } from './support/index-server.js';
import { version } from './support/model.js';
import { silent, testHttp } from './support/network.js';
import { closeAll, keep } from './support/opened-index.js';
import { memoryRepository } from './support/repository.js';
import { createSigstore } from './support/sigstore.js';
import { wheel } from './support/wheel.js';

afterEach(closeAll);

const NOW = Date.UTC(2026, 10, 1);
const clock = { now: () => NOW };
const sigstore = createSigstore();

const VERSIONS = ['1.0', '1.1', '1.2', '1.3'];
const RELEASES = VERSIONS.map((text) => wheel({ 'demo/core.py': `V = "${text}"\n` }, { name: 'demo', version: text }));

/** An index with four releases of demo; `attested` ones have an attestation, of other bytes than theirs. */
async function open(attested: readonly string[], status = 200) {
  const server = keep(
    await createIndexServer({
      projects: [
        {
          name: 'demo',
          files: RELEASES.map(({ filename, bytes }, at) => ({
            filename,
            bytes,
            uploadTime: new Date(Date.UTC(2025, at, 1)).toISOString(),
            ...(attested.includes(VERSIONS[at] ?? '') ? { provenance: `/integrity/${filename}` } : {}),
          })),
        },
      ],
      intercept: ({ path }, response) => {
        const filename = path.slice('/integrity/'.length);
        const file = RELEASES.find((one) => one.filename === filename);
        if (!path.startsWith('/integrity/') || file === undefined) return false;
        const attestation = sigstore.attest({ filename, sha256: 'a'.repeat(64), repository: 'octo/demo' });
        const publisher = { kind: 'GitHub', repository: 'octo/demo', workflow: 'release.yml' };
        response
          .writeHead(status, { 'content-type': 'application/vnd.pypi.integrity.v1+json' })
          .end(JSON.stringify({ version: 1, attestation_bundles: [{ publisher, attestations: [attestation] }] }));
        return true;
      },
    }),
  );
  const tools = openTools({ pypiUrl: server.url, osvUrl: server.url }, DEFAULT_POLICY, [], {
    repository: memoryRepository({ base: null, head: null }),
    http: () => testHttp([server.host]),
    cache: createMemoryCache(),
    clock,
    log: silent,
    grammar: createGrammar(),
    threads: null,
    sourceHost: null,
    dns: { exists: async () => absent },
    secret: () => null,
  });
  return { server, tools };
}

const demo = (text: string) => ({ kind: 'release' as const, name: normalizeName('demo'), version: version(text) });

describe('what the index offers of provenance is read', () => {
  test.each([
    {
      name: 'by compare',
      run: async (tools: Awaited<ReturnType<typeof open>>['tools']) => [
        await compare(demo('1.2'), demo('1.3'), tools, clock),
      ],
    },
    {
      name: 'by scan',
      run: async (tools: Awaited<ReturnType<typeof open>>['tools']) => scan(demo('1.3'), tools, clock),
    },
  ])('$name, which tells of an attestation that does not hold', async ({ run }) => {
    const { tools } = await open(VERSIONS);

    const [inspection] = await run(tools);

    expect(inspection?.findings).toContainEqual(
      expect.objectContaining({ ruleId: 'provenance-changed', message: expect.stringContaining('that does not hold') }),
    );
    expect(inspection?.verdict.outcome).toBe('block');
  });

  test('by compare, which tells of attestations that are gone', async () => {
    const { tools } = await open(VERSIONS.slice(0, -1));

    const { findings } = await compare(demo('1.2'), demo('1.3'), tools, clock);

    expect(findings.filter(({ ruleId }) => ruleId === 'provenance-lost').map(({ level }) => level)).toEqual(['warn']);
  });

  test('and what cannot be had of it is a gap', async () => {
    const { tools } = await open(VERSIONS, 503);

    const { gaps, verdict } = await compare(demo('1.2'), demo('1.3'), tools, clock);

    expect(gaps).toMatchObject([{ stage: 'index', message: expect.stringContaining('Who attested it is not known') }]);
    expect(verdict.complete).toBe(false);
  });

  test('and an index without attestations costs no request for them', async () => {
    const { tools, server } = await open([]);

    const { gaps, findings } = await compare(demo('1.2'), demo('1.3'), tools, clock);

    expect([gaps, findings]).toEqual([[], []]);
    expect(server.requests.map(({ path }) => path.split('/')[1])).toEqual(['simple', 'files', 'files']);
  });
});

test('a distribution at hand has no provenance, and nobody is asked', async () => {
  const { tools, server } = await open(VERSIONS);
  const [older, newer] = RELEASES.slice(-2).map((release) => ({ kind: 'file' as const, ...release }));
  if (older === undefined || newer === undefined) throw new Error('no release');

  const { gaps } = await compare(older, newer, tools, clock);

  expect(gaps).toEqual([]);
  expect(server.requests).toEqual([]);
});
