import type { Level } from '../model/level.js';
import type { Behaviour, ProfileDelta } from '../model/profile.js';
import { rule } from './rule.js';
import { behaviourHits, hasInput, isHabit, newBehaviours } from './support/behaviour.js';
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
 * The network, newly used as soon as a release is imported, without being asked.
 *
 * Between 0.8 and 2.4 % of widely used packages touch the network on import at all, and next to none begin to. The server learns who
 * imports the package, and what it answers can change. Data that leaves, and answers that are run, have rules of their own.
 */
export const networkAtImport = rule({
  id: 'network-at-import',
  level: 'block',
  confidence: 'medium',
  needs: ['delta'],
  capec: [118],
  aliases: ['import-time network'],
  headline: 'uses the network when it is imported',
  summary: 'A release newly uses the network when it is imported.',
  remedy:
    'Find out what is asked of whom and what for; a package that needs the network should use it when a function is called.',

  check(facts) {
    const { delta, profiles } = facts;
    const company = companyOf(facts);
    const near = neighbourhoodOf(profiles, (behaviour) => startsProgram(behaviour) && runsAtImport(behaviour));
    const used = newBehaviours(delta).filter((behaviour) => usesNetwork(behaviour) && runsAtImport(behaviour));
    return company.tell(
      behaviourHits(
        used.filter(
          (behaviour) =>
            !hasInput(behaviour, 'environment', 'secret-file', 'host-facts', 'captured', 'clipboard', 'key-material'),
        ),
        delta.baseline,
        (behaviour) => company.raise(levelOf(behaviour, delta, near), behaviour.when),
        (behaviour) => describeProgram(near.inFile(behaviour)),
      ),
    );
  },
});

const startsProgram = ({ act, target }: Behaviour): boolean => act === 'run-process' && !isBuildTool(target);

function levelOf(behaviour: Behaviour, delta: ProfileDelta, near: Neighbourhood): Level {
  if (delta.baseline.kind === 'none') return 'note';
  if (near.inFile(behaviour).some((program) => isChain(program, behaviour))) return 'block';
  return isHabit(behaviour, delta) ? 'note' : 'warn';
}

const describeProgram = ([first]: readonly Behaviour[]): string | null =>
  first === undefined ? null : `beside it, also unasked, ${describeNeighbour(first)}`;
