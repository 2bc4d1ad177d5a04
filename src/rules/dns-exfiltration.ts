import type { Behaviour } from '../model/profile.js';
import { rule } from './rule.js';
import { behaviourHits, hasInput, levelFor, newBehaviours, type ReachLevels } from './support/behaviour.js';
import { carriesSecrets, LEAVES, levelsOf } from './support/leaving.js';

/**
 * Data that leaves in a name: a host name, a user name or a piece of a secret before somebody's zone, looked up.
 *
 * A name server answers to everybody, through every firewall, and who owns the zone reads what was asked. 6 of 165 campaigns did it,
 * with `nslookup`, `dig` or `gethostbyname`. What is looked up is told here alone; `host-beacon` and `secret-exfiltration` tell of the rest.
 */
export const dnsExfiltration = rule({
  id: 'dns-exfiltration',
  level: 'block',
  confidence: 'high',
  needs: ['delta'],
  capec: [118, 150],
  aliases: ['DNS tunnelling', 'network-dns-exfil'],
  headline: 'sends data of the machine out through DNS look-ups',
  summary: 'A release newly looks up names that carry data of this machine.',
  remedy:
    'Do not merge. If this release ever ran, whoever owns the zone of the name has what was put before it; rotate secrets among it.',

  check({ delta }) {
    const asked = newBehaviours(delta).filter(({ act }) => act === 'look-up');
    return behaviourHits(asked, delta.baseline, (behaviour) => {
      const levels = levelsFor(behaviour);
      return levels === null ? null : levelFor(levels, behaviour, delta.baseline);
    });
  },
});

function levelsFor(behaviour: Behaviour): ReachLevels | null {
  if (carriesSecrets(behaviour)) return LEAVES;
  // One variable of an account's name stands before a cloud's zone in honest code too.
  if (hasInput(behaviour, 'environment')) return ONE_VARIABLE;
  if (!hasInput(behaviour, 'host-facts')) return null;
  return hasZone(behaviour) ? HOST : HOST_ELSEWHERE;
}

const ONE_VARIABLE = levelsOf(['block', 'warn'], ['note', null]);
const HOST = levelsOf(['block', 'warn'], ['block', 'note'], 'note');
/** Under a zone that is not known it may be the machine's own: `f"{gethostname()}.{domain}"`. */
const HOST_ELSEWHERE = levelsOf(['warn', 'note'], [null, null]);

/** Whether the name ends in a zone that the code itself spells. */
const hasZone = ({ target }: Behaviour): boolean =>
  /[…)`%\w}]\S*?\.(?:[\w-]+\.)*[a-z][\w-]+\.[a-z]{2,}\b/iu.test(target ?? '');
