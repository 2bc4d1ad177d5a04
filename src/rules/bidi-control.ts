import type { Sign } from '../model/profile.js';
import { rule } from './rule.js';
import type { ReachLevels } from './support/behaviour.js';
import { newSignHits } from './support/signs.js';

/**
 * Characters of the bidirectional algorithm that show source text in another order than Python reads it.
 *
 * CVE-2021-42574 ("Trojan Source", November 2021): what looks like a comment is code, and the other way round. None of 625 ordinary
 * updates held one.
 */
export const bidiControl = rule({
  id: 'bidi-control',
  level: 'block',
  confidence: 'high',
  needs: ['delta'],
  capec: [574],
  aliases: ['Trojan Source', 'CVE-2021-42574'],
  headline: 'shows its source in another order than Python reads it',
  summary: 'A release newly shows source text in another order than Python reads it.',
  remedy:
    'Do not merge before you have read the line with its controls made visible, as in the finding; then ask who wrote it and why.',

  check({ delta }) {
    return newSignHits(delta, 'bidi-control', '', (sign) => ({ levels: levelsFor(sign), beside: null }));
  },
});

/** What its text begins with: the reader of the source tells code that moves from text that only runs the other way. */
function levelsFor({ text }: Sign): ReachLevels {
  if (text.startsWith('reorders code')) return DECEIVING;
  return text.startsWith('reverses text') ? REVERSED : ODD;
}

const DECEIVING: ReachLevels = {
  unasked: { compared: 'block', alone: 'warn' },
  asked: { compared: 'block', alone: 'warn' },
  test: { compared: 'note', alone: 'note' },
};

const REVERSED: ReachLevels = {
  unasked: { compared: 'warn', alone: 'note' },
  asked: { compared: 'warn', alone: 'note' },
  test: { compared: 'note', alone: null },
};

const ODD: ReachLevels = {
  unasked: { compared: 'note', alone: 'note' },
  asked: { compared: 'note', alone: 'note' },
  test: { compared: null, alone: null },
};
