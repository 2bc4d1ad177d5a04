import type { DependencyChange } from '../model/change.js';
import { type NormalizedName, normalizeName } from '../model/names.js';
import { DAY } from '../model/policy.js';
import { ownersOfModule, type PopularProjects } from '../model/popular.js';
import type { Baseline, Profile } from '../model/profile.js';
import { firstUpload, type Project, type Release, releaseOf, releasesOf } from '../model/release.js';
import { resemblanceOf } from '../model/resemblance.js';
import { compareVersions, isPrerelease } from '../model/versions.js';
import { likenessOf, renamedLike } from '../profile/likeness.js';

/** Another project's release that the head's files are mostly taken from. */
export interface CopiedRelease {
  readonly baseline: Extract<Baseline, { kind: 'copied-project' }>;
  /** Its distributions, with the copied package called as the head calls it. */
  readonly profiles: readonly Profile[];
}

/** Reads what it takes of another project; null when it cannot be had. */
export type ReadOther = (
  name: NormalizedName,
  choose: (project: Project) => Release | null,
) => Promise<{ readonly release: Release; readonly profiles: readonly Profile[] } | null>;

/**
 * A project without a history of its own that is a copy of a widely used one under another name. Held against nothing it would be
 * thousands of lines, all of them new; held against what it copies it is the few that somebody changed.
 */
export async function findCopied(
  head: readonly Profile[],
  change: DependencyChange,
  release: Release,
  popular: PopularProjects,
  readOther: ReadOther,
): Promise<CopiedRelease | null> {
  if (change.from !== null || popular.rankOf.has(change.name) || hasHistory(release)) return null;
  for (const name of candidates(head, change.name, popular).slice(0, MAX_CANDIDATES)) {
    const other = await readOther(name, (project) => nearestRelease(project, release));
    if (other === null || !isCopy(head, other.profiles)) continue;
    const baseline = { kind: 'copied-project' as const, name, version: other.release.version };
    return { baseline, profiles: renamedLike(other.profiles, head) };
  }
  return null;
}

const YOUNG = 90 * DAY;
const FEW_RELEASES = 2;

/** A fork that has been around speaks for itself: its own earlier release is the better baseline. */
function hasHistory({ project, files }: Release): boolean {
  const [first, own] = [firstUpload(project.files), firstUpload(files)];
  const isOld = first !== null && own !== null && own - first >= YOUNG;
  return isOld && releasesOf(project).length > FEW_RELEASES;
}

/** Each costs a page and a wheel. */
const MAX_CANDIDATES = 2;

/** Who may have been copied: whoever owns the modules, then those whose name is alike or part of this one. */
function candidates(
  head: readonly Profile[],
  own: NormalizedName,
  popular: PopularProjects,
): readonly NormalizedName[] {
  const modules = [...new Set(head.flatMap(({ topLevelNames }) => topLevelNames))];
  const owners = modules.flatMap((module) => [...ownersOfModule(module, popular), ...namesake(module, popular)]);
  const parts = wordSpans(own).filter((name) => popular.rankOf.has(name));
  const alike = owners.length + parts.length >= MAX_CANDIDATES ? [] : lookAlikes([own, ...modules], popular);
  return [...new Set([...owners, ...parts, ...alike])].filter((name) => name !== own);
}

const namesake = (module: string, { rankOf }: PopularProjects): readonly NormalizedName[] => {
  const name = normalizeName(module);
  return rankOf.has(name) ? [name] : [];
};

/** `fast-requests-pro` names `requests`, and `fast-requests`. The longest first. */
function wordSpans(own: NormalizedName): readonly NormalizedName[] {
  const words = own.split('-').slice(0, 8);
  const spans = words.flatMap((_, from) =>
    words.slice(from).map((_word, length) => words.slice(from, from + length + 1)),
  );
  return spans
    .map((span) => span.join('-'))
    .filter((span) => span !== own && span.length > 3)
    .toSorted((a, b) => b.length - a.length)
    .map(normalizeName);
}

function lookAlikes(names: readonly string[], { rankOf }: PopularProjects): readonly NormalizedName[] {
  const wanted = names.slice(0, 4).map(normalizeName);
  for (const target of rankOf.keys()) if (wanted.some((name) => resemblanceOf(name, target) !== null)) return [target];
  return [];
}

/** The release of the same version, which careless copies keep, else the newest. */
function nearestRelease(project: Project, head: Release): Release | null {
  const newest = releasesOf(project)
    .filter(({ version, files }) => !isPrerelease(version) && files.some(({ yanked }) => yanked === null))
    .toSorted((a, b) => compareVersions(b.version, a.version))[0];
  return releaseOf(project, head.version) ?? newest ?? null;
}

/** Half of the files to the byte; or nearly all of them by name, with a few to the byte, as in a copy of an older release. */
function isCopy(head: readonly Profile[], other: readonly Profile[]): boolean {
  const { files, sameContent, samePlace } = likenessOf(head, other);
  if (files === 0) return false;
  return sameContent / files >= 0.5 || (samePlace / files >= 0.7 && (sameContent > 0 || files <= 2));
}
