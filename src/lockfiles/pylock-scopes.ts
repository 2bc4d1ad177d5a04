import type { Scope } from '../model/lockfile.js';
import { type Marker, parseMarker } from '../model/markers.js';
import { orderedScopes } from './entries.js';
import type { PylockDocument } from './pylock-schema.js';

/** What a pylock.toml installs when nothing is asked for. */
export interface Selection {
  readonly defaultGroups: ReadonlySet<string>;
  /** Of entries without a condition on extras or groups. */
  readonly scope: Scope;
}

export interface Use {
  readonly scopes: readonly Scope[];
  readonly groups: readonly string[];
}

const NAMED_FOR_DEVELOPMENT = /^(?:dev|devel|development|tests?|testing|docs?|lint|typing|ci)$/iu;

/** Only its name tells what a lock is for: `pylock.toml` is the project's own, `pylock.dev.toml` is for work on it. */
export function selectionOf(document: PylockDocument, path: string): Selection {
  const name = /pylock\.(?<name>[^./]+)\.toml$/u.exec(path)?.groups?.['name'];
  const other: Scope = name !== undefined && NAMED_FOR_DEVELOPMENT.test(name) ? 'development' : 'unknown';
  return {
    defaultGroups: new Set(document['default-groups']),
    scope: /(?:^|\/)pylock\.toml$/u.test(path) ? 'runtime' : other,
  };
}

/**
 * Reads `'x' in extras` and `'g' in dependency_groups` out of a marker. Every other condition counts as possible: a package that is
 * only for Windows is still installed somewhere.
 */
export function usesOfMarker(text: string | null, selection: Selection): Use {
  if (text === null || !/\b(?:extras|dependency_groups)\b/u.test(text))
    return { scopes: [selection.scope], groups: [] };
  const marker = parseMarker(text);
  if (marker === null) return { scopes: ['unknown'], groups: [] };
  const byDefault = (group: string): boolean => selection.defaultGroups.has(group);
  const named = memberships(marker);
  const scopes: Scope[] = [];
  if (holds(marker, NONE, byDefault)) scopes.push(selection.scope);
  else if (holds(marker, ANY, byDefault)) scopes.push('optional');
  const further = named.dependency_groups.some((group) => !byDefault(group));
  if (further && holds(marker, NONE, ANY)) scopes.push('development');
  return {
    scopes: scopes.length === 0 ? ['unknown'] : orderedScopes(scopes),
    groups: [...new Set([...named.extras, ...named.dependency_groups])].toSorted(),
  };
}

type Asked = (name: string) => boolean;

const NONE: Asked = () => false;
const ANY: Asked = () => true;

interface Memberships {
  readonly extras: readonly string[];
  readonly dependency_groups: readonly string[];
}

function memberships(marker: Marker): Memberships {
  if (marker.kind === 'compare')
    return {
      extras: marker.variable === 'extras' ? [marker.value] : [],
      dependency_groups: marker.variable === 'dependency_groups' ? [marker.value] : [],
    };
  const parts = marker.parts.map(memberships);
  return {
    extras: parts.flatMap(({ extras }) => extras),
    dependency_groups: parts.flatMap(({ dependency_groups }) => dependency_groups),
  };
}

function holds(marker: Marker, extras: Asked, groups: Asked): boolean {
  if (marker.kind !== 'compare') {
    const holdsPart = (part: Marker): boolean => holds(part, extras, groups);
    return marker.kind === 'and' ? marker.parts.every(holdsPart) : marker.parts.some(holdsPart);
  }
  if (marker.variable !== 'extras' && marker.variable !== 'dependency_groups') return true;
  const asked = marker.variable === 'extras' ? extras : groups;
  return asked(marker.value) === (marker.operator !== 'not in');
}
