import type { DependencyChange } from '../model/change.js';
import type { ReadArtifact } from '../model/evidence.js';
import { type Fetched, found, unavailable } from '../model/fetched.js';
import type { Gap } from '../model/gap.js';
import type { LockedPackage } from '../model/lockfile.js';
import type { PopularProjects } from '../model/popular.js';
import type { Profile, ProfileDelta } from '../model/profile.js';
import type { Project, Release, ReleaseFile } from '../model/release.js';
import { isForPlatforms, selectableFiles } from '../model/selectable.js';
import { compareProfiles } from '../profile/delta.js';
import { type ChosenBaseline, chooseBaseline } from './baseline.js';
import { findCopied, type ReadOther } from './copied.js';
import { byWeight, counterparts, tagsOf } from './distributions.js';
import { type ProfileTools, profileFiles } from './profiles.js';
import type { ContentStore } from './read-distribution.js';
import type { IndexRoute } from './routes.js';

export interface ContentEvidence {
  readonly artifacts: readonly ReadArtifact[];
  readonly profiles: readonly Profile[];
  readonly delta: Fetched<ProfileDelta> | null;
  readonly gaps: readonly Gap[];
}

export const NO_CONTENT: ContentEvidence = { artifacts: [], profiles: [], delta: null, gaps: [] };

export interface ReadOptions {
  /** Whose copies are told; null: a copy is read as any other new project. */
  readonly popular: PopularProjects | null;
  /** Platforms of the policy; empty: all. The rule `platform-left-out` names what they leave out. */
  readonly platforms: readonly string[];
}

/** Reads the head's selectable distributions in full, and as much of the baseline as it takes to say what is new. */
export async function readContent(
  change: DependencyChange & { readonly to: LockedPackage },
  project: Project,
  release: Release,
  route: IndexRoute,
  tools: ProfileTools,
  { popular, platforms }: ReadOptions = { popular: null, platforms: [] },
): Promise<ContentEvidence> {
  const store: ContentStore = new Map();
  const files = change.occurrences
    .flatMap(({ entry }) => selectableFiles(entry, release))
    .filter((file) => isForPlatforms(file, platforms));
  const head = await profileFiles(release, [...new Set(files)], route, store, tools);
  const content = { artifacts: head.artifacts, profiles: head.profiles, gaps: head.gaps };
  if (head.profiles.length === 0) {
    return {
      ...content,
      delta: unavailable(`no distribution of ${release.project.name} ${release.version} could be read`),
    };
  }
  const copied =
    popular === null || !route.isPyPI
      ? null
      : await findCopied(head.profiles, change, release, popular, readOtherProject(release, route, store, tools));
  if (copied !== null)
    return { ...content, delta: found(compareProfiles(head.profiles, copied.profiles, copied.baseline)) };
  const baseline = chooseBaseline(change, project, release);
  return { ...content, delta: await compareWithBaseline(head.profiles, release, baseline, route, store, tools) };
}

/** Reads as much of another project on the same index as is read of a baseline. */
const readOtherProject =
  (head: Release, route: IndexRoute, store: ContentStore, tools: ProfileTools): ReadOther =>
  async (name, choose) => {
    const project = await tools.index.project(name, route);
    const release = project.kind === 'found' ? choose(project.value) : null;
    if (release === null) return null;
    const { profiles } = await profileFiles(release, representativesOf(release, head), route, store, tools);
    return profiles.length === 0 ? null : { release, profiles };
  };

async function compareWithBaseline(
  head: readonly Profile[],
  release: Release,
  { baseline, release: base }: ChosenBaseline,
  route: IndexRoute,
  store: ContentStore,
  tools: ProfileTools,
): Promise<Fetched<ProfileDelta>> {
  if (base === null) return found(compareProfiles(head, [], baseline));

  const read = (files: readonly ReleaseFile[]) => profileFiles(base, files, route, store, tools);
  const representatives = representativesOf(base, release);
  const first = await read(representatives);
  if (first.profiles.length === 0) {
    return unavailable(
      `the baseline ${base.project.name} ${base.version} could not be read, so what is new is not known`,
    );
  }
  const delta = compareProfiles(head, first.profiles, baseline);
  const suspects = new Set([...suspectArtifacts(delta), ...newlyNative(head, delta), ...disagreeing(delta)]);
  const missing = unreadCounterparts(suspects, release, base, representatives);
  if (missing.length === 0) return found(delta);

  // Something looks new in a wheel whose elder was not read yet: it may only be that platform's habit.
  const more = await read(missing);
  return found(compareProfiles(head, [...first.profiles, ...more.profiles], baseline));
}

const REPRESENTATIVE_WHEELS = 2;

/** The sdist and a few wheels of a baseline; wheels of one release rarely differ in what they can do. */
function representativesOf(base: Release, head: Release): readonly ReleaseFile[] {
  const like = byWeight(counterparts(head.files, base.files));
  const ordered = [...new Set([...like, ...byWeight(base.files)])];
  return [
    ...ordered.filter(({ kind }) => kind === 'wheel').slice(0, REPRESENTATIVE_WHEELS),
    ...ordered.filter(({ kind }) => kind !== 'wheel').slice(0, 1),
  ];
}

/** Distributions in which something looks new that runs. */
const suspectArtifacts = ({ surfaces, behaviours }: ProfileDelta): readonly string[] =>
  [...surfaces.added, ...behaviours.added].map(({ at }) => at.artifact);

/** One wheel of a platform settles whether machine code is new to the project; a few show that it has always been there. */
const NATIVE_SAMPLES = 3;

function newlyNative(head: readonly Profile[], { files }: ProfileDelta): readonly string[] {
  const added = new Set(files.added.filter(({ kind }) => kind === 'native').map(({ path }) => path));
  const holders = head.filter(({ inventory }) => inventory.some(({ path }) => added.has(path)));
  return holders.slice(0, NATIVE_SAMPLES).map(({ artifact }) => artifact);
}

/** Whether two platforms always differed is known once the same two of the baseline were read. */
const DISAGREEING_SAMPLES = 6;

const disagreeing = ({ disagreements }: ProfileDelta): readonly string[] =>
  [
    ...new Set(disagreements.flatMap(({ artifacts, others }) => [...artifacts.slice(0, 1), ...others.slice(0, 1)])),
  ].slice(0, DISAGREEING_SAMPLES);

function unreadCounterparts(
  suspects: ReadonlySet<string>,
  head: Release,
  base: Release,
  read: readonly ReleaseFile[],
): readonly ReleaseFile[] {
  const files = head.files.filter(({ filename }) => suspects.has(filename));
  const seen = new Set(read.map(tagsOf));
  return counterparts(files, base.files).filter((file) => !seen.has(tagsOf(file)));
}
