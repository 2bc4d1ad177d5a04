import { describe, expect, test } from '@jest/globals';
import type { Disagreement } from '../../src/model/profile.js';
import { compareDistributions } from '../../src/profile/disagreements.js';
import { sdist } from '../support/sdist.js';
import { type BuiltDistribution, type Files, wheel } from '../support/wheel.js';
import { profileOf } from './harness.js';

const linux = (files: Files = {}): BuiltDistribution => wheel(files, { tags: 'cp312-cp312-manylinux_2_17_x86_64' });
const mac = (files: Files = {}): BuiltDistribution => wheel(files, { tags: 'cp312-cp312-macosx_11_0_arm64' });
const windows = (files: Files = {}): BuiltDistribution => wheel(files, { tags: 'cp312-cp312-win_amd64' });

const compare = async (
  head: readonly BuiltDistribution[],
  base: readonly BuiltDistribution[] = [],
): Promise<readonly Disagreement[]> => {
  const profiles = (built: readonly BuiltDistribution[]) => Promise.all(built.map((one) => profileOf(one)));
  return compareDistributions(await profiles(head), await profiles(base));
};

const RUN = 'import subprocess\nsubprocess.run(["true"])\n';
const PURE = 'x = 1\n';

describe('a release agrees with itself', () => {
  interface Row {
    readonly name: string;
    readonly head: readonly BuiltDistribution[];
  }
  test.each<Row>([
    { name: 'one distribution alone', head: [linux({ 'demo/a.py': RUN })] },
    { name: 'the same files everywhere', head: [linux({ 'demo/a.py': PURE }), windows({ 'demo/a.py': PURE })] },
    {
      name: 'sources below src',
      head: [
        linux({ 'demo/a.py': PURE }),
        sdist({ 'demo/__init__.py': null, 'src/demo/__init__.py': "__version__ = '1.0.0'\n", 'src/demo/a.py': PURE }),
      ],
    },
    {
      name: 'sources in a folder that only the build knows',
      head: [
        linux({ 'demo/a.py': PURE, 'demo/b.py': 'y = 2\n' }),
        sdist({
          'demo/__init__.py': null,
          'Lib/py/__init__.py': "__version__ = '1.0.0'\n",
          'Lib/py/a.py': PURE,
          'Lib/py/b.py': 'y = 2\n',
        }),
      ],
    },
    {
      name: 'such a folder, of which every file has other line ends',
      head: [
        linux({ 'demo/__init__.py': 'v = 1\r\n', 'demo/a.py': 'x = 1\r\n', 'demo/b.py': 'y = 2\r\n' }),
        sdist({
          'demo/__init__.py': null,
          'Lib/py/__init__.py': 'v = 1\n',
          'Lib/py/a.py': PURE,
          'Lib/py/b.py': 'y = 2\n',
        }),
      ],
    },
    {
      name: 'tests in the sdist alone',
      head: [linux(), sdist({ 'demo/tests/test_a.py': RUN, 'tests/test_b.py': RUN })],
    },
    {
      name: 'tools beside the packages of an sdist',
      head: [linux(), sdist({ 'setup.py': RUN, 'tools/make.py': RUN, 'noxfile.py': RUN })],
    },
    {
      name: 'a module that one wheel has compiled',
      head: [
        linux({ 'demo/a.py': PURE }),
        windows({ 'demo/a.cp312-win_amd64.pyd': 'MZ' }),
        sdist({ 'demo/a.py': PURE }),
      ],
    },
    {
      name: 'files in .data folders',
      head: [linux({ 'demo/a.py': PURE }), windows({ 'demo-1.0.0.data/purelib/demo/a.py': PURE })],
    },
    {
      name: 'a wheel whose line ends are those of Windows',
      head: [
        linux({ 'demo/__init__.py': PURE, 'demo/a.py': PURE, 'demo/b.py': PURE }),
        mac({ 'demo/__init__.py': PURE, 'demo/a.py': PURE, 'demo/b.py': PURE }),
        windows({ 'demo/__init__.py': 'x = 1\r\n', 'demo/a.py': 'x = 1\r\n', 'demo/b.py': 'x = 1\r\n' }),
      ],
    },
  ])('$name', async ({ head }) => {
    expect(await compare(head)).toEqual([]);
  });
});

describe('tells', () => {
  test('a module of one wheel, with what it does', async () => {
    const odd = windows({ 'demo/_boot.py': RUN });
    const [disagreement] = await compare([linux(), mac(), odd]);

    expect(disagreement).toMatchObject({
      path: 'demo/_boot.py',
      kind: 'only-in',
      artifacts: [odd.filename],
      others: [linux().filename, mac().filename],
      isNew: true,
      behaviours: [{ act: 'run-process', when: ['import'] }],
    });
  });

  test('the rarer text of a module that all have', async () => {
    const odd = mac({ 'demo/__init__.py': `__version__ = '1.0.0'\n${RUN}` });
    const [disagreement] = await compare([linux(), odd, windows(), sdist()]);

    expect(disagreement).toMatchObject({ path: 'demo/__init__.py', kind: 'differs', artifacts: [odd.filename] });
    expect(disagreement?.behaviours).toHaveLength(1);
  });

  test('the wheel, not the sdist, where one differs from the other', async () => {
    const built = linux({ 'demo/__init__.py': PURE });

    expect(await compare([sdist(), built])).toMatchObject([{ kind: 'differs', artifacts: [built.filename] }]);
  });

  test('a module that the sdist alone has, and one that it lacks', async () => {
    const disagreements = await compare([linux({ 'demo/a.py': PURE }), sdist({ 'demo/b.py': RUN })]);

    expect(disagreements).toMatchObject([
      { path: 'demo/b.py', artifacts: [sdist().filename] },
      { path: 'demo/a.py', artifacts: [linux().filename] },
    ]);
  });

  test('an act as nobody’s own where the others do it in another file', async () => {
    const disagreements = await compare([linux({ 'demo/a.py': RUN }), mac({ 'demo/b.py': RUN })]);

    expect(disagreements.map(({ path, behaviours }) => ({ path, acts: behaviours.length }))).toEqual([
      { path: 'demo/a.py', acts: 0 },
      { path: 'demo/b.py', acts: 0 },
    ]);
  });

  test('what a wheel with other line ends does besides', async () => {
    const odd = windows({ 'demo/__init__.py': 'x = 1\r\n', 'demo/a.py': `x = 1\r\n${RUN}`, 'demo/b.py': 'x = 1\r\n' });
    const disagreements = await compare([
      linux({ 'demo/__init__.py': PURE, 'demo/a.py': PURE, 'demo/b.py': PURE }),
      odd,
    ]);

    expect(disagreements).toMatchObject([{ path: 'demo/a.py', kind: 'differs' }]);
  });
});

describe('against a baseline', () => {
  test('what differed among files that all differed is old', async () => {
    const crlf = (text: string): string => text.replaceAll('\n', '\r\n');
    const files: Files = {
      'demo/__init__.py': PURE,
      'demo/a.py': PURE,
      'demo/b.py': 'y = 2\n',
      'demo/c.py': 'z = 3\n',
    };
    const rewritten = Object.fromEntries(Object.entries(files).map(([path, text]) => [path, crlf(String(text))]));
    const before = [windows(rewritten), sdist(files)];
    const now = [windows({ ...files, 'demo/a.py': crlf(PURE), 'demo/b.py': 'y = 2\r\n' }), sdist(files)];

    expect(await compare(now, before)).toEqual([]);
  });

  test('what differed in the same file before is old', async () => {
    const before = [linux({ 'demo/a.py': PURE }), windows()];

    expect(await compare([linux({ 'demo/a.py': 'x = 2\n' }), windows()], before)).toEqual([]);
  });

  test('a new act in a file that always differed is told', async () => {
    const before = [linux({ 'demo/a.py': PURE }), windows()];
    const [disagreement] = await compare([linux({ 'demo/a.py': RUN }), windows()], before);

    expect(disagreement).toMatchObject({ path: 'demo/a.py', isNew: false, behaviours: [{ act: 'run-process' }] });
  });

  test('an act that the baseline had is not', async () => {
    const before = [linux({ 'demo/b.py': RUN }), windows({ 'demo/b.py': RUN })];
    const [disagreement] = await compare([linux({ 'demo/a.py': RUN }), windows()], before);

    expect(disagreement).toMatchObject({ path: 'demo/a.py', isNew: true, behaviours: [] });
  });
});
