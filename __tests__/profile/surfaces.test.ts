import { describe, expect, test } from '@jest/globals';
import { sdist } from '../support/sdist.js';
import { type Files, wheel } from '../support/wheel.js';
import { profileOf, surfacesOf } from './harness.js';

const own = 'import package-init: import demo';

describe('surfaces of a wheel', () => {
  interface Row {
    readonly name: string;
    readonly files: Files;
    readonly entryPoints?: string;
    readonly surfaces: readonly string[];
  }

  test.each<Row>([
    { name: 'a package', files: {}, surfaces: [] },
    { name: 'a module at the top', files: { 'extra.py': '' }, surfaces: ['import package-init: import extra'] },
    {
      name: 'executable lines of a .pth, the others left out',
      files: { 'demo.pth': '# note\n/opt/x\nimport a; a.b()\n\nimport\tc\nimportant\n import d\n' },
      surfaces: ['startup pth: import a; a.b()\nimport\tc'],
    },
    { name: 'a .pth that only adds a path', files: { 'demo.pth': 'vendor\n' }, surfaces: [] },
    {
      name: 'a .pth with carriage returns',
      files: { 'demo.pth': 'x\rimport a\rb' },
      surfaces: ['startup pth: import a'],
    },
    {
      name: 'a line that only newer Pythons take for one',
      files: { 'demo.pth': 'path\u2028import a\n' },
      surfaces: ['startup pth: import a'],
    },
    {
      name: 'a .pth with a byte order mark',
      files: { 'demo.pth': '\ufeffimport a\n' },
      surfaces: ['startup pth: import a'],
    },
    { name: 'a .pth in a folder is data', files: { 'demo/model.pth': 'import a\n' }, surfaces: [] },
    {
      name: 'a .pth in .data/platlib',
      files: { 'demo-1.0.0.data/platlib/x.pth': 'import a\n' },
      surfaces: ['startup pth: import a'],
    },
    {
      name: 'a .pth sent to site-packages by .data/data',
      files: { 'demo-1.0.0.data/data/lib/python3.12/site-packages/x.pth': 'import a\n' },
      surfaces: ['startup pth: import a'],
    },
    {
      name: 'a .start file',
      files: { 'demo.start': 'demo.boot:main # go\n' },
      surfaces: ['startup start: demo.boot:main'],
    },
    { name: 'sitecustomize in a folder is a module', files: { 'demo/sitecustomize.py': '' }, surfaces: [] },
    {
      name: 'scripts and plugins',
      files: {},
      entryPoints: '[console_scripts]\nrun = demo.cli:main [extra]\n\n# none\n[pytest11]\ndemo=demo.plug\n',
      surfaces: [
        'command console-script: run = demo.cli:main',
        'plugin plugin-entry-point: [pytest11] demo = demo.plug',
      ],
    },
    { name: 'setup.py in a wheel is none', files: { 'setup.py': '' }, surfaces: [] },
  ])('$name', async ({ files, entryPoints, surfaces }) => {
    const profile = await profileOf(wheel(files, entryPoints === undefined ? {} : { entryPoints }));

    expect(surfacesOf(profile).filter((surface) => surface !== own)).toEqual(surfaces);
  });

  test('a script file is known by its content', async () => {
    const profile = await profileOf(wheel({ 'demo-1.0.0.data/scripts/go': '#!/bin/sh\n' }));

    expect(surfacesOf(profile)[0]).toMatch(/^command script-file: go sha256:[0-9a-f]{64}$/u);
  });

  test('a surface points at its line', async () => {
    const { surfaces } = await profileOf(wheel({ 'demo.pth': 'x\n\nimport a\n' }));

    expect(surfaces[0]?.at).toMatchObject({ path: 'demo.pth', line: 3, excerpt: 'import a' });
  });
});

describe('surfaces of an sdist', () => {
  test('setup.py, hooks and entry points by whichever file declares them, once', async () => {
    const profile = await profileOf(
      sdist({
        'setup.py': '',
        'setup.cfg': '[options.entry_points]\nconsole_scripts =\n    run = demo.cli:main\n    other = demo.cli:other\n',
        'demo.egg-info/entry_points.txt': '[console_scripts]\nrun = demo.cli:main\n',
      }),
    );

    expect(surfacesOf(profile)).toEqual([
      'install setup-py: setup.py',
      'command console-script: run = demo.cli:main',
      'command console-script: other = demo.cli:other',
      own,
    ]);
  });

  test('a backend of its own is told with its path', async () => {
    const profile = await profileOf(
      sdist({
        'pyproject.toml': '[build-system]\nrequires = []\nbuild-backend = "b.c:d"\nbackend-path = ["."]\n',
        'b/c.py': '',
      }),
    );

    expect(surfacesOf(profile)).toContain('install build-backend: build-backend = "b.c:d", backend-path = ["."]');
  });

  test('a pyproject.toml that is no TOML is a gap and does not stop the reading', async () => {
    const { gaps } = await profileOf(sdist({ 'pyproject.toml': '[[[' }));
    expect(gaps.map(({ message }) => message)).toEqual([
      'pyproject.toml is no TOML that can be read, so the build hooks it may name are unknown.',
    ]);
    expect(surfacesOf(await profileOf(sdist({ 'pyproject.toml': '[[[', 'setup.py': '' })))).toContain(
      'install setup-py: setup.py',
    );
  });
});
