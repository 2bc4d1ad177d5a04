import { invisibleCharacters } from '../../src/rules/invisible-characters.js';
import { wheel } from '../support/wheel.js';
import { at, behaviour, delta, firstRelease, profile } from './deltas.js';
import { ruleTest } from './harness.js';
import { releaseTest } from './pipeline.js';
import { sign } from './sign-facts.js';

const run = (overrides = {}) =>
  sign('invisible-characters', 'a run of 12 invisible characters such as U+FE00', overrides);
const name = (overrides = {}) => sign('invisible-characters', 'a name that shows as “x” and holds U+3164', overrides);
const decodes = (path = 'demo/__init__.py') => [
  profile({ behaviours: [behaviour('run-code', { inputs: ['decoded'], at: at(path) })] }),
];

ruleTest(invisibleCharacters, {
  flags: [
    {
      name: 'a run',
      given: { delta: delta({ signs: [run()] }) },
      level: 'warn',
      says: 'holds a run of 12 invisible characters',
    },
    { name: 'a run in a first release', given: { delta: firstRelease({ signs: [run()] }) }, level: 'warn' },
    {
      name: 'a run that is only read when called',
      given: { delta: firstRelease({ signs: [run({ when: ['call'] })] }) },
      level: 'note',
    },
    {
      name: 'a run in tests',
      given: { delta: delta({ signs: [run({ when: ['test'] })] }), profiles: decodes() },
      level: 'note',
    },
    {
      name: 'a run beside code that decodes',
      given: { delta: delta({ signs: [run()] }), profiles: decodes() },
      level: 'block',
      says: 'beside it, demo/__init__.py line 3 reaches the sink',
    },
    {
      name: 'a run beside code that decodes, in a first release',
      given: { delta: firstRelease({ signs: [run()] }), profiles: decodes() },
      level: 'block',
    },
    {
      name: 'a run and decoding elsewhere',
      given: { delta: delta({ signs: [run()] }), profiles: decodes('demo/other.py') },
      level: 'warn',
    },
    { name: 'a name', given: { delta: delta({ signs: [name()] }), profiles: decodes() }, level: 'warn' },
  ],
  allows: [
    {
      name: 'a name in tests of a first release',
      given: { delta: firstRelease({ signs: [name({ when: ['test'] })] }) },
    },
    { name: 'what the base showed too', given: { delta: delta({}), profiles: decodes() } },
  ],
});

const selectors = (text: string): string =>
  [...Buffer.from(text)].map((byte) => String.fromCodePoint(0xe0100 + byte - 16)).join('');
const payload = `P = "${selectors('print("hello")')}"\n`;
const init = (source: string, version = '') => wheel({ 'demo/__init__.py': `V = "${version}"\n${source}` });

releaseTest(invisibleCharacters, {
  flags: [
    {
      name: 'selectors that spell code',
      given: { base: init(''), head: init(payload) },
      level: 'warn',
      says: 'print("hello")',
    },
    {
      name: 'selectors that are run',
      given: { base: init(''), head: init(`${payload}exec("".join(chr(ord(c) - 0xE0100 + 16) for c in P))\n`) },
      level: 'block',
    },
    { name: 'a filler in a name', given: { base: init(''), head: init('def check\u3164(): pass\n') }, level: 'warn' },
  ],
  allows: [
    { name: 'the same in both', given: { base: init(payload), head: init(payload, '2') } },
    { name: 'emoji', given: { base: init(''), head: init('FACES = "❤️ ☀️ 👨‍👩‍👧‍👦 1️⃣"\n') } },
    { name: 'Persian words', given: { base: init(''), head: init('WORDS = "می‌خواهم کتاب‌ها"\n') } },
  ],
});
