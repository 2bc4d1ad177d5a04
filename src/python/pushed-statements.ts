import { printable } from '../model/text.js';
import type { Sighting, SignSource } from './sighting.js';
import { NAME, NEWLINE, OPERATOR, type Tokens } from './tokens.js';

/** Columns of blanks from which code stands outside most windows. W4SP (2022) and its kin used 120 and more. */
const FAR = 80;
/** Shortest run of characters that can fill so many columns: tabs, or one form feed. */
const FEWEST = 10;

/**
 * Code that is there and not on the screen: behind a long run of blanks, or behind a lone carriage return that a viewer does not show
 * as a line end. Comments, literals and lists may stand as far to the right as they like.
 */
export function pushedStatements({ text, tokens, loneReturns }: SignSource): readonly Sighting[] {
  if (loneReturns.length === 0 && !mayPush(text)) return [];
  const brackets = bracketCounter(tokens);
  const found: Sighting[] = [];
  let end = 0;
  for (let at = 0; at < tokens.count; at += 1) {
    const start = tokens.start[at] ?? 0;
    if (start - end >= FEWEST && tokens.kind[at] !== NEWLINE) {
      const shape = shapeOf(text, tokens, at, brackets);
      if (shape !== null) found.push(sighting(text, start, shape));
    }
    end = tokens.end[at] ?? 0;
  }
  return [...found, ...formFeeds(text, tokens), ...behindReturns(text, tokens, loneReturns)];
}

/** Whether blanks can fill so many columns at all: most files have no long run of spaces, no tabs in a row, and not both mixed. */
const mayPush = (text: string): boolean =>
  hasLongRun(text) || (text.includes('\t') && /\t{5}| \t|\t /u.test(text)) || text.includes('\f');

/** Whether half of the columns are one run of spaces. Such a run holds one of the places that are looked at. */
function hasLongRun(text: string): boolean {
  for (let at = HALF - 1; at < text.length; at += HALF) {
    if (text.charCodeAt(at) !== 32) continue;
    let from = at;
    while (from > 0 && at - from < HALF && text.charCodeAt(from - 1) === 32) from -= 1;
    let to = at + 1;
    while (to - from < HALF && text.charCodeAt(to) === 32) to += 1;
    if (to - from >= HALF) return true;
  }
  return false;
}

const HALF = FAR / 2;

type Shape = 'a statement' | 'an expression';

const sighting = (text: string, at: number, shape: Shape, behind = 'blanks'): Sighting => ({
  kind: 'pushed-statement',
  shape,
  text: () => `${shape} behind ${behind}: ${printable(text.slice(at, at + 300).split('\n', 1)[0] ?? '', 80)}`,
  at,
});

/** What the blanks before a token push out of sight; null when they are few, or push nothing that acts. */
function shapeOf(text: string, tokens: Tokens, at: number, depthAt: (token: number) => number): Shape | null {
  const start = tokens.start[at] ?? 0;
  const { from, columns } = blanksBefore(text, start);
  if (columns < FAR) return null;
  const isFirst = at === 0 || tokens.kind[at - 1] === NEWLINE;
  if (isFirst) return columns - indentBefore(text, from) >= FAR ? 'a statement' : null;
  const before = characterOf(tokens, at - 1);
  // No bracket holds a semicolon: one that is open here was never closed.
  if (before === ';' || characterOf(tokens, at) === ';') return 'a statement';
  if (depthAt(at) > 0) return columns >= 2 * FAR && beginsCall(tokens, at) ? 'an expression' : null;
  if (before === ':') return 'a statement';
  return holdsCall(tokens, at) ? 'an expression' : null;
}

/** The run of blanks that ends at an offset, at most one line of it, and how wide it is shown. */
function blanksBefore(text: string, offset: number): { readonly from: number; readonly columns: number } {
  let columns = 0;
  let from = offset;
  for (; from > 0; from -= 1) {
    const code = text.charCodeAt(from - 1);
    if (code === 32) columns += 1;
    else if (code === 9) columns += 8;
    else if (code !== 12) break;
  }
  return { from, columns };
}

/** Indentation of the nearest line above that is not blank: what a new block may go beyond by one step. */
function indentBefore(text: string, lineStart: number): number {
  let end = lineStart - 1;
  for (let looked = 0; end > 0 && looked < 20; looked += 1) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    const first = text.slice(start, Math.min(end, start + 2000)).search(/\S/u);
    if (first !== -1) return blanksBefore(text, start + first).columns;
    end = start - 1;
  }
  return 0;
}

/** Counts open brackets of the logical line; asked for rising tokens, it looks at each token once. */
function bracketCounter(tokens: Tokens): (token: number) => number {
  let depth = 0;
  let counted = 0;
  return (token) => {
    for (; counted < token; counted += 1) {
      if (tokens.kind[counted] === NEWLINE) depth = 0;
      else if (tokens.kind[counted] === OPERATOR) {
        const character = characterOf(tokens, counted);
        if ('([{'.includes(character)) depth += 1;
        else if (')]}'.includes(character)) depth = Math.max(0, depth - 1);
      }
    }
    return depth;
  };
}

const characterOf = (tokens: Tokens, at: number): string =>
  tokens.kind[at] === OPERATOR ? tokens.text.charAt(tokens.start[at] ?? 0) : '';

/** `name(` or `dotted.name(`. */
function beginsCall(tokens: Tokens, at: number): boolean {
  let next = at;
  while (tokens.kind[next] === NAME && characterOf(tokens, next + 1) === '.' && next < at + 20) next += 2;
  return tokens.kind[next] === NAME && characterOf(tokens, next + 1) === '(';
}

function holdsCall(tokens: Tokens, from: number): boolean {
  for (let at = from; at < from + 40 && at < tokens.count && tokens.kind[at] !== NEWLINE; at += 1) {
    if (beginsCall(tokens, at)) return true;
  }
  return false;
}

/** A form feed takes the indentation back to nothing (lexical analysis §2.1.8), so blanks before it only push. */
function formFeeds(text: string, tokens: Tokens): readonly Sighting[] {
  if (!text.includes('\f')) return [];
  const found: Sighting[] = [];
  for (let at = 0; at < tokens.count; at += 1) {
    const start = tokens.start[at] ?? 0;
    const isFirst = at === 0 || tokens.kind[at - 1] === NEWLINE;
    if (tokens.kind[at] === NEWLINE || text.charCodeAt(start - 1) !== 12) continue;
    const { from, columns } = blanksBefore(text, start);
    const isPaged = !isFirst && from > 0 && text.charCodeAt(from - 1) !== 10 && characterOf(tokens, at - 1) === ';';
    if (isPaged && columns < FAR) found.push(sighting(text, start, 'a statement', 'a form feed'));
  }
  return found;
}

/** Lone carriage returns after which code goes on while the line before them ends in a comment. */
function behindReturns(text: string, tokens: Tokens, loneReturns: readonly number[]): readonly Sighting[] {
  const found: Sighting[] = [];
  let token = 0;
  for (const at of loneReturns) {
    while (token < tokens.count && (tokens.start[token] ?? 0) <= at) token += 1;
    const start = tokens.start[token] ?? text.length;
    if (token >= tokens.count || tokens.kind[token] === NEWLINE || text.slice(at + 1, start).includes('\n')) continue;
    const before = lastEnd(tokens, token - 1, at);
    const line = Math.max(before, text.lastIndexOf('\n', at - 1) + 1);
    if (text.slice(line, at).includes('#')) found.push(sighting(text, start, 'a statement', 'a lone carriage return'));
  }
  return found;
}

/** End of the last token that ends before the offset; line ends are none. */
function lastEnd(tokens: Tokens, from: number, offset: number): number {
  for (let at = from; at >= 0; at -= 1) {
    const end = tokens.end[at] ?? 0;
    if (tokens.kind[at] !== NEWLINE && end <= offset) return end;
    if (at < from - 3) break;
  }
  return 0;
}
