import { NAME, NEWLINE, OPERATOR, type Tokens, tokenText } from './tokens.js';

/** One logical line: its tokens and where it stands. */
export interface LogicalLine {
  /** First token and the one after the last. */
  readonly from: number;
  readonly to: number;
  /** Columns of leading blanks, a tab up to the next multiple of eight (lexical analysis §2.1.8). */
  readonly indent: number;
}

/** Calls `each` for every logical line that holds anything. */
export function forEachLine(tokens: Tokens, each: (line: LogicalLine) => void): void {
  let from = 0;
  for (let at = 0; at < tokens.count; at += 1) {
    if (tokens.kind[at] !== NEWLINE) continue;
    if (at > from) each({ from, to: at, indent: indentOf(tokens, from) });
    from = at + 1;
  }
}

function indentOf({ text, start: starts }: Tokens, token: number): number {
  const start = starts[token] ?? 0;
  let at = start;
  while (at > 0 && isBlank(text.charCodeAt(at - 1))) at -= 1;
  let column = 0;
  for (; at < start; at += 1) column = text.charCodeAt(at) === 9 ? column - (column % 8) + 8 : column + 1;
  return column;
}

const isBlank = (code: number): boolean => code === 32 || code === 9;

export const isName = (tokens: Tokens, index: number): boolean => tokens.kind[index] === NAME;

/** Whether the token is that one operator character. */
export const isOperator = (tokens: Tokens, index: number, character: string): boolean =>
  tokens.kind[index] === OPERATOR && tokens.text.charAt(tokens.start[index] ?? 0) === character;

/** The dotted name that begins at a token, and the token after it; null when the token is no name. */
export function dottedName(
  tokens: Tokens,
  from: number,
  to: number,
): { readonly name: string; readonly next: number } | null {
  if (!isName(tokens, from)) return null;
  let name = tokenText(tokens, from);
  let next = from + 1;
  while (next + 1 < to && isOperator(tokens, next, '.') && isName(tokens, next + 1) && name.length < 200) {
    name += `.${tokenText(tokens, next + 1)}`;
    next += 2;
  }
  return { name, next };
}
