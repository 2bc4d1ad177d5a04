import { indexChanged } from '../../src/rules/index-changed.js';
import { lockedPackage } from '../support/model.js';
import { added, alsoIn, changed } from './facts.js';
import { ruleTest } from './harness.js';

const index = (url: string | null) => ({ source: { kind: 'index', url } as const });
const OTHER = index('https://mirror.invalid/simple');
const CORP = index('https://pypi.corp.invalid/simple');
const indexes = [
  { name: 'corp', url: CORP.source.url ?? '', packages: ['demo', 'corp-*'], fileHosts: [], tokenEnv: null },
];
const elsewhere = [{ ...(indexes[0] ?? { name: '', url: '', fileHosts: [], tokenEnv: null }), packages: ['corp-*'] }];

ruleTest(indexChanged, {
  flags: [
    {
      name: 'from the default index to another',
      given: { change: changed({}, OTHER) },
      level: 'block',
      says: 'https://mirror.invalid/simple',
    },
    { name: 'from another index to the default', given: { change: changed(OTHER) }, level: 'block' },
    { name: 'an added package from an unknown index', given: { change: added(OTHER) }, level: 'block' },
    {
      name: 'only in the second lockfile',
      given: { change: alsoIn(changed({}), { entry: lockedPackage(OTHER) }) },
      level: 'block',
    },
    {
      name: 'a private name from the default index',
      given: { change: added(), policy: { indexes } },
      level: 'block',
      says: 'belongs to index "corp"',
    },
    {
      name: 'to an index that policy knows for other names',
      given: { change: changed({}, CORP), policy: { indexes: elsewhere } },
      level: 'block',
    },
    {
      name: 'to the index that policy names for it',
      given: { change: changed({}, CORP), policy: { indexes } },
      level: 'note',
    },
  ],
  allows: [
    { name: 'the same index', given: { change: changed(OTHER, OTHER) } },
    { name: 'the same index in another spelling', given: { change: changed({}, index('https://PyPI.org/simple/')) } },
    { name: 'an added package from PyPI', given: { change: added() } },
    { name: 'an added package from an index of the policy', given: { change: added(CORP), policy: { indexes } } },
    {
      name: 'a package from a repository (source-changed says so)',
      given: { change: changed({}, { source: { kind: 'local', path: '.', editable: true } }) },
    },
  ],
});
