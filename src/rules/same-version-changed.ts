import { type Hash, hashAlgorithm } from '../model/hashes.js';
import type { Level } from '../model/level.js';
import type { LockedPackage } from '../model/lockfile.js';
import type { Release } from '../model/release.js';
import { listOf, printable } from '../model/text.js';
import { compareVersions } from '../model/versions.js';
import { type Hit, rule, type Subject } from './rule.js';
import {
  entryPlace,
  fileKey,
  groupBy,
  type LockRecord,
  listedFile,
  occurrenceRecords,
  recordPlace,
} from './support/lock.js';
import { releaseName, shortHash } from './support/words.js';

/**
 * The same version with other bytes: a file keeps its name and gets another hash, or none of the hashes of the release is left.
 *
 * An index does not change a file under its name (PyPI never lets one be uploaded twice), so a lock that is written again gives
 * the same hashes. The lockfile alone shows this, also while the index does not answer.
 */
export const sameVersionChanged = rule({
  id: 'same-version-changed',
  level: 'block',
  confidence: 'high',
  needs: [],
  capec: [439],
  aliases: ['lock tampering', 'hash changed'],
  headline: 'has other hashes than before under the same version',
  summary: 'A locked version stays the same and its files have other hashes than before.',
  remedy:
    'Do not merge. Lock again from a clean checkout; if the hash changes there too, ask the index or the maintainers why a published file was replaced.',

  check(facts) {
    const { from, occurrences } = facts.change;
    if (from === null) return [];
    const same = occurrences.filter(({ entry }) => isSameRelease(from, entry));
    const replaced = same.flatMap(occurrenceRecords).filter((record) => isReplaced(record, from));
    return [
      ...groupBy(replaced, ({ filename }) => filename ?? '').flatMap((records) => fileHits(facts, from, records)),
      ...bareHits(facts, bareHashes(from), same),
    ];
  },
});

const isSameRelease = (from: LockedPackage, to: LockedPackage): boolean =>
  from.version !== null &&
  to.version !== null &&
  compareVersions(from.version, to.version) === 0 &&
  from.source.kind === to.source.kind;

const isReplaced = ({ filename, artifact }: LockRecord, from: LockedPackage): boolean =>
  filename !== null && replaces(artifact.hashes, hashesOf(from, filename));

/** Whether a hash is new among those of its algorithm: sha512 beside sha256 says nothing about the file. */
const replaces = (after: readonly Hash[], before: readonly Hash[]): boolean =>
  after.some((hash) => {
    const comparable = before.filter((other) => hashAlgorithm(other) === hashAlgorithm(hash));
    return comparable.length > 0 && !comparable.includes(hash);
  });

const hashesOf = (entry: LockedPackage, filename: string): readonly Hash[] =>
  entry.artifacts.flatMap((artifact) =>
    artifact.filename !== null && fileKey(artifact.filename) === fileKey(filename) ? artifact.hashes : [],
  );

const bareHashes = ({ artifacts }: LockedPackage): readonly Hash[] =>
  artifacts.flatMap(({ filename, hashes }) => (filename === null ? hashes : []));

function fileHits({ entry, release }: Subject, from: LockedPackage, records: readonly LockRecord[]): readonly Hit[] {
  const filename = records[0]?.filename ?? '';
  const before = hashesOf(from, filename);
  const after = [...new Set(records.flatMap(({ artifact }) => artifact.hashes))];
  const published = (release === undefined ? null : listedFile(release, filename))?.hashes ?? [];
  return [
    {
      message: `${releaseName(entry)}: ${printable(filename)} was locked with ${shown(before)} and now has ${shown(after)}. ${indexSays(published, before, after)}`,
      at: records.map(recordPlace),
    },
  ];
}

const shown = (hashes: readonly Hash[]): string => listOf(hashes.map(shortHash), 3);

function indexSays(published: readonly Hash[], before: readonly Hash[], after: readonly Hash[]): string {
  if (published.length === 0) return 'The index did not tell which of them is right.';
  if (after.every((hash) => published.includes(hash)))
    return 'The index publishes the new one: the file was replaced there, or the base was wrong.';
  return before.some((hash) => published.includes(hash))
    ? 'The index still publishes the old one.'
    : 'The index publishes neither.';
}

/**
 * Bare hashes (requirements.txt) do not tell a swapped file from another choice of files. When no old hash is left, the index
 * decides: a release that publishes both sets was only locked for other files.
 */
function bareHits(
  { entry, release }: Subject,
  before: readonly Hash[],
  same: Subject['change']['occurrences'],
): readonly Hit[] {
  const exchanged = same.filter((occurrence) => isExchanged(before, bareHashes(occurrence.entry)));
  const after = [...new Set(exchanged.flatMap((occurrence) => bareHashes(occurrence.entry)))];
  const level = bareLevel(release, [...before, ...after]);
  if (exchanged.length === 0 || level === null) return [];
  return [
    {
      message: `${releaseName(entry)}: none of the hashes that were locked before is left; now it has ${shown(after)}. ${level === 'block' ? 'The index does not publish all of them for this release.' : 'The index did not tell which of them are right.'}`,
      at: exchanged.map(entryPlace),
      level,
      key: 'hashes',
    },
  ];
}

function isExchanged(before: readonly Hash[], after: readonly Hash[]): boolean {
  const algorithms = new Set(before.map(hashAlgorithm));
  return after.some((hash) => algorithms.has(hashAlgorithm(hash))) && !after.some((hash) => before.includes(hash));
}

function bareLevel(release: Release | undefined, hashes: readonly Hash[]): Level | null {
  if (release === undefined) return 'warn';
  const published = new Set(release.files.flatMap((file) => file.hashes));
  return hashes.every((hash) => published.has(hash)) ? null : 'block';
}
