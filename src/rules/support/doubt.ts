import { DAY } from '../../model/policy.js';
import { firstUpload, type Project } from '../../model/release.js';
import { count } from '../../model/text.js';
import { duration } from './words.js';

/** Why a project may be made for the occasion, in words that end a sentence. */
export interface Doubt {
  readonly kind: 'young' | 'unknown-age' | 'tiny';
  readonly text: string;
}

const YOUNG = 90 * DAY;
const FEW_RELEASES = 2;

/**
 * Whether a project has no history that speaks for it; null for one that has. The index's times count, never the lockfile's. None of
 * the 1,000 most used projects is younger than 90 days.
 */
export function doubtAbout({ files }: Project, now: number): Doubt | null {
  const first = firstUpload(files);
  if (first === null) return { kind: 'unknown-age', text: 'the index does not tell since when it exists' };
  if (now - first < YOUNG) return { kind: 'young', text: `it first appeared ${duration(now - first)} ago` };
  const releases = new Set(files.flatMap(({ version }) => (version === null ? [] : [version]))).size;
  return releases <= FEW_RELEASES ? { kind: 'tiny', text: `it has only ${count(releases, 'release')}` } : null;
}
