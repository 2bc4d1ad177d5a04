import type { Act } from '../model/profile.js';
import { rule } from './rule.js';
import { behaviourHits, hasInput, levelFor, newBehaviours, type ReachLevels } from './support/behaviour.js';

/**
 * Text from the network that goes straight into `exec`, `eval` or a command line, with no file in between.
 *
 * Whoever answers the request chooses what runs, and may answer reviewers differently from victims. telnyx 4.87.1 read its second
 * stage out of the frames of a sound file fetched at run time.
 */
export const remoteCode = rule({
  id: 'remote-code',
  level: 'block',
  confidence: 'high',
  needs: ['delta'],
  capec: [253, 442],
  aliases: ['exec on remote URL'],
  headline: 'runs code that it receives from the network',
  summary: 'A release newly runs text that it receives from the network.',
  remedy: 'Do not merge. Ask the maintainers why code comes from a server instead of from the release.',

  check({ delta }) {
    const remote = newBehaviours(delta).filter(
      (behaviour) =>
        RUNS.has(behaviour.act) && hasInput(behaviour, 'network') && !hasInput(behaviour, 'downloaded-file'),
    );
    return behaviourHits(remote, delta.baseline, (behaviour) => levelFor(LEVELS, behaviour, delta.baseline));
  },
});

const RUNS: ReadonlySet<Act> = new Set(['run-code', 'run-process']);

const LEVELS: ReachLevels = {
  unasked: { compared: 'block', alone: 'block' },
  asked: { compared: 'warn', alone: 'warn' },
  test: { compared: 'note', alone: 'note' },
};
