import type { Release, ReleaseFile } from '../model/release.js';
import { printable } from '../model/text.js';
import { hostOf, parseUrl } from '../model/urls.js';
import { type Hit, rule } from './rule.js';
import {
  fileKey,
  groupBy,
  indexRecords,
  type LockRecord,
  listedFile,
  recordPlace,
  urlFilename,
} from './support/lock.js';
import { quoted, releaseName } from './support/words.js';

/**
 * A locked file that the index does not list for the release.
 *
 * Index operators delist malware at once, while file servers keep answering for its URL: a lockfile with direct URLs goes on
 * installing it ("Lock the Ghost", CERT.at, March 2026). A hand-made entry looks the same.
 */
export const fileNotOnIndex = rule({
  id: 'file-not-on-index',
  level: 'block',
  confidence: 'high',
  needs: ['release'],
  capec: [439],
  aliases: ['lock the ghost'],
  headline: 'is locked with a file that the index does not list',
  summary: 'The lockfile records a file that the index does not list for this release.',
  remedy:
    'Do not merge. Lock again; if the file is gone from the index, find out why it was removed before you use the release.',

  check({ change, entry, release }) {
    const named = indexRecords(change).filter(({ filename }) => filename !== null);
    return groupBy(named, ({ filename }) => filename ?? '').flatMap((same) => {
      const filename = same[0]?.filename ?? '';
      const at = same.map(recordPlace);
      const listed = listedFile(release, filename);
      if (listed === null) return [{ message: `${releaseName(entry)}: ${absence(release, filename)}`, at }];
      return same.flatMap((record) => [
        ...renamedHits(record, releaseName(entry)),
        ...movedHits(record, listed, releaseName(entry)),
      ]);
    });
  },
});

function absence(release: Release, filename: string): string {
  const elsewhere = release.project.files.find((file) => file.filename === filename);
  return elsewhere === undefined
    ? `the lockfile records ${printable(filename)}, which the index does not list. It was removed there or never was there.`
    : `the lockfile records ${printable(filename)}, which the index lists for ${printable(elsewhere.version ?? 'another version')}, not for this release.`;
}

/** A listed name over a URL that leads to a file of another name: installers fetch the URL. */
function renamedHits(record: LockRecord, subject: string): readonly Hit[] {
  const target = urlFilename(record.artifact.url);
  // PEP 751 lets the URL end in something that is no file name (`…/download`); only another distribution's name counts.
  if (target === null || !DISTRIBUTION.test(target) || fileKey(target) === fileKey(record.filename ?? '')) return [];
  const message = `${subject}: the lockfile calls the file ${printable(record.filename ?? '')}, and its URL leads to ${printable(target)}.`;
  return [{ message, at: [recordPlace(record)] }];
}

/**
 * A listed file under a URL that the index does not give for it, on the very host. PyPI's URLs are made from a file's content, so the
 * same file has one URL for ever; other hosts may lay out the same file as they like (unexpected-host judges them).
 */
function movedHits({ artifact, occurrence }: LockRecord, listed: ReleaseFile, subject: string): readonly Hit[] {
  const [url, given] = [withoutFragment(artifact.url ?? ''), withoutFragment(listed.url)];
  if (hostOf(url) !== PYPI_FILE_HOST || hostOf(given) !== PYPI_FILE_HOST || url === given) return [];
  const { path } = occurrence;
  // With its hash locked the file cannot be another one; without it the URL alone decides.
  const level = artifact.hashes.length > 0 ? 'warn' : 'block';
  const message = `${subject}: the lockfile has ${printable(listed.filename)} at ${quoted(url, 160)}, and the index has it at ${quoted(given, 160)}.`;
  return [{ message, at: [{ kind: 'lockfile', path, line: artifact.line }], level }];
}

const PYPI_FILE_HOST = 'files.pythonhosted.org';

/** Escapes such as `%2D` are another spelling of the same path. */
function withoutFragment(url: string): string {
  const bare = url.replace(/[?#].*$/u, '');
  return parseUrl(bare) === null || /%(?![0-9a-f]{2})/iu.test(bare)
    ? bare
    : bare.replaceAll(/%(?:2[DEde]|5[Ff]|7[Ee])/gu, decodeURIComponent);
}

const DISTRIBUTION = /\.(?:whl|zip|egg|tar\.(?:gz|bz2|xz|zst)|tgz)$/iu;
