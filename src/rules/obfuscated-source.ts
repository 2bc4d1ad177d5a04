import type { Act, Behaviour, Sign } from '../model/profile.js';
import { rule } from './rule.js';
import { type ReachLevels, reachOf } from './support/behaviour.js';
import { neighbourhoodOf } from './support/chains.js';
import { type Company, companyOf } from './support/signals.js';
import { newSignHits } from './support/signs.js';

/**
 * Source that a program made unreadable: PyArmor, names in `O0OO0` or `_0x3fa1`, words in escapes or by character codes, odd codecs,
 * a whole program on one line.
 *
 * Twelve of 165 malicious campaigns looked so. Some honest vendors protect their code, and always did: only a change is flagged, and
 * it blocks when the file acts without being asked.
 */
export const obfuscatedSource = rule({
  id: 'obfuscated-source',
  level: 'block',
  confidence: 'medium',
  needs: ['delta'],
  capec: [267],
  aliases: ['obfuscation', 'packed source', 'PyArmor'],
  headline: 'holds source code that was made unreadable',
  summary: 'A release newly holds source that was made unreadable.',
  remedy: 'Ask the maintainers for the source that this was made from; what nobody can read, nobody can review.',

  check(facts) {
    const { delta, profiles } = facts;
    const company = companyOf(facts);
    const acting = neighbourhoodOf(profiles, actsUnasked);
    const hits = newSignHits(delta, 'obfuscated-source', '', (sign) => {
      const beside = acting.inFile(sign)[0] ?? null;
      return { levels: levelsFor(sign, beside, company), beside };
    });
    return company.tell(hits);
  },
});

const ACTS: ReadonlySet<Act> = new Set([
  'run-code',
  'run-process',
  'fetch',
  'send',
  'load-native',
  'unpickle',
  'install-package',
  'read-secret',
]);

const actsUnasked = ({ act, when }: Behaviour): boolean => ACTS.has(act) && reachOf(when) === 'unasked';

function levelsFor({ text }: Sign, beside: Behaviour | null, company: Company): ReachLevels {
  // Minifiers make one line of many, and mean to.
  if (text.endsWith('on one line')) return MINIFIED;
  return beside === null ? company.raiseLevels(PLAIN) : ACTING;
}

const ACTING: ReachLevels = {
  unasked: { compared: 'block', alone: 'warn' },
  asked: { compared: 'warn', alone: 'warn' },
  test: { compared: 'note', alone: 'note' },
};

const PLAIN: ReachLevels = {
  unasked: { compared: 'warn', alone: 'warn' },
  asked: { compared: 'warn', alone: 'note' },
  test: { compared: 'note', alone: null },
};

const MINIFIED: ReachLevels = {
  unasked: { compared: 'warn', alone: 'note' },
  asked: { compared: 'note', alone: 'note' },
  test: { compared: null, alone: null },
};
