import { normalizeName } from '../../src/model/names.js';
import { DAY } from '../../src/model/policy.js';
import type { InventoryEntry, Profile, ProfileDelta } from '../../src/model/profile.js';
import { moduleShadowing } from '../../src/rules/module-shadowing.js';
import { lockedPackage, version } from '../support/model.js';
import { delta, file, firstRelease, profile } from './deltas.js';
import { added, demoFile, demoProject, lockPair } from './facts.js';
import { NOW, ruleTest } from './harness.js';

const holding = (names: readonly string[], paths: readonly string[], kind: Profile['kind'] = 'wheel'): Profile =>
  profile({ kind, topLevelNames: names, inventory: paths.map((path): InventoryEntry => file(path, 'python')) });

const fresh = (names: readonly string[], base: ProfileDelta = delta({})): ProfileDelta => ({
  ...base,
  topLevelNames: { added: names, changed: [], gone: [] },
});

/** A release that newly brings a package of this name. */
const bringing = (name: string, base?: ProfileDelta) => ({
  profiles: [holding(['demo', name], ['demo/__init__.py', `${name}/__init__.py`])],
  delta: fresh([name], base),
});

const aged = (days: number, releases = 1) =>
  demoProject(
    Array.from({ length: releases }, (_, index) =>
      demoFile({ filename: `demo-${index}.tar.gz`, version: version(`${index}.0`), uploadedAt: NOW - days * DAY }),
    ),
  );

const locked = (...names: readonly string[]) => {
  const packages = ['demo', ...names].map((name) => lockedPackage({ name: normalizeName(name) }));
  return [lockPair(null, { path: added().occurrences[0]?.path ?? '', packages })];
};

ruleTest(moduleShadowing, {
  flags: [
    {
      name: 'a module of Python',
      given: bringing('json'),
      level: 'block',
      says: 'provides the top-level module "json", which belongs to Python itself; 0.9 did not',
    },
    {
      name: 'a module of a package that is locked beside it',
      given: { ...bringing('yaml'), locks: locked('pyyaml') },
      level: 'block',
      says: 'belongs to pyyaml, which is locked beside it',
    },
    {
      name: 'a module called like a package that is locked beside it',
      given: { ...bringing('corp_auth'), locks: locked('corp-auth') },
      level: 'block',
    },
    {
      name: 'a single file',
      given: { profiles: [holding(['yaml'], ['yaml.py'])], delta: fresh(['yaml']), locks: locked('pyyaml') },
      level: 'block',
    },
    {
      name: 'a module in a .data folder',
      given: {
        profiles: [holding(['yaml'], ['demo-1.0.data/purelib/yaml/__init__.py'])],
        delta: fresh(['yaml']),
        locks: locked('pyyaml'),
      },
      level: 'block',
    },
    { name: 'a module of a widely used project', given: bringing('requests'), level: 'warn', says: 'widely used' },
    {
      name: 'a source tree, of which a build makes what it will',
      given: { profiles: [holding(['json'], ['json/__init__.py'], 'sdist')], delta: fresh(['json']) },
      level: 'warn',
    },
    {
      name: 'a first release of a young project',
      given: { ...bringing('requests', firstRelease({})), project: aged(3) },
      level: 'warn',
      says: 'it first appeared 3 days ago',
    },
    {
      name: 'a fork that copies the project, young',
      given: {
        ...bringing(
          'requests',
          delta({}, { kind: 'copied-project', name: normalizeName('requests'), version: version('2.0') }),
        ),
        project: aged(3),
        locks: locked('requests'),
      },
      level: 'warn',
    },
    {
      name: 'a relative by name, with a history',
      given: {
        ...bringing('requests'),
        change: added({ name: normalizeName('requests-lite') }),
        project: aged(900, 9),
      },
      level: 'note',
    },
    {
      name: 'a backport, with a history',
      given: { ...bringing('enum'), change: added({ name: normalizeName('enum34') }), project: aged(900, 9) },
      level: 'note',
    },
  ],
  allows: [
    { name: 'a module of its own', given: bringing('demo_tools') },
    { name: 'a module that the baseline had', given: { ...bringing('json'), delta: delta({}) } },
    { name: 'the owner itself', given: { ...bringing('attr'), change: added({ name: normalizeName('attrs') }) } },
    {
      name: 'a namespace that it shares',
      given: {
        profiles: [holding(['yaml'], ['yaml/plugins/demo.py'])],
        delta: fresh(['yaml']),
        locks: locked('pyyaml'),
      },
    },
    { name: 'tests that were left in', given: bringing('test') },
    {
      name: 'a first release of a project with a history',
      given: { ...bringing('requests', firstRelease({})), project: aged(900, 9) },
    },
    {
      name: 'a source folder where a wheel is built',
      given: {
        profiles: [holding(['demo'], ['demo/__init__.py']), holding(['json'], ['json/__init__.py'], 'sdist')],
        delta: fresh(['json']),
      },
    },
  ],
});
