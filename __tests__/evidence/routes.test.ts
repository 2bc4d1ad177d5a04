import { describe, expect, test } from '@jest/globals';
import { routeOf } from '../../src/evidence/routes.js';
import type { PackageSource } from '../../src/model/lockfile.js';
import { normalizeName } from '../../src/model/names.js';
import { DEFAULT_POLICY, type PolicyIndex } from '../../src/model/policy.js';
import { lockedPackage } from '../support/model.js';

const CORP: PolicyIndex = {
  name: 'corp',
  url: 'https://pypi.corp.example/simple/',
  packages: ['corp-*'],
  fileHosts: ['files.corp.example'],
  tokenEnv: 'CORP_TOKEN',
};

const route = (name: string, source: PackageSource, pypiUrl = 'https://pypi.org') =>
  routeOf(lockedPackage({ name: normalizeName(name), source }), {
    policy: { ...DEFAULT_POLICY, indexes: [CORP] },
    pypiUrl,
    secret: (variable) => (variable === 'CORP_TOKEN' ? 'secret' : null),
  });

const pypi = {
  kind: 'index',
  route: expect.objectContaining({ url: 'https://pypi.org/simple', token: null, isPyPI: true }),
};
const corp = {
  kind: 'index',
  route: { url: 'https://pypi.corp.example/simple', token: 'secret', isPyPI: false, fileHosts: ['files.corp.example'] },
};

describe('routeOf', () => {
  test.each([
    { name: 'the default index', package: 'demo', source: { kind: 'index', url: null }, expected: pypi },
    {
      name: 'PyPI by URL, slash or not',
      package: 'demo',
      source: { kind: 'index', url: 'https://pypi.org/simple/' },
      expected: pypi,
    },
    {
      name: 'an index of the policy',
      package: 'demo',
      source: { kind: 'index', url: 'https://pypi.corp.example/simple' },
      expected: corp,
    },
    {
      name: 'a reserved name, although the lock says PyPI',
      package: 'corp-tools',
      source: { kind: 'index', url: 'https://pypi.org/simple' },
      expected: corp,
    },
    {
      name: 'a reserved name without an index in the lock',
      package: 'Corp_Tools',
      source: { kind: 'index', url: null },
      expected: corp,
    },
    {
      name: 'an index that only the lock names',
      package: 'demo',
      source: { kind: 'index', url: 'https://mirror.invalid/simple' },
      expected: { kind: 'unknown-index', url: 'https://mirror.invalid/simple' },
    },
    {
      name: 'a direct URL under a reserved name',
      package: 'corp-tools',
      source: { kind: 'archive-url', url: 'https://host.invalid/corp_tools-1.0.tar.gz' },
      expected: { kind: 'not-an-index' },
    },
  ] as const)('invariant 4: sends $name to the right place', ({ package: name, source, expected }) => {
    expect(route(name, source)).toEqual(expected);
  });

  test('asks the mirror that stands for PyPI', () => {
    expect(route('demo', { kind: 'index', url: 'https://pypi.org/simple' }, 'https://mirror.example/')).toEqual({
      kind: 'index',
      route: expect.objectContaining({ url: 'https://mirror.example/simple', isPyPI: true }),
    });
  });
});
