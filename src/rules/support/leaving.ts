import type { Level } from '../../model/level.js';
import type { Behaviour, Provenance } from '../../model/profile.js';
import { hasInput, type ReachLevels } from './behaviour.js';
import { usesNetwork } from './chains.js';
import { readsWholeEnvironment } from './environment.js';

/** Whether an act carries data away: over the network, or in a name that is looked up. */
export const carriesAway = (behaviour: Behaviour): boolean => usesNetwork(behaviour) || behaviour.act === 'look-up';

/** Data that no service needs by itself: secrets, all variables at once, what the user copies, types or sees. */
export const carriesSecrets = (behaviour: Behaviour): boolean =>
  hasInput(behaviour, ...PRIVATE) || (hasInput(behaviour, 'environment') && readsWholeEnvironment(behaviour));

const PRIVATE: readonly Provenance[] = ['secret-file', 'key-material', 'captured', 'clipboard'];

/** Levels by reach, each as `[held against an earlier release, without one]`; tests and examples are noted at most. */
export const levelsOf = (
  unasked: readonly [Level | null, Level | null],
  asked: readonly [Level | null, Level | null],
  test: Level | null = null,
): ReachLevels => ({
  unasked: { compared: unasked[0], alone: unasked[1] },
  asked: { compared: asked[0], alone: asked[1] },
  test: { compared: test, alone: null },
});

/** Data of that kind leaves: unmistakable where nobody asked, and new where somebody did. */
export const LEAVES: ReachLevels = levelsOf(['block', 'block'], ['block', 'warn'], 'note');
