import { expect, test } from '@jest/globals';
import { sdist } from '../support/sdist.js';
import { type Files, wheel } from '../support/wheel.js';
import { profileOf } from './harness.js';

interface Row {
  readonly name: string;
  readonly files: Files;
  readonly requires: readonly string[];
}

test.each<Row>([
  { name: 'pyproject.toml', files: {}, requires: ['setuptools'] },
  { name: 'nothing', files: { 'pyproject.toml': null }, requires: [] },
  { name: 'a pyproject.toml that is none', files: { 'pyproject.toml': '[build-system' }, requires: [] },
  {
    name: 'setup.cfg',
    files: {
      'pyproject.toml': null,
      'setup.cfg': '[options]\nsetup_requires =\n    wheel\n    cffi>=1.0; python_version > "3"\n',
    },
    requires: ['cffi>=1.0; python_version > "3"', 'wheel'],
  },
  {
    name: 'setup.py, as far as it is written out',
    files: { 'pyproject.toml': null, 'setup.py': 'setup(setup_requires=[\'pbr>=2.0\', "six"] + more)\n' },
    requires: ['pbr>=2.0', 'six'],
  },
  {
    name: 'all of them once',
    files: { 'setup.py': "setup(setup_requires=['setuptools', 'pbr'])\n" },
    requires: ['pbr', 'setuptools'],
  },
])('build requirements of $name', async ({ files, requires }) => {
  expect((await profileOf(sdist(files))).buildRequires).toEqual(requires);
});

test('a wheel has none: it is built already', async () => {
  expect((await profileOf(wheel())).buildRequires).toEqual([]);
});
