import { afterEach, describe, expect, test } from '@jest/globals';
import { advisoriesOf } from '../../src/registry/osv-advisory.js';
import type { ServedProject } from '../support/index-server.js';
import { version } from '../support/model.js';
import { closeAll, NAME, openIndex } from '../support/opened-index.js';

afterEach(closeAll);

/** An entry as PyPI's JSON API has it. */
const listed = (id: string, overrides: object = {}) => ({
  aliases: [],
  details: 'Reads beyond its buffer.',
  fixed_in: ['1.2'],
  id,
  link: `https://osv.dev/vulnerability/${id}`,
  source: 'osv',
  summary: null,
  withdrawn: null,
  ...overrides,
});

const project = (overrides: Partial<ServedProject> = {}): ServedProject => ({
  name: 'demo-pkg',
  files: [],
  info: { '1.1': {}, '1.0': {} },
  vulnerabilities: { '1.1': [], '1.0': [listed('PYSEC-2026-1')] },
  ...overrides,
});

async function ask(text: string, served: ServedProject = project()) {
  const { client, route } = await openIndex({ projects: [served] });
  return client.vulnerabilities(NAME, version(text), route);
}

/** What becomes of a list when it is read as advisories of 1.0. */
async function advisories(...vulnerabilities: readonly object[]) {
  const answer = await ask('1.0', project({ vulnerabilities: { '1.0': vulnerabilities } }));
  if (answer.kind !== 'found') throw new Error(`not found: ${JSON.stringify(answer)}`);
  return advisoriesOf({ name: NAME, version: version('1.0') }, answer.value, 'index');
}

describe('the index’s own list', () => {
  test('is of the version asked for, and an empty one is knowledge', async () => {
    expect(await ask('1.0')).toMatchObject({ kind: 'found', value: [{ id: 'PYSEC-2026-1' }] });
    expect(await ask('1.1')).toEqual({ kind: 'found', value: [] });
  });

  test.each<{ name: string; text: string; served: ServedProject }>([
    { name: 'a version that the index does not describe', text: '0.9', served: project() },
    { name: 'an index whose JSON has no such list', text: '1.0', served: project({ vulnerabilities: null }) },
    { name: 'an index without the JSON API', text: '1.0', served: { name: 'demo-pkg', files: [] } },
  ])('is absent for $name', async ({ text, served }) => {
    expect(await ask(text, served)).toEqual({ kind: 'absent' });
  });

  test('that is of another form is unavailable, and costs no metadata', async () => {
    const { client, route } = await openIndex({ projects: [project({ vulnerabilities: { '1.0': [{ id: 7 }] } })] });

    expect(await client.vulnerabilities(NAME, version('1.0'), route)).toEqual({
      kind: 'unavailable',
      reason: expect.stringMatching(/not of the form that PyPI documents/u),
    });
    expect(await client.metadata(NAME, version('1.0'), route)).toMatchObject({ kind: 'found' });
  });
});

describe('read as advisories', () => {
  test('an entry keeps what the list tells, and says whose it is', async () => {
    expect(await advisories(listed('PYSEC-2026-1', { fixed_in: ['0.9', '1.10', '1.2'] }))).toEqual([
      {
        id: 'PYSEC-2026-1',
        aliases: [],
        summary: 'Reads beyond its buffer.',
        kind: 'vulnerability',
        severity: 'unknown',
        fixedIn: ['1.2', '1.10'],
        lastAffected: null,
        origin: 'index',
        exploitation: null,
        url: 'https://osv.dev/vulnerability/PYSEC-2026-1',
      },
    ]);
  });

  test('withdrawn ones are left out, aliases are one, malware is malware', async () => {
    const all = await advisories(
      listed('PYSEC-2026-1', { withdrawn: '2026-02-01T00:00:00Z' }),
      listed('PYSEC-2026-2', { aliases: ['CVE-2026-0002'] }),
      listed('GHSA-2222', { aliases: ['CVE-2026-0002'] }),
      listed('PYSEC-2026-3', { details: 'Versions 1.0 and 1.1 of the package contained malicious code that …' }),
    );

    expect(all.map(({ id, kind }) => `${id} ${kind}`)).toEqual(['PYSEC-2026-3 malware', 'GHSA-2222 vulnerability']);
  });
});
