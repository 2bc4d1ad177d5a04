import type { Behaviour } from '../../src/model/profile.js';
import { remoteCode } from '../../src/rules/remote-code.js';
import { behaviour, delta, firstRelease } from './deltas.js';
import { ruleTest } from './harness.js';

const remote = (overrides: Partial<Behaviour> = {}) => behaviour('run-code', { inputs: ['network'], ...overrides });
const given = (overrides: Partial<Behaviour> = {}) => ({ delta: delta({ behaviours: [remote(overrides)] }) });

ruleTest(remoteCode, {
  flags: [
    { name: 'on import', given: given(), level: 'block' },
    { name: 'a command line', given: given({ act: 'run-process' }), level: 'block' },
    { name: 'when called', given: given({ when: ['call'] }), level: 'warn' },
    { name: 'in tests', given: given({ when: ['test'] }), level: 'note' },
    { name: 'a first release, on import', given: { delta: firstRelease({ behaviours: [remote()] }) }, level: 'block' },
    {
      name: 'a first release, when called',
      given: { delta: firstRelease({ behaviours: [remote({ when: ['call'] })] }) },
      level: 'warn',
    },
  ],
  allows: [
    { name: 'code of its own', given: given({ inputs: ['own-data'] }) },
    { name: 'a downloaded file (download-and-run says so)', given: given({ inputs: ['downloaded-file', 'network'] }) },
    { name: 'data from the network that is written', given: given({ act: 'write-file' }) },
  ],
});
