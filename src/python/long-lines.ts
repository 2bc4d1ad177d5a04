import { NAME, OPERATOR, type Tokens, tokenText } from './tokens.js';

const LONG = 5000;

/** Offset of a line of more than 5,000 characters that is code: statements, not a table and not a literal. Null when there is none. */
export function longCodeLine(text: string, tokens: Tokens): number | null {
  let start = 0;
  let token = 0;
  while (text.length - start > LONG) {
    const newline = text.lastIndexOf('\n', start + LONG);
    if (newline >= start) {
      start = newline + 1;
      continue;
    }
    const after = text.indexOf('\n', start + LONG);
    const end = after === -1 ? text.length : after;
    token = firstFrom(tokens, start, token);
    if (isCode(tokens, token, end)) return start;
    start = end + 1;
  }
  return null;
}

/** The first token that begins at or behind an offset, by bisection. */
function firstFrom(tokens: Tokens, offset: number, low: number): number {
  let from = low;
  let to = tokens.count;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((tokens.start[middle] ?? 0) < offset) from = middle + 1;
    else to = middle;
  }
  return from;
}

const WORDS: ReadonlySet<string> = new Set('lambda for if else exec eval import def class return while try'.split(' '));

/** Statements on one line are joined with `;`, or are expressions nested in each other; a table has neither. */
function isCode(tokens: Tokens, from: number, end: number): boolean {
  let joints = 0;
  let names = 0;
  let count = 0;
  for (let at = from; at < tokens.count && (tokens.start[at] ?? 0) < end; at += 1) {
    count += 1;
    if (tokens.kind[at] === OPERATOR) {
      if (tokens.text.charCodeAt(tokens.start[at] ?? 0) === 59) joints += 1;
    } else if (tokens.kind[at] === NAME) {
      names += 1;
      if (WORDS.has(tokenText(tokens, at))) joints += 1;
    }
  }
  return joints >= 20 && names * 5 >= count;
}
