import { downgrade } from '../../src/rules/downgrade.js';
import { project, releaseFile, version } from '../support/model.js';
import { advisory } from './facts.js';
import { ruleTest } from './harness.js';
import { addition, update } from './histories.js';

const WITHDRAWN = project([releaseFile({ version: version('1.5'), yanked: 'broken' })]);

ruleTest(downgrade, {
  flags: [
    { name: 'an older release', given: { change: update('2.0', '1.0') }, level: 'note', says: 'older than 2.0' },
    {
      name: 'an older release with a known hole',
      given: { change: update('2.0', '1.0'), advisories: { head: [advisory()], base: [] } },
      level: 'warn',
      says: 'GHSA-aaaa-bbbb-cccc',
    },
    {
      name: 'past a withdrawn release',
      given: { change: update('2.0', '1.0'), project: WITHDRAWN },
      level: 'warn',
      says: 'passes 1.5',
    },
  ],
  allows: [
    {
      name: 'away from a release with a known hole',
      given: { change: update('2.0', '1.0'), advisories: { head: [], base: [advisory()] }, project: WITHDRAWN },
      atMost: 'note',
    },
    {
      name: 'a hole that both have, under another name',
      given: {
        change: update('2.0', '1.0'),
        advisories: { head: [advisory({ id: 'PYSEC-1' })], base: [advisory({ id: 'GHSA-2' })] },
      },
      atMost: 'note',
    },
    { name: 'a newer release', given: { change: update('1.0', '2.0'), advisories: { head: [advisory()], base: [] } } },
    { name: 'the same release in another spelling', given: { change: update('1.0.0', '1.0') } },
    { name: 'a new package', given: { change: addition('1.0') } },
  ],
});
