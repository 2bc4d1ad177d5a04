import type { Behaviour, ProfileDelta } from '../model/profile.js';
import { type Hit, rule } from './rule.js';
import { behaviourHits, hasInput, levelFor, newBehaviours, type ReachLevels, reachOf } from './support/behaviour.js';
import { describeNeighbour, type Neighbourhood, neighbourhoodOf, usesNetwork } from './support/chains.js';
import { sendsOwnToken } from './support/environment.js';

/**
 * Secrets that leave the machine: a credential file, a key store or the environment is read, and what was read is sent.
 *
 * ctx (May 2022) sent the environment when its class was built; lightning 2.6.2 (April 2026) collected credential files.
 * A client that sends one token when it is called does its job: that is why the environment counts only where nobody asked.
 */
export const secretExfiltration = rule({
  id: 'secret-exfiltration',
  level: 'block',
  confidence: 'high',
  needs: ['delta'],
  capec: [150, 545],
  aliases: ['environment exfiltration', 'credential theft'],
  headline: 'sends secrets to the network',
  summary: 'A release newly sends secrets from files or the environment to the network.',
  remedy: 'Do not merge. If this release ever ran, rotate every secret that the machine could read.',

  check({ delta, profiles }) {
    const fresh = newBehaviours(delta);
    const sent = fresh.filter(({ act }) => act === 'send');
    const flows = behaviourHits(sent, delta.baseline, (behaviour) => {
      const levels = levelsFor(behaviour);
      return levels === null ? null : levelFor(levels, behaviour, delta.baseline);
    });
    return flows.length > 0 ? flows : besideNetwork(fresh, neighbourhoodOf(profiles, isUnaskedTransfer), delta);
  },
});

/**
 * A secret that is read unasked in a file that also uses the network unasked, where the way from one to the other was not seen: packed
 * into an archive in memory, or handed over by a library. Of 625 ordinary updates none began to hold both.
 */
const besideNetwork = (fresh: readonly Behaviour[], near: Neighbourhood, { baseline }: ProfileDelta): readonly Hit[] =>
  behaviourHits(
    fresh.filter(({ act, when }) => act === 'read-secret' && reachOf(when) === 'unasked'),
    baseline,
    (behaviour) => (near.inFile(behaviour).length === 0 ? null : baseline.kind === 'none' ? 'warn' : 'block'),
    (behaviour) => {
      const [transfer] = near.inFile(behaviour);
      return transfer === undefined ? null : `the same file uses the network: ${describeNeighbour(transfer)}`;
    },
  ).slice(0, 1);

const isUnaskedTransfer = (behaviour: Behaviour): boolean =>
  usesNetwork(behaviour) && reachOf(behaviour.when) === 'unasked';

function levelsFor(behaviour: Behaviour): ReachLevels | null {
  if (hasInput(behaviour, 'secret-file')) return SECRET_FILE;
  if (!hasInput(behaviour, 'environment')) return null;
  return sendsOwnToken(behaviour) ? OWN_TOKEN : ENVIRONMENT;
}

/** SDKs read their own credential file and send what stands in it, when called. */
const SECRET_FILE: ReachLevels = {
  unasked: { compared: 'block', alone: 'block' },
  asked: { compared: 'warn', alone: 'note' },
  test: { compared: 'note', alone: null },
};

const OWN_TOKEN: ReachLevels = {
  unasked: { compared: 'warn', alone: 'note' },
  asked: { compared: null, alone: null },
  test: { compared: null, alone: null },
};

const ENVIRONMENT: ReachLevels = {
  unasked: { compared: 'block', alone: 'warn' },
  asked: { compared: null, alone: null },
  test: { compared: null, alone: null },
};
