import { afterEach, describe, expect, test } from '@jest/globals';
import type { ReleaseFile } from '../../src/model/release.js';
import { createAttestationClient } from '../../src/registry/attestations.js';
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
  const client = createAttestationClient({ http: testHttp([server.host]) });
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
