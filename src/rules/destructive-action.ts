import { rule } from './rule.js';
import { behaviourHits, levelFor, newBehaviours, type ReachLevels } from './support/behaviour.js';

/**
 * Deleting, overwriting or encrypting what belongs to the user: a home, the documents, the system, a drive, its shadow copies; or the
 * running file itself, which is how a dropper tidies up.
 *
 * Programs delete files of their own every day, and those are not told. Protest releases (node-ipc's kind) and extortion packages
 * walk the home directory.
 */
export const destructiveAction = rule({
  id: 'destructive-action',
  level: 'block',
  confidence: 'high',
  needs: ['delta'],
  capec: [571, 542],
  aliases: ['filesystem destruction', 'ransomware', 'wiper'],
  headline: 'deletes or encrypts what belongs to the user',
  summary: 'A release newly deletes or encrypts what belongs to the user.',
  remedy: 'Do not merge. If this release ever ran, disconnect the machine and restore from backups.',

  check({ delta }) {
    const deletions = newBehaviours(delta).filter(({ act }) => act === 'delete-files');
    return behaviourHits(deletions, delta.baseline, (behaviour) =>
      levelFor(isItself(behaviour.target) ? ITSELF : LEVELS, behaviour, delta.baseline),
    );
  },
});

const isItself = (target: string | null): boolean => target?.startsWith('itself:') === true;

const LEVELS: ReachLevels = {
  unasked: { compared: 'block', alone: 'block' },
  asked: { compared: 'warn', alone: 'note' },
  test: { compared: 'note', alone: null },
};

/** Installers remove themselves too, when they are told to. */
const ITSELF: ReachLevels = {
  unasked: { compared: 'warn', alone: 'warn' },
  asked: { compared: 'note', alone: null },
  test: { compared: null, alone: null },
};
