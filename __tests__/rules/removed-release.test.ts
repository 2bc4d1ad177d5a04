import { removedRelease } from '../../src/rules/removed-release.js';
import { version } from '../support/model.js';
import { added, demoFile, demoProject } from './facts.js';
import { ruleTest } from './harness.js';

const others = demoProject([demoFile({ filename: 'demo-0.9.tar.gz', version: version('0.9') })]);
const BARE = { artifacts: [] };

ruleTest(removedRelease, {
  flags: [
    {
      name: 'a release that the index does not list',
      given: { change: added(), project: others },
      level: 'block',
      says: '1 other release (0.9)',
    },
    {
      name: 'a project without any file',
      given: { change: added(), project: demoProject([]) },
      level: 'block',
      says: 'no release at all',
    },
    { name: 'a project that is gone, with named files', given: { change: added(), project: 'absent' }, level: 'block' },
    {
      name: 'a project that is gone from a named index',
      given: {
        change: added({ ...BARE, source: { kind: 'index', url: 'https://pypi.org/simple' } }),
        project: 'absent',
      },
      level: 'block',
    },
    {
      name: 'a bare name that the index does not have',
      given: { change: added(BARE), project: 'absent' },
      level: 'warn',
      says: 'anyone can register',
    },
    {
      name: 'a local version',
      given: { change: added({ version: version('2.0+cu121') }), project: others },
      level: 'warn',
    },
  ],
  allows: [
    { name: 'a listed release', given: { change: added(), project: demoProject() } },
    { name: 'an index that could not be asked', given: { change: added() } },
    {
      name: 'a package from a path',
      given: { change: added({ source: { kind: 'local', path: '.', editable: true } }), project: 'absent' },
    },
    { name: 'an unpinned entry', given: { change: added({ version: null }), project: 'absent' } },
  ],
});
