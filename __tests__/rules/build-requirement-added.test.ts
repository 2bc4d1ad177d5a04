import type { Profile, ProfileDelta } from '../../src/model/profile.js';
import { buildRequirementAdded } from '../../src/rules/build-requirement-added.js';
import { delta, file, firstRelease, profile } from './deltas.js';
import { ruleTest } from './harness.js';

const SDIST: Profile = profile({
  kind: 'sdist',
  artifact: 'demo-1.0.tar.gz',
  inventory: [file('pyproject.toml', 'data')],
});
const WHEEL: Profile = profile();

const requiring = (requirement: string, base: ProfileDelta = delta({})): ProfileDelta => ({
  ...base,
  buildRequires: { added: [requirement], changed: [], gone: [] },
});
const moved = (from: string, to: string): ProfileDelta => ({
  ...delta({}),
  buildRequires: { added: [], changed: [{ from, to }], gone: [] },
});

ruleTest(buildRequirementAdded, {
  flags: [
    {
      name: 'a project that hardly anybody uses, where an sdist is all there is',
      given: { profiles: [SDIST], delta: requiring('demo-builder>=1') },
      level: 'warn',
      says: 'downloads "demo-builder>=1", a project that is not widely used',
    },
    {
      name: 'an address of its own, also for a known name',
      given: { profiles: [SDIST], delta: requiring('numpy @ https://files.example.invalid/numpy-9.zip') },
      level: 'warn',
      says: 'a file at an address of its own',
    },
    {
      name: 'a known one that moved to an address of its own',
      given: { profiles: [SDIST], delta: moved('numpy>=2', 'numpy@ git+https://git.example.invalid/numpy') },
      level: 'warn',
    },
    { name: 'beside wheels', given: { profiles: [WHEEL, SDIST], delta: requiring('demo-builder') }, level: 'note' },
    { name: 'a widely used one', given: { profiles: [SDIST], delta: requiring('numpy>=2') }, level: 'note' },
    {
      name: 'a first release',
      given: { profiles: [SDIST], delta: requiring('demo-builder', firstRelease({})) },
      level: 'note',
    },
  ],
  allows: [
    {
      name: 'another version of one that was there',
      given: { profiles: [SDIST], delta: moved('numpy>=1', 'numpy>=2') },
    },
    { name: 'itself', given: { profiles: [SDIST], delta: requiring('demo') } },
    {
      name: 'a widely used one in a first release',
      given: { profiles: [SDIST], delta: requiring('numpy', firstRelease({})) },
    },
    { name: 'nothing new', given: { profiles: [SDIST], delta: delta({}) } },
  ],
});
