import { confusableIdentifier } from '../../src/rules/confusable-identifier.js';
import { wheel } from '../support/wheel.js';
import { delta, firstRelease } from './deltas.js';
import { ruleTest } from './harness.js';
import { releaseTest } from './pipeline.js';
import { sign } from './sign-facts.js';

const telling = (overrides = {}) =>
  sign('confusable-identifier', 'the telling name exec, written as “𝘦xec” with U+1D626', overrides);
const other = (overrides = {}) =>
  sign('confusable-identifier', 'the name client, imitated by “сlient” with U+0441', overrides);

ruleTest(confusableIdentifier, {
  flags: [
    {
      name: 'a telling name',
      given: { delta: delta({ signs: [telling()] }) },
      level: 'block',
      says: 'uses the telling name exec, written as “𝘦xec” with U+1D626; 0.9 did not.',
    },
    {
      name: 'a telling name, when called',
      given: { delta: delta({ signs: [telling({ when: ['call'] })] }) },
      level: 'block',
    },
    {
      name: 'a telling name, in tests',
      given: { delta: delta({ signs: [telling({ when: ['test'] })] }) },
      level: 'note',
    },
    {
      name: 'a telling name, in a first release',
      given: { delta: firstRelease({ signs: [telling()] }) },
      level: 'warn',
    },
    { name: 'another name', given: { delta: delta({ signs: [other()] }) }, level: 'warn' },
    { name: 'another name, in a first release', given: { delta: firstRelease({ signs: [other()] }) }, level: 'note' },
  ],
  allows: [
    {
      name: 'another name in tests of a first release',
      given: { delta: firstRelease({ signs: [other({ when: ['test'] })] }) },
    },
    { name: 'what the base showed too', given: { delta: delta({}) } },
  ],
});

const init = (source: string, version = '') => wheel({ 'demo/__init__.py': `V = "${version}"\n${source}` });

releaseTest(confusableIdentifier, {
  flags: [
    { name: 'mathematical letters', given: { base: init(''), head: init('𝘦𝘹𝘦𝘤("print(1)")\n') }, level: 'block' },
    {
      name: 'full-width letters in an attribute',
      given: { base: init(''), head: init('import os\nos.ｓystem("true")\n') },
      level: 'block',
    },
    { name: 'Cyrillic letters', given: { base: init(''), head: init('def еval(x): return x\n') }, level: 'block' },
    {
      name: 'self in other letters',
      given: { base: init(''), head: init('class A:\n    def f(ｓelf): pass\n') },
      level: 'warn',
    },
    {
      name: 'a slip of the layout',
      given: { base: init('client = 1\n'), head: init('client = 1\nсlient = 2\n') },
      level: 'warn',
    },
  ],
  allows: [
    { name: 'a formula', given: { base: init(''), head: init('σ = 1\nΔx = 2 * σ\nµ = xᵢ = 3\n') } },
    { name: 'names in Chinese', given: { base: init(''), head: init('名字 = 1\n') } },
    { name: 'the same in both', given: { base: init('𝘦𝘹𝘦𝘤("1")\n'), head: init('𝘦𝘹𝘦𝘤("1")\n', '2') } },
    { name: 'letters in text', given: { base: init(''), head: init('T = "𝘦𝘹𝘦𝘤 еval"\n') } },
  ],
});
