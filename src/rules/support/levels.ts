import picomatch from 'picomatch';
import { compareLevels, type Level, lowerLevel } from '../../model/level.js';
import type { Scope } from '../../model/lockfile.js';
import type { Policy, PolicyOverride } from '../../model/policy.js';
import type { Hit, Rule } from '../rule.js';

/** Where a finding counts: one lockfile that holds the entry, and the scopes it has there. */
export interface Place {
  /** null when no lockfile is reviewed (`scan`, `compare`). */
  readonly lockfile: string | null;
  /** Empty for findings that are about no entry. */
  readonly scopes: readonly Scope[];
}

type Levels = Pick<Policy, 'rules' | 'overrides'>;

/** Whether no place at all would show a finding of the rule. */
export const isOff = (id: string, { rules, overrides }: Levels): boolean =>
  rules[id] === 'off' && overrides.every((entry) => (entry.rules[id] ?? 'off') === 'off');

/**
 * What policy makes of a hit: the heaviest level over the places, because the milder scope of one lockfile must not excuse what another
 * lockfile runs in production. A hit that the rule itself weakened stays at most as heavy as the rule made it. null: switched off.
 */
export function levelUnder(rule: Rule, hit: Hit, policy: Levels, places: readonly Place[]): Level | null {
  const everywhere = places.length === 0 ? [NOWHERE] : places;
  return everywhere
    .map((place) => levelAt(rule, hit, policy, place))
    .reduce((heaviest, level) => {
      if (heaviest === null || level === null) return heaviest ?? level;
      return compareLevels(heaviest, level) >= 0 ? heaviest : level;
    });
}

const NOWHERE: Place = { lockfile: null, scopes: [] };

function levelAt(rule: Rule, hit: Hit, { rules, overrides }: Levels, place: Place): Level | null {
  const here = overrides.filter((entry) => holdsFor(entry, place));
  const wanted = here.reduce((level, entry) => entry.rules[rule.id] ?? level, rules[rule.id]);
  if (wanted === 'off') return null;
  const own = hit.level ?? rule.level;
  const level = wanted === undefined ? own : own === rule.level ? wanted : lowerLevel(own, wanted);
  return here.reduce((capped, { maxLevel }) => (maxLevel === null ? capped : lowerLevel(capped, maxLevel)), level);
}

function holdsFor({ lockfiles, scopes }: PolicyOverride, place: Place): boolean {
  if (lockfiles.length > 0 && (place.lockfile === null || !picomatch.isMatch(place.lockfile, [...lockfiles])))
    return false;
  return scopes.length === 0 || (place.scopes.length > 0 && place.scopes.every((scope) => scopes.includes(scope)));
}
