import cvss from 'ae-cvss-calculator';
import type { Advisory } from '../model/advisory.js';

export type Severity = Advisory['severity'];

/** The qualitative rating of a CVSS vector (v4.0 §6, v3.1 §5; for v2 the ratings that NVD uses); `unknown` for a vector we cannot score. */
export function ratingOf(vector: string): Severity {
  const score = scoreOf(vector);
  // An incomplete vector scores 0, and so does one without any impact: neither says that all is well.
  if (score === null || score <= 0 || score > 10) return 'unknown';
  if (score < 4) return 'low';
  if (score < 7) return 'medium';
  return score < 9 || !vector.startsWith('CVSS:') ? 'high' : 'critical';
}

const VECTOR = /^(?:CVSS:(?:3\.[01]|4\.0)\/)?AV:[A-Z](?:\/[A-Za-z]{1,3}:[A-Za-z]{1,6}){4,60}$/u;

function scoreOf(vector: string): number | null {
  if (!VECTOR.test(vector)) return null;
  try {
    const score: unknown = cvss.fromVector(vector)?.calculateScores().overall;
    return typeof score === 'number' ? score : null;
  } catch {
    return null;
  }
}

const ORDER: readonly Severity[] = ['unknown', 'low', 'medium', 'high', 'critical'];

/** The highest of several ratings; `unknown` when none is known. */
export const highest = (ratings: readonly Severity[]): Severity =>
  ratings.reduce<Severity>((best, rating) => (ORDER.indexOf(rating) > ORDER.indexOf(best) ? rating : best), 'unknown');
