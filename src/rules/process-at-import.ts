import type { Level } from '../model/level.js';
import type { Behaviour, ProfileDelta } from '../model/profile.js';
import { rule } from './rule.js';
import { behaviourHits, hasInput, hidesItself, isHabit, newBehaviours } from './support/behaviour.js';
import {
  describeNeighbour,
  isChain,
  type Neighbourhood,
  neighbourhoodOf,
  runsAtImport,
  usesNetwork,
} from './support/chains.js';
import { isBuildTool } from './support/programs.js';
import { companyOf } from './support/signals.js';

/**
 * A program that a release newly starts as soon as it is imported, without being asked.
 *
 * Of 625 ordinary updates of widely used packages none began to do so beside the network, one alone. mistralai 2.4.6,
 * durabletask 1.4.1 and lightning 2.6.2 did. Commands that are decoded, fetched or received have rules of their own.
 */
export const processAtImport = rule({
  id: 'process-at-import',
  level: 'block',
  confidence: 'medium',
  needs: ['delta'],
  capec: [549],
  aliases: ['import-time subprocess'],
  headline: 'starts a program when it is imported',
  summary: 'A release newly starts a program when it is imported.',
  remedy:
    'Read the place shown and find out why importing has to start a program; the work belongs in a function that is called.',

  check(facts) {
    const { delta, profiles } = facts;
    const company = companyOf(facts);
    const near = neighbourhoodOf(profiles, (behaviour) => usesNetwork(behaviour) && runsAtImport(behaviour));
    return company.tell(
      behaviourHits(
        startedAtImport(delta),
        delta.baseline,
        (behaviour) => company.raise(levelOf(behaviour, delta, near), behaviour.when),
        (behaviour) => describeNetwork(near.inFolder(behaviour)),
      ),
    );
  },
});

const startedAtImport = (delta: ProfileDelta): readonly Behaviour[] =>
  newBehaviours(delta).filter(
    (behaviour) =>
      behaviour.act === 'run-process' &&
      runsAtImport(behaviour) &&
      !hasInput(behaviour, 'network', 'downloaded-file', 'decoded'),
  );

function levelOf(behaviour: Behaviour, delta: ProfileDelta, near: Neighbourhood): Level {
  const compared = delta.baseline.kind !== 'none';
  // Asking git, uname or a compiler is what import-time probes do; only hiding it is odd.
  if (isBuildTool(behaviour.target) && !hidesItself(behaviour)) return 'note';
  if (near.inFolder(behaviour).some((network) => isChain(behaviour, network))) return compared ? 'block' : 'warn';
  return compared && !isHabit(behaviour, delta) ? 'warn' : 'note';
}

const describeNetwork = ([first]: readonly Behaviour[]): string | null =>
  first === undefined ? null : `beside it, also unasked, ${describeNeighbour(first)}`;
