import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { manifestKind, readManifest } from '../../src/manifests/read.js';

const read = (path: string, text: string) => readManifest(new TextEncoder().encode(text), path);
const wishes = (path: string, text: string) =>
  read(path, text)?.dependencies.map(
    ({ ecosystem, name, group }) => `${ecosystem} ${name}${group === '' ? '' : ` (${group})`}`,
  );

test.each([
  { path: 'pyproject.toml', kind: 'pyproject' },
  { path: 'a/setup.cfg', kind: 'setup-cfg' },
  { path: 'a/setup.py', kind: 'setup-py' },
  { path: 'Pipfile', kind: 'pipfile' },
  { path: 'requirements/dev.in', kind: 'requirements-in' },
  { path: 'dev-requirements.in', kind: 'requirements-in' },
  { path: 'environment-gpu.yaml', kind: 'environment' },
  { path: 'pixi.toml', kind: 'pixi' },
  { path: 'Pipfile.lock', kind: null },
  { path: 'src/environment.py', kind: null },
  { path: 'MANIFEST.in', kind: null },
])('$path is a manifest of kind $kind', ({ path, kind }) => expect(manifestKind(path)).toBe(kind));

describe('what a manifest asks for', () => {
  test.each([
    {
      name: 'PEP 621, its extras and PEP 735 groups',
      path: 'pyproject.toml',
      text: '[project]\nname = "demo"\ndependencies = ["Flask>=3"]\n[project.optional-dependencies]\nmd = ["markdown"]\n[dependency-groups]\ndev = ["pytest", {include-group = "docs"}]\ndocs = ["mkdocs"]\n',
      is: ['pypi flask', 'pypi markdown (md)', 'pypi pytest (dev)', 'pypi mkdocs (docs)'],
    },
    {
      name: 'Poetry, without Python itself',
      path: 'pyproject.toml',
      text: '[tool.poetry.dependencies]\npython = "^3.11"\nPySocks = "*"\n[tool.poetry.dev-dependencies]\nruff = "*"\n[tool.poetry.group.docs.dependencies]\nmkdocs = {version = "*", optional = true}\n',
      is: ['pypi pysocks', 'pypi ruff (dev)', 'pypi mkdocs (docs)'],
    },
    {
      name: 'PDM and uv',
      path: 'pyproject.toml',
      text: '[tool.pdm.dev-dependencies]\ntest = ["pytest"]\n[tool.uv]\ndev-dependencies = ["ruff"]\n',
      is: ['pypi pytest (test)', 'pypi ruff (dev)'],
    },
    {
      name: 'pixi in pyproject.toml',
      path: 'pyproject.toml',
      text: '[tool.pixi.dependencies]\nnumpy = "*"\n[tool.pixi.pypi-dependencies]\nrich = "*"\n',
      is: ['pypi rich', 'conda numpy'],
    },
    {
      name: 'pixi.toml with features and targets',
      path: 'pixi.toml',
      text: '[pypi-dependencies]\nrich = "*"\n[target.win-64.dependencies]\nvs = "*"\n[feature.test.pypi-dependencies]\npytest = "*"\n',
      is: ['pypi rich', 'conda vs (win-64)', 'pypi pytest (test)'],
    },
    {
      name: 'every category of a Pipfile',
      path: 'Pipfile',
      text: '[[source]]\nurl = "https://pypi.org/simple"\n[packages]\nflask = "*"\n[dev-packages]\npytest = {version = "*"}\n[docs]\nmkdocs = "*"\n[requires]\npython_version = "3.11"\n',
      is: ['pypi flask', 'pypi pytest (dev-packages)', 'pypi mkdocs (docs)'],
    },
    {
      name: 'setup.cfg',
      path: 'setup.cfg',
      text: '[metadata]\nname = demo\n[options]\ninstall_requires =\n    flask>=3\n    rich ; python_version < "3.12"  # colours\npackages = find:\n[options.extras_require]\nmd =\n    markdown\n',
      is: ['pypi flask', 'pypi rich', 'pypi markdown (md)'],
    },
    {
      name: 'the literal list of setup.py',
      path: 'setup.py',
      text: 'from setuptools import setup\nsetup(name="demo", install_requires=[\n    "flask>=3",  # "no"\n    \'rich\',\n])\n',
      is: ['pypi flask', 'pypi rich'],
    },
    {
      name: 'requirements.in',
      path: 'requirements.in',
      text: '# top\nflask>=3\nrich[jupyter]\n',
      is: ['pypi flask', 'pypi rich'],
    },
    {
      name: 'environment.yml with pip’s list',
      path: 'environment.yml',
      text: 'name: demo\nchannels: [conda-forge]\ndependencies:\n  - python=3.11\n  - conda-forge::numpy >=2\n  - pip:\n    - flask>=3\n',
      is: ['conda python', 'conda numpy', 'pypi flask'],
    },
  ])('$name', ({ path, text, is }) => expect(wishes(path, text)).toEqual(is));

  test.each([
    { name: 'white space and order of clauses', one: '["a>=1,<2"]', other: '["a <2, >=1"]', same: true },
    { name: 'another bound', one: '["a>=1"]', other: '["a>=2"]', same: false },
    { name: 'another marker', one: '["a"]', other: '["a; os_name == \'nt\'"]', same: false },
    { name: 'another extra', one: '["a[x]"]', other: '["a[y]"]', same: false },
  ])('is compared by meaning: $name', ({ one, other, same }) => {
    const [before, after] = [one, other].map((list) => read('pyproject.toml', `[project]\ndependencies = ${list}\n`));
    expect(before?.dependencies[0]?.wanted === after?.dependencies[0]?.wanted).toBe(same);
  });
});

describe('a manifest that does not tell everything is incomplete', () => {
  test.each([
    { name: 'a plain one', path: 'pyproject.toml', text: '[project]\ndependencies = []\n', is: true },
    {
      name: 'computed dependencies',
      path: 'pyproject.toml',
      text: '[project]\ndynamic = ["dependencies"]\n',
      is: false,
    },
    {
      name: 'a dependency that is none',
      path: 'pyproject.toml',
      text: '[project]\ndependencies = ["a b"]\n',
      is: false,
    },
    { name: 'no TOML', path: 'pyproject.toml', text: '[project', is: false },
    { name: 'a program', path: 'setup.py', text: 'setup(install_requires=["a"])\n', is: false },
    {
      name: 'a list from a file',
      path: 'setup.cfg',
      text: '[options]\ninstall_requires = file: requirements.txt\n',
      is: false,
    },
    { name: 'an include', path: 'requirements.in', text: '-r base.in\n', is: false },
  ])('$name: $is', ({ path, text, is }) => expect(read(path, text)?.complete).toBe(is));

  test('a program with two lists or a computed one tells nothing', () => {
    expect(wishes('setup.py', 'install_requires=["a"]\ninstall_requires = ["b"]\n')).toEqual([]);
    expect(wishes('setup.py', 'setup(install_requires=[read("x")])\n')).toEqual([]);
  });
});

describe('hostile text', () => {
  const KINDS = [
    'pyproject.toml',
    'setup.cfg',
    'setup.py',
    'Pipfile',
    'requirements.in',
    'environment.yml',
    'pixi.toml',
  ];

  test.each(KINDS.map((path) => ({ path })))('never makes $path throw', ({ path }) => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(read(path, text)?.path).toBe(path);
      }),
    );
  });

  test.each([
    {
      name: 'comments in a list that never closes',
      path: 'setup.py',
      text: `install_requires=[${'#\n#'.repeat(200_000)}`,
    },
    { name: 'many starts of a list', path: 'setup.py', text: 'install_requires=[\n#'.repeat(50_000) },
    { name: 'deep YAML', path: 'environment.yml', text: `dependencies: ${'['.repeat(50_000)}` },
    { name: 'deep TOML', path: 'pyproject.toml', text: `a = ${'['.repeat(50_000)}` },
  ])('is read in linear time: $name', ({ path, text }) => {
    expect(read(path, text)?.dependencies).toEqual([]);
  });

  test('cannot write to a prototype', () => {
    read('environment.yml', '__proto__:\n  polluted: 1\ndependencies: []\n');
    read('Pipfile', '["__proto__"]\npolluted = 1\n');
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});
