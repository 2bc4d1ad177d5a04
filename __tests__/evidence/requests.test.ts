/** What a review costs the services that it asks: counted on servers of ours, with the real engine. */

import { afterEach, expect, test } from '@jest/globals';
import { createGrammar } from '../../src/host/grammar.js';
import { createMemoryCache } from '../../src/host/memory-cache.js';
import { found, unavailable } from '../../src/model/fetched.js';
import type { Report } from '../../src/model/report.js';
import type { Cache, SourceHostApi } from '../../src/ports.js';
import { review } from '../../src/review.js';
import type { SeenRequest, TestServer } from '../support/http-server.js';
import { createIndexServer, type ServedFile, type ServedProject, sha256Of } from '../support/index-server.js';
import { silent, testHttp } from '../support/network.js';
import { closeAll, keep } from '../support/opened-index.js';
import { createOsvServer } from '../support/osv-server.js';
import { memoryRepository } from '../support/repository.js';
import { sdist } from '../support/sdist.js';
import { createSigstore } from '../support/sigstore.js';
import { wheel } from '../support/wheel.js';

afterEach(closeAll);

const NOW = Date.UTC(2026, 10, 1);
const PACKAGES = 20;
const LINK = ['Project-URL: Source, https://github.com/octo/demo'];
const sigstore = createSigstore();

interface Built {
  readonly name: string;
  readonly base: readonly ServedFile[];
  readonly head: readonly ServedFile[];
}

/** More than a mebibyte that does not compress: such a wheel is read by range. */
const NOISE = (() => {
  let state = 1;
  return Buffer.from(
    Array.from({ length: 1_200_000 }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state >>> 24;
    }),
  );
})();

function filesOf(name: string, version: string, isLarge: boolean): readonly ServedFile[] {
  const module = name.replaceAll('-', '_');
  const sources = {
    [`${module}/__init__.py`]: `VERSION = "${version}"\n`,
    [`${module}/core.py`]: 'def run():\n    return 1\n',
  };
  const large: Record<string, Uint8Array> = isLarge ? { [`${module}/data.bin`]: NOISE } : {};
  const uploadTime = version === '1.0' ? '2025-01-01T00:00:00Z' : '2026-06-01T00:00:00Z';
  return [
    wheel({ ...sources, ...large }, { name, version, headers: LINK }),
    sdist(sources, { name, version, headers: LINK }),
  ].map(({ filename, bytes }) => ({
    filename,
    bytes,
    uploadTime,
    provenance: `/integrity/${filename}`,
  }));
}

/** Ordinary projects with attested wheels and sdists; every fifth has a large wheel. */
const PROJECTS: readonly Built[] = Array.from({ length: PACKAGES }, (_, at) => {
  const name = `ordinary-package-${at}`;
  return { name, base: filesOf(name, '1.0', at % 5 === 0), head: filesOf(name, '1.1', at % 5 === 0) };
});

const requirement = (name: string, version: string, files: readonly ServedFile[]): string =>
  `${name}==${version}${files.map(({ bytes }) => ` --hash=sha256:${sha256Of(bytes)}`).join('')}\n`;

/** A mixed change: three of the packages are new, and their repositories are looked at. */
const NEW = 3;

const lock = (line: (built: Built) => string): string => PROJECTS.map(line).join('');
const BASE = lock(({ name, base }) => requirement(name, '1.0', base));
const MOST_OF_BASE = PROJECTS.slice(NEW)
  .map(({ name, base }) => requirement(name, '1.0', base))
  .join('');
const HEAD = lock(({ name, head }) => requirement(name, '1.1', head));

/** A source host that has a repository for every project. */
function openSourceHost(): SourceHostApi & { readonly asked: string[] } {
  const asked: string[] = [];
  const answers: readonly (readonly [RegExp, unknown])[] = [
    [
      /\/git\/trees\//u,
      { tree: [{ path: 'pyproject.toml', mode: '100644', type: 'blob', sha: 'b'.repeat(40) }], truncated: false },
    ],
    [/\/git\/blobs\//u, { content: Buffer.from('[project]\n').toString('base64'), encoding: 'base64' }],
    [
      /^\/repos\/octo\/demo$/u,
      { full_name: 'octo/demo', stargazers_count: 4, created_at: '2024-01-01T00:00:00Z', default_branch: 'main' },
    ],
  ];
  return {
    host: 'github.com',
    asked,
    get: async (path) => {
      asked.push(path);
      const json = answers.find(([pattern]) => pattern.test(path))?.[1];
      return json === undefined ? unavailable(`asked for ${path}`) : found({ status: 200, json });
    },
  };
}

interface Servers {
  readonly index: TestServer;
  readonly osv: TestServer;
}

async function open(): Promise<Servers> {
  const projects: readonly ServedProject[] = PROJECTS.map(({ name, base, head }) => ({
    name,
    files: [...base, ...head],
  }));
  const all = new Map(PROJECTS.flatMap(({ base, head }) => [...base, ...head]).map((file) => [file.filename, file]));
  const index = keep(
    await createIndexServer({
      projects,
      intercept: ({ path }, response) => {
        const file = path.startsWith('/integrity/') ? all.get(path.slice('/integrity/'.length)) : undefined;
        if (file === undefined) return false;
        const { filename, bytes } = file;
        const attestation = sigstore.attest({ filename, sha256: sha256Of(bytes), repository: 'octo/demo' });
        const publisher = { kind: 'GitHub', repository: 'octo/demo', workflow: 'release.yml' };
        response
          .writeHead(200, { 'content-type': 'application/vnd.pypi.integrity.v1+json' })
          .end(JSON.stringify({ version: 1, attestation_bundles: [{ publisher, attestations: [attestation] }] }));
        return true;
      },
    }),
  );
  return { index, osv: keep(await createOsvServer({ records: [] })) };
}

/** Reviews, and says what was asked meanwhile. */
async function reviewed(
  { index, osv }: Servers,
  cache: Cache,
  sides: { readonly base: string; readonly head: string },
  sourceHost: SourceHostApi | null,
): Promise<{ readonly report: Report; readonly asked: readonly SeenRequest[] }> {
  const seen = [index.requests.length, osv.requests.length] as const;
  const report = await review(
    {
      configPath: '.github/lockgate.toml',
      lockfileGlobs: [],
      overrides: { failOn: null, audit: null },
      pypiUrl: index.url,
      osvUrl: osv.url,
      contents: { read: true },
      shard: null,
      toolVersion: '0.0.0',
    },
    {
      repository: memoryRepository({
        base: { 'requirements.txt': sides.base },
        head: { 'requirements.txt': sides.head },
      }),
      http: () => testHttp([index.host, osv.host]),
      cache,
      clock: { now: () => NOW },
      log: silent,
      grammar: createGrammar(),
      threads: null,
      sourceHost,
      dns: { exists: async () => unavailable('no name server is asked here') },
      secret: () => null,
    },
  );
  return { report, asked: [...index.requests.slice(seen[0]), ...osv.requests.slice(seen[1])] };
}

/** `GET /simple/`, by how often. */
function tally(requests: readonly SeenRequest[]): Readonly<Record<string, number>> {
  const kinds = requests.map(({ method, path }) => `${method} /${path.split('/')[1]}`);
  return Object.fromEntries(
    [...new Set(kinds)].toSorted().map((kind) => [kind, kinds.filter((one) => one === kind).length]),
  );
}

test.each([
  { name: 'updates', base: BASE },
  { name: 'new packages', base: '' },
])('20 $name: few requests cold, and none warm but for what may have changed', async ({ base }) => {
  const servers = await open();
  const cache = createMemoryCache();

  const cold = await reviewed(servers, cache, { base, head: HEAD }, null);
  const warm = await reviewed(servers, cache, { base, head: HEAD }, null);

  expect(cold.report.evidence.flatMap(({ profiles }) => profiles)).toHaveLength(2 * PACKAGES);
  expect(cold.report.gaps).toEqual([]);
  // Of each package its page, two files of either release and one attestation of either; of a wheel read by range two parts.
  expect(tally(cold.asked)).toEqual({
    'GET /files': 4 * PACKAGES + (2 * PACKAGES) / 5,
    'GET /integrity': 2 * PACKAGES,
    'GET /simple': PACKAGES,
    'POST /v1': 1,
  });
  expect(cold.asked.length).toBeLessThanOrEqual(8 * PACKAGES);
  expect(tally(warm.asked)).toEqual({ 'GET /simple': PACKAGES, 'POST /v1': 1 });
  expect(warm.report.findings).toEqual(cold.report.findings);
});

test('20 changes of which three are new, with their repositories: few requests too', async () => {
  const servers = await open();
  const sourceHost = openSourceHost();

  const { report, asked } = await reviewed(
    servers,
    createMemoryCache(),
    { base: MOST_OF_BASE, head: HEAD },
    sourceHost,
  );

  expect(report.diff.changes.filter(({ kind }) => kind === 'added')).toHaveLength(NEW);
  expect(report.evidence.filter(({ repository }) => repository?.kind === 'found')).toHaveLength(NEW);
  expect(asked.length + sourceHost.asked.length).toBeLessThanOrEqual(8 * PACKAGES);
});
