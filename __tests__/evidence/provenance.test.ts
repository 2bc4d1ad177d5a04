import { afterEach, describe, expect, test } from '@jest/globals';
import { gatherProvenance } from '../../src/evidence/provenance.js';
import { createMemoryCache } from '../../src/host/memory-cache.js';
import type { ReleaseFile } from '../../src/model/release.js';
import { releaseOf } from '../../src/model/release.js';
import { createAttestationVerifier } from '../../src/registry/attestation-verify.js';
import { createAttestationClient } from '../../src/registry/attestations.js';
import { hash } from '../rules/facts.js';
import { startServer } from '../support/http-server.js';
import { dependencyChange, lockedPackage, project, releaseFile, version } from '../support/model.js';
import { testHttp } from '../support/network.js';
import { closeAll, keep } from '../support/opened-index.js';
import { createSigstore } from '../support/sigstore.js';

afterEach(closeAll);

const sigstore = createSigstore();
const WHEEL = 'demo-1.0-py3-none-any.whl';
const OLD = 'demo-0.9-py3-none-any.whl';

/** An index whose provenance objects say who built each file; `broken` has one that it does not serve. */
async function openIndex(builders: Readonly<Record<string, string>>, sha256 = 'a'.repeat(64)) {
  const server = keep(
    await startServer(({ path }, response) => {
      const filename = path.slice(1);
      const repository = builders[filename] ?? 'broken';
      if (repository === 'broken') return void response.writeHead(503).end();
      const attestations = [sigstore.attest({ filename, sha256, repository })];
      const publisher = { kind: 'GitHub', repository, workflow: 'release.yml' };
      response
        .writeHead(200, { 'content-type': 'application/vnd.pypi.integrity.v1+json' })
        .end(JSON.stringify({ version: 1, attestation_bundles: [{ publisher, attestations }] }));
    }),
  );
  const file = (filename: string, of: string): ReleaseFile =>
    releaseFile({
      filename,
      version: version(of),
      hashes: [hash('a')],
      provenance: filename in builders ? `${server.url}/${filename}` : null,
    });
  const listed = project([file(WHEEL, '1.0'), file(OLD, '0.9')]);
  const release = releaseOf(listed, version('1.0'));
  if (release === null) throw new Error('no release');
  const change = dependencyChange(lockedPackage({ version: version('0.9') }), lockedPackage());
  const route = { url: `${server.url}/simple`, fileHosts: [], token: null, isPyPI: true };
  const tools = {
    attestations: createAttestationClient({ http: testHttp([server.host]), cache: createMemoryCache() }),
    verifyAttestation: async () => createAttestationVerifier(sigstore.root),
  };
  const gather = (artifacts: Parameters<typeof gatherProvenance>[3] = []) =>
    gatherProvenance(change, listed, release, artifacts, route, tools);
  return { server, gather };
}

describe('the attestations of a change', () => {
  test('are read and verified on both sides', async () => {
    const { gather, server } = await openIndex({ [WHEEL]: 'demo/demo', [OLD]: 'demo/old' });

    const { provenance, gaps } = await gather();

    expect(gaps).toEqual([]);
    expect(provenance).toMatchObject({
      kind: 'found',
      value: {
        head: {
          version: '1.0',
          files: [{ attestations: [{ publisher: { repository: 'demo/demo' }, standing: { kind: 'verified' } }] }],
        },
        baseline: { version: '0.9', files: [{ attestations: [{ publisher: { repository: 'demo/old' } }] }] },
      },
    });
    expect(server.requests).toHaveLength(2);
  });

  test('are held against the bytes that we received, whatever the index lists', async () => {
    const { gather } = await openIndex({ [WHEEL]: 'demo/demo' });

    const { provenance } = await gather([{ filename: WHEEL, sha256: hash('b'), bytes: 1 }]);

    expect(provenance).toMatchObject({
      value: { head: { files: [{ attestations: [{ standing: { kind: 'refuted' } }] }] } },
    });
  });

  test('that an index does not serve cost no request and no gap', async () => {
    const { gather, server } = await openIndex({});

    expect(await gather()).toEqual({ provenance: null, gaps: [] });
    expect(server.requests).toHaveLength(0);
  });

  test('that cannot be had are a gap, and the file still counts as attested', async () => {
    const { gather } = await openIndex({ [WHEEL]: 'broken', [OLD]: 'demo/demo' });

    const { provenance, gaps } = await gather();

    expect(gaps).toMatchObject([
      { stage: 'index', subject: 'pkg:pypi/demo@1.0', message: expect.stringContaining('503') },
    ]);
    expect(provenance).toMatchObject({ value: { head: { files: [{ filename: WHEEL, attestations: null }] } } });
  });
});

describe('of the files that came together one is read', () => {
  const MINUTE = 60_000;
  const at = (name: string, minutes: number | null): ReleaseFile =>
    releaseFile({
      filename: name,
      uploadedAt: minutes === null ? null : Date.UTC(2026, 0, 1) + minutes * MINUTE,
      provenance: `https://index.invalid/${name}`,
    });
  const wheelOf = (tag: string): string => `demo-1.0-py3-none-${tag}.whl`;

  test.each<{ name: string; files: readonly ReleaseFile[]; read: readonly string[] }>([
    {
      name: 'one run of uploads: its last file',
      files: [at(wheelOf('a'), 0), at(wheelOf('b'), 10), at('demo-1.0.tar.gz', 20)],
      read: ['demo-1.0.tar.gz'],
    },
    {
      name: 'a wheel that was added a day later',
      files: [at(wheelOf('a'), 0), at(wheelOf('b'), 1), at(wheelOf('late'), 24 * 60)],
      read: [wheelOf('late'), wheelOf('b')],
    },
    {
      name: 'many runs: the three newest',
      files: [0, 1, 2, 3].map((hour) => at(wheelOf(`h${hour}`), hour * 60)),
      read: [wheelOf('h3'), wheelOf('h2'), wheelOf('h1')],
    },
    {
      name: 'times that the index does not tell: no file stands for another',
      files: [at(wheelOf('a'), null), at(wheelOf('b'), null)],
      read: [wheelOf('a'), wheelOf('b')],
    },
  ])('$name', async ({ files, read }) => {
    const asked: string[] = [];
    const listed = project([...files]);
    const release = releaseOf(listed, version('1.0'));
    if (release === null) throw new Error('no release');
    const attestations = {
      bundles: async ({ filename }: ReleaseFile) => {
        asked.push(filename);
        return { kind: 'found' as const, value: [] };
      },
    };
    const route = { url: 'https://index.invalid/simple', fileHosts: [], token: null, isPyPI: true };

    await gatherProvenance(dependencyChange(null, lockedPackage()), listed, release, [], route, { attestations });

    expect(asked.toSorted()).toEqual([...read].toSorted());
  });
});
