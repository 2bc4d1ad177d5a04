import { DAY } from '../../src/model/policy.js';
import { freshRelease } from '../../src/rules/fresh-release.js';
import { version } from '../support/model.js';
import { added, advisory, artifact, changed, demoFile, demoProject, hash, SDIST } from './facts.js';
import { NOW, ruleTest } from './harness.js';

const uploaded = (days: number) => demoProject([demoFile({ uploadedAt: NOW - days * DAY })]);
const lateWheel = demoFile({ filename: 'demo-1.0-cp312-none-any.whl', hashes: [hash('c')], uploadedAt: NOW - DAY });
const FIXED = advisory({ fixedIn: ['1.0'] });
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
      given: { change: changed({}), project: uploaded(1), advisories: { head: [], base: [FIXED] } },
      level: 'note',
      says: 'GHSA-aaaa-bbbb-cccc',
    },
    {
      name: 'an advisory that names no version of the way',
      given: {
        change: changed({}),
        project: uploaded(1),
        advisories: { head: [], base: [advisory({ fixedIn: ['0.8', '2.0'] })] },
      },
      level: 'warn',
    },
    {
      name: 'a fix that an older release has too',
      given: {
        change: changed({ version: version('0.8') }),
        project: demoProject([
          demoFile({ uploadedAt: NOW - DAY }),
          demoFile({ filename: 'demo-0.9-py3-none-any.whl', version: version('0.9'), uploadedAt: NOW - 40 * DAY }),
        ]),
        advisories: { head: [], base: [advisory({ fixedIn: ['0.9'] })] },
      },
      level: 'warn',
      says: '0.9 mends GHSA-aaaa-bbbb-cccc as well and is old enough',
    },
    {
      name: 'a late wheel on a release that mends',
      given: {
        change: changed({}, { artifacts: [artifact(), late] }),
        project: demoProject([demoFile(), lateWheel]),
        advisories: { head: [], base: [FIXED] },
      },
      level: 'warn',
    },
    {
      name: 'when it will be old enough',
      given: { change: added(), project: uploaded(1) },
      level: 'warn',
      says: 'reaches on 2026-06-03 00:00 UTC',
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
