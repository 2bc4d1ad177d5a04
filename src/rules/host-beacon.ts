import { rule } from './rule.js';
import { behaviourHits, hasInput, levelFor, newBehaviours, type ReachLevels } from './support/behaviour.js';

/**
 * Facts about the machine (host name, user name, addresses) that a release newly sends out without being asked.
 *
 * One in six campaigns does it: dependency-confusion probes and the first stage of targeted attacks. What a build sends is told by
 * `install-time-execution`, what leaves in a looked-up name by `dns-exfiltration`.
 */
export const hostBeacon = rule({
  id: 'host-beacon',
  level: 'block',
  confidence: 'medium',
  needs: ['delta'],
  capec: [169, 312],
  aliases: ['host fingerprinting', 'dependency confusion beacon'],
  headline: 'sends out who and where the machine is',
  summary: 'A release newly sends out who and where this machine is.',
  remedy:
    'Do not merge before you know who receives it and why. Telemetry should be announced, and off until asked for.',

  check({ delta }) {
    const sent = newBehaviours(delta).filter(
      (behaviour) =>
        behaviour.act === 'send' &&
        hasInput(behaviour, 'host-facts') &&
        !hasInput(behaviour, 'secret-file', 'environment') &&
        !behaviour.when.includes('install'),
    );
    return behaviourHits(sent, delta.baseline, (behaviour) => levelFor(LEVELS, behaviour, delta.baseline));
  },
});

/** Clients tell a server their host name when they are used: clusters, queues, licences. */
const LEVELS: ReachLevels = {
  unasked: { compared: 'block', alone: 'warn' },
  asked: { compared: 'note', alone: null },
  test: { compared: null, alone: null },
};
