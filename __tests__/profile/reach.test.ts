import { describe, expect, test } from '@jest/globals';
import type { When } from '../../src/model/profile.js';
import { type SdistOptions, sdist } from '../support/sdist.js';
import { type Files, type WheelOptions, wheel } from '../support/wheel.js';
import { momentsOf, profileOf } from './harness.js';

const RUN = "import subprocess\nsubprocess.run(['true'])\n";
const IN_FUNCTION = "import subprocess\ndef act():\n    subprocess.run(['true'])\n";

interface Row<Options> {
  readonly name: string;
  readonly files: Files;
  readonly options?: Options;
  readonly when: readonly When[];
}

describe('in a wheel, a process is started', () => {
  test.each<Row<WheelOptions>>([
    { name: 'by a package body on import', files: { 'demo/__init__.py': RUN }, when: ['import'] },
    { name: 'by any importable module on import', files: { 'demo/sub/deep.py': RUN }, when: ['import'] },
    { name: 'by a function that nobody calls: when called', files: { 'demo/a.py': IN_FUNCTION }, when: ['call'] },
    { name: 'by a function that its module calls', files: { 'demo/a.py': `${IN_FUNCTION}act()\n` }, when: ['import'] },
    {
      name: 'by a function that another module calls',
      files: { 'demo/a.py': IN_FUNCTION, 'demo/__init__.py': 'from .a import act\nact()\n' },
      when: ['import'],
    },
    {
      name: 'through a package’s alias of it',
      files: {
        'demo/a.py': IN_FUNCTION,
        'demo/__init__.py': 'from .a import act\n',
        'other.py': 'import demo\ndemo.act()\n',
      },
      when: ['import'],
    },
    {
      name: 'in a thread that the package starts',
      files: { 'demo/__init__.py': `import threading\n${IN_FUNCTION}threading.Thread(target=act).start()\n` },
      when: ['import'],
    },
    {
      name: 'by a line of a .pth',
      files: { 'demo.pth': 'import subprocess; subprocess.run(["true"])\n' },
      when: ['startup'],
    },
    {
      name: 'by a module that a .pth imports',
      files: { 'demo.pth': 'import demo._boot\n', 'demo/_boot.py': RUN },
      when: ['startup', 'import'],
    },
    {
      name: 'by a function that a .pth calls',
      files: { 'demo.pth': 'import demo._boot; demo._boot.act()\n', 'demo/_boot.py': IN_FUNCTION },
      when: ['startup'],
    },
    {
      name: 'by a .pth in .data/purelib',
      files: { 'demo-1.0.0.data/purelib/demo.pth': 'import demo._boot\n', 'demo/_boot.py': RUN },
      when: ['startup', 'import'],
    },
    {
      name: 'by the target of a .start file',
      files: { 'demo.start': '# hooks\ndemo._boot:act\n', 'demo/_boot.py': IN_FUNCTION },
      when: ['startup'],
    },
    { name: 'by sitecustomize', files: { 'sitecustomize.py': RUN }, when: ['startup', 'import'] },
    {
      name: 'by a console script',
      files: { 'demo/cli.py': IN_FUNCTION },
      options: { entryPoints: '[console_scripts]\ndemo = demo.cli:act\n' },
      when: ['command'],
    },
    {
      name: 'by a plugin function',
      files: { 'demo/plug.py': IN_FUNCTION },
      options: { entryPoints: '[pytest11]\ndemo = demo.plug:act\n' },
      when: ['plugin'],
    },
    {
      name: 'by a method of a plugin class',
      files: { 'demo/plug.py': "import subprocess\nclass P:\n    def go(self):\n        subprocess.run(['true'])\n" },
      options: { entryPoints: '[flake8.extension]\nD = demo.plug:P\n' },
      when: ['plugin'],
    },
    {
      name: 'by a module that is a plugin',
      files: { 'demo/plug.py': RUN },
      options: { entryPoints: '[pytest11]\ndemo = demo.plug\n' },
      when: ['import', 'plugin'],
    },
    {
      name: 'by a script of the wheel',
      files: { 'demo-1.0.0.data/scripts/demo': `#!python\n${RUN}` },
      when: ['command'],
    },
    { name: 'by __main__.py', files: { 'demo/__main__.py': RUN }, when: ['command'] },
    {
      name: 'under __name__ == "__main__"',
      files: { 'demo/a.py': "import subprocess\nif __name__ == '__main__':\n    subprocess.run(['true'])\n" },
      when: ['command'],
    },
    { name: 'in a test', files: { 'demo/tests/test_a.py': RUN }, when: ['test'] },
    {
      name: 'in a test that the package imports',
      files: { 'demo/tests/helper.py': RUN, 'demo/__init__.py': 'from demo.tests import helper\n' },
      when: ['import'],
    },
    { name: 'in a setup.py that a wheel carries along', files: { 'setup.py': RUN }, when: ['call'] },
  ])('$name', async ({ files, options, when }) => {
    expect(momentsOf(await profileOf(wheel(files, options)), 'run-process')).toEqual([when]);
  });
});

describe('in an sdist, a process is started', () => {
  const pyproject = (text: string): string => `[build-system]\nrequires = []\n${text}`;

  test.each<Row<SdistOptions>>([
    { name: 'by the body of setup.py', files: { 'setup.py': RUN }, when: ['install'] },
    {
      name: 'under __main__ of setup.py, as setuptools runs it',
      files: { 'setup.py': "import subprocess\nif __name__ == '__main__':\n    subprocess.run(['true'])\n" },
      when: ['install'],
    },
    {
      name: 'by a command class of setup.py',
      files: {
        'setup.py':
          "import subprocess\nfrom setuptools import setup\nfrom setuptools.command.install import install\nclass I(install):\n    def run(self):\n        subprocess.run(['true'])\nsetup(name='demo', cmdclass={'install': I})\n",
      },
      when: ['install'],
    },
    {
      name: 'by a helper that setup.py imports',
      files: { 'setup.py': 'import helper\nhelper.act()\n', 'helper.py': IN_FUNCTION },
      when: ['install'],
    },
    {
      name: 'by a package that setup.py imports',
      files: { 'setup.py': 'from demo import __version__\n', 'demo/__init__.py': RUN },
      when: ['install', 'import'],
    },
    {
      name: 'by a package below src on import',
      files: { 'src/demo/a.py': RUN, 'src/demo/__init__.py': '' },
      when: ['import'],
    },
    {
      name: 'by a backend in the tree',
      files: {
        'pyproject.toml': pyproject('build-backend = "backend"\nbackend-path = ["_build"]\n'),
        '_build/backend.py':
          'import subprocess\ndef build_wheel(directory, settings=None, metadata=None):\n    subprocess.run(["true"])\n',
      },
      when: ['install'],
    },
    {
      name: 'by a hatch build hook',
      files: {
        'pyproject.toml': pyproject('build-backend = "hatchling.build"\n[tool.hatch.build.hooks.custom]\n'),
        'hatch_build.py':
          "import subprocess\nclass Hook:\n    def initialize(self, version, data):\n        subprocess.run(['true'])\n",
      },
      when: ['install'],
    },
    {
      name: 'by a pdm build hook',
      files: { 'pyproject.toml': pyproject('build-backend = "pdm.backend"\n'), 'pdm_build.py': IN_FUNCTION },
      when: ['install'],
    },
    {
      name: 'by a poetry build script',
      files: {
        'pyproject.toml': pyproject(
          'build-backend = "poetry.core.masonry.api"\n[tool.poetry.build]\nscript = "build.py"\n',
        ),
        'build.py': RUN,
      },
      when: ['install'],
    },
    { name: 'by a maintenance script, which nothing runs', files: { 'tools/release.py': RUN }, when: ['call'] },
    {
      name: 'by a script of pyproject.toml',
      files: {
        'pyproject.toml': pyproject('build-backend = "flit_core.buildapi"\n[project.scripts]\ndemo = "demo.cli:act"\n'),
        'demo/cli.py': IN_FUNCTION,
      },
      when: ['command'],
    },
    {
      name: 'by a .pth below src',
      files: { 'src/demo.pth': 'import subprocess; subprocess.run(["true"])\n' },
      when: ['startup'],
    },
    { name: 'in the configuration of the documentation', files: { 'docs/conf.py': RUN }, when: ['test'] },
  ])('$name', async ({ files, options, when }) => {
    expect(momentsOf(await profileOf(sdist(files, options)), 'run-process')).toEqual([when]);
  });
});
