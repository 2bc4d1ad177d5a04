import { describe, expect, test } from '@jest/globals';
import { gatherHealth, type HealthSources } from '../../src/evidence/health.js';
import { absent, found, unavailable } from '../../src/model/fetched.js';
import type { DepsDevProject, Scorecard } from '../../src/model/health.js';
import type { LockedPackage } from '../../src/model/lockfile.js';
import type { Profile } from '../../src/model/profile.js';
import { profileOf } from '../profile/harness.js';
import { lockedPackage, version } from '../support/model.js';
import { wheel } from '../support/wheel.js';

const SCORECARD: Scorecard = {
  repository: 'github.com/octo/demo',
  score: 6,
  date: '2026-05-04',
  checks: {},
  from: 'scorecard',
};
const RELATED: Scorecard = { ...SCORECARD, score: 2, from: 'deps.dev' };
const PROJECT: DepsDevProject = { repository: 'github.com/octo/demo', attested: true, stars: 12, openIssues: 3 };

const sources = (overrides: Partial<HealthSources> = {}): HealthSources => ({
  scorecard: { scorecard: async () => found(SCORECARD) },
  depsDev: { project: async () => found({ project: PROJECT, scorecard: RELATED }) },
  ...overrides,
});

const linked = (url: string): Promise<Profile> => profileOf(wheel({}, { headers: [`Project-URL: Source, ${url}`] }));

const change = (from: LockedPackage | null = null) => ({
  kind: from === null ? ('added' as const) : ('changed' as const),
  name: lockedPackage().name,
  from,
  to: lockedPackage(),
  labels: [],
  occurrences: [],
  path: [],
});

const gather = async (asked: HealthSources, url = 'https://github.com/octo/demo') =>
  gatherHealth(change(), [await linked(url)], asked);

describe('the health of a new project', () => {
  test('is what both services say, the Scorecard’s own word first', async () => {
    expect(await gather(sources())).toEqual({ kind: 'found', value: { scorecard: SCORECARD, depsDev: PROJECT } });
  });

  test.each<{ name: string; asked: HealthSources; url?: string }>([
    { name: 'has no result of its own', asked: sources({ scorecard: { scorecard: async () => absent } }) },
    { name: 'is not asked', asked: sources({ scorecard: null }) },
    { name: 'knows no such host', asked: sources(), url: 'https://gitlab.com/octo/demo' },
  ])('is deps.dev’s where the Scorecard service $name', async ({ asked, url }) => {
    expect(await gather(asked, url)).toMatchObject({ value: { scorecard: RELATED } });
  });

  test('that neither service knows is found as nothing', async () => {
    const asked = { scorecard: { scorecard: async () => absent }, depsDev: { project: async () => absent } };

    expect(await gather(asked)).toEqual({ kind: 'found', value: { scorecard: null, depsDev: null } });
  });

  test('is unknown where one of them cannot tell', async () => {
    const asked = sources({ depsDev: { project: async () => unavailable('deps.invalid did not answer') } });

    expect(await gather(asked)).toEqual({ kind: 'unavailable', reason: 'deps.invalid did not answer' });
  });
});

test.each([
  { name: 'an update', from: lockedPackage({ version: version('0.9') }), asked: sources() },
  { name: 'sources that are off', from: null, asked: { scorecard: null, depsDev: null } },
])('$name is not asked about', async ({ from, asked }) => {
  expect(await gatherHealth(change(from), [], asked)).toBeNull();
});
