import { createHash } from 'node:crypto';
import pLimit from 'p-limit';
import { openArchive } from '../artifacts/open.js';
import { kindOfDistribution } from '../model/distributions.js';
import type { ReadArtifact } from '../model/evidence.js';
import type { Gap } from '../model/gap.js';
import { type Hash, hashHex, parseHash } from '../model/hashes.js';
import type { Profile } from '../model/profile.js';
import { purlOf } from '../model/purl.js';
import type { Release, ReleaseFile } from '../model/release.js';
import { count, listOf } from '../model/text.js';
import type { Cache } from '../ports.js';
import { decodeProfile } from '../profile/codec.js';
import { ANALYSER_VERSION } from '../profile/profile.js';
import type { IndexClient } from '../registry/index-client.js';
import { byWeight } from './distributions.js';
import type { Profiler } from './profiler.js';
import { type ContentStore, readDistribution } from './read-distribution.js';
import type { IndexRoute } from './routes.js';

export interface ProfileTools {
  readonly index: IndexClient;
  readonly cache: Cache;
  readonly profiler: Profiler;
}

export interface ProfiledRelease {
  readonly profiles: readonly Profile[];
  readonly artifacts: readonly ReadArtifact[];
  /** Distributions that were not read, or not in full. */
  readonly gaps: readonly Gap[];
  /** The same by distribution, the most telling first. */
  readonly files: readonly ReadFile[];
}

/** What came of one distribution. A file without a profile has a gap that says why. */
export interface ReadFile {
  readonly filename: string;
  readonly profile: Profile | null;
  readonly artifact: ReadArtifact | null;
  readonly gaps: readonly Gap[];
}

/** Bytes fetched for one release before the rest of its distributions become a gap. */
const RELEASE_BUDGET = 192 * 1024 * 1024;
const CONCURRENT_FILES = 4;

/** Profiles the given files of a release, the most telling first; what a budget or a fault leaves out is a gap. */
export async function profileFiles(
  release: Release,
  files: readonly ReleaseFile[],
  route: IndexRoute,
  store: ContentStore,
  tools: ProfileTools,
): Promise<ProfiledRelease> {
  const [first, ...rest] = byWeight(files);
  if (first === undefined) return { profiles: [], artifacts: [], gaps: [], files: [] };

  let spent = 0;
  const left: ReleaseFile[] = [];
  const readWithinBudget = async (file: ReleaseFile): Promise<FileResult> => {
    if (spent >= RELEASE_BUDGET) {
      left.push(file);
      return NOT_READ;
    }
    const result = await profileFile(release, file, route, store, tools);
    spent += result.transferred;
    return result;
  };

  // The first file fills the content store, from which its siblings take what they share.
  const limit = pLimit(CONCURRENT_FILES);
  const results = [
    await readWithinBudget(first),
    ...(await Promise.all(rest.map((file) => limit(() => readWithinBudget(file))))),
  ];
  return {
    profiles: results.flatMap(({ profile }) => profile ?? []),
    artifacts: results.flatMap(({ artifact }) => artifact ?? []),
    gaps: [...results.flatMap(({ gaps }) => gaps), ...overBudget(release, left)],
    files: [first, ...rest].map((file, at) => readFileOf(release, file, results[at] ?? NOT_READ, left.includes(file))),
  };
}

const readFileOf = (
  release: Release,
  file: ReleaseFile,
  { profile, artifact, gaps }: FileResult,
  isLeft: boolean,
): ReadFile => ({ filename: file.filename, profile, artifact, gaps: isLeft ? overBudget(release, [file]) : gaps });

interface ProfiledFile {
  readonly profile: Profile;
  readonly artifact: ReadArtifact;
  readonly gaps: readonly Gap[];
  readonly transferred: number;
}

export interface FileResult extends Omit<ProfiledFile, 'profile' | 'artifact'> {
  readonly profile: Profile | null;
  readonly artifact: ReadArtifact | null;
}

const NOT_READ: FileResult = { profile: null, artifact: null, gaps: [], transferred: 0 };

async function profileFile(
  release: Release,
  file: ReleaseFile,
  route: IndexRoute,
  store: ContentStore,
  { index, cache, profiler }: ProfileTools,
): Promise<FileResult> {
  const claimed = sha256Of(file);
  const key = claimed === null ? null : `profile/${ANALYSER_VERSION}/${claimed}`;
  const cached = key === null ? null : decodeProfile(await cache.get(key));
  if (cached !== null) return resultOf(cached, 0);

  const fetched = await readDistribution(file, route, index, store);
  if (fetched.kind !== 'found') {
    const reason = fetched.kind === 'absent' ? 'the index lists it but does not serve it' : fetched.reason;
    return { ...NOT_READ, gaps: [unreadGap(release, file, reason)] };
  }
  const { open, sha256, bytes } = fetched.value;
  const made = await profiler(release.project.name, async () => ({
    archive: await open(),
    artifact: file.filename,
    kind: file.kind,
    sha256,
  }));
  if (made.kind === 'failed') return { ...NOT_READ, gaps: [unreadGap(release, file, made.reason)], transferred: bytes };
  const { profile, encoded } = made;
  // Bytes that are not what the index announces must not be remembered under its hash, and a reading that stopped early
  // (a time budget) may go further on another day.
  const isLasting = (sha256 === null || sha256 === claimed) && profile.gaps.length === 0;
  if (key !== null && isLasting) await cache.put(key, encoded);
  return resultOf(profile, bytes);
}

/** Profiles a distribution that is at hand; its name decides nothing but its kind. */
export async function profileBytes(
  filename: string,
  bytes: Uint8Array,
  { profiler }: Pick<ProfileTools, 'profiler'>,
): Promise<FileResult> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const made = await profiler(filename, async () => ({
    archive: await openArchive(bytes, filename),
    artifact: filename,
    kind: kindOfDistribution(filename),
    sha256,
  }));
  if (made.kind === 'made') return resultOf(made.profile, 0);
  const gap: Gap = { stage: 'artifact', subject: filename, message: `${filename} was not read: ${made.reason}.` };
  return { ...NOT_READ, gaps: [gap] };
}

const resultOf = (profile: Profile, transferred: number): ProfiledFile => ({
  profile,
  artifact: { filename: profile.artifact, sha256: hashOf(profile.sha256), bytes: transferred },
  gaps: profile.gaps,
  transferred,
});

const hashOf = (hex: string | null): Hash | null => (hex === null ? null : parseHash(`sha256:${hex}`));

const sha256Of = ({ hashes }: ReleaseFile): string | null => {
  const hash = hashes.find((candidate) => candidate.startsWith('sha256:'));
  return hash === undefined ? null : hashHex(hash);
};

const unreadGap = (release: Release, file: ReleaseFile, reason: string): Gap => ({
  stage: 'artifact',
  subject: purlOf(release.project.name, release.version),
  message: `${file.filename} was not read: ${reason}.`,
});

function overBudget(release: Release, left: readonly ReleaseFile[]): readonly Gap[] {
  if (left.length === 0) return [];
  const names = listOf(
    left.map(({ filename }) => filename),
    3,
  );
  const message = `${count(left.length, 'distribution')} not read, because the release has more than ${RELEASE_BUDGET / 1024 / 1024} MiB to fetch: ${names}.`;
  return [{ stage: 'artifact', subject: purlOf(release.project.name, release.version), message }];
}
