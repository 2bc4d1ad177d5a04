import type { Behaviour } from '../../src/model/profile.js';
import { downloadAndRun } from '../../src/rules/download-and-run.js';
import { behaviour, delta, firstRelease } from './deltas.js';
import { ruleTest } from './harness.js';

const downloaded = (overrides: Partial<Behaviour> = {}) =>
  behaviour('run-process', { inputs: ['downloaded-file'], ...overrides });
const given = (overrides: Partial<Behaviour> = {}) => ({ delta: delta({ behaviours: [downloaded(overrides)] }) });

ruleTest(downloadAndRun, {
  flags: [
    { name: 'on import', given: given(), level: 'block', says: 'when it is imported' },
    { name: 'during installation', given: given({ when: ['install'] }), level: 'block' },
    { name: 'a native library', given: given({ act: 'load-native' }), level: 'block' },
    { name: 'exec of the file', given: given({ act: 'run-code' }), level: 'block' },
    { name: 'when called, openly', given: given({ when: ['call'] }), level: 'warn' },
    {
      name: 'when called, detached and without certificate checks',
      given: given({ when: ['call'], traits: ['detached', 'tls-off'] }),
      level: 'block',
      says: '(detached from the parent process, with certificate checks off)',
    },
    {
      name: 'when called, with errors swallowed',
      given: given({ when: ['call'], traits: ['errors-swallowed'] }),
      level: 'warn',
    },
    {
      name: 'when called, where the base ran what it had',
      given: {
        delta: delta({
          behaviours: [downloaded({ when: ['call'] })],
          before: [behaviour('run-process', { when: ['call'] })],
        }),
      },
      level: 'warn',
    },
    {
      name: 'when called, by an installer as before',
      given: {
        delta: delta({ behaviours: [downloaded({ when: ['call'] })], before: [downloaded({ when: ['call'] })] }),
      },
      level: 'note',
    },
    {
      name: 'on import, by what was an installer when called',
      given: { delta: delta({ behaviours: [downloaded()], before: [downloaded({ when: ['call'] })] }) },
      level: 'block',
    },
    { name: 'in tests', given: given({ when: ['test'] }), level: 'note' },
    {
      name: 'a first release, on import',
      given: { delta: firstRelease({ behaviours: [downloaded()] }) },
      level: 'block',
    },
    {
      name: 'a first release, when called',
      given: { delta: firstRelease({ behaviours: [downloaded({ when: ['call'], traits: ['detached'] })] }) },
      level: 'warn',
    },
  ],
  allows: [
    { name: 'a process of its own', given: given({ inputs: [] }) },
    { name: 'a download alone', given: given({ act: 'fetch', inputs: [] }) },
    { name: 'a command from the network (remote-code says so)', given: given({ inputs: ['network'] }) },
  ],
});
