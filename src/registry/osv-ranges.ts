import { compareVersions, parseVersion, type Version } from '../model/versions.js';

/** One event of a range (https://ossf.github.io/osv-schema/#affectedrangesevents-fields); exactly one field is set. */
export interface RangeEvent {
  readonly introduced?: string | null | undefined;
  readonly fixed?: string | null | undefined;
  readonly last_affected?: string | null | undefined;
  readonly limit?: string | null | undefined;
}

interface Turn {
  /** null: before every version. */
  readonly at: Version | null;
  /** Whether versions from here on are affected; `after`: those above are not. */
  readonly kind: 'introduced' | 'fixed' | 'after';
}

/**
 * Whether the events call a version affected: the schema's "evaluation", in the order of PEP 440. What cannot be understood counts against
 * the version: an `introduced` of unknown form stands for the beginning, and a `fixed` of unknown form mends nothing.
 */
export function isAffected(version: Version, events: readonly RangeEvent[]): boolean {
  const limits = events.flatMap(({ limit }) => (limit == null ? [] : (parseVersion(limit) ?? [])));
  if (limits.length > 0 && !limits.some((limit) => compareVersions(version, limit) < 0)) return false;
  let affected = false;
  for (const { at, kind } of events.flatMap(turnsOf).toSorted(inOrder)) {
    const order = at === null ? 1 : compareVersions(version, at);
    if (kind === 'introduced' && order >= 0) affected = true;
    if ((kind === 'fixed' && order >= 0) || (kind === 'after' && order > 0)) affected = false;
  }
  return affected;
}

/** A range without an end says of no version that it is mended: its database may not know of the fix that another one names. */
export const hasEnd = (events: readonly RangeEvent[]): boolean =>
  events.some(({ fixed, last_affected: last }) => fixed != null || last != null);

function turnsOf({ introduced, fixed, last_affected: last }: RangeEvent): readonly Turn[] {
  if (introduced != null) return [{ at: introduced === '0' ? null : parseVersion(introduced), kind: 'introduced' }];
  const end = parseVersion(fixed ?? last ?? '');
  return end === null ? [] : [{ at: end, kind: fixed == null ? 'after' : 'fixed' }];
}

/** Of two at one version the one that says "affected" comes last and so counts. */
const inOrder = (a: Turn, b: Turn): number => {
  if (a.at === null || b.at === null) return (a.at === null ? 0 : 1) - (b.at === null ? 0 : 1);
  return compareVersions(a.at, b.at) || RANK[a.kind] - RANK[b.kind];
};

const RANK: Readonly<Record<Turn['kind'], number>> = { fixed: 0, after: 1, introduced: 2 };
