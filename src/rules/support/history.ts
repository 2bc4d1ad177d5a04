import type { DependencyChange } from '../../model/change.js';
import { firstUpload, type Project, releasesOf } from '../../model/release.js';
import { isPrerelease, type Version, versionKey } from '../../model/versions.js';

/** A release with the time of its first file, milliseconds since the epoch. */
export interface TimedRelease {
  readonly version: Version;
  readonly at: number;
}

/** Releases that the index lists today, oldest first; those whose time it does not tell are left out: unknown is not old. */
export const historyOf = (project: Project): readonly TimedRelease[] =>
  releasesOf(project)
    .flatMap(({ version, files }) => {
      const at = firstUpload(files);
      return at === null ? [] : [{ version, at }];
    })
    .toSorted((a, b) => a.at - b.at);

/** A release of that version; spelling does not matter. */
export const timedRelease = (history: readonly TimedRelease[], version: Version | null): TimedRelease | null =>
  version === null ? null : (history.find((one) => versionKey(one.version) === versionKey(version)) ?? null);

/** First upload of the whole project; null when the index does not tell it for every file. */
export const projectBegin = ({ files }: Project): number | null => firstUpload(files);

/** Whether the lock gets another release than it had: a move between scopes or a new hash of the old one is none. */
export const bringsRelease = ({ from, to }: Pick<DependencyChange, 'from' | 'to'>): boolean =>
  to?.version != null && (from?.version == null || versionKey(from.version) !== versionKey(to.version));

/** A name that the base did not lock in any form. */
export const isNewName = ({ kind, from, labels }: DependencyChange): boolean =>
  kind === 'added' && from === null && !labels.includes('fork');

const MINUTE = 60_000;

/** Several releases of one project in a short time, which it never did before. */
export interface Burst {
  /** Oldest first, the one in question among them. */
  readonly releases: readonly TimedRelease[];
  /** Milliseconds from the first to the last. */
  readonly span: number;
}

interface BurstShape {
  readonly releases: number;
  readonly within: number;
}

/** 2.9 % of widely used projects do the first in a year, 8.8 % the second, and a few do it by habit. */
const SHAPES: readonly BurstShape[] = [
  { releases: 3, within: 60 * MINUTE },
  { releases: 2, within: 30 * MINUTE },
];

/** The burst that a release is part of; null when there is none or the project has the habit. */
export function burstAround(history: readonly TimedRelease[], head: TimedRelease): Burst | null {
  const counted = history.filter(({ version }) => version === head.version || !isPrerelease(version));
  for (const shape of SHAPES) {
    const burst = burstsOf(counted, shape).find((releases) => releases.includes(head)) ?? null;
    if (burst === null) continue;
    const [first, last] = [burst[0]?.at ?? head.at, burst.at(-1)?.at ?? head.at];
    const earlier = counted.filter(({ at }) => at < first);
    return burstsOf(earlier, shape).length > 0 ? null : { releases: burst, span: last - first };
  }
  return null;
}

/** Every longest run of releases that fits the shape. One release each of several series is a fix brought to all of them. */
function burstsOf(history: readonly TimedRelease[], shape: BurstShape): readonly (readonly TimedRelease[])[] {
  let end = 0;
  return history.flatMap((first, index) => {
    while (end < history.length && (history[end]?.at ?? 0) - first.at <= shape.within) end += 1;
    const run = history.slice(index, end);
    return run.length >= shape.releases && new Set(run.map(seriesOf)).size < run.length ? [run] : [];
  });
}

const seriesOf = ({ version }: TimedRelease): string => version.split('.').slice(0, 2).join('.');

const DAY = 86_400_000;
const SILENCE = 730 * DAY;
/** A first release after the silence may be bait for a second one. */
const AFTERMATH = 90 * DAY;

/** The end of a long silence: the last release before it and the first after it. */
export interface Revival {
  readonly last: TimedRelease;
  readonly first: TimedRelease;
}

/** A silence of more than two years that ended with the release, or shortly before it and after the one locked before. */
export function revivalBefore(
  history: readonly TimedRelease[],
  head: TimedRelease,
  base: TimedRelease | null,
): Revival | null {
  const since = base === null || base.at >= head.at ? Number.NEGATIVE_INFINITY : base.at;
  const pairs = history.slice(1).map((first, index) => ({ last: history[index] ?? first, first }));
  return (
    pairs.find(
      ({ last, first }) =>
        first.at - last.at > SILENCE && first.at > since && first.at <= head.at && head.at - first.at <= AFTERMATH,
    ) ?? null
  );
}
