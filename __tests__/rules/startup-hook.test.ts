import { describe, expect, test } from '@jest/globals';
import type { Surface } from '../../src/model/profile.js';
import { startupHook } from '../../src/rules/startup-hook.js';
import { isGeneratedHook } from '../../src/rules/support/generated-hooks.js';
import { behaviour, delta, firstRelease, startupSurface } from './deltas.js';
import { ruleTest } from './harness.js';

const given = (...surfaces: readonly Surface[]) => ({ delta: delta({ surfaces }) });
const HOOK = startupSurface('import demo._boot');

/** What setuptools wrote for a namespace package until 2024. */
const namespaceHook = (name: string): string =>
  "import sys, types, os;has_mfs = sys.version_info > (3, 5);p = os.path.join(sys._getframe(1).f_locals['sitedir'], " +
  `*(${tupleOf(name.split('.'))}));importlib = has_mfs and __import__('importlib.util');has_mfs and __import__('importlib.machinery');` +
  `m = has_mfs and sys.modules.setdefault('${name}', importlib.util.module_from_spec(importlib.machinery.PathFinder.` +
  `find_spec('${name}', [os.path.dirname(p)])));m = m or sys.modules.setdefault('${name}', types.ModuleType('${name}'));` +
  "mp = (m or []) and m.__dict__.setdefault('__path__',[]);(p not in mp) and mp.append(p)";
/** As Python prints a tuple of names. */
const tupleOf = (names: readonly string[]): string =>
  names.length === 1 ? `'${names[0]}',` : names.map((name) => `'${name}'`).join(', ');

const PRECEDENCE =
  "import os; var = 'SETUPTOOLS_USE_DISTUTILS'; enabled = os.environ.get(var, 'local') == 'local'; enabled and __import__('_distutils_hack').add_shim();";
const COVERAGE = String.raw`import sys; exec('import os\n\nif os.getenv("COVERAGE_PROCESS_START") or os.getenv("COVERAGE_PROCESS_CONFIG"):\n try:\n  import coverage\n except:\n  pass\n else:\n  coverage.process_startup(slug="pth")')`;

ruleTest(startupHook, {
  flags: [
    { name: 'a new .pth with an import line', given: given(HOOK), level: 'block', says: '"import demo._boot"' },
    {
      name: 'a .start entry (PEP 829)',
      given: given(startupSurface('demo.boot:main', { kind: 'start' })),
      level: 'block',
    },
    {
      name: 'a root sitecustomize',
      given: given(startupSurface('sitecustomize', { kind: 'sitecustomize' })),
      level: 'block',
    },
    {
      name: 'a hook whose text changed',
      given: {
        delta: {
          ...delta({}),
          surfaces: { added: [], changed: [{ from: HOOK, to: startupSurface('import demo._other') }], gone: [] },
        },
      },
      level: 'block',
    },
    {
      name: 'a line added to a known text',
      given: given(startupSurface(`${PRECEDENCE}\nimport demo`)),
      level: 'block',
    },
    { name: 'a hook of a first release', given: { delta: firstRelease({ surfaces: [HOOK] }) }, level: 'warn' },
    {
      name: 'a hook of a first release that acts at start-up',
      given: {
        delta: firstRelease({ surfaces: [HOOK], behaviours: [behaviour('run-process', { when: ['startup'] })] }),
      },
      level: 'block',
      says: 'no earlier release',
    },
    {
      name: 'a first release whose hook only runs plain text',
      given: { delta: firstRelease({ surfaces: [HOOK], behaviours: [behaviour('run-code', { when: ['startup'] })] }) },
      level: 'warn',
    },
  ],
  allows: [
    { name: 'no new hook', given: given() },
    { name: 'an import surface', given: given({ ...HOOK, when: 'import', kind: 'package-init' }) },
    { name: 'a namespace package’s hook', given: given(startupSurface(namespaceHook('demo'))) },
    { name: 'setuptools’ own hook', given: given(startupSurface(PRECEDENCE)) },
    {
      name: 'a hook that went away',
      given: { delta: { ...delta({}), surfaces: { added: [], changed: [], gone: [HOOK] } } },
    },
    {
      name: 'the same text in another place',
      given: { delta: { ...delta({}), surfaces: { added: [], changed: [{ from: HOOK, to: HOOK }], gone: [] } } },
    },
  ],
});

describe('isGeneratedHook', () => {
  test.each([
    { name: 'a namespace package', text: namespaceHook('zope'), known: true },
    {
      name: 'a nested namespace package',
      text: `${namespaceHook('a.b')};m and setattr(sys.modules['a'], 'b', m)`,
      known: true,
    },
    {
      name: 'the namespace text of old setuptools',
      text: "import sys,types,os; p = os.path.join(sys._getframe(1).f_locals['sitedir'], *('demo',)); ie = os.path.exists(os.path.join(p,'__init__.py')); m = not ie and sys.modules.setdefault('demo',types.ModuleType('demo')); mp = (m or []) and m.__dict__.setdefault('__path__',[]); (p not in mp) and mp.append(p)",
      known: true,
    },
    { name: 'setuptools’ precedence', text: PRECEDENCE, known: true },
    { name: 'coverage', text: COVERAGE, known: true },
    { name: 'pywin32', text: 'import pywin32_bootstrap', known: true },
    {
      name: 'an editable finder',
      text: 'import __editable___demo_1_0_finder; __editable___demo_1_0_finder.install()',
      known: true,
    },
    { name: 'nothing', text: '', known: false },
    { name: 'a known text with a statement appended', text: `${namespaceHook('demo')};import demo`, known: false },
    { name: 'a known text with a statement in front', text: `import demo;${namespaceHook('demo')}`, known: false },
    { name: 'code in place of a name', text: namespaceHook("x', print('y'), '"), known: false },
    { name: 'another module’s shim', text: PRECEDENCE.replace('_distutils_hack', 'demo_hack'), known: false },
    {
      name: 'coverage with more in its string',
      text: COVERAGE.replace('import coverage', 'import coverage, demo'),
      known: false,
    },
    {
      name: 'an editable finder that installs another',
      text: 'import __editable___a_finder; __editable___b_finder.install()',
      known: false,
    },
  ])('$name', ({ text, known }) => {
    expect(isGeneratedHook(text)).toBe(known);
  });
});
