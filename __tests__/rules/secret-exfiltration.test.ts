import type { Behaviour } from '../../src/model/profile.js';
import { secretExfiltration } from '../../src/rules/secret-exfiltration.js';
import { at, behaviour, delta, firstRelease } from './deltas.js';
import { ruleTest } from './harness.js';

const sent = (overrides: Partial<Behaviour> = {}) => behaviour('send', { inputs: ['secret-file'], ...overrides });
const given = (overrides: Partial<Behaviour> = {}) => ({ delta: delta({ behaviours: [sent(overrides)] }) });

ruleTest(secretExfiltration, {
  flags: [
    { name: 'a credential file, on import', given: given(), level: 'block' },
    { name: 'the environment, on import', given: given({ inputs: ['environment'] }), level: 'block' },
    {
      name: 'the environment, during installation',
      given: given({ inputs: ['environment'], when: ['install'] }),
      level: 'block',
    },
    {
      name: 'a token that goes to its own service',
      given: given({
        inputs: ['environment'],
        when: ['install'],
        target: 'api.github.com/repos/demo/demo',
        steps: [
          { what: 'reads the environment variables', at: { ...at('setup.py'), excerpt: 'os.environ["GH_TOKEN"]' } },
        ],
      }),
      level: 'warn',
    },
    {
      name: 'all variables that go to a token’s service',
      given: given({
        inputs: ['environment'],
        when: ['install'],
        target: 'api.github.com/repos/demo/demo',
        steps: [
          { what: 'reads the environment variables', at: { ...at('setup.py'), excerpt: 'dict(os.environ), GH_TOKEN' } },
        ],
      }),
      level: 'block',
    },
    { name: 'a credential file, when called', given: given({ when: ['call'] }), level: 'warn' },
    { name: 'a credential file, in tests', given: given({ when: ['test'] }), level: 'note' },
    {
      name: 'a first release, credential file on import',
      given: { delta: firstRelease({ behaviours: [sent()] }) },
      level: 'block',
    },
    {
      name: 'a first release, environment on import',
      given: { delta: firstRelease({ behaviours: [sent({ inputs: ['environment'] })] }) },
      level: 'warn',
    },
  ],
  allows: [
    { name: 'a token of the environment, when called', given: given({ inputs: ['environment'], when: ['call'] }) },
    { name: 'a credential file that is only read', given: given({ act: 'read-secret' }) },
    { name: 'data of the user', given: given({ inputs: ['user-input'] }) },
    {
      name: 'a first release’s own client, when called',
      given: { delta: firstRelease({ behaviours: [sent({ when: ['call'] })] }) },
      atMost: 'note',
    },
  ],
});
