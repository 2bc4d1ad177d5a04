import { bidiControl } from '../../src/rules/bidi-control.js';
import { wheel } from '../support/wheel.js';
import { delta, firstRelease } from './deltas.js';
import { ruleTest } from './harness.js';
import { releaseTest } from './pipeline.js';
import { sign } from './sign-facts.js';

const moved = (overrides = {}) => sign('bidi-control', 'reorders code in a string, with U+202E: "x"', overrides);
const reversed = (overrides = {}) => sign('bidi-control', 'reverses text in a string, with U+202E: "x"', overrides);
const odd = (overrides = {}) => sign('bidi-control', 'left open in a string, with U+202B: "x"', overrides);

ruleTest(bidiControl, {
  flags: [
    {
      name: 'code out of order',
      given: { delta: delta({ signs: [moved()] }) },
      level: 'block',
      says: 'demo/__init__.py line 3 in demo-1.0-py3-none-any.whl, when it is imported: reorders code in a string, with U+202E: "x"; 0.9 did not.',
    },
    {
      name: 'code out of order, when called',
      given: { delta: delta({ signs: [moved({ when: ['call'] })] }) },
      level: 'block',
    },
    {
      name: 'code out of order, in tests',
      given: { delta: delta({ signs: [moved({ when: ['test'] })] }) },
      level: 'note',
    },
    {
      name: 'code out of order, in a first release',
      given: { delta: firstRelease({ signs: [moved()] }) },
      level: 'warn',
    },
    { name: 'text that is reversed', given: { delta: delta({ signs: [reversed()] }) }, level: 'warn' },
    { name: 'an embedding that stays open', given: { delta: delta({ signs: [odd()] }) }, level: 'note' },
    {
      name: 'the heaviest of a file, once',
      given: { delta: delta({ signs: [odd(), moved(), reversed()] }) },
      level: 'block',
      says: '(and 2 more signs of the kind)',
    },
  ],
  allows: [
    { name: 'another kind of sign', given: { delta: delta({ signs: [sign('pushed-statement', 'a statement')] }) } },
    { name: 'text that is reversed in tests', given: { delta: delta({ signs: [odd({ when: ['test'] })] }) } },
    { name: 'what the base showed too', given: { delta: delta({}) } },
  ],
});

const init = (source: string, version = '') => wheel({ 'demo/__init__.py': `V = "${version}"\n${source}` });
const hidden = 'if V != "user\u202e\u2066# admins only\u2069 \u2066":\n    print("hello")\n';

releaseTest(bidiControl, {
  flags: [
    {
      name: 'a new line out of order',
      given: { base: init(''), head: init(hidden) },
      level: 'block',
      says: '\\u{202e}',
    },
    {
      name: 'a docstring that hides a return',
      given: { base: init(''), head: init('def f():\n    """pays \u2067""" ;return\n    print()\n') },
      level: 'block',
      says: 'when it is called',
    },
    {
      name: 'a file that does not parse',
      given: { base: init(''), head: init(`def broken(:\n${hidden}`) },
      level: 'block',
    },
    { name: 'in tests', given: { base: init(''), head: wheel({ 'tests/test_demo.py': hidden }) }, level: 'note' },
  ],
  allows: [
    { name: 'the same line in both', given: { base: init(hidden), head: init(hidden, '2') } },
    {
      name: 'new locale data',
      given: {
        base: init(''),
        head: init('DAYS = ["\u200f\u05d9\u05d5\u05dd", "\u0627\u0644\u0623\u062d\u062f\u200f"]\n'),
      },
    },
    {
      name: 'the controls as escapes',
      given: { base: init(''), head: init('CONTROLS = "\\u202a\\u202b\\u202e\\u2066"\n') },
    },
  ],
});
