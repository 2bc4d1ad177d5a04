import { minerSign } from '../model/miners.js';
import type { Behaviour, ProfileDelta } from '../model/profile.js';
import { type Hit, rule } from './rule.js';
import { behaviourHits, levelFor, newBehaviours, type ReachLevels, reachOf } from './support/behaviour.js';
import { usesNetwork } from './support/chains.js';
import { levelsOf } from './support/leaving.js';
import { fetchesMiner, isPool, namesPool, speaksStratum, startsFromMemory } from './support/miners.js';
import { newSigns, signHits } from './support/signs.js';

/**
 * A miner that a release starts, fetches or is.
 *
 * ultralytics 8.3.41 (December 2024) started one on import; sympy-dev (January 2026) ran its own from memory, through a descriptor
 * that no file stands behind.
 */
export const cryptoMining = rule({
  id: 'crypto-mining',
  level: 'block',
  confidence: 'high',
  needs: ['delta'],
  capec: [549],
  aliases: ['cryptojacking', 'process-cryptomining'],
  headline: 'mines cryptocurrency, or prepares to',
  summary: 'A release newly starts or fetches a miner, or talks to a mining pool.',
  remedy:
    'Do not merge. If this release ever ran, look for the process it left behind; whoever could start a miner could start anything.',

  check({ delta }) {
    const hits = behaviourHits(newBehaviours(delta), delta.baseline, (behaviour) => {
      const levels = levelsFor(behaviour);
      return levels === null ? null : levelFor(levels, behaviour, delta.baseline);
    });
    // A pool in a constant is half a miner; who starts it says more.
    return hits.length > 0 ? hits : poolHits(delta);
  },
});

const poolHits = (delta: ProfileDelta): readonly Hit[] =>
  signHits(
    newSigns(delta, 'suspicious-endpoint')
      .filter((sign) => namesPool(sign) && reachOf(sign.when) === 'unasked')
      .map((sign) => ({ sign, level: 'warn', beside: null })),
    delta.baseline,
    'names ',
  );

function levelsFor(behaviour: Behaviour): ReachLevels | null {
  const { act, target } = behaviour;
  if (act === 'run-process') return minerSign(target ?? '') !== null || startsFromMemory(target) ? MINES : null;
  if (!usesNetwork(behaviour)) return null;
  if (speaksStratum(target) || fetchesMiner(target)) return MINES;
  return isPool(target) ? POOL : null;
}

/** Programs that manage miners start them when they are called. */
const MINES = levelsOf(['block', 'block'], ['block', 'warn'], 'note');
/** Who shows a pool's figures asks it too. */
const POOL = levelsOf(['warn', 'warn'], ['note', null]);
