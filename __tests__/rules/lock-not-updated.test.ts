import { normalizeName } from '../../src/model/names.js';
import { lockNotUpdated } from '../../src/rules/lock-not-updated.js';
import { ruleTest } from './harness.js';
import { manifestChange } from './manifests.js';

const uv = { path: 'app/uv.lock', binding: true };
const pip = { path: 'app/requirements.txt', binding: false };

ruleTest(lockNotUpdated, {
  flags: [
    {
      name: 'a wish that the lock does not answer',
      given: { manifests: [manifestChange({ locks: [uv] })] },
      level: 'warn',
      says: 'idna (added). app/uv.lock did not change',
    },
    {
      name: 'a wish taken back',
      given: {
        manifests: [
          manifestChange({ changed: [{ name: normalizeName('idna'), how: 'removed', line: null }], locks: [uv] }),
        ],
      },
      level: 'warn',
      says: 'idna (removed)',
    },
    {
      name: 'as a note, where the lock could answer as it stands',
      given: { manifests: [manifestChange({ locks: [pip] })] },
      level: 'note',
    },
    {
      name: 'two locks, one of which must change',
      given: { manifests: [manifestChange({ locks: [pip, uv] })] },
      level: 'warn',
    },
  ],
  allows: [
    { name: 'no manifest that changed alone', given: {} },
    { name: 'a manifest without a lock', given: { manifests: [manifestChange()] } },
  ],
});
