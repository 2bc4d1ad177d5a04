import type { Act, Provenance, Trait } from '../model/profile.js';
import { printable } from '../model/text.js';
import type { ContentAct, ContentPlace, ContentStep } from './facts.js';

/** A script's text with the means to say where in it something stands. */
export interface ScriptText {
  /** Comments blanked out, lines kept. */
  readonly code: string;
  readonly language: string;
  /** Line of its first character in the file. */
  readonly firstLine: number;
}

/** Places by offset, by a table of line ends: made once a text. */
export function placesOf({ code, firstLine }: ScriptText): (offset: number) => ContentPlace {
  const starts = [0];
  for (let at = code.indexOf('\n'); at !== -1; at = code.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const from = Math.max(starts[low] ?? 0, offset - 100);
    const line = code.slice(from, from + 400).split('\n', 1)[0] ?? '';
    return { line: firstLine + low, excerpt: printable(line) };
  };
}

export interface MadeAct {
  readonly act: Act;
  readonly callee: string;
  readonly at: ContentPlace;
  readonly what: string;
  readonly target?: string | null;
  readonly inputs?: readonly Provenance[];
  readonly traits?: readonly Trait[];
  readonly before?: readonly ContentStep[];
}

export const makeAct = ({
  act,
  callee,
  at,
  what,
  target = null,
  inputs = [],
  traits = [],
  before = [],
}: MadeAct): ContentAct => ({
  act,
  inputs: [...new Set(inputs)],
  callee,
  target: target === null ? null : printable(target, 160),
  traits,
  steps: [...before, { what: printable(what), at }],
  at,
});

/** Replaces matches with blanks of the same shape, so that offsets and lines stay. */
export const blanked = (text: string, pattern: RegExp): string =>
  text.replaceAll(pattern, (whole) => whole.replaceAll(/[^\n]/gu, ' '));
