import type { Behaviour, Profile } from '../../model/profile.js';

/**
 * What the code that a patch or hook puts in place does: the reader names those acts as steps before the patch, and each is a
 * behaviour of its own at that place.
 */
export function actsInPlace(behaviour: Behaviour, profiles: readonly Profile[]): readonly Behaviour[] {
  const places = new Set(behaviour.steps.slice(0, -1).map(({ at }) => placeOf(at)));
  if (places.size === 0) return [];
  return profiles
    .filter(({ artifact }) => artifact === behaviour.at.artifact)
    .flatMap(({ behaviours }) => behaviours)
    .filter((other) => other.act !== behaviour.act && places.has(placeOf(other.at)));
}

const placeOf = ({ path, line, column }: Behaviour['at']): string => `${path} ${line ?? ''}:${column ?? ''}`;
