import type { Incident } from './incident.js';
import { EARLY } from './incidents-early.js';
import { LATE } from './incidents-late.js';

/** Every incident of 2026 whose bytes show it. */
export const INCIDENTS: readonly Incident[] = [...EARLY, ...LATE];
