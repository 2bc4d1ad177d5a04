import type { Level } from '../model/level.js';
import type { Act, Behaviour, ProfileDelta } from '../model/profile.js';
import { rule } from './rule.js';
import { behaviourHits, hasInput, levelFor, newBehaviours, type ReachLevels, reachOf } from './support/behaviour.js';
import { describeNeighbour, type Neighbourhood, neighbourhoodOf } from './support/chains.js';
import { carriesAway, LEAVES, levelsOf } from './support/leaving.js';

/**
 * The clipboard, read to be sent away, or replaced by a wallet's address while the user pastes.
 *
 * colourama (2018) waited for an address to be copied and put its own in its place. A library for the clipboard, and a program with a
 * copy button, use it when they are called.
 */
export const clipboardHijack = rule({
  id: 'clipboard-hijack',
  level: 'block',
  confidence: 'high',
  needs: ['delta'],
  capec: [637],
  aliases: ['clipper', 'runtime.clipboard'],
  headline: 'sends away or replaces what is in the clipboard',
  summary: 'A release newly sends the clipboard away or replaces what is in it.',
  remedy:
    'Do not merge. If this release ever ran, change what was copied meanwhile, and check the addresses of payments that were pasted.',

  check({ delta, profiles }) {
    const near = neighbourhoodOf(profiles, usesClipboard);
    const others = (behaviour: Behaviour): readonly Behaviour[] => otherHalf(behaviour, near);
    return behaviourHits(
      newBehaviours(delta),
      delta.baseline,
      (behaviour) => levelOf(behaviour, delta, others(behaviour)),
      (behaviour) => {
        const [other] = usesClipboard(behaviour) ? others(behaviour) : [];
        return other === undefined ? null : `beside it, ${describeNeighbour(other)}`;
      },
    );
  },
});

const CLIPBOARD: ReadonlySet<Act> = new Set(['read-clipboard', 'write-clipboard']);

const usesClipboard = ({ act }: Behaviour): boolean => CLIPBOARD.has(act);

/** What is read in the file that replaces, and the other way about. */
const otherHalf = (behaviour: Behaviour, near: Neighbourhood): readonly Behaviour[] =>
  near.inFile(behaviour).filter(({ act, when }) => act !== behaviour.act && reachOf(when) === reachOf(behaviour.when));

function levelOf(behaviour: Behaviour, { baseline }: ProfileDelta, others: readonly Behaviour[]): Level | null {
  const levels = levelsFor(behaviour, others);
  return levels === null ? null : levelFor(levels, behaviour, baseline);
}

function levelsFor(behaviour: Behaviour, others: readonly Behaviour[]): ReachLevels | null {
  if (carriesAway(behaviour)) return hasInput(behaviour, 'clipboard') ? LEAVES : null;
  if (!usesClipboard(behaviour)) return null;
  if (behaviour.act === 'write-clipboard' && ADDRESS.test(behaviour.target ?? '')) return LEAVES;
  if (others.length > 0) return BOTH;
  return behaviour.act === 'read-clipboard' ? READS : WRITES;
}

/** An address of Bitcoin, Ethereum, Tron, Litecoin, Monero, Cardano or Solana's length, alone. */
const ADDRESS =
  /^(?:bc1[a-z0-9]{25,80}|ltc1[a-z0-9]{25,80}|[13LMD][1-9A-HJ-NP-Za-km-z]{25,34}|0x[0-9a-fA-F]{40}|T[1-9A-HJ-NP-Za-km-z]{33}|[48][1-9A-HJ-NP-Za-km-z]{94}|addr1[a-z0-9]{50,110}|(?=\w*\d)(?=\w*[a-z])(?=\w*[A-Z])[1-9A-HJ-NP-Za-km-z]{43,44})$/u;

const BOTH = levelsOf(['block', 'block'], ['note', null]);
const READS = levelsOf(['block', 'warn'], ['note', null]);
/** What is put there names no address, and nothing of what was there is looked at. */
const WRITES = levelsOf(['warn', 'note'], [null, null]);
