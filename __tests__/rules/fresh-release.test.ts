import { DAY } from '../../src/model/policy.js';
import { freshRelease } from '../../src/rules/fresh-release.js';
import { version } from '../support/model.js';
import { added, advisory, artifact, changed, demoFile, demoProject, hash, SDIST } from './facts.js';
import { NOW, ruleTest } from './harness.js';

const uploaded = (days: number) => demoProject([demoFile({ uploadedAt: NOW - days * DAY })]);
const lateWheel = demoFile({ filename: 'demo-1.0-cp312-none-any.whl', hashes: [hash('c')], uploadedAt: NOW - DAY });
const late = artifact({ filename: lateWheel.filename, url: null });

ruleTest(freshRelease, {
  flags: [
    {
      name: 'a release of today',
      given: { change: added(), project: uploaded(0.2) },
      level: 'warn',
      says: '4 hours ago',
    },
    {
      name: 'an age that only the lockfile claims',
      given: { change: added({ artifacts: [artifact({ uploadTime: '2020-01-01T00:00:00Z' })] }), project: uploaded(1) },
      level: 'warn',
    },
    { name: 'an upload from the future', given: { change: added(), project: uploaded(-2) }, level: 'warn' },
    {
      name: 'a late wheel on an old release',
      given: { change: added({ artifacts: [artifact(), late] }), project: demoProject([demoFile(), lateWheel]) },
      level: 'warn',
      says: lateWheel.filename,
    },
    {
      name: 'a late wheel that joins a locked release',
      given: {
        change: changed({ version: version('1.0'), artifacts: [artifact()] }, { artifacts: [artifact(), late] }, [
          'artifacts-added',
        ]),
        project: demoProject([demoFile(), lateWheel]),
      },
      level: 'warn',
    },
    {
      name: 'policy’s own age',
      given: { change: added(), project: uploaded(10), policy: { minAge: 14 * DAY } },
      level: 'warn',
      says: '14 days',
    },
    {
      name: 'a fix of an advisory of the base',
      given: { change: changed({}), project: uploaded(1), advisories: { head: [], base: [advisory()] } },
      level: 'note',
      says: 'GHSA-aaaa-bbbb-cccc',
    },
    {
      name: 'a release that mends nothing of the base',
      given: { change: changed({}), project: uploaded(1), advisories: { head: [advisory()], base: [advisory()] } },
      level: 'warn',
    },
    {
      name: 'a “fix” that is malware itself',
      given: {
        change: changed({}),
        project: uploaded(1),
        advisories: { head: [advisory({ id: 'MAL-1', aliases: [], kind: 'malware' })], base: [advisory()] },
      },
      level: 'warn',
    },
    {
      name: 'an index without upload times',
      given: { change: added(), project: demoProject([demoFile({ uploadedAt: null })]) },
      level: 'note',
      says: 'no upload time',
    },
  ],
  allows: [
    { name: 'an old release', given: { change: added(), project: uploaded(30) } },
    {
      name: 'a young file that the lockfile cannot select',
      given: {
        change: added(),
        project: demoProject([demoFile(), demoFile({ filename: SDIST, hashes: [hash('c')], uploadedAt: NOW })]),
      },
    },
    {
      name: 'a young release that the base locks already',
      given: {
        change: changed({ version: version('1.0'), artifacts: [artifact()] }, {}, ['scope-changed']),
        project: uploaded(1),
      },
    },
  ],
});
