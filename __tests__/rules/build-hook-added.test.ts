import { buildHookAdded } from '../../src/rules/build-hook-added.js';
import { sdist } from '../support/sdist.js';
import { wheel } from '../support/wheel.js';
import { releaseTest } from './pipeline.js';

const pyproject = (text: string) => `[build-system]\nrequires = []\n${text}`;
const OWN = { 'pyproject.toml': pyproject('build-backend = "own"\nbackend-path = ["."]\n'), 'own.py': 'X = 1\n' };
const HATCH = {
  'pyproject.toml': pyproject('build-backend = "hatchling.build"\n[tool.hatch.build.hooks.custom]\n'),
  'hatch_build.py': 'X = 1\n',
};

releaseTest(buildHookAdded, {
  flags: [
    { name: 'a backend of its own', given: { base: sdist(), head: sdist(OWN) }, level: 'warn', says: 'backend-path' },
    {
      name: 'a backend of its own, beside a wheel',
      given: { base: [wheel(), sdist()], head: [wheel(), sdist(OWN)] },
      level: 'warn',
    },
    { name: 'a hook, where there is no wheel', given: { base: sdist(), head: sdist(HATCH) }, level: 'warn' },
  ],
  allows: [
    {
      name: 'a hook, where there is a wheel',
      given: { base: [wheel(), sdist()], head: [wheel(), sdist(HATCH)] },
      atMost: 'note',
    },
    {
      name: 'a setup.py',
      given: { base: sdist(), head: sdist({ 'setup.py': 'from setuptools import setup\nsetup()\n' }) },
      atMost: 'note',
    },
    {
      name: 'a version read off a literal',
      given: { base: sdist(), head: sdist({ 'setup.cfg': '[metadata]\nversion = attr: demo.__version__\n' }) },
    },
    { name: 'a backend that was there', given: { base: sdist(OWN), head: sdist({ ...OWN, 'demo/a.py': '' }) } },
    { name: 'a first release', given: { head: sdist(OWN) } },
  ],
});
