import type { Finding, TraceStep } from '../model/finding.js';
import type { MemberLocation } from '../model/profile.js';

const SHOWN_PLACES = 4;
const SHOWN_STEPS = 8;

/**
 * What a finding rests on, as lines of a listing: the places inside the distributions with their text, then the flow from
 * source to sink. Package text is raw; outputs make it printable.
 */
export function evidenceLines(finding: Finding): readonly string[] {
  const places = finding.locations.flatMap((at) => (at.kind === 'member' ? [at] : []));
  const steps = finding.trace.slice(0, SHOWN_STEPS);
  const untold = places.filter((place) => !steps.some(({ at }) => samePlace(at, place)));
  return [...placeLines(untold), ...stepLines(steps, finding.trace.length - steps.length)];
}

const samePlace = (a: MemberLocation, b: MemberLocation): boolean =>
  a.artifact === b.artifact && a.path === b.path && a.line === b.line;

function placeLines(places: readonly MemberLocation[]): readonly string[] {
  const shown = places.slice(0, SHOWN_PLACES);
  const lines = shown.flatMap((place, at) => [
    ...(place.artifact === shown[at - 1]?.artifact ? [] : [place.artifact]),
    `  ${memberPlace(place)}${place.excerpt === null ? '' : `: ${place.excerpt}`}`,
  ]);
  return places.length > shown.length ? [...lines, `  and ${places.length - shown.length} more places`] : lines;
}

function stepLines(steps: readonly TraceStep[], left: number): readonly string[] {
  const lines = steps.flatMap(({ what, at }, index) => [
    ...(at.artifact === steps[index - 1]?.at.artifact ? [] : [at.artifact]),
    `  ${index + 1}. ${memberPlace(at)}: ${what}`,
    ...(at.excerpt === null ? [] : [`     > ${at.excerpt}`]),
  ]);
  return left > 0 ? [...lines, `  and ${left} more steps`] : lines;
}

/** `pkg/_boot.py:12`, or the path alone when the whole member is meant. */
export const memberPlace = ({ path, line }: Pick<MemberLocation, 'path' | 'line'>): string =>
  line === null ? path : `${path}:${line}`;
