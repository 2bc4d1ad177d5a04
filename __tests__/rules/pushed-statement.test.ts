import { pushedStatement } from '../../src/rules/pushed-statement.js';
import { sdist } from '../support/sdist.js';
import { wheel } from '../support/wheel.js';
import { delta, firstRelease } from './deltas.js';
import { ruleTest } from './harness.js';
import { releaseTest } from './pipeline.js';
import { sign } from './sign-facts.js';

const statement = (overrides = {}) => sign('pushed-statement', 'a statement behind blanks: import os', overrides);
const expression = (overrides = {}) => sign('pushed-statement', 'an expression behind blanks: f(x)', overrides);

ruleTest(pushedStatement, {
  flags: [
    {
      name: 'a statement',
      given: { delta: delta({ signs: [statement()] }) },
      level: 'block',
      says: 'when it is imported: hides a statement behind blanks: import os; 0.9 did not.',
    },
    {
      name: 'a statement in a function',
      given: { delta: delta({ signs: [statement({ when: ['call'] })] }) },
      level: 'block',
    },
    {
      name: 'a statement in tests',
      given: { delta: delta({ signs: [statement({ when: ['test'] })] }) },
      level: 'note',
    },
    { name: 'a statement in a first release', given: { delta: firstRelease({ signs: [statement()] }) }, level: 'warn' },
    { name: 'an expression', given: { delta: delta({ signs: [expression()] }) }, level: 'warn' },
    {
      name: 'an expression in a first release',
      given: { delta: firstRelease({ signs: [expression()] }) },
      level: 'note',
    },
  ],
  allows: [
    { name: 'another kind of sign', given: { delta: delta({ signs: [sign('bidi-control', 'reorders code')] }) } },
    { name: 'what the base showed too', given: { delta: delta({}) } },
  ],
});

const BLANKS = ' '.repeat(130);
const init = (source: string, version = '') => wheel({ 'demo/__init__.py': `V = "${version}"\n${source}` });

releaseTest(pushedStatement, {
  flags: [
    {
      name: 'behind a semicolon',
      given: { base: init('x = 1\n'), head: init(`x = 1;${BLANKS}print("hello")\n`) },
      level: 'block',
      says: 'print("hello")',
    },
    {
      name: 'behind tabs',
      given: { base: init(''), head: init(`x = 1;${'\t'.repeat(15)}print("hello")\n`) },
      level: 'block',
    },
    {
      name: 'behind a carriage return',
      given: { base: init(''), head: init('x = 1  # demo\rprint("hello")\ny = 2\n') },
      level: 'block',
    },
    {
      name: 'in a build script',
      given: { base: sdist({ 'setup.py': 'x = 1\n' }), head: sdist({ 'setup.py': `x = 1;${BLANKS}print("hello")\n` }) },
      level: 'block',
      says: 'while it is installed',
    },
    {
      name: 'in a file that does not parse',
      given: { base: init(''), head: init(`def f(:\nx = 1;${BLANKS}print("hello")\n`) },
      level: 'block',
    },
    { name: 'in a first release', given: { head: init(`x = 1;${BLANKS}print("hello")\n`) }, level: 'warn' },
  ],
  allows: [
    {
      name: 'the same in both',
      given: { base: init(`x = 1;${BLANKS}y = 2\n`), head: init(`x = 1;${BLANKS}y = 2\n`, '2') },
    },
    {
      name: 'it moved and was pushed farther',
      given: { base: init(`x = 1;${BLANKS}y = 2\n`), head: init(`\n\nx = 1;${BLANKS}${BLANKS}y = 2\n`) },
    },
    { name: 'a comment far to the right', given: { base: init(''), head: init(`x = 1${BLANKS}# demo\n`) } },
    { name: 'a wide table', given: { base: init(''), head: init(`T = [\n${BLANKS}(1,${BLANKS}"a"),\n]\n`) } },
    { name: 'wide text', given: { base: init(''), head: init(`T = """\n${BLANKS}; print("hello")\n"""\n`) } },
  ],
});
