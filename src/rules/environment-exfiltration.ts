import { rule } from './rule.js';
import { behaviourHits, hasInput, levelFor, newBehaviours, type ReachLevels, reachOf } from './support/behaviour.js';
import { readsWholeEnvironment } from './support/environment.js';

/**
 * The whole environment, sent out by a function that somebody calls.
 *
 * A client sends the one token it needs; nobody needs all variables. ctx (May 2022) did so when its class was built. Where nobody has
 * to call anything, `secret-exfiltration` tells of a single variable already.
 */
export const environmentExfiltration = rule({
  id: 'environment-exfiltration',
  level: 'block',
  confidence: 'medium',
  needs: ['delta'],
  capec: [150],
  aliases: ['environment dump'],
  headline: 'sends all environment variables to the network',
  summary: 'A release newly sends all environment variables to the network.',
  remedy: 'Do not merge. If this release ever ran, rotate every secret that stood in the environment.',

  check({ delta }) {
    const sent = newBehaviours(delta).filter(
      (behaviour) =>
        behaviour.act === 'send' && hasInput(behaviour, 'environment') && reachOf(behaviour.when) !== 'unasked',
    );
    return behaviourHits(sent.filter(readsWholeEnvironment), delta.baseline, (behaviour) =>
      levelFor(LEVELS, behaviour, delta.baseline),
    );
  },
});

const LEVELS: ReachLevels = {
  unasked: { compared: null, alone: null },
  asked: { compared: 'block', alone: 'warn' },
  test: { compared: 'note', alone: null },
};
