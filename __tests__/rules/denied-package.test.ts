import { normalizeName } from '../../src/model/names.js';
import { deniedPackage } from '../../src/rules/denied-package.js';
import { added } from './facts.js';
import { ruleTest } from './harness.js';

const deny = (versions: string | null, name = 'demo') => ({
  policy: {
    source: '.github/lockgate.toml',
    deny: [{ name: normalizeName(name), versions, reason: 'use other', line: 4 }],
  },
});

ruleTest(deniedPackage, {
  flags: [
    { name: 'every version', given: { change: added(), ...deny(null) }, level: 'block', says: '"use other"' },
    {
      name: 'a version in the range',
      given: { change: added(), ...deny('<2') },
      level: 'block',
      says: '.github/lockgate.toml:4',
    },
    {
      name: 'an entry that pins no version',
      given: { change: added({ version: null }), ...deny('<2') },
      level: 'block',
    },
  ],
  allows: [
    { name: 'a version outside the range', given: { change: added(), ...deny('>=2') } },
    { name: 'another name', given: { change: added(), ...deny(null, 'demo2') } },
    { name: 'no policy', given: { change: added() } },
  ],
});
