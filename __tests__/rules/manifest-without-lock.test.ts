import { normalizeName } from '../../src/model/names.js';
import { manifestWithoutLock } from '../../src/rules/manifest-without-lock.js';
import { ruleTest } from './harness.js';
import { manifestChange } from './manifests.js';

ruleTest(manifestWithoutLock, {
  flags: [
    {
      name: 'a wish that nothing pins',
      given: { manifests: [manifestChange()] },
      level: 'note',
      says: 'app/pyproject.toml asks for other packages: idna (added)',
    },
  ],
  allows: [
    {
      name: 'a manifest with a lock',
      given: { manifests: [manifestChange({ locks: [{ path: 'app/uv.lock', binding: true }] })] },
    },
    {
      name: 'wishes that were only taken back',
      given: {
        manifests: [manifestChange({ changed: [{ name: normalizeName('idna'), how: 'removed', line: null }] })],
      },
    },
  ],
});
