import { afterEach, describe, expect, test } from '@jest/globals';
import { normalizeName } from '../../src/model/names.js';
import { createDepsDevClient } from '../../src/registry/deps-dev.js';
import { FAULTS, PATIENCE } from '../support/faults.js';
import { type Handler, startServer } from '../support/http-server.js';
import { version } from '../support/model.js';
import { testHttp } from '../support/network.js';
import { closeAll, keep } from '../support/opened-index.js';

afterEach(closeAll);

const RELEASE = '/v3/systems/pypi/packages/demo/versions/1.0';
const PROJECT = '/v3/projects/github.com%2Focto%2Fdemo';

/** deps.dev: an answer by path, 404 for the rest. */
const knowing =
  (answers: Readonly<Record<string, unknown>>): Handler =>
  ({ path }, response) => {
    const known = answers[path];
    if (typeof known === 'function') return void known({ path }, response);
    response
      .writeHead(known === undefined ? 404 : 200, { 'content-type': 'application/json' })
      .end(JSON.stringify(known ?? 'not found'));
  };

const related = (id: string, relationProvenance = 'UNVERIFIED_METADATA', relationType = 'SOURCE_REPO') => ({
  projectKey: { id },
  relationProvenance,
  relationType,
});

/** `deps_dev.v3.Version` as JSON. */
const release = (...relatedProjects: readonly object[]) => ({
  versionKey: { system: 'PYPI', name: 'demo', version: '1.0' },
  publishedAt: '2026-01-01T00:00:00Z',
  isDefault: true,
  licenses: ['MIT'],
  advisoryKeys: [],
  links: [],
  slsaProvenances: [],
  attestations: [],
  registries: ['https://pypi.org/simple'],
  relatedProjects,
});

const repository = {
  projectKey: { id: 'github.com/octo/demo' },
  openIssuesCount: 3,
  starsCount: 12,
  license: 'MIT',
  scorecard: {
    date: '2026-10-12T00:00:00Z',
    repository: { name: 'github.com/octo/demo', commit: 'a'.repeat(40) },
    overallScore: 2.5,
    // JSON of protocol buffers leaves a 0 out.
    checks: [{ name: 'Maintained' }, { name: 'Fuzzing', score: -1 }],
  },
};

async function ask(handler: Handler) {
  const server = keep(await startServer(handler));
  const http = testHttp([server.host], { limits: PATIENCE });
  return createDepsDevClient({ http, url: server.url }).project(normalizeName('demo'), version('1.0'));
}

describe('found', () => {
  test('is the source repository with its Scorecard', async () => {
    const answer = await ask(knowing({ [RELEASE]: release(related('github.com/octo/demo')), [PROJECT]: repository }));

    expect(answer).toEqual({
      kind: 'found',
      value: {
        project: { repository: 'github.com/octo/demo', attested: false, stars: 12, openIssues: 3 },
        scorecard: {
          repository: 'github.com/octo/demo',
          score: 2.5,
          date: '2026-10-12',
          checks: { Maintained: 0 },
          from: 'deps.dev',
        },
      },
    });
  });

  test('is the repository that an attestation names before one that only metadata names', async () => {
    const other = related('github.com/famous/project');
    const answer = await ask(
      knowing({
        [RELEASE]: release(other, related('github.com/octo/demo', 'PYPI_PUBLISH_ATTESTATION')),
        [PROJECT]: { projectKey: { id: 'github.com/octo/demo' } },
      }),
    );

    expect(answer).toEqual({
      kind: 'found',
      value: {
        project: { repository: 'github.com/octo/demo', attested: true, stars: 0, openIssues: 0 },
        scorecard: null,
      },
    });
  });
});

describe('absent', () => {
  test.each<{ name: string; answers: Readonly<Record<string, unknown>> }>([
    { name: 'a release that it does not know', answers: {} },
    { name: 'a release without a repository', answers: { [RELEASE]: release() } },
    {
      name: 'an issue tracker alone',
      answers: { [RELEASE]: release(related('github.com/octo/demo', '', 'ISSUE_TRACKER')) },
    },
    { name: 'an id that is no repository', answers: { [RELEASE]: release(related('github.com/../../etc')) } },
    { name: 'a repository that it lost', answers: { [RELEASE]: release(related('github.com/octo/demo')) } },
  ])('$name', async ({ answers }) => {
    expect(await ask(knowing(answers))).toEqual({ kind: 'absent' });
  });
});

describe('not known, with a reason', () => {
  test.each(FAULTS.filter(({ name }) => name !== 'JSON of another form'))('$name', async ({ answer }) => {
    const [first, second] = await Promise.all([
      ask(answer),
      ask(knowing({ [RELEASE]: release(related('github.com/octo/demo')), [PROJECT]: answer })),
    ]);

    for (const outcome of [first, second])
      expect(outcome).toEqual({ kind: 'unavailable', reason: expect.stringMatching(/^.{10,}$/u) });
  });
});
