import { describe, expect, test } from '@jest/globals';
import { sdist } from '../support/sdist.js';
import { type Files, wheel } from '../support/wheel.js';
import { momentsOf, profileOf, surfacesOf } from './harness.js';

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
      name: 'a .pth sent to site-packages as Windows names it',
      files: { 'demo-1.0.0.data/data/Lib/site-packages/x.pth': 'import a\n' },
      surfaces: ['startup pth: import a'],
    },
    {
      name: 'what pytest imports where it looks',
      files: { 'conftest.py': '' },
      surfaces: ['plugin plugin-entry-point: [pytest11] conftest.py'],
    },
    { name: 'a conftest.py in a folder waits for its tests', files: { 'demo/tests/conftest.py': '' }, surfaces: [] },
    {
      name: 'what enables an extension of Jupyter',
      files: { 'demo-1.0.0.data/data/etc/jupyter/jupyter_server_config.d/demo.json': '{}' },
      surfaces: ['plugin plugin-entry-point: [jupyter] etc/jupyter/jupyter_server_config.d/demo.json'],
    },
    {
      name: 'what IPython runs when it starts',
      files: { 'demo-1.0.0.data/data/etc/ipython/startup/00.py': '' },
      surfaces: ['plugin plugin-entry-point: [ipython] etc/ipython/startup/00.py'],
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

  const RUN = "import subprocess\nsubprocess.run(['true'])\n";
  const COMMAND =
    "import subprocess\nfrom setuptools.command.build_ext import build_ext\nclass Build(build_ext):\n    def build_extensions(self):\n        subprocess.run(['true'])\n";

  test.each<{ readonly name: string; readonly files: Files; readonly surface: string }>([
    {
      name: 'a script that cffi runs',
      files: {
        'setup.py': 'from setuptools import setup\nsetup(name="demo", cffi_modules=["tools/build.py:ffi"])\n',
        'tools/build.py': RUN,
      },
      surface: 'install build-hook: cffi: tools/build.py',
    },
    {
      name: 'a command class in pyproject.toml',
      files: {
        'pyproject.toml': '[tool.setuptools.cmdclass]\nbuild_ext = "tools.build.Build"\n',
        'tools/build.py': COMMAND,
      },
      surface: 'install build-hook: setuptools: tools.build:Build',
    },
    {
      name: 'a command class in setup.cfg',
      files: { 'setup.cfg': '[options]\ncmdclass =\n    build_ext = tools.build.Build\n', 'tools/build.py': COMMAND },
      surface: 'install build-hook: setuptools: tools.build:Build',
    },
    {
      name: 'a command class that setup.py imports',
      files: {
        'setup.py':
          'from setuptools import setup\nfrom tools.build import Build\nsetup(name="demo", cmdclass={"build_ext": Build})\n',
        'tools/build.py': COMMAND,
      },
      surface: 'install setup-py: setup.py',
    },
    {
      name: 'a version that PDM asks the project for',
      files: {
        'pyproject.toml': '[tool.pdm.version]\nsource = "call"\ngetter = "tools.build:version(1)"\n',
        'tools/build.py': `import subprocess\ndef version(x):\n    subprocess.run(['true'])\n`,
      },
      surface: 'install build-hook: pdm: tools.build:version',
    },
    {
      name: 'a metadata provider of scikit-build',
      files: {
        'pyproject.toml': '[tool.scikit-build.metadata.version]\nprovider = "mine"\nprovider-path = "plugins"\n',
        'plugins/mine.py': RUN,
      },
      surface: 'install build-hook: scikit-build: plugins/mine.py',
    },
  ])('$name runs when the project is built', async ({ files, surface }) => {
    const profile = await profileOf(sdist(files));
    expect(surfacesOf(profile)).toContain(surface);
    expect(momentsOf(profile, 'run-process').map(([soonest]) => soonest)).toEqual(['install']);
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
