import { describe, expect, test } from '@jest/globals';
import { sdist } from '../support/sdist.js';
import { type Files, wheel } from '../support/wheel.js';
import { profileOf, surfacesOf } from './harness.js';

const HOOK = 'install build-hook: setuptools: ';
const CFG = { 'setup.cfg': '[metadata]\nversion = attr: demo.VERSION\n' };
const TOML = {
  'pyproject.toml':
    '[build-system]\nrequires = ["setuptools"]\n[tool.setuptools.dynamic]\nversion = { attr = "demo.about.VERSION" }\n',
};

describe('a module that setuptools imports for its version', () => {
  interface Row {
    readonly name: string;
    readonly files: Files;
    readonly path: string | null;
  }

  test.each<Row>([
    {
      name: 'setup.cfg, a call',
      files: { ...CFG, 'demo/__init__.py': 'VERSION = find()\n' },
      path: 'demo/__init__.py',
    },
    {
      name: 'setup.cfg, an import of the value',
      files: { ...CFG, 'demo/__init__.py': 'from .v import VERSION\n' },
      path: 'demo/__init__.py',
    },
    {
      name: 'pyproject.toml, a call',
      files: { ...TOML, 'demo/about.py': 'VERSION = find()\n' },
      path: 'demo/about.py',
    },
    { name: 'below src', files: { ...TOML, 'src/demo/about.py': 'VERSION = find()\n' }, path: 'src/demo/about.py' },
    { name: 'a text', files: { ...CFG, 'demo/__init__.py': 'VERSION = "1.0"\n' }, path: null },
    { name: 'a text with a type', files: { ...CFG, 'demo/__init__.py': "VERSION: str = '1.0'  # note\n" }, path: null },
    { name: 'a tuple', files: { ...CFG, 'demo/__init__.py': 'VERSION = (1, 0)\n' }, path: null },
    {
      name: 'a module that is not there',
      files: { 'setup.cfg': '[metadata]\nversion = attr: other.VERSION\n' },
      path: null,
    },
    { name: 'text that is no TOML', files: { 'pyproject.toml': '[tool.setuptools.dynamic' }, path: null },
  ])('$name', async ({ files, path }) => {
    const found = surfacesOf(await profileOf(sdist(files))).filter((surface) => surface.startsWith(HOOK));

    expect(found).toEqual(path === null ? [] : [HOOK + path]);
  });

  test('not in a wheel, which is built already', async () => {
    const profile = await profileOf(wheel({ ...CFG, 'demo/__init__.py': 'VERSION = find()\n' }));

    expect(surfacesOf(profile).filter((surface) => surface.startsWith(HOOK))).toEqual([]);
  });
});
