import { releaseBurst } from '../../src/rules/release-burst.js';
import { ruleTest } from './harness.js';
import { MINUTE, released, update } from './histories.js';

const DAYS = 24 * 60 * MINUTE;
const ago = (days: number, minutes: number) => ({ ms: days * DAYS - minutes * MINUTE });
const OLD = { '1.0': 900, '1.1': 700, '1.2': 400 };

ruleTest(releaseBurst, {
  flags: [
    {
      name: 'two releases in 13 minutes, long ago',
      given: {
        change: update('1.2', '1.4'),
        project: released({ ...OLD, '1.3': ago(60, 0), '1.3.1': ago(60, 5), '1.4': ago(60, 13) }),
      },
      level: 'note',
      says: '1.4',
    },
    {
      name: 'three releases in 35 minutes, today',
      given: {
        change: update('1.2', '1.3.3'),
        project: released({ ...OLD, '1.3.1': ago(1, 0), '1.3.2': ago(1, 30), '1.3.3': ago(1, 35) }),
      },
      level: 'warn',
      says: 'the release is 23 hours old',
    },
    {
      name: 'the first of two',
      given: {
        change: update('1.2', '1.3.1'),
        project: released({ ...OLD, '1.3.1': ago(60, 0), '1.3.2': ago(60, 20) }),
      },
      level: 'note',
    },
    {
      name: 'three in an hour by a project that once made two in half an hour',
      given: {
        change: update('1.2', '1.3.2'),
        project: released({
          '1.0.0': ago(500, 0),
          '1.0.1': ago(500, 10),
          '1.3.0': ago(60, 0),
          '1.3.1': ago(60, 40),
          '1.3.2': ago(60, 55),
        }),
      },
      level: 'note',
    },
  ],
  allows: [
    {
      name: 'a habit',
      given: {
        change: update('1.0', '1.3.2'),
        project: released({ '1.0.0': ago(900, 0), '1.0.1': ago(900, 10), '1.3.1': ago(1, 0), '1.3.2': ago(1, 10) }),
      },
    },
    {
      name: 'one fix for several series',
      given: {
        change: update('1.2', '1.3'),
        project: released({ ...OLD, '1.3': ago(1, 0), '2.0': ago(1, 5), '2.1': ago(1, 9) }),
      },
    },
    {
      name: 'a pre-release and its release',
      given: { change: update('1.2', '1.3'), project: released({ ...OLD, '1.3rc1': ago(1, 0), '1.3': ago(1, 20) }) },
    },
    {
      name: 'two releases a day apart',
      given: { change: update('1.2', '1.3.1'), project: released({ ...OLD, '1.3.0': 2, '1.3.1': 1 }) },
    },
    {
      name: 'a release that was locked before',
      given: {
        change: update('1.3.1', '1.3.1'),
        project: released({ ...OLD, '1.3.0': ago(1, 0), '1.3.1': ago(1, 9) }),
      },
    },
  ],
});
