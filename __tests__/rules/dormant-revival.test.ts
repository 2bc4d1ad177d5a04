import { dormantRevival } from '../../src/rules/dormant-revival.js';
import { at, behaviour, delta, startupSurface } from './deltas.js';
import { ruleTest } from './harness.js';
import { addition, released, update } from './histories.js';

const QUIET = { '1.0': 1200, '1.1': 1100 };

ruleTest(dormantRevival, {
  flags: [
    {
      name: 'a release after years, months ago',
      given: { change: update('1.1', '1.2'), project: released({ ...QUIET, '1.2': 100 }) },
      level: 'note',
      says: 'released nothing for 2.7 years',
    },
    {
      name: 'a release after years, this week',
      given: { change: update('1.1', '1.2'), project: released({ ...QUIET, '1.2': 6 }) },
      level: 'note',
    },
    {
      name: 'for a new dependency',
      given: { change: addition('1.2'), project: released({ ...QUIET, '1.2': 6 }) },
      level: 'note',
    },
    {
      name: 'the second release after the silence',
      given: { change: update('1.1', '1.3'), project: released({ ...QUIET, '1.2': 30, '1.3': 2 }) },
      level: 'note',
      says: 'between 1.1 and 1.2',
    },
    {
      name: 'one of several at once',
      given: { change: update('1.1', '1.2'), project: released({ ...QUIET, '1.2': 6, '1.2.1': 6, '1.2.2': 6 }) },
      level: 'warn',
      says: 'With it goes that it is one of 3 releases',
    },
    {
      name: 'a release that newly uses the network unasked',
      given: {
        change: update('1.1', '1.2'),
        project: released({ ...QUIET, '1.2': 100 }),
        delta: delta({ behaviours: [behaviour('fetch')] }),
      },
      level: 'warn',
      says: 'New in it: unasked, demo/__init__.py line 3',
    },
    {
      name: 'a release that newly runs at start-up',
      given: {
        change: update('1.1', '1.2'),
        project: released({ ...QUIET, '1.2': 100 }),
        delta: delta({ surfaces: [startupSurface('import demo', { at: at('demo.pth') })] }),
      },
      level: 'warn',
    },
  ],
  allows: [
    {
      name: 'new acts that somebody has to ask for',
      given: {
        change: update('1.1', '1.2'),
        project: released({ ...QUIET, '1.2': 100 }),
        delta: delta({
          behaviours: [behaviour('fetch', { when: ['call'] }), behaviour('run-process', { when: ['test'] })],
        }),
      },
      atMost: 'note',
    },
    {
      name: 'a quiet year',
      given: { change: update('1.1', '1.2'), project: released({ '1.0': 900, '1.1': 366, '1.2': 1 }) },
    },
    {
      name: 'a silence that the base had behind it',
      given: { change: update('1.2', '1.3'), project: released({ ...QUIET, '1.2': 30, '1.3': 2 }) },
    },
    { name: 'a first release', given: { change: addition('1.0'), project: released({ '1.0': 1 }) } },
  ],
});
