import { describe, expect, test } from '@jest/globals';
import { packagingFileFor, projectNamedBy } from '../../src/evidence/packaging.js';
import { normalizeName } from '../../src/model/names.js';

describe('the packaging file of a project is', () => {
  test.each([
    { name: 'the one at the root', paths: ['README.md', 'setup.py', 'pyproject.toml'], is: 'pyproject.toml' },
    {
      name: 'the one in a folder of its name',
      paths: ['pyproject.toml', 'packages/demo_core/setup.cfg', 'packages/cli/setup.py'],
      is: 'packages/demo_core/setup.cfg',
    },
    {
      name: 'the one in folders that spell its name',
      paths: ['pyproject.toml', 'demo/core/pyproject.toml'],
      is: 'demo/core/pyproject.toml',
    },
    {
      name: 'the one in the folder of its last word',
      paths: ['libs/core/pyproject.toml', 'libs/cli/pyproject.toml'],
      is: 'libs/core/pyproject.toml',
    },
    { name: 'the only one', paths: ['python/pyproject.toml'], is: 'python/pyproject.toml' },
    {
      name: 'none among many that are not called like it',
      paths: ['pyproject.toml', 'a/setup.py', 'b/setup.py', 'c/setup.py'],
      is: null,
    },
    { name: 'none in tests and examples', paths: ['tests/demo-core/setup.py', 'examples/a/pyproject.toml'], is: null },
    { name: 'none in a repository without one', paths: ['index.js'], is: null },
  ])('$name', ({ paths, is }) => {
    expect(packagingFileFor(normalizeName('demo-core'), paths)).toBe(is);
  });
});

describe('the project that is named', () => {
  test.each([
    { name: 'by PEP 621', path: 'pyproject.toml', text: '[project]\nname = "Demo.Core"\n', is: 'demo-core' },
    { name: 'by Poetry', path: 'a/pyproject.toml', text: '[tool.poetry]\nname = "demo-core"\n', is: 'demo-core' },
    { name: 'by flit', path: 'pyproject.toml', text: '[tool.flit.metadata]\nmodule = "demo_core"\n', is: 'demo-core' },
    { name: 'not by a tool', path: 'pyproject.toml', text: '[tool.other]\nname = "x"\n', is: null },
    { name: 'not by broken TOML', path: 'pyproject.toml', text: '[project\nname = "x"', is: null },
    {
      name: 'by setup.cfg',
      path: 'setup.cfg',
      text: '[options]\nname = no\n[metadata]\nversion = 1\nname = demo-core\n',
      is: 'demo-core',
    },
    {
      name: 'not by another section of setup.cfg',
      path: 'setup.cfg',
      text: '[metadata]\n[options]\nname = no\n',
      is: null,
    },
    {
      name: 'by setup.py',
      path: 'setup.py',
      text: 'setup(\n  name="demo-core",\n  full_name="x",\n)\n',
      is: 'demo-core',
    },
    { name: 'not by a setup.py that names two', path: 'setup.py', text: "name = 'a'\nif gpu: name = 'b'\n", is: null },
    { name: 'not by a setup.py that computes it', path: 'setup.py', text: 'setup(name=NAME)', is: null },
    { name: 'not by a text that is no name', path: 'setup.py', text: 'setup(name="-")', is: null },
  ])('$name', ({ path, text, is }) => {
    expect(projectNamedBy(path, text)).toBe(is);
  });
});
