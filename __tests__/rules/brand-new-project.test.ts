import { brandNewProject } from '../../src/rules/brand-new-project.js';
import { behaviour, firstRelease, startupSurface } from './deltas.js';
import { ruleTest } from './harness.js';
import { addition, released, update } from './histories.js';

const CORP = 'https://pypi.corp.invalid/simple';
const corp = { name: 'corp', url: CORP, packages: ['corp-*'], fileHosts: [], tokenEnv: null };
const YOUNG = released({ '1.0': 12 });
const own = released({ '1.0': 2 }, { indexUrl: CORP });

ruleTest(brandNewProject, {
  flags: [
    {
      name: 'a project of this month',
      given: { change: addition('1.0'), project: YOUNG },
      level: 'warn',
      says: '12 days ago',
    },
    {
      name: 'that sends data when it is imported',
      given: { change: addition('1.0'), project: YOUNG, delta: firstRelease({ behaviours: [behaviour('send')] }) },
      level: 'block',
      says: 'acts unasked: demo/__init__.py line 3 reaches the sink',
    },
    {
      name: 'that runs decoded code while it is installed',
      given: {
        change: addition('1.0'),
        project: YOUNG,
        delta: firstRelease({ behaviours: [behaviour('run-code', { when: ['install'], inputs: ['decoded'] })] }),
      },
      level: 'block',
    },
    {
      name: 'that runs at every start',
      given: {
        change: addition('1.0'),
        project: YOUNG,
        delta: firstRelease({ surfaces: [startupSurface('import demo')] }),
      },
      level: 'block',
    },
    {
      name: 'on the team’s own index, acting',
      given: {
        change: addition('1.0'),
        project: own,
        policy: { indexes: [corp] },
        delta: firstRelease({ behaviours: [behaviour('send')] }),
      },
      level: 'block',
    },
    {
      name: 'that acts only when it is called',
      given: {
        change: addition('1.0'),
        project: YOUNG,
        delta: firstRelease({ behaviours: [behaviour('send', { when: ['call'] })] }),
      },
      level: 'warn',
    },
    {
      name: 'that asks git for its version',
      given: {
        change: addition('1.0'),
        project: YOUNG,
        delta: firstRelease({
          behaviours: [behaviour('run-process', { when: ['install'], target: 'git describe --tags' })],
        }),
      },
      level: 'warn',
    },
  ],
  allows: [
    {
      name: 'on the team’s own index',
      given: { change: addition('1.0'), project: own, policy: { indexes: [corp] } },
      atMost: 'note',
    },
    {
      name: 'a project with a year behind it',
      given: { change: addition('1.0'), project: released({ '0.9': 365, '1.0': 1 }) },
    },
    { name: 'an update', given: { change: update('0.9', '1.0'), project: released({ '0.9': 9, '1.0': 1 }) } },
    {
      name: 'a fork of a name that the base has',
      given: { change: { ...addition('1.0'), labels: ['fork'] }, project: YOUNG },
    },
  ],
});
