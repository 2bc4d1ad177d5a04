import { sameMarker } from '../model/marker-meaning.js';

export type MarkerComparer = (a: string | null, b: string | null, requiresPython: string | null) => boolean;

// Comparing by meaning costs up to a millisecond. A lock of thousands of hostile markers must not buy seconds with it: past the
// budget, and past the length that tools write, only equal text is equal.
const MAX_COMPARISONS = 500;

/** Compares markers by meaning, each pair once. */
export function markerComparer(): MarkerComparer {
  const known = new Map<string, boolean>();
  return (a, b, requiresPython) => {
    if (a === b) return true;
    const key = JSON.stringify([a, b, requiresPython]);
    const seen = known.get(key);
    if (seen !== undefined) return seen;
    const same = known.size < MAX_COMPARISONS && sameMarker(a, b, requiresPython);
    known.set(key, same);
    return same;
  };
}
