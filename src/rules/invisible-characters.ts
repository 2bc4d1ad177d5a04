import type { Behaviour, Sign } from '../model/profile.js';
import { rule } from './rule.js';
import { hasInput, type ReachLevels, reachOf } from './support/behaviour.js';
import { neighbourhoodOf } from './support/chains.js';
import { newSignHits } from './support/signs.js';

/**
 * Characters that show as nothing and carry data: runs of variation selectors, tags, zero-width and private-use characters, or
 * fillers within a name.
 *
 * GlassWorm (October 2025) kept its code in variation selectors, so that a line looks empty. An emoji holds one of them, a script
 * of Asia a few; a run of different ones is text for a machine.
 */
export const invisibleCharacters = rule({
  id: 'invisible-characters',
  level: 'block',
  confidence: 'high',
  needs: ['delta'],
  capec: [267, 636],
  aliases: ['GlassWorm', 'zero-width text', 'unicode steganography'],
  headline: 'hides data in invisible characters',
  summary: 'A release newly holds characters that show as nothing and carry data.',
  remedy:
    'Do not merge before you know what the characters hold and what reads them; decode them as data, never by running the code.',

  check({ delta, profiles }) {
    const decoding = neighbourhoodOf(profiles, actsOnDecoded);
    return newSignHits(delta, 'invisible-characters', 'holds ', (sign) => {
      const beside = isRun(sign) ? (decoding.inFile(sign)[0] ?? null) : null;
      return { levels: levelsFor(sign, beside), beside };
    });
  },
});

const actsOnDecoded = (behaviour: Behaviour): boolean =>
  hasInput(behaviour, 'decoded', 'own-data') && reachOf(behaviour.when) !== 'test';

const isRun = ({ text }: Sign): boolean => text.startsWith('a run');

function levelsFor(sign: Sign, beside: Behaviour | null): ReachLevels {
  if (beside !== null) return CHAIN;
  return isRun(sign) ? RUN : NAME;
}

const CHAIN: ReachLevels = {
  unasked: { compared: 'block', alone: 'block' },
  asked: { compared: 'block', alone: 'warn' },
  test: { compared: 'note', alone: 'note' },
};

const RUN: ReachLevels = {
  unasked: { compared: 'warn', alone: 'warn' },
  asked: { compared: 'warn', alone: 'note' },
  test: { compared: 'note', alone: null },
};

const NAME: ReachLevels = {
  unasked: { compared: 'warn', alone: 'note' },
  asked: { compared: 'warn', alone: 'note' },
  test: { compared: 'note', alone: null },
};
