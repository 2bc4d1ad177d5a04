import { count, printable } from '../model/text.js';
import { clipped, codePoints } from './sighting.js';

/**
 * Characters that show as nothing and can carry data: GlassWorm (October 2025) kept its code in variation selectors, later waves in
 * private-use characters. One of them belongs to an emoji, a ligature or an icon; a run of different ones belongs to nobody.
 */
const RUN =
  /[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2064\u206a-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e01ef}]{8,}/gu;
const PRIVATE_RUN = /[\ue000-\uf8ff\u{f0000}-\u{ffffd}\u{100000}-\u{10fffd}]{16,}/gu;

/** UTF-16 units of the shortest run, and a glance for one: pieces of text by the thousand hold a single mark each. */
const SHORTEST = 8;
const ANY_RUN =
  /[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2064\u206a-\u206f\u3164\ud800-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb]{8}/;

/** Where a run begins within a text, and what it is. */
export interface InvisibleRun {
  readonly at: number;
  readonly text: () => string;
}

/** Runs of characters that carry data, in a string or comment. */
export function invisibleRuns(text: string): readonly InvisibleRun[] {
  if (text.length < SHORTEST || !ANY_RUN.test(text)) return [];
  return [
    ...[...text.matchAll(RUN)].filter((run) => new Set(run[0]).size > 1 && !isFlag(text, run)).map(describeRun),
    ...[...text.matchAll(PRIVATE_RUN)].filter(([run]) => !isTable([...run])).map(describeRun),
  ];
}

function describeRun(match: RegExpExecArray): InvisibleRun {
  return {
    at: match.index,
    text: () => {
      const characters = [...match[0]];
      const hidden = spelled(characters);
      const meaning =
        hidden === null ? `such as ${codePoints(characters)}` : `that spell “${printable(clipped(hidden), 80)}”`;
      return `a run of ${count(characters.length, 'invisible character')} ${meaning}`;
    },
  };
}

/** A flag of a part of a country: a black flag, then its code in tags; some tables put joiners between them. */
const isFlag = (text: string, run: RegExpExecArray): boolean =>
  text.slice(Math.max(0, run.index - 2), run.index) === '\u{1f3f4}' &&
  /^[\u{e0020}-\u{e007e}]{1,6}\u{e007f}$/u.test(run[0].replaceAll('\u200d', ''));

/** A list of an icon font's characters goes up by one, or repeats itself. */
function isTable(characters: readonly string[]): boolean {
  let ordered = 0;
  for (let at = 1; at < characters.length; at += 1) {
    const step = (characters[at]?.codePointAt(0) ?? 0) - (characters[at - 1]?.codePointAt(0) ?? 0);
    if (step >= 0 && step <= 2) ordered += 1;
  }
  return ordered * 2 >= characters.length;
}

/** What variation selectors or tag characters spell, when it is text: selector 1 is byte 0, tag characters are ASCII. */
function spelled(characters: readonly string[]): string | null {
  let text = '';
  let plain = 0;
  for (const character of characters) {
    const code = asByte(character.codePointAt(0) ?? 0);
    if (code === null) continue;
    text += String.fromCharCode(code);
    if (code >= 32 && code < 127) plain += 1;
  }
  return text.length * 2 >= characters.length && plain * 4 >= text.length * 3 ? text : null;
}

function asByte(code: number): number | null {
  if (code >= 0xfe00 && code <= 0xfe0f) return code - 0xfe00;
  if (code >= 0xe0100 && code <= 0xe01ef) return code - 0xe0100 + 16;
  return code >= 0xe0000 && code <= 0xe007f ? code - 0xe0000 : null;
}

const IN_NAME =
  /[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2064\u206a-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\u{e0000}-\u{e01ef}]/gu;

/** What a name hides: it looks like another one and is not. Fillers and selectors are letters and marks to Python. */
export function invisibleName(name: string): string | null {
  const hidden = name.match(IN_NAME);
  if (hidden === null) return null;
  const shown = name.replaceAll(IN_NAME, '');
  // Anything else is no name at all: an emoji in a template, a stray letter.
  if (!/^[\p{L}\p{M}\p{N}_]*$/u.test(shown)) return null;
  const seen = shown === '' ? 'nothing' : `“${printable(shown, 60)}”`;
  return `a name that shows as ${seen} and holds ${codePoints(hidden)}`;
}
