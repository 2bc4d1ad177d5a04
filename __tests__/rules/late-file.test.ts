import { DAY } from '../../src/model/policy.js';
import { lateFile } from '../../src/rules/late-file.js';
import { version } from '../support/model.js';
import { added, artifact, changed, demoFile, demoProject, hash, WHEEL } from './facts.js';
import { NOW, ruleTest } from './harness.js';

const NARROW = 'demo-1.0-cp312-cp312-manylinux_2_28_x86_64.whl';
const V1 = { version: version('1.0') };
const narrow = artifact({ filename: NARROW, url: null, hashes: [hash('b')] });
const joined = changed({ ...V1, artifacts: [artifact()] }, { ...V1, artifacts: [artifact(), narrow] }, [
  'artifacts-added',
]);
const both = { artifacts: [artifact(), narrow] };

/** The demo wheel, a year old, and a narrower one of this age. */
const project = (age: number, first = 365 * DAY) =>
  demoProject([
    demoFile({ uploadedAt: NOW - first }),
    demoFile({ filename: NARROW, hashes: [hash('b')], uploadedAt: NOW - age }),
  ]);

ruleTest(lateFile, {
  flags: [
    {
      name: 'a young wheel that joins a release locked before',
      given: { change: joined, project: project(5 * DAY) },
      level: 'block',
      says: NARROW,
    },
    {
      name: 'an old wheel that joins a release locked before',
      given: { change: joined, project: project(100 * DAY) },
      level: 'note',
    },
    {
      name: 'a young wheel that comes with an old release',
      given: { change: changed({}, both), project: project(5 * DAY) },
      level: 'warn',
    },
    {
      name: 'a young wheel of an old release that is new here',
      given: { change: added(both), project: project(5 * DAY) },
      level: 'warn',
    },
    {
      name: 'a young wheel under a bare hash',
      given: {
        change: changed(
          { ...V1, artifacts: [artifact({ filename: null, url: null })] },
          { ...V1, artifacts: [artifact({ filename: null, url: null, hashes: [hash('a'), hash('b')] })] },
          ['artifacts-added'],
        ),
        project: project(5 * DAY),
      },
      level: 'block',
      says: NARROW,
    },
  ],
  allows: [
    { name: 'files uploaded together', given: { change: added(both), project: project(365 * DAY) } },
    { name: 'a wheel built two weeks later', given: { change: joined, project: project(1 * DAY, 15 * DAY) } },
    { name: 'an old wheel of a release that is new here', given: { change: added(both), project: project(40 * DAY) } },
    {
      name: 'a late wheel that the lockfile cannot select',
      given: { change: added({ artifacts: [artifact({ filename: WHEEL })] }), project: project(5 * DAY) },
    },
    {
      name: 'a late wheel that the base had too',
      given: {
        change: changed({ ...V1, ...both }, { ...V1, ...both }, ['scope-changed']),
        project: project(5 * DAY),
      },
    },
    {
      name: 'an index without upload times',
      given: {
        change: added(both),
        project: demoProject([
          demoFile({ uploadedAt: null }),
          demoFile({ filename: NARROW, hashes: [hash('b')], uploadedAt: null }),
        ]),
      },
    },
  ],
});
