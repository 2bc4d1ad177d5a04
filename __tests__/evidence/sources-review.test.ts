/** Sources that policy switches on, through a whole review. */

import { afterEach, expect, test } from '@jest/globals';
import { createGrammar } from '../../src/host/grammar.js';
import { createMemoryCache } from '../../src/host/memory-cache.js';
import { unavailable } from '../../src/model/fetched.js';
import type { Report } from '../../src/model/report.js';
import type { Http } from '../../src/ports.js';
import { review } from '../../src/review.js';
import { type Handler, startServer } from '../support/http-server.js';
import { createIndexServer } from '../support/index-server.js';
import { silent, testHttp } from '../support/network.js';
import { closeAll, keep } from '../support/opened-index.js';
import { createOsvServer } from '../support/osv-server.js';
import { memoryRepository } from '../support/repository.js';
import { wheel } from '../support/wheel.js';

afterEach(closeAll);

const NOW = Date.UTC(2026, 10, 1);

const POLICY = `[sources]
epss = true
epss-url = "https://epss.invalid"
known-exploited = true
known-exploited-url = "https://exploited.invalid/known.json"
scorecard = true
scorecard-url = "https://scorecard.invalid"
deps-dev = true
deps-dev-url = "https://deps.invalid"
`;

const json =
  (value: unknown): Handler =>
  (_, response) =>
    void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));

/** Host of a source → how it answers. */
const SOURCES: Readonly<Record<string, Handler>> = {
  'epss.invalid': json({ total: 1, data: [{ cve: 'CVE-2026-0001', epss: '0.25' }] }),
  'exploited.invalid': json({ count: 1, vulnerabilities: [{ cveID: 'CVE-2026-0001', dateAdded: '2026-03-04' }] }),
  'scorecard.invalid': json({ date: '2026-10-12', score: 2.2, checks: [{ name: 'Maintained', score: 0 }] }),
  'deps.invalid': (_, response) => void response.writeHead(404).end(),
};

const DOWN: Handler = (_, response) => void response.writeHead(503).end();

interface Reviewed {
  readonly report: Report;
  /** Hosts that the engine opened the network to, one list each time. */
  readonly opened: readonly (readonly string[])[];
}

async function reviewed(policy: string | null, sources = SOURCES): Promise<Reviewed> {
  const { filename, bytes } = wheel(
    {},
    { name: 'speller', version: '1.0', headers: ['Project-URL: Source, https://github.com/octo/speller'] },
  );
  const uploadTime = '2024-10-20T00:00:00Z';
  const index = keep(
    await createIndexServer({ projects: [{ name: 'speller', files: [{ filename, bytes, uploadTime }] }] }),
  );
  const osv = keep(
    await createOsvServer({
      records: [
        {
          id: 'GHSA-1111',
          modified: '2026-01-01T00:00:00Z',
          aliases: ['CVE-2026-0001'],
          summary: 'Reads beyond its buffer',
          database_specific: { severity: 'LOW' },
          affected: [{ package: { ecosystem: 'PyPI', name: 'speller' }, versions: ['1.0'] }],
        },
      ],
    }),
  );
  const servers = new Map(
    await Promise.all(
      Object.entries(sources).map(async ([host, handler]) => [host, keep(await startServer(handler))] as const),
    ),
  );
  const opened: (readonly string[])[] = [];
  const open = (allowed: readonly string[]): Http => {
    opened.push(allowed);
    const real = testHttp([index.host, osv.host, ...[...servers.values()].map(({ host }) => host)]);
    return {
      send: (request) => {
        const { origin, host } = new URL(request.url);
        if (!allowed.includes(host)) throw new Error(`${host} is not among ${allowed.join(', ')}`);
        return real.send({ ...request, url: request.url.replace(origin, servers.get(host)?.url ?? origin) });
      },
    };
  };
  const files = policy === null ? {} : { '.github/lockgate.toml': policy };
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
        base: { ...files, 'requirements.txt': '' },
        head: { ...files, 'requirements.txt': 'speller==1.0\n' },
      }),
      http: open,
      cache: createMemoryCache(),
      clock: { now: () => NOW },
      log: silent,
      grammar: createGrammar(),
      threads: null,
      sourceHost: null,
      dns: { exists: async () => unavailable('no name server is asked here') },
      secret: () => null,
    },
  );
  return { report, opened };
}

const told = ({ findings }: Report, rule: string): readonly string[] =>
  findings.filter(({ ruleId }) => ruleId === rule).map(({ level, message }) => `${level}: ${message}`);

const gapsOf = ({ gaps }: Report) =>
  gaps.filter(({ stage }) => stage === 'advisories' || stage === 'health').map(({ message }) => message);

test('sources that are on are asked, each on its own host, and weigh what is found', async () => {
  const { report, opened } = await reviewed(POLICY);

  expect(told(report, 'known-vulnerability')).toEqual([
    expect.stringMatching(
      /^warn: .*\(low\).* CISA lists it as exploited since 2026-03-04\. EPSS gives it 25 % of being exploited within 30 days\./u,
    ),
  ]);
  expect(told(report, 'project-health')).toEqual([
    expect.stringContaining('the OpenSSF Scorecard of github.com/octo/speller gives it 2.2 of 10'),
  ]);
  expect(gapsOf(report)).toEqual([]);
  expect(opened.slice(1).toSorted()).toEqual(
    Object.keys(SOURCES)
      .map((host) => [host])
      .toSorted(),
  );
});

test('sources are off by default: nobody is asked and nothing is missed', async () => {
  const { report, opened } = await reviewed(null);

  expect(told(report, 'known-vulnerability')).toEqual([expect.stringMatching(/^note: .*\(low\)/u)]);
  expect(told(report, 'project-health').join()).not.toContain('Scorecard');
  expect(gapsOf(report)).toEqual([]);
  expect(opened).toHaveLength(1);
});

test('a source that is on and does not answer is a gap, and the review is not complete', async () => {
  const { report } = await reviewed(POLICY, Object.fromEntries(Object.keys(SOURCES).map((host) => [host, DOWN])));

  expect(told(report, 'known-vulnerability')).toEqual([expect.stringMatching(/^note: .*\(low\)/u)]);
  expect(gapsOf(report)).toEqual([
    expect.stringMatching(/503\. Whether its vulnerabilities are being exploited is not known\.$/u),
    expect.stringMatching(/503\. Whether its vulnerabilities are being exploited is not known\.$/u),
    expect.stringMatching(/503.*503.*How the project is run was not looked at in full\.$/u),
  ]);
  expect(report.verdict.complete).toBe(false);
});
