import { describe, expect, test } from '@jest/globals';
import { createHttp } from '../../src/host/http.js';
import { createMemoryCache } from '../../src/host/memory-cache.js';
import { hashHex } from '../../src/model/hashes.js';
import { normalizeName } from '../../src/model/names.js';
import { type ReleaseFile, releaseOf } from '../../src/model/release.js';
import { createIndexClient } from '../../src/registry/index-client.js';
import { createAdvisoryClient } from '../../src/registry/osv.js';
import { version } from '../support/model.js';
import { silent } from '../support/network.js';

const PYPI = { url: 'https://pypi.org/simple', fileHosts: ['files.pythonhosted.org'], token: null };
const OSV_URL = 'https://api.osv.dev';

const http = createHttp({
  allowedHosts: ['pypi.org', 'files.pythonhosted.org', 'api.osv.dev'],
  deadlineAt: Date.now() + 50_000,
  clock: { now: Date.now },
  log: silent,
  version: '0.0.0',
  limits: { attempts: 2 },
});
const client = createIndexClient({ http, cache: createMemoryCache(), log: silent });

async function answers(url: string): Promise<boolean> {
  const answer = await http.send({
    method: 'GET',
    url,
    headers: {},
    body: null,
    maxBytes: 64 * 1024 * 1024,
    range: null,
  });
  if (answer.kind === 'unavailable') process.stderr.write(`Skipped: ${answer.reason}.\n`);
  return answer.kind === 'answer';
}

// Decided before the tests are declared: where the network is not there, they are shown as skipped and not as passed.
const whenIndexAnswers = (await answers('https://pypi.org/simple/requests/')) ? describe : describe.skip;
const whenOsvAnswers = (await answers(`${OSV_URL}/v1/vulns/GHSA-9wx4-h78v-vm56`)) ? describe : describe.skip;

const REQUESTS = normalizeName('requests');
const WHEEL = 'requests-2.31.0-py3-none-any.whl';

async function requestsWheel(): Promise<ReleaseFile> {
  const project = await client.project(REQUESTS, PYPI);
  const release = project.kind === 'found' ? releaseOf(project.value, version('2.31.0')) : null;
  const file = release?.files.find(({ filename }) => filename === WHEEL);
  if (file === undefined) throw new Error(`${WHEEL} is not listed: ${JSON.stringify(project).slice(0, 300)}`);
  return file;
}

whenIndexAnswers('the live index', () => {
  test('lists requests without a gap', async () => {
    const project = await client.project(REQUESTS, PYPI);

    expect(project).toMatchObject({
      kind: 'found',
      value: { name: 'requests', indexUrl: 'https://pypi.org/simple', gaps: [] },
    });
    expect(await requestsWheel()).toMatchObject({
      kind: 'wheel',
      size: 62_574,
      hashes: ['sha256:58cd2187c01e70e6e26505bca751777aa9f2ee0b7f4300988b709f44e013003f'],
      uploadedAt: Date.UTC(2023, 4, 22, 15, 12, 42, 313),
      yanked: null,
    });
  });

  test('has no project of a name that cannot be registered', async () => {
    expect(await client.project(normalizeName('lockgate-no-such-project-9f2c41'), PYPI)).toEqual({ kind: 'absent' });
  });

  test('serves a wheel whole, with the hash it lists', async () => {
    const file = await requestsWheel();

    const served = await client.file(file, PYPI);

    expect(served).toMatchObject({ kind: 'found', value: { sha256: file.hashes.map(hashHex)[0] } });
  });

  test('serves a wheel by range, the same bytes', async () => {
    const file = await requestsWheel();
    const [whole, source] = [await client.file(file, PYPI), await client.ranges(file, PYPI)];
    if (whole.kind !== 'found' || source.kind !== 'found') throw new Error(JSON.stringify([whole.kind, source]));

    expect(source.value.size).toBe(whole.value.bytes.length);
    expect(await source.value.read(0, 99)).toEqual({
      kind: 'found',
      value: Buffer.from(whole.value.bytes.subarray(0, 100)),
    });
    expect(await source.value.read(62_474, 62_573)).toEqual({
      kind: 'found',
      value: Buffer.from(whole.value.bytes.subarray(62_474)),
    });
  });

  test('tells the metadata of the newest release', async () => {
    expect(await client.metadata(REQUESTS, null, PYPI)).toMatchObject({
      kind: 'found',
      value: { summary: 'Python HTTP for Humans.', projectUrls: { Source: 'https://github.com/psf/requests' } },
    });
  });
});

whenOsvAnswers('the live advisory service', () => {
  test('knows what was wrong with requests 2.31.0 and nothing of a project that is not there', async () => {
    const advisories = createAdvisoryClient({ http, url: OSV_URL, log: silent });

    const lookup = await advisories.lookup([
      { name: REQUESTS, version: version('2.31.0') },
      { name: normalizeName('lockgate-no-such-project-9f2c41'), version: version('1.0') },
    ]);

    expect(lookup.get('pkg:pypi/requests@2.31.0')).toMatchObject({
      kind: 'found',
      value: expect.arrayContaining([
        expect.objectContaining({
          id: 'GHSA-9wx4-h78v-vm56',
          kind: 'vulnerability',
          severity: 'medium',
          fixedIn: ['2.32.0'],
        }),
      ]),
    });
    expect(lookup.get('pkg:pypi/lockgate-no-such-project-9f2c41@1.0')).toEqual({ kind: 'found', value: [] });
  });
});
