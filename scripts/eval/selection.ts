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

/** The newest release that somebody who updates today gets, and the one before it; null where there is none. */
export function bumpOf(project: Project, step: Step): readonly [older: Release | null, newest: Release | null] {
  const stable = releasesOf(project)
    .filter(({ version, files }) => !isPrerelease(version) && files.some(({ yanked }) => yanked === null))
    .toSorted((a, b) => compareVersions(b.version, a.version));
  const [newest = null] = stable;
  if (newest === null || step.kind === 'back')
    return [stable[step.kind === 'back' ? step.releases : 1] ?? null, newest];
  const major = majorOf(newest.version);
  return [stable.find(({ version }) => majorOf(version) !== major) ?? null, newest];
}

/** Epoch and first number. */
const majorOf = (version: Version): string => /^(?:\d+!)?\d+/u.exec(version)?.[0] ?? version;

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

/** The project as the evaluation shows it to the engine: of these releases only the selected files. */
export function showOnly(project: Project, versions: readonly Version[], files: readonly ReleaseFile[]): Project {
  const kept = new Set(files);
  const limited = new Set(versions);
  return {
    ...project,
    files: project.files.filter((file) => file.version === null || !limited.has(file.version) || kept.has(file)),
  };
}
