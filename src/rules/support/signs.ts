import { compareLevels, type Level } from '../../model/level.js';
import type { Baseline, Behaviour, ProfileDelta, Sign, SignKind } from '../../model/profile.js';
import { count, printable } from '../../model/text.js';
import type { Hit } from '../rule.js';
import { baselineClause, levelFor, momentOf, type ReachLevels } from './behaviour.js';
import { describeNeighbour } from './chains.js';
import { groupBy } from './lock.js';

/** Signs of one kind that the baseline does not show anywhere, or in its tests alone. */
export const newSigns = ({ signs }: Pick<ProfileDelta, 'signs'>, kind: SignKind): readonly Sign[] =>
  [...signs.added, ...signs.changed.map(({ to }) => to)].filter((sign) => sign.kind === kind);

/** How a sign weighs, and what beside it makes it weigh so. */
export interface Weight {
  readonly levels: ReachLevels;
  readonly beside: Behaviour | null;
}

/** Hits of a rule whose signs are judged by themselves and by what the same file does. */
export function newSignHits(
  delta: ProfileDelta,
  kind: SignKind,
  verb: string,
  weigh: (sign: Sign) => Weight,
): readonly Hit[] {
  const judged = newSigns(delta, kind).flatMap((sign): JudgedSign[] => {
    const { levels, beside } = weigh(sign);
    const level = levelFor(levels, sign, delta.baseline);
    return level === null ? [] : [{ sign, level, beside }];
  });
  return signHits(judged, delta.baseline, verb);
}

/** A sign with its level and, where something beside it makes it heavier, that. */
export interface JudgedSign {
  readonly sign: Sign;
  readonly level: Level;
  readonly beside: Behaviour | null;
}

/**
 * One hit a file: whoever writes one such line writes more, and one of them is enough to look. The heaviest speaks for all; `verb`
 * begins the clause that the sign's text ends.
 */
export const signHits = (judged: readonly JudgedSign[], baseline: Baseline, verb: string): readonly Hit[] =>
  groupBy(judged, ({ sign }) => `${sign.at.artifact} ${sign.at.path}`).flatMap((same) => {
    const [lead, ...others] = same.toSorted((a, b) => compareLevels(b.level, a.level));
    return lead === undefined ? [] : [hitOf(lead, others, baseline, verb)];
  });

function hitOf(
  { sign, level, beside }: JudgedSign,
  others: readonly JudgedSign[],
  baseline: Baseline,
  verb: string,
): Hit {
  const { path, line, artifact } = sign.at;
  const place = `${printable(path)}${line === null ? '' : ` line ${line}`} in ${printable(artifact)}`;
  const more = others.length === 0 ? '' : ` (and ${count(others.length, 'more sign')} of the kind)`;
  const clauses = [
    `${verb}${printable(sign.text, 240)}`,
    ...(beside === null ? [] : [`beside it, ${describeNeighbour(beside)}`]),
    baselineClause(baseline),
  ];
  return {
    message: `${place}${more}, ${momentOf(sign.when)}: ${clauses.join('; ')}.`,
    at: [sign, ...others.map((other) => other.sign)].slice(0, SHOWN_PLACES).map(({ at }) => at),
    level,
    key: sign.fingerprint,
  };
}

const SHOWN_PLACES = 5;
