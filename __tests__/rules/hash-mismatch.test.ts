import { hashMismatch } from '../../src/rules/hash-mismatch.js';
import { lockedPackage } from '../support/model.js';
import { added, alsoIn, artifact, demoFile, demoProject, hash, SDIST, WHEEL } from './facts.js';
import { ruleTest } from './harness.js';

const requirements = (...hashes: readonly string[]) =>
  artifact({ filename: null, url: null, size: null, hashes: hashes.map((digit) => hash(digit)), line: 9 });

ruleTest(hashMismatch, {
  flags: [
    {
      name: 'a hash that the index does not publish for the file',
      given: { change: added({ artifacts: [artifact({ hashes: [hash('b')] })] }), project: demoProject() },
      level: 'block',
      says: WHEEL,
    },
    {
      name: 'a second lockfile with another hash than the first',
      given: {
        change: alsoIn(added(), { entry: lockedPackage({ artifacts: [artifact({ hashes: [hash('b')] })] }) }),
        project: demoProject(),
      },
      level: 'block',
      says: 'sha256:bbbb',
    },
    {
      name: 'a bare hash that is in no file of the release',
      given: { change: added({ artifacts: [requirements('b')] }), project: demoProject() },
      level: 'block',
      says: 'no file of that release',
    },
    {
      name: 'one bare hash too many',
      given: { change: added({ artifacts: [requirements('a', 'b')] }), project: demoProject() },
      level: 'block',
    },
    {
      name: 'a file named only by its URL',
      given: {
        change: added({ artifacts: [artifact({ filename: null, hashes: [hash('b')] })] }),
        project: demoProject(),
      },
      level: 'block',
    },
    {
      name: 'one algorithm right and the other wrong',
      given: {
        change: added({ artifacts: [artifact({ hashes: [hash('a'), hash('b', 'sha512')] })] }),
        project: demoProject([demoFile({ hashes: [hash('a'), hash('c', 'sha512')] })]),
      },
      level: 'block',
      says: 'sha512:bbbb',
    },
    {
      name: 'bytes served that are not what the index publishes',
      given: {
        change: added(),
        project: demoProject(),
        artifacts: [{ filename: WHEEL, sha256: hash('d'), bytes: 1000 }],
      },
      level: 'block',
      says: 'was served',
    },
    {
      name: 'another size and no hash that could agree',
      given: { change: added({ artifacts: [artifact({ hashes: [], size: 7 })] }), project: demoProject() },
      level: 'block',
      says: '7 bytes',
    },
    {
      name: 'another size with the right hash',
      given: { change: added({ artifacts: [artifact({ size: 7 })] }), project: demoProject() },
      level: 'warn',
    },
  ],
  allows: [
    { name: 'what the index publishes', given: { change: added(), project: demoProject() } },
    {
      name: 'bare hashes of two files of the release',
      given: {
        change: added({ artifacts: [requirements('a', 'b')] }),
        project: demoProject([demoFile(), demoFile({ filename: SDIST, kind: 'sdist', hashes: [hash('b')] })]),
      },
    },
    {
      name: 'an algorithm that the index does not publish',
      given: { change: added({ artifacts: [artifact({ hashes: [hash('b', 'md5')] })] }), project: demoProject() },
    },
    {
      name: 'a file that the index does not list (file-not-on-index says so)',
      given: { change: added({ artifacts: [artifact({ filename: SDIST, url: null })] }), project: demoProject() },
    },
    {
      name: 'a package from a repository',
      given: {
        change: added({
          source: { kind: 'archive-url', url: 'https://example.invalid/demo.whl' },
          artifacts: [artifact({ hashes: [hash('b')] })],
        }),
        project: demoProject(),
      },
    },
    {
      name: 'a file that was read by range',
      given: { change: added(), project: demoProject(), artifacts: [{ filename: WHEEL, sha256: null, bytes: 10 }] },
    },
  ],
});
