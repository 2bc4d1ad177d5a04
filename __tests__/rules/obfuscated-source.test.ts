import { obfuscatedSource } from '../../src/rules/obfuscated-source.js';
import { wheel } from '../support/wheel.js';
import { at, behaviour, delta, firstRelease, profile } from './deltas.js';
import { ruleTest } from './harness.js';
import { releaseTest } from './pipeline.js';
import { sign } from './sign-facts.js';

const names = (overrides = {}) => sign('obfuscated-source', 'names things O0OO0 and the like', overrides);
const line = (overrides = {}) => sign('obfuscated-source', 'holds a program on one line', overrides);
const acts = (overrides = {}) => [profile({ behaviours: [behaviour('run-process', overrides)] })];

ruleTest(obfuscatedSource, {
  flags: [
    {
      name: 'odd names',
      given: { delta: delta({ signs: [names()] }) },
      level: 'warn',
      says: 'when it is imported: names things O0OO0',
    },
    { name: 'odd names, when called', given: { delta: delta({ signs: [names({ when: ['call'] })] }) }, level: 'warn' },
    {
      name: 'odd names in tests',
      given: { delta: delta({ signs: [names({ when: ['test'] })] }), profiles: acts() },
      level: 'note',
    },
    {
      name: 'odd names in a first release',
      given: { delta: firstRelease({ signs: [names()] }), profiles: acts() },
      level: 'warn',
    },
    {
      name: 'odd names in a first release, when called',
      given: { delta: firstRelease({ signs: [names({ when: ['call'] })] }) },
      level: 'note',
    },
    {
      name: 'odd names beside an act on import',
      given: { delta: delta({ signs: [names()] }), profiles: acts() },
      level: 'block',
      says: 'beside it, demo/__init__.py line 3 reaches the sink',
    },
    {
      name: 'odd names beside an act on call',
      given: { delta: delta({ signs: [names()] }), profiles: acts({ when: ['call'] }) },
      level: 'warn',
    },
    {
      name: 'odd names and an act elsewhere',
      given: { delta: delta({ signs: [names()] }), profiles: acts({ at: at('demo/b.py') }) },
      level: 'warn',
    },
    {
      name: 'a program on one line beside an act',
      given: { delta: delta({ signs: [line()] }), profiles: acts() },
      level: 'warn',
    },
    {
      name: 'a program on one line, when called',
      given: { delta: delta({ signs: [line({ when: ['call'] })] }) },
      level: 'note',
    },
  ],
  allows: [
    { name: 'a program on one line in tests', given: { delta: delta({ signs: [line({ when: ['test'] })] }) } },
    { name: 'what the base showed too', given: { delta: delta({}), profiles: acts() } },
  ],
});

const init = (source: string, version = '') => wheel({ 'demo/__init__.py': `V = "${version}"\n${source}` });
const odd = ['OO0OO0', 'O0O0OO', 'OOO00O', 'O00O0O', 'OO00OO'].map((name) => `${name} = 1\n`).join('');

releaseTest(obfuscatedSource, {
  flags: [
    { name: 'odd names', given: { base: init(''), head: init(odd) }, level: 'warn' },
    {
      name: 'odd names and a program that is started',
      given: { base: init(''), head: init(`import os\n${odd}os.system("true")\n`) },
      level: 'block',
    },
    {
      name: 'a module in escapes',
      given: { base: init(''), head: init('__import__("\\x6f\\x73").system("true")\n') },
      level: 'block',
      says: 'the word os in escapes',
    },
    {
      name: 'PyArmor',
      given: {
        base: init(''),
        head: init('from .pyarmor_runtime_000000 import __pyarmor__\n__pyarmor__(__name__, __file__, b"demo")\n'),
      },
      level: 'warn',
    },
    {
      name: 'a codec that fills comments',
      given: {
        base: wheel(),
        head: wheel({ 'demo/__init__.py': '# coding: unicode_escape\n# \\u000aimport os; os.system("true")\n' }),
      },
      level: 'block',
      says: 'declares the codec unicode_escape',
    },
  ],
  allows: [
    { name: 'a vendor who always did', given: { base: init(odd), head: init(odd, '2') } },
    { name: 'a long table', given: { base: init(''), head: init(`T = [${'{"a": 1, "b": (2, 3)}, '.repeat(400)}]\n`) } },
    { name: 'bytes in escapes', given: { base: init(''), head: init('MAGIC = b"\\x50\\x4b\\x03\\x04"\n') } },
  ],
});
