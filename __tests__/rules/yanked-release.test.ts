import { yankedRelease } from '../../src/rules/yanked-release.js';
import { version } from '../support/model.js';
import { added, artifact, changed, demoFile, demoProject, hash, SDIST } from './facts.js';
import { ruleTest } from './harness.js';

const yanked = (reason: string) => demoProject([demoFile({ yanked: reason })]);
const sdist = (reason: string | null) =>
  demoFile({ filename: SDIST, kind: 'sdist', hashes: [hash('c')], yanked: reason });

ruleTest(yankedRelease, {
  flags: [
    {
      name: 'a yanked release with a reason',
      given: { change: added(), project: yanked('broken metadata') },
      level: 'warn',
      says: '"broken metadata"',
    },
    {
      name: 'a yanked release without a reason',
      given: { change: added(), project: yanked('') },
      level: 'warn',
      says: 'no reason',
    },
    {
      name: 'a yanked file among those that the hashes select',
      given: {
        change: added({ artifacts: [artifact({ filename: null, url: null, hashes: [hash('a'), hash('c')] })] }),
        project: demoProject([demoFile(), sdist('bad sdist')]),
      },
      level: 'warn',
      says: '1 yanked file of 2',
    },
    {
      name: 'a release that the base locks too',
      given: { change: changed({ version: version('1.0') }, {}, ['marker-changed']), project: yanked('old news') },
      level: 'note',
    },
  ],
  allows: [
    { name: 'a release that is not yanked', given: { change: added(), project: demoProject() } },
    {
      name: 'a yanked file that the lockfile cannot select',
      given: { change: added(), project: demoProject([demoFile(), sdist('bad sdist')]) },
    },
  ],
});
