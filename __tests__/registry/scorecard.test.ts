import { afterEach, describe, expect, test } from '@jest/globals';
import { createScorecardClient } from '../../src/registry/scorecard.js';
import { FAULTS, PATIENCE } from '../support/faults.js';
import { type Handler, startServer } from '../support/http-server.js';
import { testHttp } from '../support/network.js';
import { closeAll, keep } from '../support/opened-index.js';

afterEach(closeAll);

const REPOSITORY = { host: 'github.com', owner: 'Octo', name: 'demo' };

async function open(handler: Handler) {
  const server = keep(await startServer(handler));
  const http = testHttp([server.host], { limits: PATIENCE });
  return { server, client: createScorecardClient({ http, url: server.url }) };
}

/** A result as the API publishes it. */
const result = (overrides: object = {}) => ({
  date: '2026-10-12T00:00:00Z',
  repo: { name: 'github.com/octo/demo', commit: 'a'.repeat(40) },
  scorecard: { version: 'v5.2.1', commit: 'b'.repeat(40) },
  score: 4.2,
  checks: [
    {
      name: 'Maintained',
      score: 0,
      reason: '…',
      details: null,
      documentation: { short: '…', url: 'https://docs.invalid' },
    },
    { name: 'Fuzzing', score: -1, reason: 'could not be made', details: null, documentation: { short: '…', url: '…' } },
  ],
  metadata: [],
  ...overrides,
});

const json =
  (value: unknown): Handler =>
  (_, response) =>
    void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));

test('a result is found once a run, without the checks that could not be made', async () => {
  const { client, server } = await open(json(result()));

  const [first] = [await client.scorecard(REPOSITORY), await client.scorecard(REPOSITORY)];

  expect(first).toEqual({
    kind: 'found',
    value: {
      repository: 'github.com/octo/demo',
      score: 4.2,
      date: '2026-10-12',
      checks: { Maintained: 0 },
      from: 'scorecard',
    },
  });
  expect(server.requests.map(({ path }) => path)).toEqual(['/projects/github.com/Octo/demo']);
});

test('a repository without a result is absent, which says nothing about it', async () => {
  const { client } = await open((_, response) => void response.writeHead(404).end('{"code":404}'));

  expect(await client.scorecard(REPOSITORY)).toEqual({ kind: 'absent' });
});

describe('not known, with a reason', () => {
  test.each<{ name: string; answer: Handler }>([
    ...FAULTS,
    { name: 'a score beyond the scale', answer: json(result({ score: 11 })) },
    { name: 'checks of another form', answer: json(result({ checks: [{ score: 3 }] })) },
  ])('$name', async ({ answer }) => {
    const { client } = await open(answer);

    expect(await client.scorecard(REPOSITORY)).toEqual({
      kind: 'unavailable',
      reason: expect.stringMatching(/^.{10,}$/u),
    });
  });
});
