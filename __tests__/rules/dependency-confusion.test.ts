import type { LockedPackage } from '../../src/model/lockfile.js';
import { NO_OPTIONS } from '../../src/model/lockfile.js';
import { normalizeName } from '../../src/model/names.js';
import { dependencyConfusion } from '../../src/rules/dependency-confusion.js';
import { dependencyChange, lockedPackage, version } from '../support/model.js';
import { artifact, lockPair } from './facts.js';
import { type Facts, ruleTest } from './harness.js';
import { released, update } from './histories.js';

const CORP = 'https://pypi.corp.invalid/simple';
const index = {
  name: 'corp',
  url: CORP,
  packages: ['acme-*', 'initech-auth', 'requests-corp'],
  fileHosts: [],
  tokenEnv: null,
};
const named = (name: string, overrides: Partial<LockedPackage> = {}) =>
  dependencyChange(null, lockedPackage({ name: normalizeName(name), ...overrides }));
const given = (facts: Facts): Facts => ({ policy: { indexes: [index] }, ...facts });
const byUrl = (url: string) => named('acme-utils', { source: { kind: 'archive-url', url } });
const OLD = released({ '0.8': 900, '0.9': 800, '1.0': 700 });
const YOUNG = released({ '1.0': 5 });

const extra = (overrides: Partial<LockedPackage> = {}): Facts => {
  const change = named('moonlight', overrides);
  const options = { ...NO_OPTIONS, extraIndexUrls: [CORP] };
  return { change, locks: [lockPair(null, { path: 'uv.lock', packages: [lockedPackage(overrides)], options })] };
};

ruleTest(dependencyConfusion, {
  flags: [
    {
      name: 'a reserved name by its URL on PyPI',
      given: given({ change: byUrl('https://files.pythonhosted.org/packages/acme_utils-1.0.tar.gz') }),
      level: 'block',
      says: 'policy says that the name belongs to index "corp"',
    },
    {
      name: 'a young project with the beginning of a reserved name',
      given: given({ change: named('initech-billing'), project: YOUNG }),
      level: 'warn',
      says: 'reads like the names "initech-auth"',
    },
    {
      name: 'an old one with a version that nothing outbids',
      given: given({
        change: named('initech-billing', { version: version('99.0') }),
        project: released({ '99.0': 900 }),
      }),
      level: 'warn',
    },
    {
      name: 'a young one with such a version',
      given: given({
        change: named('initech-billing', { version: version('99.0') }),
        project: released({ '99.0': 5 }),
      }),
      level: 'block',
      says: 'nothing outbids',
    },
    {
      name: 'an unhashed entry that two indexes may answer, one of them newly',
      given: { ...extra(), project: YOUNG },
      level: 'warn',
      says: 'the one with the highest version wins',
    },
    { name: 'an unhashed entry that two indexes may answer', given: { ...extra(), project: OLD }, level: 'note' },
  ],
  allows: [
    { name: 'an old project with such a beginning', given: given({ change: named('initech-billing'), project: OLD }) },
    {
      name: 'a beginning that widely used projects share',
      given: given({ change: named('requests-cache'), project: YOUNG }),
    },
    { name: 'a young project of another name', given: given({ change: named('moonlight'), project: YOUNG }) },
    { name: 'a policy without indexes', given: { change: named('initech-billing'), project: YOUNG } },
    {
      name: 'the team’s own index',
      given: given({ change: named('initech-billing'), project: released({ '1.0': 5 }, { indexUrl: CORP }) }),
    },
    {
      name: 'a reserved name by its URL on the team’s host',
      given: given({ change: byUrl('https://pypi.corp.invalid/acme_utils-1.0.tar.gz') }),
    },
    { name: 'an update', given: given({ change: update('0.9', '1.0'), project: YOUNG }) },
    { name: 'a hashed entry beside an extra index', given: { ...extra({ artifacts: [artifact()] }), project: YOUNG } },
    {
      name: 'an entry that is bound to one index',
      given: { ...extra({ source: { kind: 'index', url: CORP } }), project: YOUNG },
    },
  ],
});
