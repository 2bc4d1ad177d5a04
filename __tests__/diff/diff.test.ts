import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { diffLockfiles } from '../../src/diff/diff.js';
import type { DependencyChange } from '../../src/model/change.js';
import type { LockedPackage, Lockfile } from '../../src/model/lockfile.js';
import { fileProblem } from '../../src/model/problem.js';
import { fixtureLock } from '../lockfiles/fixtures.js';
import { file, lock, pin, sha } from './build.js';

const told = ({ kind, name, from, to, labels }: DependencyChange) =>
  `${kind} ${name} ${from?.version ?? '-'} → ${to?.version ?? '-'} ${labels.join(' ')}`.trim();
const diffed = (base: readonly LockedPackage[], head: readonly LockedPackage[]): readonly string[] =>
  diffLockfiles([{ path: 'uv.lock', base: lock(base), head: lock(head) }]).changes.map(told);
const fixture = (name: string, path: string, headFile = path) =>
  diffLockfiles([{ path, base: fixtureLock(name, 'base', path), head: fixtureLock(name, 'head', headFile) }]);

const index = (url: string) => ({ source: { kind: 'index', url } }) as const;
const git = (commit: string) =>
  ({
    source: { kind: 'vcs', vcs: 'git', url: 'https://git.example.invalid/a/b', commit, ref: null, subdirectory: null },
    artifacts: [],
  }) as const;

describe('one entry against one', () => {
  test.each([
    { name: 'added', base: [], head: [pin('a==1')], is: ['added a - → 1'] },
    { name: 'removed', base: [pin('a==1')], head: [], is: ['removed a 1 → -'] },
    { name: 'a newer release', base: [pin('a==1.9')], head: [pin('a==1.10')], is: ['changed a 1.9 → 1.10 upgrade'] },
    { name: 'an older release', base: [pin('a==2')], head: [pin('a==1')], is: ['changed a 2 → 1 downgrade'] },
    {
      name: 'another spelling of a release',
      base: [pin('a==1.0')],
      head: [pin('a==1.0.0', { artifacts: pin('a==1.0').artifacts })],
      is: [],
    },
    {
      name: 'another local version',
      base: [pin('a==1+cpu')],
      head: [pin('a==1+cu1')],
      is: ['changed a 1+cpu → 1+cu1 upgrade'],
    },
    {
      name: 'newly pinned',
      base: [pin('a', { specifier: '>=1' })],
      head: [pin('a==1')],
      is: ['changed a - → 1 upgrade'],
    },
    { name: 'no longer pinned', base: [pin('a==1')], head: [pin('a', { specifier: '>=1' })], is: ['changed a 1 → -'] },
    {
      name: 'loose in another way',
      base: [pin('a', { specifier: '>=1' })],
      head: [pin('a', { specifier: '>=2' })],
      is: ['changed a - → -'],
    },
    { name: 'PyPI by name', base: [pin('a==1')], head: [pin('a==1', index('https://pypi.org/simple/'))], is: [] },
    {
      name: 'another index',
      base: [pin('a==1')],
      head: [pin('a==1', index('https://x.invalid/simple'))],
      is: ['changed a 1 → 1 index-changed'],
    },
    {
      name: 'an index for a repository',
      base: [pin('a==1')],
      head: [pin('a==1', git('1'.repeat(40)))],
      is: ['changed a 1 → 1 source-changed'],
    },
    {
      name: 'another commit',
      base: [pin('a==1', git('1'.repeat(40)))],
      head: [pin('a==1', git('2'.repeat(40)))],
      is: ['changed a 1 → 1 source-changed'],
    },
    {
      name: 'a release from another index',
      base: [pin('a==1')],
      head: [pin('a==2', index('https://x.invalid/simple'))],
      is: ['changed a 1 → 2 upgrade index-changed'],
    },
    {
      name: 'development to run time',
      base: [pin('a==1', { scopes: ['development'] })],
      head: [pin('a==1')],
      is: ['changed a 1 → 1 scope-changed'],
    },
    {
      name: 'run time, and now tests too',
      base: [pin('a==1')],
      head: [pin('a==1', { scopes: ['runtime', 'development'] })],
      is: [],
    },
    {
      name: 'a scope that becomes known',
      base: [pin('a==1', { scopes: ['unknown'] })],
      head: [pin('a==1', { scopes: ['development'] })],
      is: [],
    },
    {
      name: 'a marker dropped',
      base: [pin('a==1', { marker: "sys_platform == 'win32'" })],
      head: [pin('a==1')],
      is: ['changed a 1 → 1 marker-changed'],
    },
    {
      name: 'a marker respelled',
      base: [pin('a==1', { marker: 'os_name == "nt"' })],
      head: [pin('a==1', { marker: "(os_name == 'nt')" })],
      is: [],
    },
    {
      name: 'an extra',
      base: [pin('a==1')],
      head: [pin('a==1', { extras: ['x'] })],
      is: ['changed a 1 → 1 extras-changed'],
    },
    {
      name: 'the order of extras',
      base: [pin('a==1', { extras: ['x', 'y'] })],
      head: [pin('a==1', { extras: ['y', 'x'] })],
      is: [],
    },
  ])('$name', ({ base, head, is }) => expect(diffed(base, head)).toEqual(is));
});

describe('files of one release', () => {
  const cases = [
    {
      name: 'another hash under the same name',
      base: [file('a.whl')],
      head: [file('a.whl', sha('b'))],
      is: ['artifacts-changed'],
    },
    {
      name: 'another hash beside the old one',
      base: [file('a.whl')],
      head: [file('a.whl'), file('a.whl', sha('b'))],
      is: ['artifacts-changed'],
    },
    { name: 'a file more', base: [file('a.whl')], head: [file('a.whl'), file('b.whl')], is: ['artifacts-added'] },
    { name: 'a file less', base: [file('a.whl'), file('b.whl')], head: [file('a.whl')], is: ['artifacts-removed'] },
    {
      name: 'a hash dropped',
      base: [file('a.whl'), file('b.whl')],
      head: [file('a.whl'), file('b.whl', null)],
      is: ['hashes-removed'],
    },
    { name: 'all hashes dropped', base: [file(null)], head: [], is: ['hashes-removed'] },
    { name: 'a hash gained', base: [file('a.whl', null)], head: [file('a.whl')], is: ['artifacts-added'] },
    {
      name: 'another algorithm',
      base: [file('a.whl')],
      head: [file('a.whl', `sha512:${'a'.repeat(128)}`)],
      is: ['artifacts-changed'],
    },
    {
      name: 'another URL',
      base: [file('a.whl', sha('a'), 'https://x.invalid/a.whl')],
      head: [file('a.whl', sha('a'), 'https://y.invalid/a.whl')],
      is: ['url-changed'],
    },
    { name: 'a URL gained', base: [file('a.whl')], head: [file('a.whl', sha('a'), 'https://y.invalid/a.whl')], is: [] },
    {
      name: 'hashes without names: one more',
      base: [file(null)],
      head: [file(null), file(null, sha('b'))],
      is: ['artifacts-added'],
    },
    {
      name: 'hashes without names: one less',
      base: [file(null), file(null, sha('b'))],
      head: [file(null)],
      is: ['artifacts-removed'],
    },
    {
      name: 'hashes without names: none kept',
      base: [file(null)],
      head: [file(null, sha('b'))],
      is: ['artifacts-changed'],
    },
    {
      name: 'names on one side only',
      base: [file('a.whl'), file('b.whl', sha('b'))],
      head: [file(null), file(null, sha('b'))],
      is: [],
    },
    {
      name: 'order, size and upload time',
      base: [file('a.whl'), file('b.whl', sha('b'))],
      head: [{ ...file('b.whl', sha('b')), size: 3, uploadTime: '2026-01-01T00:00:00Z' }, file('a.whl')],
      is: [],
    },
  ];
  test.each(cases)('$name', ({ base, head, is }) => {
    expect(diffed([pin('a==1', { artifacts: base })], [pin('a==1', { artifacts: head })])).toEqual(
      is.length === 0 ? [] : [`changed a 1 → 1 ${is.join(' ')}`],
    );
  });
  test('an upgrade that drops hashes', () => {
    expect(diffed([pin('a==1')], [pin('a==2', { artifacts: [] })])).toEqual(['changed a 1 → 2 upgrade hashes-removed']);
  });
});

describe('several entries of one name', () => {
  test.each([
    {
      name: 'one of two moves on',
      base: [pin('a==1'), pin('a==2')],
      head: [pin('a==1'), pin('a==3')],
      is: ['changed a 2 → 3 upgrade fork'],
    },
    { name: 'a fork gained', base: [pin('a==1')], head: [pin('a==1'), pin('a==2')], is: ['added a - → 2 fork'] },
    { name: 'a fork lost', base: [pin('a==1'), pin('a==2')], head: [pin('a==2')], is: ['removed a 1 → - fork'] },
    {
      name: 'both move on: no guess',
      base: [pin('a==1'), pin('a==2')],
      head: [pin('a==3'), pin('a==4')],
      is: ['added a - → 3 fork', 'added a - → 4 fork', 'removed a 1 → - fork', 'removed a 2 → - fork'],
    },
    {
      name: 'one of two changes its source',
      base: [pin('a==1'), pin('a==2')],
      head: [pin('a==1'), pin('a==2', index('https://x.invalid/s'))],
      is: ['changed a 2 → 2 index-changed'],
    },
    {
      name: 'one release for two markers',
      base: [pin('a==1', { marker: "extra == 'x'" }), pin('a==1', { marker: "extra == 'y'" })],
      head: [pin('a==1', { marker: "extra == 'y' or extra == 'x'" })],
      is: [],
    },
    {
      name: 'a second mention with another hash',
      base: [pin('a==1')],
      head: [pin('a==1'), pin('a==1', { artifacts: [file('a-1.tar.gz', sha('b'))] })],
      is: ['changed a 1 → 1 artifacts-changed'],
    },
  ])('$name', ({ base, head, is }) => expect(diffed(base, head)).toEqual(is));
});

describe('several lockfiles', () => {
  const pair = (path: string, base: readonly LockedPackage[], head: readonly LockedPackage[]) => ({
    path,
    base: lock(base, { path }),
    head: lock(head, { path }),
  });

  test('one release in many places is one change', () => {
    const { changes } = diffLockfiles([
      pair('x/uv.lock', [pin('a==1')], [pin('a==2')]),
      pair('y/uv.lock', [pin('b==1'), pin('a==1')], [pin('b==1'), pin('a==2')]),
    ]);
    expect(changes.map(told)).toEqual(['changed a 1 → 2 upgrade']);
    expect(changes[0]?.occurrences.map(({ path, line }) => `${path}:${line}`)).toEqual(['x/uv.lock:1', 'y/uv.lock:2']);
  });

  test('one release with another hash in one place stays apart', () => {
    const swapped = pin('a==1', { artifacts: [file('a-1.tar.gz', sha('b'))] });
    const { changes } = diffLockfiles([
      pair('x/uv.lock', [pin('a==1')], [pin('a==1', { scopes: ['development'] })]),
      pair('y/uv.lock', [pin('a==1')], [swapped]),
    ]);
    expect(changes.map(told)).toEqual(['changed a 1 → 1 artifacts-changed', 'changed a 1 → 1 scope-changed']);
  });

  test('a lockfile that comes or goes', () => {
    const here = lock([pin('a==1')]);
    expect(diffLockfiles([{ path: 'uv.lock', base: null, head: here }]).changes.map(told)).toEqual(['added a - → 1']);
    expect(diffLockfiles([{ path: 'uv.lock', base: here, head: null }]).changes.map(told)).toEqual(['removed a 1 → -']);
  });

  test('another format in the same directory is a migration', () => {
    const base = lock([pin('a==1'), pin('b==1'), pin('c==1')], { format: 'poetry', path: 'x/poetry.lock' });
    const head = lock(
      [
        pin('a==1', {
          ...index('https://pypi.org/simple'),
          extras: ['y'],
          artifacts: [file('a-1.tar.gz', sha('a'), 'https://x.invalid/a-1.tar.gz')],
        }),
        pin('b==2'),
      ],
      { path: 'x/uv.lock' },
    );
    const { changes } = diffLockfiles([
      { path: 'x/poetry.lock', base, head: null },
      { path: 'x/uv.lock', base: null, head },
    ]);
    expect(changes.map(told)).toEqual(['changed b 1 → 2 upgrade', 'removed c 1 → -']);
    expect(changes.map(({ occurrences }) => occurrences[0]?.path)).toEqual(['x/uv.lock', 'x/poetry.lock']);
  });

  test('two files become one', () => {
    const gone = ['a', 'b'].map((name) =>
      lock([pin(`${name}==1`)], { format: 'requirements', path: `requirements-${name}.txt` }),
    );
    const pairs = [
      ...gone.map((base) => ({ path: base.path, base, head: null })),
      { path: 'uv.lock', base: null, head: lock([pin('a==1'), pin('b==2')]) },
    ];
    expect(diffLockfiles(pairs).changes.map(told)).toEqual(['changed b 1 → 2 upgrade']);
  });

  test('a lockfile that moved is compared with what it was', () => {
    const packages = ['a==1', 'b==1', 'c==1', 'd==1'].map((text) => pin(text));
    const base = lock(packages, { path: 'old/uv.lock' });
    const head = lock([...packages.slice(0, 3), pin('d==2')], { path: 'new/uv.lock' });
    expect(
      diffLockfiles([
        { path: 'new/uv.lock', base: null, head },
        { path: 'old/uv.lock', base, head: null },
      ]).changes.map(told),
    ).toEqual(['changed d 1 → 2 upgrade']);
  });
});

describe('unknown is never clean', () => {
  const broken: Lockfile = lock([], { problems: [fileProblem('uv.lock', 'Broken.')] });

  test('an unreadable head: its problem, and no removals', () => {
    expect(diffLockfiles([{ path: 'uv.lock', base: lock([pin('a==1')]), head: broken }])).toEqual({
      changes: [],
      options: [],
      problems: broken.problems,
    });
  });
  test('an unreadable base: everything at the head is new', () => {
    expect(diffLockfiles([{ path: 'uv.lock', base: broken, head: lock([pin('a==1')]) }])).toMatchObject({
      changes: [{ kind: 'added' }],
      problems: [],
    });
  });
  test('an unreadable head beside another in a migration: nothing is called removed', () => {
    const base = lock([pin('a==1')], { format: 'poetry', path: 'poetry.lock' });
    const pairs = [
      { path: 'poetry.lock', base, head: null },
      { path: 'uv.lock', base: null, head: broken },
      { path: 'requirements.txt', base: null, head: lock([pin('b==1')], { path: 'requirements.txt' }) },
    ];
    expect(diffLockfiles(pairs).changes.map(told)).toEqual(['added b - → 1']);
  });
});

describe('options', () => {
  const withOptions = (options: Partial<Lockfile['options']>): Lockfile => {
    const plain = lock([]);
    return { ...plain, options: { ...plain.options, ...options } };
  };
  test.each([
    {
      name: 'an index beside the default',
      base: {},
      head: { extraIndexUrls: ['https://x.invalid/s'], lines: { extraIndexUrls: 2 } },
      is: [['extraIndexUrls', '', 'https://x.invalid/s', 2]],
    },
    {
      name: 'hashes no longer required',
      base: { requireHashes: true },
      head: {},
      is: [['requireHashes', 'true', '', null]],
    },
    {
      name: 'the cut-off dropped',
      base: { excludeNewer: '2026-01-01' },
      head: {},
      is: [['excludeNewer', '2026-01-01', '', null]],
    },
    { name: 'the default index by name', base: {}, head: { indexUrl: 'https://pypi.org/simple' }, is: [] },
    { name: 'a revision back', base: { formatVersion: '1.5' }, head: { formatVersion: '1.3' }, is: [] },
    {
      name: 'an older form',
      base: { formatVersion: '2.1' },
      head: { formatVersion: '1.1' },
      is: [['formatVersion', '2.1', '1.1', null]],
    },
    { name: 'a newer form', base: { formatVersion: '1.1' }, head: { formatVersion: '2.1' }, is: [] },
    {
      name: 'the order of indexes',
      base: { extraIndexUrls: ['a', 'b'] },
      head: { extraIndexUrls: ['b', 'a'] },
      is: [],
    },
  ])('$name', ({ base, head, is }) => {
    const { options } = diffLockfiles([{ path: 'uv.lock', base: withOptions(base), head: withOptions(head) }]);
    expect(options.map(({ option, from, to, line }) => [option, from, to, line])).toEqual(is);
  });
  test('of a new lockfile only what leads elsewhere', () => {
    const head = withOptions({
      trustedHosts: ['x.invalid'],
      excludeNewer: '2026-01-01',
      requiresPython: '>=3.11',
      formatVersion: '1.3',
    });
    expect(diffLockfiles([{ path: 'uv.lock', base: null, head }]).options.map(({ option }) => option)).toEqual([
      'trustedHosts',
    ]);
  });
});

describe('real locks', () => {
  test('ten updates are ten changes', () => {
    const { changes, options } = fixture('uv-medium', 'uv.lock');
    expect(options).toEqual([]);
    expect(changes.map(({ name, labels }) => `${name} ${labels.join()}`)).toEqual(
      [
        'certifi',
        'click',
        'django',
        'gunicorn',
        'idna',
        'packaging',
        'pytest',
        'sentry-sdk',
        'sqlparse',
        'urllib3',
      ].map((name) => `${name} upgrade`),
    );
  });
  test.each([
    { name: 'uv-revisions', path: 'uv.lock', headFile: 'uv.lock' },
    { name: 'uv-revisions', path: 'uv.lock', headFile: 'middle.uv.lock' },
    { name: 'poetry-rewrite', path: 'poetry.lock', headFile: 'poetry.lock' },
  ])('$name ($headFile): a rewrite in another form changes nothing', ({ name, path, headFile }) => {
    expect(fixture(name, path, headFile)).toEqual({ changes: [], options: [], problems: [] });
  });
  test('uv-small: an extra and a package gained', () => {
    const { changes } = fixture('uv-small', 'uv.lock');
    expect(changes.filter(({ kind }) => kind === 'added').map(({ name, path }) => path.join(' → ') || name)).toEqual([
      'rich → markdown-it-py',
      'rich → markdown-it-py → mdurl',
      'rich → pygments',
      'requests → pysocks',
      'rich',
    ]);
  });
  test('uv-forks: one side of a fork', () =>
    expect(fixture('uv-forks', 'uv.lock').changes.map(told)).toEqual(['changed sqlparse 0.5.0 → 0.5.3 upgrade fork']));
  test('uv-sources: a tag and a URL moved', () => {
    expect(fixture('uv-sources', 'uv.lock').changes.map(told)).toEqual([
      'changed gitdep 1.0.0 → 1.1.0 upgrade source-changed',
      'changed iniconfig 2.0.0 → 2.1.0 upgrade source-changed',
    ]);
  });
  test('uv-script: a package and what it asks for', () => {
    expect(fixture('uv-script', 'fetch.py.lock').changes.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'added markdown-it-py',
      'added mdurl',
      'added pygments',
      'added rich',
    ]);
  });
  test.each(['requirements-pip-compile', 'requirements-pip-compile-plain', 'requirements-uv-compile'])(
    '%s: the same project, the same additions',
    (name) => {
      expect(
        fixture(name, 'requirements.txt')
          .changes.filter(({ kind }) => kind === 'added')
          .map((change) => change.name),
      ).toEqual(['markdown-it-py', 'mdurl', 'pygments', 'rich']);
    },
  );
  test.each([
    { name: 'poetry-small', path: 'poetry.lock' },
    { name: 'poetry-2.0', path: 'poetry.lock' },
    { name: 'poetry-1.1', path: 'poetry.lock' },
    { name: 'poetry-medium', path: 'poetry.lock' },
    { name: 'poetry-sources', path: 'poetry.lock' },
    { name: 'requirements-medium', path: 'requirements.txt' },
    { name: 'requirements-uv-export', path: 'requirements.txt' },
  ])('$name: what moved is what the texts say', ({ name, path }) => {
    const versions = (side: 'base' | 'head') =>
      new Map(fixtureLock(name, side, path).packages.map((entry) => [entry.name, entry.version]));
    const [base, head] = [versions('base'), versions('head')];
    const moved = [...new Set([...base.keys(), ...head.keys()])].filter((key) => base.get(key) !== head.get(key));
    const { changes } = fixture(name, path);
    const told = changes.filter(({ from, to }) => from?.version !== to?.version).map((change) => change.name);
    expect([...new Set(told)]).toEqual(moved.toSorted());
  });
});

describe('properties', () => {
  const entry = fc
    .record({
      name: fc.constantFrom('a', 'b', 'c', 'D_e'),
      version: fc.constantFrom('1', '2', '2rc1', '3'),
      source: fc.constantFrom(null, 'https://x.invalid/simple'),
      hash: fc.constantFrom('a', 'b', 'c'),
      scope: fc.constantFrom('runtime' as const, 'development' as const, 'unknown' as const),
      marker: fc.constantFrom(null, "os_name == 'nt'", "extra == 'x'"),
    })
    .map(({ name, version, source, hash, scope, marker }) =>
      pin(`${name}==${version}`, {
        source: { kind: 'index', url: source },
        artifacts: [file('f.whl', sha(hash))],
        scopes: [scope],
        marker,
      }),
    );
  const entries = fc.array(entry, { maxLength: 12 });

  test('a lock differs in nothing from itself, whatever the order', () => {
    fc.assert(
      fc.property(
        entries.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([base, head]) => {
          expect(diffed(base, head)).toEqual([]);
        },
      ),
    );
  });
  test('the order of entries tells nothing', () => {
    fc.assert(
      fc.property(entries, entries, (base, head) =>
        expect(diffed(base.toReversed(), head.toReversed()).map((text) => text.split(' ').toSorted())).toEqual(
          diffed(base, head).map((text) => text.split(' ').toSorted()),
        ),
      ),
    );
  });
  test('every name that comes or goes is told', () => {
    fc.assert(
      fc.property(entries, entries, (base, head) => {
        const names = (all: readonly LockedPackage[]) => new Set(all.map(({ name }) => name));
        const [before, after] = [names(base), names(head)];
        const changed = new Set(
          diffLockfiles([{ path: 'uv.lock', base: lock(base), head: lock(head) }]).changes.map(({ name }) => name),
        );
        for (const name of before) if (!after.has(name)) expect(changed).toContain(name);
        for (const name of after) if (!before.has(name)) expect(changed).toContain(name);
      }),
    );
  });
});
