import type { DependencyChange } from '../model/change.js';
import { DAY } from '../model/policy.js';
import type { Baseline } from '../model/profile.js';
import { firstUpload, type Project, type Release, releaseOf, releasesOf } from '../model/release.js';
import { compareVersions, isPrerelease } from '../model/versions.js';

/** A baseline must have been public this long: time in which others would have found what hides in it. */
const MIN_LEAD = 30 * DAY;

export interface ChosenBaseline {
  readonly baseline: Baseline;
  /** null exactly when there is no baseline. */
  readonly release: Release | null;
}

/**
 * What the head is held against: the release that the base locked, or for a package that is new here its own newest release
 * that is at least 30 days older. Only a project without such a release has none.
 */
export function chooseBaseline(change: DependencyChange, project: Project, head: Release): ChosenBaseline {
  const locked = lockedRelease(change, project, head);
  if (locked !== null) return { baseline: { kind: 'locked', version: locked.version }, release: locked };

  const earlier = earlierRelease(project, head);
  if (earlier !== null) return { baseline: { kind: 'earlier-release', version: earlier.version }, release: earlier };

  const reason = `${project.name} has no release that is at least 30 days older than ${head.version}`;
  return { baseline: { kind: 'none', reason }, release: null };
}

function lockedRelease({ from }: DependencyChange, project: Project, head: Release): Release | null {
  if (from?.version == null || from.source.kind !== 'index') return null;
  // The same version under other hashes proves nothing about itself; an older release does.
  return compareVersions(from.version, head.version) === 0 ? null : releaseOf(project, from.version);
}

function earlierRelease(project: Project, head: Release): Release | null {
  const candidates = releasesOf(project)
    .filter(({ version }) => compareVersions(version, head.version) < 0)
    .filter((release) => isOlder(release, head));
  const stable = candidates.filter(
    ({ version, files }) => !isPrerelease(version) && files.some((file) => file.yanked === null),
  );
  return newest(stable) ?? newest(candidates);
}

/** An index without upload times (before PEP 700) cannot prove an age; the order of versions must do there. */
function isOlder(release: Release, head: Release): boolean {
  const [then, now] = [firstUpload(release.files), firstUpload(head.files)];
  return then === null || now === null || then <= now - MIN_LEAD;
}

const newest = (releases: readonly Release[]): Release | null =>
  releases.reduce<Release | null>(
    (best, release) => (best === null || compareVersions(release.version, best.version) > 0 ? release : best),
    null,
  );
