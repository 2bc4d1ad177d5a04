import type { Level } from '../model/level.js';
import type { Behaviour, ProfileDelta } from '../model/profile.js';
import { listOf } from '../model/text.js';
import { rule } from './rule.js';
import { behaviourHits, hasInput, levelFor, newBehaviours, type ReachLevels } from './support/behaviour.js';
import { describeNeighbour, type Neighbourhood, neighbourhoodOf, usesNetwork } from './support/chains.js';
import { carriesAway, LEAVES, levelsOf } from './support/leaving.js';
import { walletsOf } from './support/wallets.js';

/**
 * Keys of wallets that leave the machine: a private key or recovery phrase that a function is handed or makes, or the files in which
 * programs and browsers keep them.
 *
 * set-utils (March 2025) and the dependents of semantic-types (May 2025) sent every key that was made with them; bittensor 6.12.2 cost
 * its users eight million dollars. `secret-exfiltration` tells of wallet files too; here it is said what has to be done about it.
 */
export const walletTheft = rule({
  id: 'wallet-theft',
  level: 'block',
  confidence: 'high',
  needs: ['delta'],
  capec: [150, 545],
  aliases: ['crypto stealer', 'drainer', 'seed phrase theft'],
  headline: 'sends cryptocurrency keys or wallets to the network',
  summary: 'A release newly sends keys or files of cryptocurrency wallets to the network.',
  remedy:
    'Do not merge. If this release ever ran, move the funds of every wallet it could reach to new keys at once; a stolen key cannot be changed.',

  check({ delta, profiles }) {
    const fresh = newBehaviours(delta);
    const near = neighbourhoodOf(profiles, usesNetwork);
    const reads = neighbourhoodOf(profiles, ({ act }) => act === 'read-secret');
    return [
      ...behaviourHits(fresh.filter(carriesAway), delta.baseline, (behaviour) => sendingLevel(behaviour, delta)),
      ...readingHits(
        fresh.filter(({ act }) => act === 'read-secret'),
        delta,
        { near, reads },
      ),
    ];
  },
});

function sendingLevel(behaviour: Behaviour, { baseline }: ProfileDelta): Level | null {
  const levels = levelsFor(behaviour);
  return levels === null ? null : levelFor(levels, behaviour, baseline);
}

function levelsFor(behaviour: Behaviour): ReachLevels | null {
  if (hasInput(behaviour, 'key-material')) return goesElsewhere(behaviour) ? LEAVES : KEY_TO_CALLER;
  return hasInput(behaviour, 'secret-file') && walletsOf(behaviour).length > 0 ? LEAVES : null;
}

/** A server that the code itself names. Clients of a node of one's own are told where it is. */
const goesElsewhere = ({ act, target }: Behaviour): boolean =>
  act === 'look-up' ||
  (target !== null &&
    !/^(?:…|localhost\b|127\.|0\.0\.0\.0|\[::1\]|10\.|192\.168\.|host\.docker\.internal)/u.test(target));

const KEY_TO_CALLER = levelsOf(['block', 'warn'], ['warn', 'note'], 'note');

interface Near {
  readonly near: Neighbourhood;
  readonly reads: Neighbourhood;
}

/** Stores that are reached for in a file that also uses the network; who reaches for those of several makers is no wallet. */
const readingHits = (fresh: readonly Behaviour[], { baseline }: ProfileDelta, { near, reads }: Near) =>
  behaviourHits(
    fresh.filter((behaviour) => walletsOf(behaviour).length > 0),
    baseline,
    (behaviour) => {
      const sends = near.inFile(behaviour).length > 0;
      const several = familiesAt(behaviour, reads).length > 1;
      return levelFor(sends ? (several ? LEAVES : ONE_STORE) : ONLY_READS, behaviour, baseline);
    },
    (behaviour) => {
      const [transfer] = near.inFile(behaviour);
      const families = familiesAt(behaviour, reads);
      const which = families.length > 1 ? `the file reaches for wallets of ${listOf(families)}` : null;
      const how = transfer === undefined ? null : `the same file uses the network: ${describeNeighbour(transfer)}`;
      return [which, how].filter((clause) => clause !== null).join('; ') || null;
    },
  ).slice(0, 1);

const familiesAt = (behaviour: Behaviour, reads: Neighbourhood): readonly string[] => [
  ...new Set(reads.inFile(behaviour).flatMap(walletsOf)),
];

const ONE_STORE = levelsOf(['block', 'warn'], ['note', null]);
const ONLY_READS = levelsOf(['warn', 'note'], [null, null]);
