import { implausibleVersion } from '../../src/rules/implausible-version.js';
import { behaviour, firstRelease } from './deltas.js';
import { ruleTest } from './harness.js';
import { addition, released, update } from './histories.js';

const acting = firstRelease({ behaviours: [behaviour('send')] });

ruleTest(implausibleVersion, {
  flags: [
    {
      name: '99.0.0 as a first release',
      given: { change: addition('99.0.0'), project: released({ '99.0.0': 400 }) },
      level: 'warn',
      says: 'nothing outbids',
    },
    {
      name: '9999 after 1.4',
      given: { change: update('1.4', '9999.0'), project: released({ '1.4': 400, '9999.0': 10 }) },
      level: 'warn',
      says: 'after 1.4',
    },
    {
      name: '99.0.0 of this week that sends data unasked',
      given: { change: addition('99.0.0'), project: released({ '99.0.0': 3 }), delta: acting },
      level: 'block',
      says: 'first appeared 3 days ago, and unasked',
    },
    {
      name: 'a first epoch',
      given: { change: update('1.4', '1!0.1'), project: released({ '1.4': 400, '1!0.1': 10 }) },
      level: 'warn',
      says: 'epoch',
    },
    {
      name: 'a leap of a young project',
      given: { change: addition('40.0'), project: released({ '1.0': 20, '40.0': 10 }) },
      level: 'warn',
    },
    {
      name: 'all zeros, of this week',
      given: { change: addition('0.0.0'), project: released({ '0.0.0': 3 }) },
      level: 'warn',
      says: 'all zeros',
    },
    {
      name: 'a post-release where there were none',
      given: {
        change: update('1.4', '1.4.post1'),
        project: released({ '1.0': 900, '1.1': 800, '1.2': 700, '1.3': 600, '1.4': 500, '1.4.post1': 10 }),
      },
      level: 'note',
      says: 'never made a post-release',
    },
  ],
  allows: [
    {
      name: 'acting, but years old',
      given: { change: addition('1.4'), project: released({ '1.4': 900 }), delta: acting },
    },
    {
      name: 'a number reached step by step',
      given: { change: update('310', '311'), project: released({ '309': 90, '310': 60, '311': 10 }) },
    },
    { name: 'a year', given: { change: update('1.4', '2026.1'), project: released({ '1.4': 400, '2026.1': 10 }) } },
    {
      name: 'a short year',
      given: { change: update('0.9', '26.1.0'), project: released({ '0.9': 400, '26.1.0': 10 }) },
    },
    {
      name: 'year and month',
      given: { change: update('1.0', '2605.0'), project: released({ '1.0': 400, '2605.0': 10 }) },
    },
    { name: 'a date', given: { change: addition('20260520'), project: released({ '20260520': 12 }) } },
    {
      name: 'a leap of an old project',
      given: { change: update('3.4', '35.0'), project: released({ '3.4': 1900, '35.0': 10 }) },
      atMost: 'note',
    },
    {
      name: 'an ordinary major release',
      given: { change: update('1.4', '2.0'), project: released({ '1.4': 400, '2.0': 10 }) },
    },
    {
      name: 'an epoch that was there',
      given: { change: update('1!0.1', '1!0.2'), project: released({ '1!0.1': 40, '1!0.2': 10 }) },
    },
    {
      name: 'one more post-release',
      given: { change: update('1.0', '1.0.post2'), project: released({ '1.0': 40, '1.0.post1': 20, '1.0.post2': 10 }) },
    },
  ],
});
