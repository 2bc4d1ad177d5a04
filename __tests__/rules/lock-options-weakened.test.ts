import { describe, expect, test } from '@jest/globals';
import { normalizeName } from '../../src/model/names.js';
import { type AllowEntry, DAY, DEFAULT_POLICY, type Policy } from '../../src/model/policy.js';
import { looseningsOf } from '../../src/policy/loosening.js';
import { lockOptionsWeakened } from '../../src/rules/lock-options-weakened.js';
import { lockedPackage, version } from '../support/model.js';
import { artifact, lockPair, optionPair } from './facts.js';
import { check, type Facts, NOW, ruleTest } from './harness.js';

const CORP = 'https://pypi.corp.invalid/simple';
const corp = { name: 'corp', url: CORP, packages: ['corp-*'], fileHosts: [], tokenEnv: null };
const options = (...sides: Parameters<typeof optionPair>): Facts => ({ locks: [optionPair(...sides)] });
const daysAgo = (days: number): string => new Date(NOW - days * DAY).toISOString();
const proposal = (to: Partial<Policy>, from: Partial<Policy> = {}): Facts => ({
  locks: [lockPair({}, {})],
  policy: from,
  proposed: {
    kind: 'policy',
    path: '.github/lockgate.toml',
    policy: { ...DEFAULT_POLICY, ...to },
    loosenings: looseningsOf(
      { ...DEFAULT_POLICY, ...from },
      { ...DEFAULT_POLICY, ...to },
      new Map([[lockOptionsWeakened.id, lockOptionsWeakened.level]]),
    ),
  },
});
const allow: AllowEntry = {
  name: normalizeName('demo'),
  version: version('1.0'),
  file: null,
  rules: ['startup-hook'],
  sha256: [],
  reason: 'read',
  owner: null,
  expires: '2027-01-01',
  line: 4,
};
const deny = { name: normalizeName('old'), versions: null, reason: 'no', line: 1 };
const entry = (hashed: boolean) => lockedPackage({ artifacts: hashed ? [artifact()] : [] });

ruleTest(lockOptionsWeakened, {
  flags: [
    {
      name: 'the cut-off dropped',
      given: options({ excludeNewer: daysAgo(90) }, {}),
      level: 'warn',
      says: 'drops the cut-off',
    },
    {
      name: 'the cut-off moved into the minimum age',
      given: options({ excludeNewer: daysAgo(90) }, { excludeNewer: daysAgo(1) }),
      level: 'warn',
    },
    { name: 'a shorter span', given: options({ excludeNewer: 'P7D' }, { excludeNewer: 'PT12H' }), level: 'warn' },
    {
      name: 'a package exempted from the cut-off',
      given: options({ excludeNewer: 'P7D' }, { excludeNewer: 'P7D', excludeNewerExceptions: ['demo = false'] }),
      level: 'warn',
      says: 'demo = false',
    },
    { name: 'hashes no longer required', given: options({ requireHashes: true }, {}), level: 'warn' },
    {
      name: 'all hashes dropped',
      given: { locks: [lockPair({ packages: [entry(true)] }, { packages: [entry(false)] })] },
      level: 'warn',
      says: 'no hash any more',
    },
    { name: 'another primary index', given: options({}, { indexUrl: CORP }), level: 'warn', says: CORP },
    { name: 'an index beside the primary one', given: options({}, { extraIndexUrls: [CORP] }), level: 'warn' },
    {
      name: 'a new lockfile with an index of its own',
      given: options(null, { extraIndexUrls: [CORP] }),
      level: 'warn',
    },
    { name: 'a remote folder of files', given: options({}, { findLinks: ['https://x.invalid/'] }), level: 'warn' },
    { name: 'a host without TLS', given: options({}, { trustedHosts: ['x.invalid'] }), level: 'warn', says: 'TLS' },
    { name: 'an index where there was none', given: options({ noIndex: true }, {}), level: 'warn' },
    { name: 'pre-releases', given: options({}, { allowPrereleases: true }), level: 'note' },
    { name: 'an older form', given: options({ formatVersion: '2.1' }, { formatVersion: '1.1' }), level: 'note' },
    { name: 'fail-on', given: proposal({ failOn: 'never' }), level: 'warn', says: '"never"' },
    { name: 'on-gap', given: proposal({ onGap: 'pass' }), level: 'warn' },
    { name: 'a lower minimum age', given: proposal({ minAge: 0 }), level: 'warn', says: 'minimum age' },
    { name: 'audit mode', given: proposal({ audit: true }), level: 'warn' },
    {
      name: 'a rule switched off',
      given: proposal({ rules: { 'lock-options-weakened': 'off' } }),
      level: 'warn',
      says: 'to "off"',
    },
    {
      name: 'a rule no longer as heavy as the policy made it',
      given: proposal({}, { rules: { 'lock-options-weakened': 'block' } }),
      level: 'block',
      says: 'from "block"',
    },
    { name: 'an exception', given: proposal({ allow: [allow] }), level: 'warn', says: 'pkg:pypi/demo@1.0' },
    {
      name: 'an exception that lasts longer',
      given: proposal({ allow: [{ ...allow, expires: null }] }, { allow: [allow] }),
      level: 'warn',
    },
    { name: 'a denial taken back', given: proposal({}, { deny: [deny] }), level: 'warn', says: 'no longer deny' },
    { name: 'an index more', given: proposal({ indexes: [corp] }), level: 'warn', says: CORP },
    {
      name: 'a file host more',
      given: proposal({ indexes: [{ ...corp, fileHosts: ['x.invalid'] }] }, { indexes: [corp] }),
      level: 'warn',
      says: 'x.invalid',
    },
    { name: 'lockfiles left out', given: proposal({ exclude: ['apps/'] }), level: 'warn', says: 'apps/' },
    {
      name: 'lockfiles no longer taken back in',
      given: proposal({}, { exclude: ['!apps/'] }),
      level: 'warn',
      says: 'apps/',
    },
    {
      name: 'a milder scope',
      given: proposal({
        overrides: [{ lockfiles: [], scopes: ['development'], rules: {}, maxLevel: 'note', line: 9 }],
      }),
      level: 'warn',
      says: 'development dependencies',
    },
    {
      name: 'a rule switched off for some lockfiles',
      given: proposal({
        overrides: [
          { lockfiles: ['docs/**'], scopes: [], rules: { 'lock-options-weakened': 'off' }, maxLevel: null, line: 9 },
        ],
      }),
      level: 'warn',
      says: 'docs/**',
    },
    {
      name: 'a licence more',
      given: proposal({ licences: { allow: ['MIT', 'ISC'], deny: [] } }, { licences: { allow: ['MIT'], deny: [] } }),
      level: 'warn',
      says: 'ISC',
    },
    {
      name: 'a licence no longer refused',
      given: proposal({}, { licences: { allow: null, deny: ['AGPL-*'] } }),
      level: 'warn',
      says: 'AGPL-*',
    },
    {
      name: 'a shared policy no longer extended',
      given: proposal(
        {},
        { extends: { owner: 'corp', repository: 'policies', path: 'p.toml', commit: 'a'.repeat(40) } },
      ),
      level: 'warn',
      says: 'corp/policies',
    },
    { name: 'a name set free', given: proposal({}, { indexes: [corp] }), level: 'warn', says: 'corp-*' },
    {
      name: 'a source switched off',
      given: proposal({}, { sources: { ...DEFAULT_POLICY.sources, knownExploited: true } }),
      level: 'warn',
      says: 'would no longer look up known exploited vulnerabilities',
    },
    {
      name: 'a source asked elsewhere',
      given: proposal(
        { sources: { ...DEFAULT_POLICY.sources, epss: true, epssUrl: 'https://other.invalid' } },
        { sources: { ...DEFAULT_POLICY.sources, epss: true } },
      ),
      level: 'warn',
      says: 'would ask "https://other.invalid" about the odds',
    },
    {
      name: 'a policy that stops every review',
      given: {
        locks: [lockPair({}, {})],
        proposed: { kind: 'unusable', path: 'p.toml', line: 3, reason: '`on-gap` is "maybe".' },
      },
      level: 'warn',
      says: 'no review would run',
    },
    {
      name: 'a looser policy in a change of its own',
      given: { ...proposal({ failOn: 'never' }), locks: [] },
      level: 'note',
    },
  ],
  allows: [
    {
      name: 'a source switched on, and one that is off moved',
      given: proposal({ sources: { ...DEFAULT_POLICY.sources, epss: true, rdapUrl: 'https://other.invalid' } }),
    },
    {
      name: 'a cut-off that follows the calendar',
      given: options({ excludeNewer: daysAgo(90) }, { excludeNewer: daysAgo(7) }),
    },
    {
      name: 'a stricter level for some lockfiles',
      given: proposal({
        overrides: [
          { lockfiles: ['app/**'], scopes: [], rules: { 'lock-options-weakened': 'block' }, maxLevel: null, line: 9 },
        ],
      }),
    },
    { name: 'a cut-off gained', given: options({}, { excludeNewer: 'P7D' }) },
    { name: 'a longer span', given: options({ excludeNewer: 'P7D' }, { excludeNewer: 'P2W' }) },
    { name: 'a time that becomes a span', given: options({ excludeNewer: daysAgo(90) }, { excludeNewer: 'P1W' }) },
    {
      name: 'a span of years in a time that says nothing',
      given: options({ excludeNewer: 'soon' }, { excludeNewer: 'later' }),
    },
    {
      name: 'an index that the policy names',
      given: { ...options({}, { extraIndexUrls: [CORP] }), policy: { indexes: [corp] } },
    },
    { name: 'options taken away', given: options({ extraIndexUrls: [CORP], trustedHosts: ['x.invalid'] }, {}) },
    { name: 'a folder of the repository', given: options({}, { findLinks: ['wheels'] }) },
    {
      name: 'a lockfile that never had hashes',
      given: { locks: [lockPair({ packages: [entry(false)] }, { packages: [entry(false)] })] },
    },
    {
      name: 'a stricter policy',
      given: proposal({ failOn: 'warn', onGap: 'block', minAge: 9 * DAY, deny: [deny], rules: { typosquat: 'block' } }),
    },
    {
      name: 'an exception that ends earlier and covers less',
      given: proposal({ allow: [{ ...allow, expires: '2026-12-01', sha256: ['a'.repeat(64)] }] }, { allow: [allow] }),
    },
  ],
});

describe('the policy file', () => {
  test('is told at its line, as a subject of its own', () => {
    const [finding] = check(lockOptionsWeakened, proposal({ allow: [allow] }));

    expect(finding).toMatchObject({
      subject: '.github/lockgate.toml',
      locations: [{ kind: 'lockfile', path: '.github/lockgate.toml', line: 4 }],
    });
  });
});
