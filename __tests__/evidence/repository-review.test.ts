import { expect, test } from '@jest/globals';
import { createGrammar } from '../../src/host/grammar.js';
import { createMemoryCache } from '../../src/host/memory-cache.js';
import { found, unavailable } from '../../src/model/fetched.js';
import type { Report } from '../../src/model/report.js';
import type { SourceHostApi } from '../../src/ports.js';
import { review } from '../../src/review.js';
import { createIndexServer } from '../support/index-server.js';
import { silent, testHttp } from '../support/network.js';
import { createOsvServer } from '../support/osv-server.js';
import { memoryRepository } from '../support/repository.js';
import { wheel } from '../support/wheel.js';

const NOW = Date.UTC(2026, 10, 1);

/** A source host with one repository, which has many stars and names its own project. */
const famous: SourceHostApi = {
  host: 'github.com',
  get: async (path) => {
    const json = ANSWERS[path.replace(/^\/repos\/octo\/famous/u, '')];
    return json === undefined ? unavailable(`asked for ${path}`) : found({ status: 200, json });
  },
};

const BLOB = 'b'.repeat(40);
const ANSWERS: Readonly<Record<string, unknown>> = {
  '': {
    full_name: 'octo/famous',
    stargazers_count: 4000,
    created_at: '2015-01-01T00:00:00Z',
    pushed_at: '2026-10-01T00:00:00Z',
    default_branch: 'main',
  },
  '/git/trees/main?recursive=1': {
    tree: [{ path: 'pyproject.toml', mode: '100644', type: 'blob', sha: BLOB }],
    truncated: false,
  },
  [`/git/blobs/${BLOB}`]: {
    content: Buffer.from('[project]\nname = "famous"\n').toString('base64'),
    encoding: 'base64',
  },
};

async function reviewed(sourceHost: SourceHostApi | null, policy: string | null = null): Promise<Report> {
  const { filename, bytes } = wheel(
    {},
    { name: 'speller', version: '1.0', headers: ['Project-URL: Source, https://github.com/octo/famous'] },
  );
  const index = await createIndexServer({
    projects: [{ name: 'speller', files: [{ filename, bytes, uploadTime: '2026-10-20T00:00:00Z' }] }],
  });
  const osv = await createOsvServer({ records: [] });
  const files = policy === null ? {} : { '.github/lockgate.toml': policy };
  const sides = {
    base: { ...files, 'requirements.txt': '' },
    head: { ...files, 'requirements.txt': 'speller==1.0\n' },
  };
  try {
    return await review(
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
        repository: memoryRepository(sides),
        http: () => testHttp([index.host, osv.host]),
        cache: createMemoryCache(),
        clock: { now: () => NOW },
        log: silent,
        grammar: createGrammar(),
        threads: null,
        sourceHost,
        dns: { exists: async () => unavailable('no name server is asked here') },
        secret: () => null,
      },
    );
  } finally {
    await Promise.all([index.close(), osv.close()]);
  }
}

const starjacked = ({ findings }: Report) =>
  findings.filter(({ ruleId }) => ruleId === 'starjacking').map(({ level, message }) => `${level}: ${message}`);

test('a review asks the source host and tells whose repository a new package gives', async () => {
  const report = await reviewed(famous);

  expect(starjacked(report)).toEqual([
    'warn: "speller" gives github.com/octo/famous as its repository, whose pyproject.toml names "famous" and which has 4000 stars; it first appeared 12 days ago.',
  ]);
  expect(report.gaps.filter(({ stage }) => stage === 'repository')).toEqual([]);
});

test('without a source host nothing is asked and nothing is missed', async () => {
  const report = await reviewed(null);

  expect(starjacked(report)).toEqual([]);
  expect(report.gaps.filter(({ stage }) => stage === 'repository')).toEqual([]);
});

test('one that does not answer is a gap only where policy asks for it', async () => {
  const silentHost: SourceHostApi = { host: 'github.com', get: async () => unavailable('github.com did not answer') };
  const [auto, asked] = [await reviewed(silentHost), await reviewed(silentHost, '[sources]\nrepository = true\n')];

  expect(auto.gaps.filter(({ stage }) => stage === 'repository')).toEqual([]);
  expect(asked.gaps.filter(({ stage }) => stage === 'repository')).toEqual([
    {
      stage: 'repository',
      subject: 'pkg:pypi/speller@1.0',
      message: 'github.com did not answer. Not checked: no-matching-tag, repository-mismatch and repository-moved.',
    },
  ]);
  expect(asked.verdict.complete).toBe(false);
});
