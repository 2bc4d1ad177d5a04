import { printable } from '../model/text.js';
import { clipped, codePoints } from './sighting.js';

/**
 * Controls of the bidirectional algorithm (UAX #9): text between them is shown in another order than Python reads it. CVE-2021-42574,
 * "Trojan Source", turns code into what looks like a comment or a string and the other way round.
 */
export const BIDI_CONTROL = /[\u202a-\u202e\u2066-\u2069]/u;
/** Invisible letters with a direction: common in date formats and names of right-to-left languages, and without effect on much else. */
const MARK = /[\u200e\u200f\u061c]/gu;

/** A line, or what of it lies in one string, comment or name. */
export interface BidiLine {
  readonly place: 'string' | 'comment' | 'code';
  readonly text: string;
  /** Whether the same line goes on with code after the text. */
  readonly codeFollows: () => boolean;
}

/** A sign's shape, and what gives its text. */
export interface BidiSign {
  readonly shape: string;
  readonly text: () => string;
}

/**
 * What the controls of a line do; null when they are as ordinary right-to-left text has them.
 * The end of a line closes whatever is still open, so each line stands for itself.
 */
export function bidiSign({ place, text, codeFollows }: BidiLine): BidiSign | null {
  const controls = text.match(CONTROLS) ?? [];
  if (place === 'code') return describe('reorders code', place, text, [...controls, ...(text.match(MARK) ?? [])]);
  if (controls.length === 0) return null;
  const isRightToLeft = RIGHT_TO_LEFT.test(text);
  if (staysOpen(controls)) {
    // Right-to-left text that closes nothing is careless; where it drags code along, or holds none such, it is made to deceive.
    const shape = isRightToLeft && !codeFollows() ? 'left open' : 'reorders code';
    return describe(shape, place, text, controls);
  }
  const isOverride = controls.some((control) => OVERRIDES.has(control));
  if (isRightToLeft && !isOverride) return null;
  return describe(isOverride ? 'reverses text' : 'reorders text', place, text, controls);
}

const CONTROLS = /[\u202a-\u202e\u2066-\u2069]/gu;
const OVERRIDES: ReadonlySet<string> = new Set(['\u202d', '\u202e']);
/** Letters of scripts that are written from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;

const describe = (shape: string, place: BidiLine['place'], text: string, controls: readonly string[]): BidiSign => ({
  shape,
  text: () => {
    const where = place === 'code' ? 'statement' : place;
    return `${shape} in a ${where}, with ${codePoints(controls)}: ${printable(clipped(text), 80)}`;
  },
});

/** Whether an embedding, override or isolate is not closed: UAX #9, X5 to X7. */
function staysOpen(controls: readonly string[]): boolean {
  const open: string[] = [];
  for (const control of controls) {
    if (control === '\u2069') {
      const isolate = open.lastIndexOf('isolate');
      if (isolate !== -1) open.length = isolate;
    } else if (control === '\u202c') {
      if (open.at(-1) === 'embedding') open.pop();
    } else {
      open.push(control >= '\u2066' ? 'isolate' : 'embedding');
    }
  }
  return open.length > 0;
}
