import { unexpectedHost } from '../../src/rules/unexpected-host.js';
import { lockedPackage } from '../support/model.js';
import { added, alsoIn, artifact, demoFile, demoProject } from './facts.js';
import { ruleTest } from './harness.js';

const from = (url: string) => added({ artifacts: [artifact({ url })] });
const corp = { kind: 'index', url: 'https://pypi.corp.invalid/simple' } as const;
const policy = {
  indexes: [{ name: 'corp', url: corp.url, packages: ['demo'], fileHosts: ['files.corp.invalid'], tokenEnv: null }],
};

ruleTest(unexpectedHost, {
  flags: [
    {
      name: 'another host',
      given: { change: from('https://mirror.invalid/demo.whl') },
      level: 'block',
      says: 'mirror.invalid',
    },
    {
      name: 'the file host as a prefix',
      given: { change: from('https://files.pythonhosted.org.mirror.invalid/demo.whl') },
      level: 'block',
    },
    {
      name: 'the file host as a user name',
      given: { change: from('https://files.pythonhosted.org@mirror.invalid/demo.whl') },
      level: 'block',
      says: 'mirror.invalid',
    },
    { name: 'another port', given: { change: from('https://files.pythonhosted.org:8443/demo.whl') }, level: 'block' },
    {
      name: 'only in the second lockfile',
      given: {
        change: alsoIn(added(), {
          entry: lockedPackage({ artifacts: [artifact({ url: 'https://mirror.invalid/demo.whl' })] }),
        }),
      },
      level: 'block',
    },
    {
      name: 'PyPI’s host for a file of a private index',
      given: { change: added({ source: corp, artifacts: [artifact()] }), policy },
      level: 'block',
    },
  ],
  allows: [
    { name: 'PyPI’s file host', given: { change: added() } },
    { name: 'the same host in capitals', given: { change: from('https://FILES.PYTHONHOSTED.ORG/demo.whl') } },
    { name: 'no URL', given: { change: added({ artifacts: [artifact({ url: null })] }) } },
    {
      name: 'a file host that policy names',
      given: {
        change: added({ source: corp, artifacts: [artifact({ url: 'https://files.corp.invalid/d.whl' })] }),
        policy,
      },
    },
    {
      name: 'a host that the index itself links to',
      given: {
        change: from('https://cdn.invalid/demo.whl'),
        project: demoProject([demoFile({ url: 'https://cdn.invalid/demo.whl' })]),
      },
    },
    {
      name: 'an index that policy does not know (index-changed says so)',
      given: {
        change: added({
          source: { kind: 'index', url: 'https://other.invalid/simple' },
          artifacts: [artifact({ url: 'https://other.invalid/d.whl' })],
        }),
      },
    },
  ],
});
