import type { ForeignPackage, Lockfile } from '../../src/model/lockfile.js';
import { condaPackageChanged } from '../../src/rules/conda-package-changed.js';
import { fixtureLock } from '../lockfiles/fixtures.js';
import { ruleTest } from './harness.js';

const pixi = (side: 'base' | 'head'): Lockfile => fixtureLock('pixi-small', side, 'pixi.lock');
const conda = (base: Lockfile | null, head: Lockfile | null) => ({ locks: [{ path: 'pixi.lock', base, head }] });
const withForeign = (foreign: readonly ForeignPackage[]): Lockfile => ({ ...pixi('base'), foreign });
const openssl: ForeignPackage = {
  ecosystem: 'conda',
  name: 'openssl',
  version: '3.6.0',
  location: 'https://conda.invalid/linux-64/openssl-3.6.0-h1_0.conda',
  hash: 'md5:1',
  line: 3,
};

ruleTest(condaPackageChanged, {
  flags: [
    {
      name: 'a conda package that changed',
      given: conda(pixi('base'), pixi('head')),
      level: 'note',
      says: '1 conda package came or changed and was not reviewed: openssl 3.6.0',
    },
    { name: 'a new lock', given: conda(null, withForeign([openssl])), level: 'note', says: 'openssl' },
    {
      name: 'other bytes under the same name',
      given: conda(withForeign([openssl]), withForeign([{ ...openssl, hash: 'md5:2' }])),
      level: 'note',
    },
  ],
  allows: [
    {
      name: 'the same conda packages on other lines',
      given: conda(withForeign([openssl]), withForeign([{ ...openssl, line: 9 }])),
    },
    { name: 'a conda package that went', given: conda(withForeign([openssl]), withForeign([])) },
    { name: 'a lock of another format', given: conda(null, fixtureLock('uv-small', 'head', 'uv.lock')) },
    { name: 'a lock that went', given: conda(pixi('base'), null) },
  ],
});
