import type { Behaviour } from '../../src/model/profile.js';
import { installTimeExecution } from '../../src/rules/install-time-execution.js';
import { at, behaviour, delta, firstRelease } from './deltas.js';
import { added, artifact, SDIST } from './facts.js';
import { ruleTest } from './harness.js';

const atInstall = (act: Behaviour['act'], overrides: Partial<Behaviour> = {}) =>
  behaviour(act, { when: ['install'], at: at('setup.py'), ...overrides });
const given = (act: Behaviour['act'], overrides: Partial<Behaviour> = {}) => ({
  delta: delta({ behaviours: [atInstall(act, overrides)] }),
});
const first = (act: Behaviour['act'], overrides: Partial<Behaviour> = {}) => ({
  delta: firstRelease({ behaviours: [atInstall(act, overrides)] }),
});
const sdistOnly = { change: added({ artifacts: [artifact({ filename: SDIST, url: null })] }) };
const withWheel = { change: added() };

const ownToken = (variable: string): Partial<Behaviour> => ({
  inputs: ['environment'],
  target: 'api.github.com/repos/demo/demo/releases/latest',
  steps: [
    {
      what: 'reads the environment variables',
      at: { ...at('setup.py'), excerpt: `token = os.environ.get("${variable}")` },
    },
    { what: 'writes to the network', at: at('setup.py') },
  ],
});

ruleTest(installTimeExecution, {
  flags: [
    { name: 'the network', given: given('fetch'), level: 'warn', says: 'setup.py line 3' },
    { name: 'an address that is decoded', given: given('fetch', { inputs: ['decoded'] }), level: 'block' },
    { name: 'the network by a disguised name', given: given('fetch', { traits: ['obscured-name'] }), level: 'block' },
    {
      name: 'a service that logs its callers',
      given: given('fetch', { target: 'demo.oast.fun/x' }),
      level: 'block',
    },
    { name: 'data sent', given: given('send'), level: 'block' },
    { name: 'a token sent to its own service', given: given('send', ownToken('GITHUB_TOKEN')), level: 'warn' },
    { name: 'another token sent there', given: given('send', ownToken('PYPI_TOKEN')), level: 'block' },
    {
      name: 'a token and more',
      given: given('send', { ...ownToken('GITHUB_TOKEN'), inputs: ['environment', 'host-facts'] }),
      level: 'block',
    },
    {
      name: 'a build step where there is no wheel',
      given: { ...sdistOnly, ...given('run-process', { target: './configure --prefix=build a b c d e f' }) },
      level: 'warn',
    },
    { name: 'a hidden program', given: given('run-process', { traits: ['hidden-window'] }), level: 'block' },
    { name: 'a program of no known kind', given: given('run-process', { target: 'helper --now' }), level: 'warn' },
    { name: 'a program that is not known', given: given('run-process'), level: 'warn' },
    { name: 'an installer', given: given('install-package'), level: 'warn' },
    {
      name: 'a build tool in a chain of commands',
      given: given('run-process', { target: 'git status; helper' }),
      level: 'warn',
    },
    {
      name: 'a build tool in a command too long to be shown whole',
      given: given('run-process', { target: 'git a b c d e f g' }),
      level: 'warn',
    },
    {
      name: 'python with code on its command line',
      given: given('run-process', { target: 'python -c import helper' }),
      level: 'warn',
    },
    { name: 'a build tool', given: given('run-process', { target: 'git describe --tags' }), level: 'note' },
    {
      name: 'a first release: a hidden program',
      given: { ...withWheel, ...first('run-process', { traits: ['detached'] }) },
      level: 'block',
    },
    {
      name: 'a first release: the host’s name sent',
      given: { ...withWheel, ...first('send', { inputs: ['host-facts'] }) },
      level: 'block',
    },
    { name: 'a first release without a wheel: the network', given: { ...sdistOnly, ...first('fetch') }, level: 'warn' },
    { name: 'a first release with a wheel: the network', given: { ...withWheel, ...first('fetch') }, level: 'note' },
    {
      name: 'a first release with a wheel: an address that is decoded',
      given: { ...withWheel, ...first('fetch', { inputs: ['decoded'] }) },
      level: 'warn',
    },
    {
      name: 'a first release without a wheel: a program',
      given: { ...sdistOnly, ...first('run-process') },
      level: 'warn',
    },
    {
      name: 'a first release with a wheel: a program',
      given: { ...withWheel, ...first('run-process') },
      level: 'note',
    },
  ],
  allows: [
    { name: 'the same on import', given: given('fetch', { when: ['import'] }) },
    { name: 'a file written', given: given('write-file') },
    { name: 'code run from an own file', given: given('run-code', { inputs: ['own-data'] }) },
    { name: 'git', given: given('run-process', { target: 'git rev-parse HEAD' }), atMost: 'note' },
    {
      name: 'a library’s flags',
      given: given('run-process', { target: 'env PKG_CONFIG_PATH=x pkg-config --libs demo' }),
      atMost: 'note',
    },
    {
      name: 'a long build step for who takes no wheel',
      given: {
        ...withWheel,
        ...given('run-process', { target: 'cmake demo -A x64 -B build -DSHARED=OFF -DPREFIX=root' }),
      },
      atMost: 'note',
    },
    {
      name: 'the same program started in another way',
      given: {
        delta: {
          ...delta({ behaviours: [atInstall('run-process', { target: './helper --new' })] }),
          behaviours: {
            added: [atInstall('run-process', { target: './helper --new' })],
            changed: [],
            gone: [atInstall('run-process', { target: 'helper' })],
          },
        },
      },
      atMost: 'note',
    },
    {
      name: 'a compiler probe that throws its output away',
      given: given('run-process', { target: '/usr/bin/gcc -v', traits: ['silenced-output'] }),
      atMost: 'note',
    },
    { name: 'a configuration tool', given: given('run-process', { target: 'mysql_config --libs' }), atMost: 'note' },
    {
      name: 'the publish shortcut',
      given: given('run-process', { target: 'python setup.py sdist upload' }),
      atMost: 'note',
    },
    { name: 'the twine shortcut', given: given('run-process', { target: 'twine upload dist/*' }), atMost: 'note' },
  ],
});
