import type { Policy } from '../../src/model/policy.js';
import { insecureUrl } from '../../src/rules/insecure-url.js';
import { lockedPackage } from '../support/model.js';
import { added, artifact, changed, lockPair, optionPair } from './facts.js';
import { type Facts, ruleTest } from './harness.js';

const index = (url: string) => added({ source: { kind: 'index', url }, artifacts: [] });
const archive = (url: string) => added({ source: { kind: 'archive-url', url }, artifacts: [] });
const git = (url: string) =>
  added({ source: { kind: 'vcs', vcs: 'git', url, commit: 'a'.repeat(40), ref: null, subdirectory: null } });
const policy = (url: string): Partial<Policy> => ({
  indexes: [{ name: 'corp', url, packages: ['demo'], fileHosts: [], tokenEnv: null }],
});
const credentials = (origin: string, deceptive = false): Facts => ({
  locks: [lockPair({}, { credentials: [{ origin, deceptive, line: 3 }] })],
});
const HTTP = index('http://pypi.corp.invalid/simple');

ruleTest(insecureUrl, {
  flags: [
    { name: 'an index without TLS', given: { change: HTTP }, level: 'block', says: 'pypi.corp.invalid by http' },
    {
      name: 'a file without TLS',
      given: { change: added({ artifacts: [artifact({ url: 'http://files.pythonhosted.org/d.whl' })] }) },
      level: 'block',
    },
    { name: 'git without TLS', given: { change: git('git://git.invalid/demo') }, level: 'block' },
    ...[
      ['a letter exchanged', 'https://files.pythonhcsted.org/d.whl'],
      ['a letter that looks alike', 'https://files.pyth0nhosted.org/d.whl'],
      ['a known host in front', 'https://files.pythonhosted.org.mirror.invalid/d.whl'],
      ['a dash for a dot', 'https://pypi-org.mirror.invalid/d.whl'],
      ['another ending', 'https://pypi.example/d.whl'],
      ['letters exchanged', 'https://pipy.org/d.whl'],
      ['a code host misspelt', 'https://githuh.com/a/d.whl'],
      ['punycode', 'https://xn--pypi-0na.invalid/d.whl'],
      ['letters of another script', 'https://рypi.invalid/d.whl'],
    ].map(([name = '', url = '']) => ({
      name: `a host made to be misread: ${name}`,
      given: { change: archive(url) },
      level: 'block' as const,
    })),
    {
      name: 'a host that imitates an index of the policy',
      given: {
        change: index('https://pypi.c0rp.invalid/simple'),
        policy: policy('https://pypi.corp.invalid/simple'),
      },
      level: 'block',
      says: 'looks like pypi.corp.invalid',
    },
    { name: 'a bare address', given: { change: archive('https://203.0.113.7/d.whl') }, level: 'warn', says: '203.0' },
    { name: 'a disguised address', given: { change: archive('https://0xcb007107/d.whl') }, level: 'warn' },
    {
      name: 'what the base has too',
      given: { change: HTTP, locks: [lockPair({ packages: [HTTP.to ?? lockedPackage()] }, {})] },
      level: 'note',
      says: 'the base has such URLs too',
    },
    {
      name: 'an option without TLS',
      given: { locks: [optionPair({}, { extraIndexUrls: ['http://pypi.corp.invalid/simple'] })] },
      level: 'block',
      says: 'newly names',
    },
    {
      name: 'a password',
      given: credentials('https://pypi.corp.invalid'),
      level: 'warn',
      says: 'user name or password',
    },
    {
      name: 'a user name that looks like a host',
      given: credentials('https://x.invalid', true),
      level: 'block',
      says: 'leads to https://x.invalid',
    },
  ],
  allows: [
    { name: 'PyPI', given: { change: added() } },
    { name: 'a private index by its name', given: { change: index('https://pypi.corp.invalid/simple') } },
    { name: 'a private index of two labels', given: { change: index('https://pypi.internal/simple') } },
    { name: 'a code host of the house', given: { change: git('https://bitbucket.corp.invalid/demo') } },
    { name: 'a code host', given: { change: git('https://github.com/a/demo') } },
    { name: 'ssh', given: { change: git('ssh://git@github.com/a/demo') } },
    { name: 'a test index of PyPI', given: { change: index('https://test.pypi.org/simple') } },
    { name: 'an index on this machine', given: { change: index('http://localhost:3141/root/pypi') } },
    {
      name: 'an address that the policy names',
      given: { change: index('https://10.0.0.5/simple'), policy: policy('https://10.0.0.5/simple') },
    },
    {
      name: 'a password that the base has too',
      given: {
        locks: [
          lockPair(
            { credentials: [{ origin: 'https://x.invalid', deceptive: false, line: 1 }] },
            { credentials: [{ origin: 'https://x.invalid', deceptive: false, line: 9 }] },
          ),
        ],
      },
    },
    { name: 'a removed option', given: { locks: [optionPair({ findLinks: ['http://x.invalid/'] }, {})] } },
    { name: 'an ordinary bump', given: { change: changed({}) } },
  ],
});
