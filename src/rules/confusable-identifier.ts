import type { Sign } from '../model/profile.js';
import { rule } from './rule.js';
import type { ReachLevels } from './support/behaviour.js';
import { newSignHits } from './support/signs.js';

/**
 * Names that are not what they look like: letters that Python reads as others (PEP 3131, NFKC), or that look like Latin ones.
 *
 * onyxproxy (March 2023) wrote `self`, `exec` and `open` in mathematical letters, so that no search finds them. Greek letters in
 * formulas and names in other scripts are ordinary and stay unmentioned.
 */
export const confusableIdentifier = rule({
  id: 'confusable-identifier',
  level: 'block',
  confidence: 'high',
  needs: ['delta'],
  capec: [267, 632],
  aliases: ['homoglyph', 'unicode identifier obfuscation'],
  headline: 'uses names in its code that are not what they look like',
  summary: 'A release newly uses names that are not what they look like.',
  remedy:
    'Do not merge before you have read the code with the names in plain letters; ask its authors for a spelling that can be searched for.',

  check({ delta }) {
    return newSignHits(delta, 'confusable-identifier', 'uses ', (sign) => ({ levels: levelsFor(sign), beside: null }));
  },
});

/** A name that leads to running code or the network, and a name that a slip of the keyboard writes too. */
const levelsFor = ({ text }: Sign): ReachLevels => (text.startsWith('the telling name') ? TELLING : OTHER);

const TELLING: ReachLevels = {
  unasked: { compared: 'block', alone: 'warn' },
  asked: { compared: 'block', alone: 'warn' },
  test: { compared: 'note', alone: 'note' },
};

const OTHER: ReachLevels = {
  unasked: { compared: 'warn', alone: 'note' },
  asked: { compared: 'warn', alone: 'note' },
  test: { compared: 'note', alone: null },
};
