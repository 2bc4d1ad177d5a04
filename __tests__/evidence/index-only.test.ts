/** A review that reads no file of a release: what monitoring does on `schedule`. */

import { describe, expect, test } from '@jest/globals';
import { createGrammar } from '../../src/host/grammar.js';
import { createMemoryCache } from '../../src/host/memory-cache.js';
import { unavailable } from '../../src/model/fetched.js';
import type { ContentsScope, Report } from '../../src/model/report.js';
import { html } from '../../src/report/html.js';
import { json } from '../../src/report/json.js';
import { markdown } from '../../src/report/markdown.js';
import { sarif } from '../../src/report/sarif.js';
import { text } from '../../src/report/text.js';
import { review } from '../../src/review.js';
import { createIndexServer, type ServedFile } from '../support/index-server.js';
import { silent, testHttp } from '../support/network.js';
import { createOsvServer } from '../support/osv-server.js';
import { memoryRepository } from '../support/repository.js';
import { schemaCheck } from '../support/schemas.js';
import { type LockedRelease, uvLock } from '../support/uv-lock.js';
import { wheel } from '../support/wheel.js';

const NOW = Date.UTC(2026, 10, 1);
const INDEX_ONLY: ContentsScope = { read: false, reason: 'the test asks the index alone.' };

const locked = (name: string, files: Readonly<Record<string, string>> = {}): LockedRelease => ({
  name,
  version: '1.0.0',
  wheel: wheel(files, { name, version: '1.0.0' }),
});

const HOOK = { 'boot.pth': 'import os; os.system("echo inert")\n' };
const RELEASES = {
  ordinary: locked('ordinary'),
  hooked: locked('hooked', HOOK),
  yanked: locked('yanked'),
  vanished: locked('vanished'),
  swapped: { ...locked('swapped'), sha256: 'ab'.repeat(32) },
  shut: locked('shut'),
  malicious: locked('malicious'),
  vulnerable: locked('vulnerable'),
} as const;

const served = ({ wheel: { filename, bytes } }: LockedRelease, over: Partial<ServedFile> = {}): ServedFile => ({
  filename,
  bytes,
  uploadTime: '2024-01-01T00:00:00Z',
  ...over,
});

const PROJECTS = [
  { name: 'ordinary', files: [served(RELEASES.ordinary)] },
  { name: 'hooked', files: [served(RELEASES.hooked)] },
  { name: 'yanked', files: [served(RELEASES.yanked, { yanked: 'broken' })] },
  { name: 'vanished', files: [served(RELEASES.vanished, { filename: 'vanished-1.0.0-py2-none-any.whl' })] },
  { name: 'swapped', files: [served(RELEASES.swapped)] },
  { name: 'shut', files: [served(RELEASES.shut)], status: { status: 'quarantined' } },
  { name: 'malicious', files: [served(RELEASES.malicious)] },
  { name: 'vulnerable', files: [served(RELEASES.vulnerable)] },
];

const record = (id: string, name: string) => ({
  id,
  modified: '2026-10-01T00:00:00Z',
  summary: `An entry about ${name}`,
  affected: [{ package: { ecosystem: 'PyPI', name }, versions: ['1.0.0'] }],
});

interface Reviewed {
  readonly report: Report;
  /** Paths that the index was asked for. */
  readonly asked: readonly string[];
}

const FROM_GIT = `version = 1
revision = 3
requires-python = ">=3.12"

[[package]]
name = "from-git"
version = "1.0"
source = { git = "https://git.invalid/a/b?rev=main#${'c'.repeat(40)}" }
`;

async function reviewed(lock: string, contents: ContentsScope = INDEX_ONLY): Promise<Reviewed> {
  const index = await createIndexServer({ projects: PROJECTS });
  const osv = await createOsvServer({
    records: [record('MAL-2026-1', 'malicious'), record('PYSEC-2026-1', 'vulnerable')],
  });
  const request = {
    configPath: '.github/lockgate.toml',
    lockfileGlobs: [],
    overrides: { failOn: null, audit: null },
    pypiUrl: index.url,
    osvUrl: osv.url,
    contents,
    shard: null,
    toolVersion: '0.0.0',
  };
  try {
    const report = await review(request, {
      repository: memoryRepository({ base: null, head: { 'uv.lock': lock } }),
      http: () => testHttp([index.host, osv.host]),
      cache: createMemoryCache(),
      clock: { now: () => NOW },
      log: silent,
      grammar: createGrammar(),
      threads: null,
      sourceHost: null,
      dns: { exists: async () => unavailable('no name server is asked here') },
      secret: () => null,
    });
    return { report, asked: index.requests.map(({ path }) => path) };
  } finally {
    await Promise.all([index.close(), osv.close()]);
  }
}

const weighing = ({ findings }: Report): readonly string[] =>
  findings.filter(({ level }) => level !== 'note').map(({ ruleId }) => ruleId);

const filesAsked = ({ asked }: Reviewed): readonly string[] => asked.filter((path) => path.startsWith('/files/'));

test('no file of a release is asked for', async () => {
  const lock = uvLock(Object.values(RELEASES));
  const [scheduled, whole] = [await reviewed(lock), await reviewed(lock, { read: true })];

  expect(filesAsked(scheduled)).toEqual([]);
  expect(new Set(scheduled.asked.map((path) => path.split('/')[1]))).toEqual(new Set(['simple']));
  expect(filesAsked(whole).length).toBeGreaterThan(0);
});

test.each([
  { name: 'a yanked release', release: RELEASES.yanked, rule: 'yanked-release' },
  { name: 'a file that the index no longer lists', release: RELEASES.vanished, rule: 'file-not-on-index' },
  { name: 'a file whose hash is another now', release: RELEASES.swapped, rule: 'hash-mismatch' },
  { name: 'a quarantined project', release: RELEASES.shut, rule: 'quarantined-project' },
  { name: 'reported malware', release: RELEASES.malicious, rule: 'known-malware' },
  { name: 'a vulnerability', release: RELEASES.vulnerable, rule: 'known-vulnerability' },
  { name: 'a release that is gone', release: locked('gone'), rule: 'removed-release' },
])('still finds $name', async ({ release, rule }) => {
  const { report } = await reviewed(uvLock([release]));

  expect(weighing(report)).toContain(rule);
});

describe('what only a file could tell', () => {
  test('is neither found nor missed, and the report says so', async () => {
    const { report } = await reviewed(uvLock([RELEASES.hooked]));

    expect(weighing(report)).toEqual([]);
    expect(report.gaps).toEqual([]);
    expect(report.verdict).toEqual({ outcome: 'pass', complete: true, because: [] });
    expect(report.contents).toEqual(INDEX_ONLY);
  });

  test('is found where files are read', async () => {
    const { report } = await reviewed(uvLock([RELEASES.hooked]), { read: true });

    expect(weighing(report)).toContain('startup-hook');
  });

  test('of a source without an index is no gap either; the source itself is still told', async () => {
    const { report } = await reviewed(FROM_GIT);

    expect(report.gaps).toEqual([]);
    expect(report.findings.map(({ ruleId }) => ruleId)).toContain('unverifiable-source');
  });
});

test('an index that the policy does not list is a gap all the same', async () => {
  const lock = uvLock([RELEASES.ordinary]).replace('https://pypi.org/simple', 'https://index.invalid/simple');
  const { report } = await reviewed(lock);

  expect(report.gaps.map(({ stage }) => stage)).toContain('index');
  expect(report.verdict.complete).toBe(false);
});

describe('every output says that code was not read', () => {
  const NOTE = 'The code of the releases was not read, and no rule about it judged anything: the test asks the index';
  const rendered = async () => (await reviewed(uvLock([RELEASES.hooked]))).report;

  test.each([
    { name: 'markdown', render: markdown.render },
    { name: 'text', render: text.render },
    { name: 'html', render: html.render },
    { name: 'sarif', render: sarif.render },
  ])('$name', async ({ render }) => {
    const output = render(await rendered());

    expect(output).toContain(NOTE);
  });

  test('the first line', async () => {
    expect(markdown.render(await rendered()).split('\n')[0]).toBe(
      '## ✅ Pass: 2 packages, nothing to object to (code not read)',
    );
  });

  test('json, by its schema', async () => {
    const output: unknown = JSON.parse(json.render(await rendered()));

    expect(output).toMatchObject({ complete: true, contents: INDEX_ONLY });
    expect(schemaCheck('review')(output)).toBe(true);
  });
});
