import type { Sign } from '../model/profile.js';
import { rule } from './rule.js';
import type { ReachLevels } from './support/behaviour.js';
import { newSignHits } from './support/signs.js';

/**
 * Code behind so many blanks, or behind such a line end, that it stands outside the window of whoever reads the line.
 *
 * W4SP and its kin (2022–2023) wrote it behind an ordinary line and a `;`. None of 625 ordinary updates newly had code behind 120
 * blanks; of ordinary releases up to 0.3 % have it somewhere, most of it data.
 */
export const pushedStatement = rule({
  id: 'pushed-statement',
  level: 'block',
  confidence: 'high',
  needs: ['delta'],
  capec: [267],
  aliases: ['off-screen code', 'whitespace-pushed code'],
  headline: 'holds code pushed out of sight',
  summary: 'A release newly holds code pushed out of sight.',
  remedy: 'Do not merge. Read what stands there, as in the finding; nobody writes it so for an honest reason.',

  check({ delta }) {
    return newSignHits(delta, 'pushed-statement', 'hides ', (sign) => ({ levels: levelsFor(sign), beside: null }));
  },
});

/** A statement stands alone there; an expression may have been aligned by a tool. */
const levelsFor = ({ text }: Sign): ReachLevels => (text.startsWith('a statement') ? STATEMENT : EXPRESSION);

const STATEMENT: ReachLevels = {
  unasked: { compared: 'block', alone: 'warn' },
  asked: { compared: 'block', alone: 'warn' },
  test: { compared: 'note', alone: 'note' },
};

const EXPRESSION: ReachLevels = {
  unasked: { compared: 'warn', alone: 'note' },
  asked: { compared: 'warn', alone: 'note' },
  test: { compared: 'note', alone: null },
};
