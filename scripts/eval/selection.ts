import { byWeight, tagsOf } from '../../src/evidence/distributions.js';
import { type Project, type Release, type ReleaseFile, releasesOf } from '../../src/model/release.js';
import { compareVersions, isPrerelease, type Version } from '../../src/model/versions.js';

/** Which older release the newest is held against. */
export type Step =
  | { readonly kind: 'back'; readonly releases: number }
  /** The newest of the major version before. */
  | { readonly kind: 'major' };

const MEBIBYTE = 1024 * 1024;
export const FILE_BYTES = 10 * MEBIBYTE;
const RELEASE_BYTES = 40 * MEBIBYTE;
/** Wheels of a platform; those of a release hold the same Python. */
const PLATFORM_WHEELS = 4;

export interface Update {
  readonly from: Release;
  readonly to: Release;
}

/** Releases that somebody who updates gets, the newest first. */
export const stableReleases = (project: Project): readonly Release[] =>
  releasesOf(project)
    .filter(({ version, files }) => !isPrerelease(version) && files.some(({ yanked }) => yanked === null))
    .toSorted((a, b) => compareVersions(b.version, a.version));

/** The last updates of a project, the newest first: each release against that many before it, or each major version against the one before. */
export function updatesOf(project: Project, step: Step, count: number): readonly Update[] {
  const stable = stableReleases(project);
  const line = step.kind === 'back' ? stable : newestOfMajors(stable);
  const distance = step.kind === 'back' ? step.releases : 1;
  return line.slice(0, count).flatMap((to, at) => {
    const from = line[at + distance];
    return from === undefined ? [] : [{ from, to }];
  });
}

const newestOfMajors = (stable: readonly Release[]): readonly Release[] =>
  stable.filter(({ version }, at) => majorOf(version) !== majorOf(stable[at - 1]?.version ?? null));

/** Epoch and first number. */
const majorOf = (version: Version | null): string | null => /^(?:\d+!)?\d+/u.exec(version ?? '')?.[0] ?? version;

export interface Selection {
  readonly head: readonly ReleaseFile[];
  readonly base: readonly ReleaseFile[];
}

/**
 * The files that are read: the sdist, the wheels for every platform and a few for one, none above a size. A wheel whose elder is
 * left out for its size is left out too, or what the platform has always had would look new.
 */
export function selectFiles(head: Release, base: Release | null): Selection {
  const tooLarge = new Set((base?.files ?? []).filter((file) => !fits(file)).map(tagsOf));
  const chosen = within(byWeight(head.files).filter((file) => fits(file) && !tooLarge.has(tagsOf(file))));
  const tags = new Set(chosen.map(tagsOf));
  const elders = byWeight((base?.files ?? []).filter(fits));
  const like = elders.filter((file) => tags.has(tagsOf(file)));
  return { head: chosen, base: within([...new Set([...like, ...elders])]) };
}

const fits = ({ size }: ReleaseFile): boolean => size !== null && size <= FILE_BYTES;

function within(files: readonly ReleaseFile[]): readonly ReleaseFile[] {
  const kept: ReleaseFile[] = [];
  let [bytes, wheels] = [0, 0];
  for (const file of files) {
    const forOnePlatform = file.kind === 'wheel' && !/-none-any\.whl$/u.test(file.filename);
    const isFurther = file.kind !== 'wheel' && kept.some(({ kind }) => kind === file.kind);
    if (isFurther || (forOnePlatform && wheels === PLATFORM_WHEELS)) continue;
    if (bytes + (file.size ?? 0) > RELEASE_BYTES) continue;
    kept.push(file);
    bytes += file.size ?? 0;
    wheels += forOnePlatform ? 1 : 0;
  }
  return kept;
}

/** What the engine sees of a project. */
export interface View {
  /** Of these releases only the files below. */
  readonly versions: readonly Version[];
  readonly files: readonly ReleaseFile[];
  /** Nothing that was uploaded later, in milliseconds since the epoch. */
  readonly at: number;
}

/** Whether a file was on the index by then; one without a time always was. */
export const isKnownAt = ({ uploadedAt }: ReleaseFile, at: number): boolean => (uploadedAt ?? 0) <= at;

/** The project as the evaluation shows it to the engine. */
export function showOnly(project: Project, { versions, files, at }: View): Project {
  const kept = new Set(files);
  const limited = new Set(versions);
  return {
    ...project,
    files: project.files.filter(
      (file) => (file.uploadedAt ?? 0) <= at && (file.version === null || !limited.has(file.version) || kept.has(file)),
    ),
  };
}
