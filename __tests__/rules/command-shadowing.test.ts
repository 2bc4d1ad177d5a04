import { normalizeName } from '../../src/model/names.js';
import { commandShadowing } from '../../src/rules/command-shadowing.js';
import { version } from '../support/model.js';
import { delta, firstRelease, profile, startupSurface } from './deltas.js';
import { added } from './facts.js';
import { ruleTest } from './harness.js';

const script = (name: string) =>
  startupSurface(`${name} = demo.cli:main`, { when: 'command', kind: 'console-script', fingerprint: `script ${name}` });
const file = (name: string) =>
  startupSurface(`${name} sha256:${'a'.repeat(64)}`, {
    when: 'command',
    kind: 'script-file',
    fingerprint: `file ${name}`,
  });
const given = (...surfaces: readonly ReturnType<typeof script>[]) => ({ delta: delta({ surfaces }) });

ruleTest(commandShadowing, {
  flags: [
    {
      name: 'a cloud tool',
      given: given(script('aws')),
      level: 'block',
      says: 'installs the command aws, a name that is that of awscli',
    },
    {
      name: 'a tool of the system',
      given: given(script('git')),
      level: 'block',
      says: 'the system’s or another tool’s',
    },
    { name: 'in other letters, with an ending', given: given(file('Kubectl.EXE')), level: 'block' },
    { name: 'a script file', given: given(file('pip')), level: 'block' },
    { name: 'a first release', given: { delta: firstRelease({ surfaces: [script('pytest')] }) }, level: 'warn' },
    { name: 'a command of a widely used project', given: given(script('f2py')), level: 'warn', says: 'that of numpy' },
    {
      name: 'that command in a relative of the project',
      given: { change: added({ name: normalizeName('numpy-lite') }), ...given(script('f2py')) },
      level: 'note',
    },
    {
      name: 'a fork that brings the commands of what it copies',
      given: {
        profiles: [profile({ surfaces: [script('aws')] })],
        delta: delta({}, { kind: 'copied-project', name: normalizeName('awscli'), version: version('1.0') }),
      },
      level: 'warn',
    },
  ],
  allows: [
    {
      name: 'a widely used project that has such a command too',
      given: { change: added({ name: normalizeName('six') }), ...given(script('f2py')) },
    },
    { name: 'a command of its own', given: given(script('demo')) },
    {
      name: 'its rightful owner',
      given: { change: added({ name: normalizeName('awscli') }), ...given(script('aws')) },
    },
    {
      name: 'another project that wraps it',
      given: { change: added({ name: normalizeName('nodejs-bin') }), ...given(script('node')) },
    },
    { name: 'a start-up file', given: given(startupSurface('import aws')) },
  ],
});
