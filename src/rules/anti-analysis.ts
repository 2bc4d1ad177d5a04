import type { Level } from '../model/level.js';
import type { Act, Behaviour, ProfileDelta } from '../model/profile.js';
import { rule } from './rule.js';
import { behaviourHits, hasInput, newBehaviours, reachOf } from './support/behaviour.js';
import { describeNeighbour, type Neighbourhood, neighbourhoodOf } from './support/chains.js';

/**
 * Code that asks whether it is watched before it does something: a debugger, a virtual machine, an analyst's tools, a sandbox's
 * account, the country, a long wait.
 *
 * Asking proves nothing: installers, test tools and licence checks ask too. It weighs when something is done right behind the
 * question, unasked; and it blocks only beside code that shows another chain.
 */
export const antiAnalysis = rule({
  id: 'anti-analysis',
  level: 'block',
  confidence: 'medium',
  needs: ['delta'],
  capec: [480, 578],
  aliases: ['sandbox evasion', 'virtual machine detection', 'debugger detection'],
  headline: 'checks whether it is being watched',
  summary: 'A release newly asks whether it is being watched.',
  remedy:
    'Read what the file does once it believes to be alone; do not merge when that is not what the package is for.',

  check({ delta, profiles }) {
    const acts = neighbourhoodOf(profiles, (behaviour) => ACTING.has(behaviour.act) && isUnasked(behaviour));
    const probes = newBehaviours(delta).filter(({ act }) => act === 'probe');
    return behaviourHits(
      probes,
      delta.baseline,
      (behaviour) => levelOf(behaviour, acts, delta),
      (behaviour) => {
        const near = acts.inFile(behaviour);
        const [first] = [...near.filter(isChained), ...near];
        return first === undefined ? null : `the same file, also unasked, ${describeNeighbour(first)}`;
      },
    );
  },
});

const ACTING: ReadonlySet<Act> = new Set([
  'run-code',
  'run-process',
  'fetch',
  'send',
  'look-up',
  'load-native',
  'read-secret',
  'install-package',
]);

const isUnasked = ({ when }: Behaviour): boolean => reachOf(when) === 'unasked';

/** Half of a chain that other rules know: run what was decoded or fetched, or send what is secret. */
const isChained = (behaviour: Behaviour): boolean =>
  behaviour.act === 'send' || behaviour.act === 'look-up'
    ? hasInput(behaviour, 'secret-file', 'environment', 'host-facts', 'clipboard', 'captured')
    : hasInput(behaviour, 'decoded', 'network', 'downloaded-file') && behaviour.act !== 'fetch';

/** Asked by many a program for honest reasons: how long to wait, whether this is CI, which language to speak. */
const WEAK = /^(?:wait|CI|country|host|resources):/u;

const isWeak = ({ target, callee }: Behaviour): boolean =>
  WEAK.test(target ?? '') || /^(?:sys\.gettrace|ctypes\.windll\.user32\.|ctypes\.windll\.kernel32\.Get)/u.test(callee);

function levelOf(behaviour: Behaviour, acts: Neighbourhood, { baseline }: ProfileDelta): Level | null {
  const near = isUnasked(behaviour) ? acts.inFile(behaviour) : [];
  const compared = baseline.kind !== 'none';
  const chained = near.some(isChained);
  if (isWeak(behaviour)) return chained && compared ? 'warn' : null;
  if (chained) return compared ? 'block' : 'warn';
  if (reachOf(behaviour.when) === 'test') return null;
  return near.length > 0 && compared ? 'warn' : 'note';
}
