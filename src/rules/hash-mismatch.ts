import { type Hash, hashAlgorithm } from '../model/hashes.js';
import type { Release, ReleaseFile } from '../model/release.js';
import { listOf, printable } from '../model/text.js';
import { type Hit, rule, type Subject } from './rule.js';
import { groupBy, indexRecords, type LockRecord, listedFile, recordPlace } from './support/lock.js';
import { releaseName, shortHash } from './support/words.js';

/**
 * Three parties name the bytes of a file: the lockfile, the index, and the server that hands it out. All must agree.
 *
 * Lockfiles are generated, so nobody reads their hashes in review; an edited one makes every installer accept other bytes.
 * Digests are compared per algorithm: one that the index does not publish proves nothing either way.
 */
export const hashMismatch = rule({
  id: 'hash-mismatch',
  level: 'block',
  confidence: 'high',
  needs: ['release'],
  capec: [439],
  aliases: ['lock tampering'],
  headline: 'is locked with another hash than the index has',
  summary: 'A file’s hash in the lockfile differs from what the index publishes or serves.',
  remedy:
    'Do not merge. Lock again from a clean checkout and compare; if the index’s own answers disagree with each other, report it to the index.',

  check(facts) {
    const records = indexRecords(facts.change);
    return [
      ...groupBy(records, recordKey).flatMap((same) => recordHits(facts, same)),
      ...facts.artifacts.flatMap((artifact) => servedHits(facts, artifact)),
    ];
  },
});

type Facts = Subject & { readonly release: Release };

const recordKey = ({ filename, artifact }: LockRecord): string =>
  [filename ?? '', artifact.size ?? '', ...artifact.hashes.toSorted()].join(' ');

/** Judges records of one file that say the same; each of their lines is shown. */
function recordHits(facts: Facts, same: readonly LockRecord[]): readonly Hit[] {
  const [record] = same;
  if (record === undefined) return [];
  const { filename } = record;
  if (filename === null) return bareHashHits(facts, record, same);
  const file = listedFile(facts.release, filename);
  if (file === null) return []; // file-not-on-index says so
  const wrong = record.artifact.hashes.filter((hash) => contradicts(hash, file.hashes));
  return wrong.length > 0
    ? [mismatch(facts, `records ${shown(wrong)} for ${printable(filename)}`, publishes(file, wrong), same)]
    : sizeHits(facts, record, file, same);
}

/** Requirements files bind a release to hashes without naming files: any file of the release may bear one. */
function bareHashHits(facts: Facts, { artifact }: LockRecord, same: readonly LockRecord[]): readonly Hit[] {
  const known = facts.release.files.flatMap((file) => file.hashes);
  const wrong = artifact.hashes.filter((hash) => contradicts(hash, known));
  const theirs = `and no file of that release on the index has ${wrong.length === 1 ? 'it' : 'any of them'}`;
  return wrong.length === 0 ? [] : [mismatch(facts, `records ${shown(wrong)}`, theirs, same)];
}

function sizeHits(
  facts: Facts,
  { artifact }: LockRecord,
  file: ReleaseFile,
  same: readonly LockRecord[],
): readonly Hit[] {
  if (artifact.size === null || file.size === null || artifact.size === file.size) return [];
  const ours = `records ${artifact.size} bytes for ${printable(file.filename)}`;
  const hit = mismatch(facts, ours, `and the index publishes a file of ${file.size} bytes`, same);
  // With an equal hash the bytes are the same and only the number was touched.
  return [file.hashes.some((hash) => artifact.hashes.includes(hash)) ? { ...hit, level: 'warn' } : hit];
}

function servedHits({ release, entry }: Facts, artifact: Facts['artifacts'][number]): readonly Hit[] {
  const file = listedFile(release, artifact.filename);
  if (artifact.sha256 === null || file === null || !contradicts(artifact.sha256, file.hashes)) return [];
  return [
    {
      message: `${releaseName(entry)}: the ${printable(artifact.filename)} that was served has ${shortHash(artifact.sha256)}, ${publishes(file, [artifact.sha256])}. The file was changed after it was listed, or on its way here.`,
      at: [],
    },
  ];
}

/** Whether hashes of the same algorithm are known and this is none of them. */
const contradicts = (hash: Hash, known: readonly Hash[]): boolean =>
  known.some((other) => hashAlgorithm(other) === hashAlgorithm(hash)) && !known.includes(hash);

const publishes = (file: ReleaseFile, wrong: readonly Hash[]): string =>
  `and the index publishes ${shown(file.hashes.filter((hash) => wrong.some((other) => hashAlgorithm(other) === hashAlgorithm(hash))))}`;

const shown = (hashes: readonly Hash[]): string => listOf(hashes.map(shortHash), 3);

const mismatch = ({ entry }: Facts, ours: string, theirs: string, same: readonly LockRecord[]): Hit => ({
  message: `${releaseName(entry)}: the lockfile ${ours}, ${theirs}. Either the lockfile or the file was altered.`,
  at: same.map(recordPlace),
});
