import type { Evidence } from '../model/evidence.js';
import type { Finding } from '../model/finding.js';
import { type Hash, hashAlgorithm, hashHex } from '../model/hashes.js';
import { type AllowEntry, isExpired, type Policy } from '../model/policy.js';
import { purlOf } from '../model/purl.js';
import { compareVersions } from '../model/versions.js';

/** sha256 of the files of one release, by file name; `null` digests mark a file whose sha256 nobody told. */
export interface ReleaseDigests {
  readonly name: AllowEntry['name'];
  readonly version: AllowEntry['version'];
  readonly files: readonly FileDigest[];
}

interface FileDigest {
  /** null for a hash that the lockfile records without a file name. */
  readonly filename: string | null;
  readonly sha256: string | null;
}

export interface AllowOptions {
  readonly evidence: readonly Evidence[];
  readonly policy: Pick<Policy, 'allow'>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Marks every finding that an entry of the policy accepts. Nothing is removed: an accepted finding is still shown. */
export function allowFindings(findings: readonly Finding[], options: AllowOptions): readonly Finding[] {
  const digests = digestsBySubject(options.evidence);
  const standing = options.policy.allow.filter((entry) => !isExpired(entry, options.now));
  return findings.map((finding) => {
    const release = digests.get(finding.subject);
    const entry = standing.find((candidate) => accepts(candidate, finding, release));
    return entry === undefined ? finding : { ...finding, allowedBy: entry };
  });
}

function accepts(entry: AllowEntry, finding: Finding, release: ReleaseDigests | undefined): boolean {
  if (!entry.rules.includes(finding.ruleId)) return false;
  if (release === undefined) return entry.file !== null && entry.file === finding.subject;
  if (entry.name !== release.name) return false;
  if (!sameVersion(entry.version, release.version)) return false;
  return entry.sha256.length === 0 || coversFiles(entry.sha256, finding, release.files);
}

const sameVersion = (wanted: AllowEntry['version'], locked: AllowEntry['version']): boolean =>
  wanted === null || (locked !== null && compareVersions(wanted, locked) === 0);

/**
 * A finding inside named files is covered when each of those files is; any other when every file of the release is. A file
 * without a known sha256 is never covered: it could be exchanged without the entry noticing.
 */
function coversFiles(allowed: readonly string[], finding: Finding, files: readonly FileDigest[]): boolean {
  const named = new Set(finding.locations.flatMap((at) => (at.kind === 'member' ? [at.artifact] : [])));
  const known = new Set(files.map(({ filename }) => filename));
  const meant =
    named.size > 0 && [...named].every((name) => known.has(name))
      ? files.filter(({ filename }) => filename !== null && named.has(filename))
      : files;
  return meant.length > 0 && meant.every(({ sha256 }) => sha256 !== null && allowed.includes(sha256));
}

function digestsBySubject(evidence: readonly Evidence[]): ReadonlyMap<string, ReleaseDigests> {
  const bySubject = new Map<string, ReleaseDigests>();
  for (const { change, artifacts } of evidence) {
    if (change.to === null) continue;
    const subject = purlOf(change.to.name, change.to.version);
    const locked = [change.to, ...change.occurrences.map(({ entry }) => entry)].flatMap((entry) => entry.artifacts);
    const files = [
      ...(bySubject.get(subject)?.files ?? []),
      ...locked.flatMap(({ filename, hashes }) => digestsOf(filename, hashes)),
      ...artifacts.flatMap(({ filename, sha256 }) => (sha256 === null ? [] : digestsOf(filename, [sha256]))),
    ];
    bySubject.set(subject, { name: change.to.name, version: change.to.version, files });
  }
  return bySubject;
}

function digestsOf(filename: string | null, hashes: readonly Hash[]): readonly FileDigest[] {
  const digests = hashes.filter((hash) => hashAlgorithm(hash) === 'sha256').map(hashHex);
  return digests.length === 0 ? [{ filename, sha256: null }] : digests.map((sha256) => ({ filename, sha256 }));
}
