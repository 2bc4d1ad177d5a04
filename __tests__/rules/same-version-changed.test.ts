import { sameVersionChanged } from '../../src/rules/same-version-changed.js';
import { lockedPackage, version } from '../support/model.js';
import { added, alsoIn, artifact, changed, demoFile, demoProject, hash, SDIST } from './facts.js';
import { ruleTest } from './harness.js';

const V1 = { version: version('1.0') };
const rewritten = (from: Parameters<typeof changed>[0], to: Parameters<typeof changed>[0]) =>
  changed({ ...V1, ...from }, { ...V1, ...to }, ['artifacts-changed']);
const bare = (digit: string, algorithm = 'sha256') =>
  artifact({ filename: null, url: null, size: null, hashes: [hash(digit, algorithm)] });
const wheel = artifact();
const sdist = artifact({ filename: SDIST, url: null, hashes: [hash('b')] });
const swapped = [artifact({ hashes: [hash('b')] }), artifact({ filename: SDIST, url: null, hashes: [hash('a')] })];

ruleTest(sameVersionChanged, {
  flags: [
    {
      name: 'another hash for the same file, while the index does not answer',
      given: { change: rewritten({ artifacts: [wheel] }, { artifacts: [artifact({ hashes: [hash('c')] })] }) },
      level: 'block',
      says: 'did not tell',
    },
    {
      name: 'another hash for the same file, told with the one that the index publishes',
      given: {
        change: rewritten({ artifacts: [wheel] }, { artifacts: [artifact({ hashes: [hash('c')] })] }),
        project: demoProject(),
      },
      level: 'block',
      says: 'still publishes the old one',
    },
    {
      name: 'a file that was replaced on its index',
      given: {
        change: rewritten({ artifacts: [artifact({ hashes: [hash('c')] })] }, { artifacts: [wheel] }),
        project: demoProject(),
      },
      level: 'block',
      says: 'publishes the new one',
    },
    {
      name: 'two files that exchange their hashes',
      given: { change: rewritten({ artifacts: [wheel, sdist] }, { artifacts: swapped }) },
      level: 'block',
      says: SDIST,
    },
    {
      name: 'another hash in the second lockfile alone',
      given: {
        change: alsoIn(rewritten({ artifacts: [wheel] }, { artifacts: [wheel] }), {
          entry: lockedPackage({ artifacts: [artifact({ hashes: [hash('c')] })] }),
        }),
      },
      level: 'block',
    },
    {
      name: 'the same version in another spelling',
      given: {
        change: changed(
          { version: version('1.0.0'), artifacts: [wheel] },
          { ...V1, artifacts: [artifact({ hashes: [hash('c')] })] },
          [],
        ),
      },
      level: 'block',
    },
    {
      name: 'bare hashes of which none is left, while the index does not answer',
      given: { change: rewritten({ artifacts: [bare('a')] }, { artifacts: [bare('c')] }) },
      level: 'warn',
      says: 'none of the hashes',
    },
    {
      name: 'bare hashes that the index does not publish',
      given: {
        change: rewritten({ artifacts: [bare('a')] }, { artifacts: [bare('c')] }),
        project: demoProject(),
      },
      level: 'block',
    },
  ],
  allows: [
    { name: 'another version', given: { change: changed({}) } },
    { name: 'an added package', given: { change: added() } },
    {
      name: 'the same hashes, moved to another group',
      given: { change: changed({ ...V1, artifacts: [wheel] }, { ...V1, artifacts: [wheel] }, ['scope-changed']) },
    },
    {
      name: 'a file more',
      given: { change: rewritten({ artifacts: [wheel] }, { artifacts: [wheel, sdist] }), project: demoProject() },
    },
    {
      name: 'another algorithm for the same file',
      given: {
        change: rewritten({ artifacts: [wheel] }, { artifacts: [artifact({ hashes: [hash('c', 'sha512')] })] }),
      },
    },
    {
      name: 'bare hashes of other files of the same release',
      given: {
        change: rewritten({ artifacts: [bare('a')] }, { artifacts: [bare('b')] }),
        project: demoProject([demoFile(), demoFile({ filename: SDIST, hashes: [hash('b')] })]),
      },
    },
    {
      name: 'a repository in place of a release (source-changed says so)',
      given: {
        change: changed(V1, {
          source: { kind: 'archive-url', url: 'https://x.invalid/demo-1.0.tar.gz' },
          artifacts: [sdist],
        }),
      },
    },
  ],
});
