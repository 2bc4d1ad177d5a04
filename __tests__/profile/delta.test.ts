import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Baseline, InventoryEntry, Profile, ProfileDelta, When } from '../../src/model/profile.js';
import { parseVersion } from '../../src/model/versions.js';
import { compareProfiles } from '../../src/profile/delta.js';
import { sdist } from '../support/sdist.js';
import { type BuiltDistribution, type Files, wheel } from '../support/wheel.js';
import { behaviour, profileOf } from './harness.js';

const version = parseVersion('1.0.0');
const BASELINE: Baseline = version === null ? { kind: 'none', reason: '' } : { kind: 'locked', version };

const profiles = (built: readonly BuiltDistribution[]): Promise<readonly Profile[]> =>
  Promise.all(built.map((distribution) => profileOf(distribution)));

const compare = async (head: readonly BuiltDistribution[], base: readonly BuiltDistribution[]): Promise<ProfileDelta> =>
  compareProfiles(await profiles(head), await profiles(base), BASELINE);

const EMPTY: Profile = {
  analyser: '1',
  artifact: 'demo-1.0.0-py3-none-any.whl',
  kind: 'wheel',
  sha256: null,
  metadata: null,
  inventory: [],
  topLevelNames: [],
  surfaces: [],
  behaviours: [],
  signs: [],
  buildRequires: [],
  anomalies: [],
  gaps: [],
};

describe('surfaces', () => {
  interface Row {
    readonly name: string;
    readonly base: Files;
    readonly head: Files;
    readonly added?: readonly string[];
    readonly changed?: readonly string[];
  }

  test.each<Row>([
    { name: 'a new .pth is added', base: {}, head: { 'demo.pth': 'import a\n' }, added: ['import a'] },
    {
      name: 'another line in a .pth is a change',
      base: { 'demo.pth': 'import a\n' },
      head: { 'demo.pth': 'import b\n' },
      changed: ['import b'],
    },
    { name: 'the same .pth is neither', base: { 'demo.pth': 'import a\n' }, head: { 'demo.pth': 'import a\n' } },
    {
      name: 'a comment in a .pth is neither',
      base: { 'demo.pth': 'import a\n' },
      head: { 'demo.pth': '# b\nimport a\n' },
    },
    {
      name: 'a .pth of another name with the same line is neither',
      base: { 'a.pth': 'import a\n' },
      head: { 'b.pth': 'import a\n' },
    },
    {
      name: 'a second .pth is added',
      base: { 'demo.pth': 'import a\n' },
      head: { 'demo.pth': 'import a\n', 'x.pth': 'import b\n' },
      added: ['import b'],
    },
  ])('$name', async ({ base, head, added = [], changed = [] }) => {
    const { surfaces } = await compare([wheel(head, { version: '1.0.1' })], [wheel(base)]);

    expect(surfaces.added.map(({ text }) => text)).toEqual(added);
    expect(surfaces.changed.map(({ to }) => to.text)).toEqual(changed);
  });

  test('what one of many wheels brings is new', async () => {
    const plain = wheel({}, { tags: 'cp312-cp312-linux_x86_64' });
    const odd = wheel({ 'demo.pth': 'import a\n' }, { tags: 'cp312-cp312-win_amd64' });
    const { surfaces } = await compare([plain, odd], [plain]);

    expect(surfaces.added).toMatchObject([{ text: 'import a', at: { artifact: odd.filename } }]);
  });

  test('a setup.py is new where the base has no sdist, and old where it has one', async () => {
    const source = sdist({ 'setup.py': 'print(1)\n' });
    const withoutSdist = await compare([source], [wheel()]);
    const withSdist = await compare([source], [wheel(), source]);

    expect(withoutSdist.surfaces.added.map(({ kind }) => kind)).toEqual(['setup-py']);
    expect(withSdist.surfaces.added).toEqual([]);
  });

  test('an entry point that leads elsewhere has changed', async () => {
    const entryPoints = (target: string): string => `[console_scripts]\nrun = ${target}\n`;
    const { surfaces } = await compare(
      [wheel({}, { entryPoints: entryPoints('demo:b') })],
      [wheel({}, { entryPoints: entryPoints('demo:a') })],
    );

    expect(surfaces.changed).toMatchObject([{ from: { text: 'run = demo:a' }, to: { text: 'run = demo:b' } }]);
  });
});

describe('behaviours', () => {
  const RUN = 'import subprocess\nsubprocess.run(command)\n';
  const LATER = 'import subprocess\ndef later():\n    subprocess.run(command)\n';

  interface Row {
    readonly name: string;
    readonly base: Files;
    readonly head: Files;
    readonly added?: readonly (readonly When[])[];
    readonly changed?: readonly (readonly When[])[];
  }

  test.each<Row>([
    { name: 'a new act is added', base: {}, head: { 'demo/a.py': RUN }, added: [['import']] },
    { name: 'a moved act is neither', base: { 'demo/a.py': RUN }, head: { 'demo/b.py': `\n\n${RUN}` } },
    {
      name: 'an act that runs sooner has changed',
      base: { 'demo/a.py': LATER },
      head: { 'demo/a.py': RUN },
      changed: [['import']],
    },
    { name: 'an act that runs later is neither', base: { 'demo/a.py': RUN }, head: { 'demo/a.py': LATER } },
    {
      name: 'a second act like the first is added',
      base: { 'demo/a.py': RUN },
      head: { 'demo/a.py': RUN, 'demo/b.py': RUN },
      added: [['import']],
    },
    {
      name: 'a test that becomes package code has changed',
      base: { 'tests/test_a.py': RUN },
      head: { 'demo/a.py': RUN },
      changed: [['import']],
    },
  ])('$name', async ({ base, head, added = [], changed = [] }) => {
    const { behaviours } = await compare([wheel(head)], [wheel(base)]);

    expect(behaviours.added.map(({ when }) => when)).toEqual(added);
    expect(behaviours.changed.map(({ to }) => to.when)).toEqual(changed);
  });

  test('the same source in sdist and wheels counts once', async () => {
    const { behaviours } = await compare(
      [
        wheel({ 'demo/a.py': RUN }),
        wheel({ 'demo/a.py': RUN }, { tags: 'cp312-cp312-any' }),
        sdist({ 'demo/a.py': RUN }),
      ],
      [],
    );

    expect(behaviours.added).toHaveLength(1);
  });

  test('install-time acts are new where the base has no sdist', async () => {
    const { behaviours } = await compare([sdist({ 'setup.py': RUN })], [wheel({ 'demo/a.py': RUN })]);

    expect([...behaviours.added, ...behaviours.changed.map(({ to }) => to)]).toMatchObject([{ when: ['install'] }]);
  });
});

describe('files', () => {
  const entry = (path: string, change: Partial<InventoryEntry> = {}): InventoryEntry => ({
    path,
    kind: 'data',
    size: 1,
    sha256: 'a',
    gitId: null,
    format: null,
    traits: [],
    ...change,
  });
  const files = (head: readonly InventoryEntry[], base: readonly InventoryEntry[]): ProfileDelta['files'] =>
    compareProfiles([{ ...EMPTY, inventory: head }], [{ ...EMPTY, inventory: base }], BASELINE).files;

  test.each([
    {
      name: 'the versioned metadata folder',
      head: entry('demo-1.1.dist-info/METADATA'),
      base: entry('demo-1.0.dist-info/METADATA'),
    },
    {
      name: 'another ABI tag',
      head: entry('demo/x.cpython-314-x86_64-linux-gnu.so', { kind: 'native' }),
      base: entry('demo/x.cpython-313-x86_64-linux-gnu.so', { kind: 'native' }),
    },
    {
      name: 'a bundled library’s new hash and version',
      head: entry('demo.libs/libz-0123abcd.so.1.3', { kind: 'native' }),
      base: entry('demo.libs/libz-89abcdef.so.1.2', { kind: 'native' }),
    },
    { name: 'src of an sdist', head: entry('src/demo/a.py'), base: entry('demo/a.py') },
    {
      name: 'a member that was not read, of the same size',
      head: entry('demo/x.bin', { sha256: null }),
      base: entry('demo/x.bin'),
    },
  ])('$name makes no difference', ({ head, base }) => {
    expect(files([head], [base])).toEqual({ added: [], changed: [], gone: [] });
  });

  test('tells added, changed and gone', () => {
    const delta = files([entry('a'), entry('b', { sha256: 'c' })], [entry('b'), entry('d')]);

    expect(delta.added.map(({ path }) => path)).toEqual(['a']);
    expect(delta.changed).toMatchObject([{ from: { sha256: 'a' }, to: { path: 'b', sha256: 'c' } }]);
    expect(delta.gone.map(({ path }) => path)).toEqual(['d']);
  });

  test('a file that becomes a library has changed though nothing was read', () => {
    const delta = files([entry('a.txt', { kind: 'native', sha256: null })], [entry('a.txt', { sha256: null })]);

    expect([...delta.added, ...delta.changed]).toHaveLength(1);
  });
});

describe('signs', () => {
  const BIDI = 'x = "\u202e\u2066"  # \u202d\n';
  const tests: Files = { 'demo/__init__.py': '', 'demo/tests/__init__.py': '', 'demo/tests/test_a.py': BIDI };
  const code: Files = { 'demo/__init__.py': '', 'demo/a.py': BIDI };

  test.each([
    { name: 'one that left the tests has changed', base: tests, head: code, added: 0, changed: true },
    { name: 'one that went into the tests is neither', base: code, head: tests, added: 0, changed: false },
    { name: 'one that moved is neither', base: code, head: { 'demo/b.py': BIDI }, added: 0, changed: false },
  ])('$name', async ({ base, head, added, changed }) => {
    const { signs } = await compare([wheel(head)], [wheel(base)]);

    expect(signs.added).toHaveLength(added);
    expect(signs.changed.length > 0).toBe(changed);
  });
});

test('requirements are compared without blanks, and by name', () => {
  const metadata = (requiresDist: readonly string[]): Profile => ({
    ...EMPTY,
    metadata: { name: 'demo', version: null, summary: null, requiresDist } as unknown as Profile['metadata'],
  });
  const { requiresDist } = compareProfiles(
    [metadata(['six >= 1', 'Attrs>2', 'new-one', 'gone-not; extra == "x"'])],
    [metadata(['six>=1', 'attrs>1', 'gone', 'gone-not'])],
    BASELINE,
  );

  expect(requiresDist.added).toEqual(['new-one']);
  expect(requiresDist.changed).toContainEqual({ from: 'attrs>1', to: 'Attrs>2' });
  expect(requiresDist.gone).toEqual(['gone']);
});

test('metadata is a wheel’s where there is one, and nobody’s without a baseline', async () => {
  const { metadata } = await compare([sdist({}), wheel()], []);

  expect(metadata.from).toBeNull();
  expect(metadata.to).toEqual((await profileOf(wheel())).metadata);
});

describe('properties', () => {
  const moments: readonly When[] = ['install', 'startup', 'import', 'plugin', 'command', 'call', 'test'];
  const anyBehaviour = fc
    .record({
      fingerprint: fc.constantFrom('f', 'g'),
      when: fc.subarray([...moments], { minLength: 1 }),
      line: fc.nat(5),
      path: fc.constantFrom('a.py', 'b.py'),
      silenced: fc.boolean(),
    })
    .map(({ fingerprint, when, line, path, silenced }) =>
      behaviour({
        fingerprint,
        when,
        traits: silenced ? ['silenced-output'] : [],
        at: { ...behaviour().at, line, path },
      }),
    );
  const anyProfile = fc.array(anyBehaviour, { maxLength: 12 }).map((behaviours): Profile => ({ ...EMPTY, behaviours }));
  const isQuiet = ({ behaviours, surfaces, files, topLevelNames, requiresDist }: ProfileDelta): boolean =>
    [behaviours, surfaces, files, topLevelNames, requiresDist].every(
      ({ added, changed, gone }) => added.length + changed.length + gone.length === 0,
    );

  test('nothing is new against itself', () => {
    fc.assert(
      fc.property(fc.array(anyProfile, { maxLength: 3 }), (all) => {
        expect(isQuiet(compareProfiles(all, all, BASELINE))).toBe(true);
      }),
      { seed: 3 },
    );
  });

  test('order makes no difference', () => {
    fc.assert(
      fc.property(anyProfile, anyProfile, (head, base) => {
        const one = compareProfiles([head], [base], BASELINE).behaviours;
        const other = compareProfiles(
          [{ ...head, behaviours: head.behaviours.toReversed() }],
          [base],
          BASELINE,
        ).behaviours;
        expect(other.added.length).toBe(one.added.length);
        expect(other.gone.length).toBe(one.gone.length);
      }),
      { seed: 3 },
    );
  });

  test('without a base everything is added', () => {
    fc.assert(
      fc.property(anyProfile, (head) => {
        const { behaviours } = compareProfiles([head], [], { kind: 'none', reason: 'first release' });
        expect(behaviours.changed).toEqual([]);
        expect(behaviours.added.length > 0).toBe(head.behaviours.length > 0);
      }),
      { seed: 3 },
    );
  });

  test('a real release against itself is quiet', async () => {
    const built = [
      wheel({ 'demo.pth': 'import demo\n', 'demo/a.py': 'import os\nos.system("true")\n' }, { requires: ['six'] }),
      sdist({ 'setup.py': 'import os\nos.system("true")\n' }),
    ];

    expect(isQuiet(await compare(built, built))).toBe(true);
  });
});
