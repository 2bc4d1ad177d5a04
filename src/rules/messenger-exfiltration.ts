import type { Behaviour } from '../model/profile.js';
import { rule } from './rule.js';
import { behaviourHits, hasInput, levelFor, newBehaviours, type ReachLevels } from './support/behaviour.js';
import { carriesSecrets, LEAVES, levelsOf } from './support/leaving.js';
import { usesMessenger } from './support/messengers.js';

/**
 * A messenger as the drop: a Discord webhook, a Telegram bot or a Slack hook that is sent data of the machine, or that is used unasked.
 *
 * An address in the code is all it takes, the host is trusted everywhere, and the author needs no server: of 165 campaigns 7 used
 * Discord and 4 Telegram. A library that talks to a messenger does so when it is called and sends what it is given.
 */
export const messengerExfiltration = rule({
  id: 'messenger-exfiltration',
  level: 'block',
  confidence: 'high',
  needs: ['delta'],
  capec: [118, 150],
  aliases: ['webhook exfiltration', 'HM0036', 'network-exfil-messenger'],
  headline: 'sends data to a messenger’s webhook or bot',
  summary: 'A release newly sends data to a messenger’s webhook or bot.',
  remedy:
    'Do not merge before you know whose channel it is. If this release ever ran, treat what was sent as public and rotate secrets among it.',

  check({ delta }) {
    return behaviourHits(newBehaviours(delta).filter(usesMessenger), delta.baseline, (behaviour) =>
      levelFor(levelsFor(behaviour), behaviour, delta.baseline),
    );
  },
});

function levelsFor(behaviour: Behaviour): ReachLevels {
  if (carriesSecrets(behaviour)) return LEAVES;
  if (hasInput(behaviour, 'host-facts')) return HOST;
  return hasInput(behaviour, 'decoded') ? HIDDEN : PLAIN;
}

/** A job that reports to its team where it ran does so when it is called. */
const HOST = levelsOf(['block', 'block'], ['warn', 'note'], 'note');
/** The address, or what is sent there, was decoded first. */
const HIDDEN = levelsOf(['block', 'block'], ['warn', 'note'], 'note');
// A bot's own token comes from the environment: a single variable tells nothing here.
const PLAIN = levelsOf(['warn', 'warn'], [null, null]);
