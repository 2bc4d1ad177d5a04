import type { Behaviour } from '../../src/model/profile.js';
import { decodedExecution } from '../../src/rules/decoded-execution.js';
import { behaviour, delta, firstRelease } from './deltas.js';
import { ruleTest } from './harness.js';

const decoded = (overrides: Partial<Behaviour> = {}) => behaviour('run-code', { inputs: ['decoded'], ...overrides });
const given = (overrides: Partial<Behaviour> = {}) => ({ delta: delta({ behaviours: [decoded(overrides)] }) });

ruleTest(decodedExecution, {
  flags: [
    { name: 'on import', given: given(), level: 'block', says: 'reads the source, then reaches the sink; 0.9 did not' },
    { name: 'during installation', given: given({ when: ['install'] }), level: 'block', says: 'while it is installed' },
    { name: 'at start-up', given: given({ when: ['startup'] }), level: 'block' },
    { name: 'in a plugin', given: given({ when: ['plugin'] }), level: 'block' },
    { name: 'a decoded command line', given: given({ act: 'run-process' }), level: 'block' },
    { name: 'only when called', given: given({ when: ['call'] }), level: 'warn' },
    { name: 'only when its command is run', given: given({ when: ['command'] }), level: 'warn' },
    {
      name: 'when called, through a disguised name',
      given: given({ when: ['call'], traits: ['obscured-name'] }),
      level: 'block',
    },
    {
      name: 'when called, of text from the network',
      given: given({ when: ['call'], inputs: ['decoded', 'network'] }),
      level: 'block',
    },
    {
      name: 'when called with its output thrown away, the decoding itself not seen',
      given: given({ when: ['call'], traits: ['silenced-output'], steps: [] }),
      level: 'warn',
    },
    {
      name: 'when called, the decoding itself not seen',
      given: given({ when: ['call'], steps: [] }),
      level: 'note',
    },
    { name: 'in tests', given: given({ when: ['test'] }), level: 'note' },
    { name: 'a first release, on import', given: { delta: firstRelease({ behaviours: [decoded()] }) }, level: 'block' },
    {
      name: 'a first release, when called in disguise',
      given: { delta: firstRelease({ behaviours: [decoded({ when: ['call'], traits: ['obscured-name'] })] }) },
      level: 'warn',
    },
    {
      name: 'a first release, in a plugin',
      given: { delta: firstRelease({ behaviours: [decoded({ when: ['plugin'] })] }) },
      level: 'warn',
    },
    {
      name: 'a first release, on import, the decoding itself not seen',
      given: { delta: firstRelease({ behaviours: [decoded({ steps: [] })] }) },
      level: 'warn',
      says: 'uses demo.sink',
    },
    {
      name: 'an old call that now runs on import',
      given: { delta: delta({ changedBehaviours: [{ from: decoded({ when: ['call'] }), to: decoded() }] }) },
      level: 'block',
    },
  ],
  allows: [
    { name: 'plain exec', given: given({ inputs: [] }) },
    { name: 'exec of an own file', given: given({ inputs: ['own-data'] }) },
    { name: 'decoded data that is sent', given: given({ act: 'send' }) },
    { name: 'what the base did too', given: { delta: delta({}) } },
    {
      name: 'the same behaviour that now runs later',
      given: { delta: delta({ changedBehaviours: [{ from: decoded(), to: decoded({ when: ['call'] }) }] }) },
      atMost: 'note',
    },
    {
      name: 'the same behaviour that tests now cover',
      given: { delta: delta({ changedBehaviours: [{ from: decoded(), to: decoded({ when: ['import', 'test'] }) }] }) },
    },
  ],
});
