import type { NormalizedName } from './names.js';

/** Widely used projects, most used first. */
export interface PopularProjects {
  /** Normalised name → 1-based rank. */
  readonly rankOf: ReadonlyMap<NormalizedName, number>;
  /** `YYYY-MM-DD` of the ranking. */
  readonly date: string;
}
