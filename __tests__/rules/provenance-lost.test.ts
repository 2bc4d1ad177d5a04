import { DAY } from '../../src/model/policy.js';
import type { ReleaseFile } from '../../src/model/release.js';
import { provenanceLost } from '../../src/rules/provenance-lost.js';
import { version } from '../support/model.js';
import { added, artifact, changed, demoFile, demoProject, hash } from './facts.js';
import { NOW, ruleTest } from './harness.js';

const PROVENANCE = 'https://pypi.org/integrity/demo/provenance';
const HOUR = 3_600_000;

/** The wheel of an earlier release, uploaded so many days ago. */
const wheel = (of: string, days: number, provenance: string | null = PROVENANCE): ReleaseFile =>
  demoFile({
    filename: `demo-${of}-py3-none-any.whl`,
    version: version(of),
    hashes: [],
    uploadedAt: NOW - days * DAY,
    provenance,
  });

const head = (overrides: Partial<ReleaseFile> = {}): ReleaseFile =>
  demoFile({ uploadedAt: NOW - 9 * DAY, ...overrides });
const sdist = (provenance: string | null): ReleaseFile =>
  head({ filename: 'demo-1.0.tar.gz', kind: 'sdist', hashes: [hash('b')], provenance });

const attested = [wheel('0.9', 40), wheel('0.8', 80), wheel('0.7', 120)];
const update = changed({});
const both = changed(
  {},
  { artifacts: [artifact(), artifact({ filename: 'demo-1.0.tar.gz', url: null, hashes: [hash('b')] })] },
);
const project = (...files: readonly ReleaseFile[]) => ({ change: update, project: demoProject(files) });

ruleTest(provenanceLost, {
  flags: [
    {
      name: 'no attestation after three releases with them',
      given: project(head(), ...attested),
      level: 'warn',
      says: 'each of the 3 releases before, up to 0.9, had more',
    },
    {
      name: 'an sdist without beside a wheel with',
      given: { change: both, project: demoProject([head({ provenance: PROVENANCE }), sdist(null), ...attested]) },
      level: 'warn',
      says: 'demo-1.0.tar.gz',
    },
    {
      name: 'none where some files always had them',
      given: project(
        head(),
        ...attested.flatMap((file) => [
          file,
          { ...file, filename: file.filename.replace('-py3-none-any.whl', '.tar.gz'), provenance: null },
        ]),
      ),
      level: 'warn',
    },
    { name: 'a package that is new here', given: { ...project(head(), ...attested), change: added() }, level: 'warn' },
    {
      name: 'none after one release with them',
      given: project(head(), wheel('0.9', 40), wheel('0.8', 80, null)),
      level: 'note',
    },
    {
      name: 'a young one of several in half an hour',
      given: project(
        head({ uploadedAt: NOW - HOUR }),
        wheel('1.0.1', (HOUR - 600_000) / DAY, null),
        wheel('1.0.2', (HOUR - 900_000) / DAY, null),
        ...attested,
      ),
      level: 'block',
      says: 'quick succession',
    },
  ],
  allows: [
    { name: 'attestations as before', given: project(head({ provenance: PROVENANCE }), ...attested) },
    {
      name: 'an index that does not serve the field',
      given: project(head(), wheel('0.9', 40, null), wheel('0.8', 80, null), wheel('0.7', 120, null)),
    },
    { name: 'a first attestation', given: project(head({ provenance: PROVENANCE }), wheel('0.9', 40, null)) },
    {
      name: 'a fix for a series that never had them',
      given: project(head(), wheel('0.9', 40, null), wheel('2.0', 20)),
    },
    { name: 'none again after a release without', given: project(head(), wheel('0.9', 40, null), wheel('0.8', 80)) },
    {
      name: 'a file that the lockfile cannot select',
      given: project(head({ provenance: PROVENANCE }), sdist(null), ...attested),
    },
    {
      name: 'a change of scope',
      given: {
        ...project(head(), ...attested),
        change: changed({ version: version('1.0'), artifacts: [artifact()] }, {}, ['scope-changed']),
      },
    },
    { name: 'a trial pre-release before', given: project(head(), wheel('0.9rc1', 40), wheel('0.8', 80, null)) },
  ],
});
