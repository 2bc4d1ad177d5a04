import type { LockedPackage } from '../../src/model/lockfile.js';
import { normalizeName } from '../../src/model/names.js';
import { dependencyFanOut } from '../../src/rules/dependency-fan-out.js';
import { lockedPackage } from '../support/model.js';
import { lockPair } from './facts.js';
import { ruleTest } from './harness.js';

const entry = (name: string, requires: readonly string[] = [], overrides: Partial<LockedPackage> = {}) =>
  lockedPackage({
    name: normalizeName(name),
    requires: requires.map((one) => ({ name: normalizeName(one), version: null, marker: null, extras: [] })),
    ...overrides,
  });
const many = (count: number, prefix = 'part') => Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
const own = (requires: readonly string[]) =>
  entry('app', requires, { source: { kind: 'local', path: '.', editable: true } });
const BASE = [own(['old']), entry('old')];
const everything = (count: number) => [
  own(['old', 'everything']),
  entry('old'),
  entry('everything', ['hub'], { direct: true, line: 12 }),
  entry('hub', many(count)),
  ...many(count).map((name) => entry(name)),
];

ruleTest(dependencyFanOut, {
  flags: [
    {
      name: 'a new package that brings sixty',
      given: { locks: [lockPair({ packages: BASE }, { packages: everything(60) })] },
      level: 'warn',
      says: 'everything 1.0 brings 61 new packages into the lockfile, most of them by way of everything → hub',
    },
    {
      name: 'a known package that newly requires sixty',
      given: {
        locks: [
          lockPair(
            { packages: BASE },
            { packages: [own(['old']), entry('old', many(60)), ...many(60).map((name) => entry(name))] },
          ),
        ],
      },
      level: 'warn',
      says: 'old 1.0 brings 60',
    },
  ],
  allows: [
    { name: 'a framework', given: { locks: [lockPair({ packages: BASE }, { packages: everything(40) })] } },
    { name: 'a first lock', given: { locks: [lockPair(null, { packages: everything(60) })] } },
    {
      name: 'a lock that was empty',
      given: { locks: [lockPair({ packages: [own([])] }, { packages: everything(60) })] },
    },
    {
      name: 'another format',
      given: { locks: [lockPair({ packages: BASE, format: 'poetry' }, { packages: everything(60), format: 'uv' })] },
    },
    {
      name: 'many packages that were asked for by name',
      given: {
        locks: [
          lockPair(
            { packages: BASE },
            {
              packages: [
                own(['old', ...many(60)]),
                entry('old'),
                ...many(60).map((name) => entry(name, [], { direct: true })),
              ],
            },
          ),
        ],
      },
    },
    {
      name: 'several changes that bring thirty each',
      given: {
        locks: [
          lockPair(
            { packages: BASE },
            {
              packages: [
                ...BASE,
                ...['a', 'b'].flatMap((root) => [
                  entry(root, many(30, root), { direct: true }),
                  ...many(30, root).map((name) => entry(name)),
                ]),
              ],
            },
          ),
        ],
      },
    },
  ],
});
