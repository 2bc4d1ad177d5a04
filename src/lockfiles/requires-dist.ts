import type { LockedRequirement } from '../model/lockfile.js';
import { normalizeName } from '../model/names.js';
import { parseRequirement } from '../model/requirement.js';

/**
 * `Requires-Dist` lines → edges. A dependency for an extra counts only where that extra of the package is known to be asked for.
 * `extras` are PEP 503-normalised.
 */
export function requiresDist(texts: readonly string[], extras: readonly string[]): readonly LockedRequirement[] {
  return texts.flatMap((text) => {
    const requirement = parseRequirement(text);
    const extra = EXTRA.exec(requirement?.marker ?? '')?.groups?.['extra'];
    if (requirement === null || (extra !== undefined && !extras.includes(normalizeName(extra)))) return [];
    return [{ name: requirement.name, version: null, marker: requirement.marker, extras: requirement.extras }];
  });
}

const EXTRA = /\bextra\s*==\s*["'](?<extra>[^"']+)["']/u;
