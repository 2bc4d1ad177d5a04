import { afterEach, describe, expect, test } from '@jest/globals';
import { consultAdvisories, gatherAdvisories } from '../../src/evidence/advisories.js';
import type { ExploitationSources } from '../../src/evidence/exploitation.js';
import { createMemoryCache } from '../../src/host/memory-cache.js';
import type { DependencyChange } from '../../src/model/change.js';
import { found, unavailable } from '../../src/model/fetched.js';
import type { LockedPackage } from '../../src/model/lockfile.js';
import { DEFAULT_POLICY } from '../../src/model/policy.js';
import { createIndexClient } from '../../src/registry/index-client.js';
import { createAdvisoryClient } from '../../src/registry/osv.js';
import { createIndexServer, type ServedProject } from '../support/index-server.js';
import { dependencyChange, lockedPackage, version } from '../support/model.js';
import { silent, testHttp } from '../support/network.js';
import { closeAll, keep } from '../support/opened-index.js';
import { createOsvServer, type OsvRecord } from '../support/osv-server.js';

afterEach(closeAll);

const record = (id: string, versions: readonly string[], overrides: Partial<OsvRecord> = {}): OsvRecord => ({
  id,
  modified: '2026-01-01T00:00:00Z',
  summary: `About ${id}`,
  affected: [{ package: { ecosystem: 'PyPI', name: 'demo' }, versions: [...versions] }],
  ...overrides,
});

const at = (text: string, overrides: Partial<LockedPackage> = {}): LockedPackage =>
  lockedPackage({ version: version(text), ...overrides });

const CORP = { name: 'corp', url: 'https://corp.invalid/simple', packages: [], fileHosts: [], tokenEnv: null };

interface World {
  readonly records?: readonly OsvRecord[];
  /** The advisory service answers 503. */
  readonly isDown?: boolean;
  readonly project?: ServedProject;
  readonly exploitation?: ExploitationSources;
}

const NOBODY: ExploitationSources = { epss: null, knownExploited: null };

async function gather(change: DependencyChange, { records = [], isDown, project, exploitation = NOBODY }: World) {
  const osv = keep(
    await createOsvServer({
      records,
      intercept: (_, response) => {
        if (isDown === true) response.writeHead(503).end();
        return isDown === true;
      },
    }),
  );
  const index = keep(await createIndexServer({ projects: project === undefined ? [] : [project] }));
  const http = testHttp([osv.host, index.host]);
  const policy = { ...DEFAULT_POLICY, indexes: [CORP] };
  const book = consultAdvisories(
    [change],
    { policy, pypiUrl: index.url, secret: () => null },
    {
      service: createAdvisoryClient({ http, url: osv.url, log: silent }),
      index: createIndexClient({ http, cache: createMemoryCache(), log: silent }),
      ...exploitation,
    },
  );
  if (change.to === null) throw new Error('nothing to ask about');
  return { ...(await gatherAdvisories({ ...change, to: change.to }, book)), osv, index };
}

const idsOf = ({ advisories }: Awaited<ReturnType<typeof gather>>) =>
  advisories?.kind === 'found'
    ? { head: advisories.value.head.map(({ id }) => id), base: advisories.value.base.map(({ id }) => id) }
    : advisories;

describe('both sides of a change', () => {
  test('are asked in one call and told apart', async () => {
    const records = [record('GHSA-old', ['1.0']), record('GHSA-both', ['1.0', '1.1']), record('GHSA-new', ['1.1'])];

    const result = await gather(dependencyChange(at('1.0'), at('1.1')), { records });

    expect(idsOf(result)).toEqual({ head: ['GHSA-both', 'GHSA-new'], base: ['GHSA-both', 'GHSA-old'] });
    expect(result.gaps).toEqual([]);
    expect(result.osv.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });
});

describe('a name is PyPI’s only where PyPI serves it', () => {
  const vcs = {
    kind: 'vcs',
    vcs: 'git',
    url: 'https://git.invalid/demo',
    ref: null,
    commit: 'a'.repeat(40),
    subdirectory: null,
  } as const;
  const sources: readonly { name: string; source: LockedPackage['source'] }[] = [
    { name: 'a repository', source: vcs },
    { name: 'a URL', source: { kind: 'archive-url', url: 'https://files.invalid/demo-1.1.tar.gz' } },
    { name: 'a folder', source: { kind: 'local', path: './demo', editable: false } },
    { name: 'a private index', source: { kind: 'index', url: CORP.url } },
    { name: 'an index that policy does not know', source: { kind: 'index', url: 'https://other.invalid/simple' } },
  ];

  test.each(sources)('$name is never matched, and its name is sent nowhere', async ({ source }) => {
    const records = [record('MAL-2026-1', ['1.1'])];

    const result = await gather(dependencyChange(null, at('1.1', { source })), { records });

    expect(result.advisories).toBeNull();
    expect([...result.osv.requests, ...result.index.requests]).toEqual([]);
  });

  test.each(sources)('$name at the base has no advisories to hold against', async ({ source }) => {
    const records = [record('GHSA-1', ['1.0', '1.1'])];

    const result = await gather(dependencyChange(at('1.0', { source }), at('1.1')), { records });

    expect(idsOf(result)).toEqual({ head: ['GHSA-1'], base: [] });
  });
});

describe('where the service cannot be asked', () => {
  const vulnerable: ServedProject = {
    name: 'demo',
    files: [],
    info: { '1.1': {}, '1.0': {} },
    vulnerabilities: { '1.0': [{ id: 'PYSEC-2026-1' }], '1.1': [{ id: 'PYSEC-2026-2' }] },
  };

  test('the index’s own list stands in, and the gap says what it leaves open', async () => {
    const result = await gather(dependencyChange(at('1.0'), at('1.1')), { isDown: true, project: vulnerable });

    expect(idsOf(result)).toEqual({ head: ['PYSEC-2026-2'], base: ['PYSEC-2026-1'] });
    expect(result.advisories).toMatchObject({ value: { head: [{ origin: 'index' }] } });
    expect(result.gaps).toEqual([
      {
        stage: 'advisories',
        subject: 'pkg:pypi/demo@1.1',
        message: expect.stringMatching(
          /status 503\. Vulnerabilities are told from the index's own list instead, .* Not checked: known-malware\.$/u,
        ),
      },
    ]);
  });

  test('an index without a list leaves them unknown', async () => {
    const result = await gather(dependencyChange(at('1.0'), at('1.1')), {
      isDown: true,
      project: { ...vulnerable, vulnerabilities: null },
    });

    expect(result.advisories).toEqual({ kind: 'unavailable', reason: expect.stringMatching(/status 503$/u) });
  });

  test('an index that knows the newest release alone tells of that one, and all of it counts as new', async () => {
    const result = await gather(dependencyChange(at('1.0'), at('1.1')), {
      isDown: true,
      project: { ...vulnerable, info: { '1.1': {} } },
    });

    expect(idsOf(result)).toEqual({ head: ['PYSEC-2026-2'], base: [] });
    expect(result.gaps.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/Which advisories the version locked before had is not known/u),
    );
  });
});

describe('exploitation', () => {
  const records = [record('GHSA-1', ['1.1'], { aliases: ['CVE-2026-0001'] }), record('GHSA-2', ['1.1'])];
  const change = dependencyChange(null, at('1.1'));
  const epss = (answer: Awaited<ReturnType<NonNullable<ExploitationSources['epss']>['scores']>>) => ({
    scores: async () => answer,
  });

  test('is told of the vulnerabilities that it is known of', async () => {
    const exploitation: ExploitationSources = {
      epss: epss(found(new Map([['CVE-2026-0001', 0.42]]))),
      knownExploited: {
        catalogue: async () => found(new Map([['CVE-2026-0001', { since: '2026-03-04', ransomware: true }]])),
      },
    };

    const { advisories } = await gather(change, { records, exploitation });

    expect(advisories).toMatchObject({
      value: {
        head: [
          { id: 'GHSA-1', exploitation: { knownSince: '2026-03-04', ransomware: true, probability: 0.42 } },
          { id: 'GHSA-2', exploitation: null },
        ],
      },
    });
  });

  test('that a source cannot tell is a gap, and hides no advisory', async () => {
    const exploitation = { ...NOBODY, epss: epss(unavailable('first.invalid did not answer')) };

    const result = await gather(change, { records, exploitation });

    expect(idsOf(result)).toEqual({ head: ['GHSA-1', 'GHSA-2'], base: [] });
    expect(result.gaps).toEqual([
      {
        stage: 'advisories',
        subject: 'pkg:pypi/demo@1.1',
        message: 'first.invalid did not answer. Whether its vulnerabilities are being exploited is not known.',
      },
    ]);
  });

  test('is nothing to ask about where no vulnerability has a CVE id', async () => {
    const exploitation = { ...NOBODY, epss: epss(unavailable('first.invalid did not answer')) };

    const { gaps } = await gather(change, { records: records.slice(1), exploitation });

    expect(gaps).toEqual([]);
  });
});
