/** How much a finding weighs; SARIF calls them error, warning and note. */
export type Level = 'block' | 'warn' | 'note';

/** Lightest first. */
export const LEVELS: readonly Level[] = ['note', 'warn', 'block'];

const WEIGHT: Readonly<Record<Level, number>> = { note: 0, warn: 1, block: 2 };

/** Positive when `a` weighs more than `b`. */
export const compareLevels = (a: Level, b: Level): number => WEIGHT[a] - WEIGHT[b];

export const lowerLevel = (a: Level, b: Level): Level => (compareLevels(a, b) <= 0 ? a : b);
