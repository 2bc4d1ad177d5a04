import { BIDI_CONTROL, type BidiLine, bidiSign } from './bidi.js';
import { invisibleName, invisibleRuns } from './invisible.js';
import type { Sighting } from './sighting.js';
import { NAME, NEWLINE, STRING, type Tokens } from './tokens.js';

/** First or only UTF-16 unit of every character that hides or reorders: bidi controls and marks, fillers, selectors, private use. */
const HIDDEN =
  /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ue000-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\ud82f\ud834\udb40\udb80-\udbff]/g;

/** Text that hides or reorders what a reader sees, in names, strings and comments. One pass; each piece is judged once. */
export function hiddenCharacters(text: string, tokens: Tokens): readonly Sighting[] {
  const found: Sighting[] = [];
  HIDDEN.lastIndex = 0;
  let token = 0;
  for (let match = HIDDEN.exec(text); match !== null; match = HIDDEN.exec(text)) {
    const at = match.index;
    while (token < tokens.count && (tokens.end[token] ?? 0) <= at) token += 1;
    const piece = pieceAt(text, tokens, at, token);
    if (piece === null) continue;
    judge(piece, found);
    HIDDEN.lastIndex = Math.max(piece.to, at + 1);
  }
  return found;
}

interface Piece {
  readonly place: BidiLine['place'];
  readonly text: string;
  readonly from: number;
  readonly to: number;
  /** Whether code follows on the line on which it ends. */
  readonly codeFollows: () => boolean;
}

/** The string, name or comment around an offset; `token` is the first that ends behind it. Null for blanks. */
function pieceAt(text: string, tokens: Tokens, at: number, token: number): Piece | null {
  const start = tokens.start[token] ?? text.length;
  const end = tokens.end[token] ?? text.length;
  if (token < tokens.count && start <= at && tokens.kind[token] !== NEWLINE) {
    const last = tokens.kind[token] === STRING ? lastPiece(tokens, token) : token;
    const to = Math.max(end, tokens.end[last] ?? 0);
    const place = tokens.kind[token] === STRING ? 'string' : 'code';
    return { place, text: text.slice(start, to), from: start, to, codeFollows: () => isFollowed(text, tokens, last) };
  }
  const line = Math.max(text.lastIndexOf('\n', at) + 1, tokens.end[token - 1] ?? 0);
  const hash = text.indexOf('#', line);
  if (hash === -1 || hash > at) return null;
  const newline = text.indexOf('\n', at);
  const to = newline === -1 ? text.length : newline;
  return { place: 'comment', text: text.slice(hash, to), from: hash, to, codeFollows: () => false };
}

/** The last literal piece of an f-string: what one piece opens, a later one may close. */
function lastPiece({ kind, start, end, text }: Tokens, first: number): number {
  let last = first;
  for (let at = first + 1; at < first + MAX_AHEAD && kind[at] !== NEWLINE; at += 1) {
    const isOpened = last > first || (start[first + 1] === end[first] && text.charAt(start[first + 1] ?? 0) === '{');
    if (!isOpened) break;
    const isPiece = kind[at] === STRING && start[at] === end[at - 1] && text.charAt(start[at - 1] ?? 0) === '}';
    if (isPiece) last = at;
  }
  return last;
}

/** A line of a thousand strings must not be walked a thousand times. */
const MAX_AHEAD = 100;

/** Brackets, commas and other strings behind a string are shown out of place too, and nobody is deceived. */
function isFollowed(text: string, tokens: Tokens, token: number): boolean {
  const last = Math.min(tokens.count, token + MAX_AHEAD);
  for (let next = token + 1; next < last && tokens.kind[next] !== NEWLINE; next += 1) {
    const from = tokens.end[next - 1] ?? 0;
    const to = tokens.start[next] ?? 0;
    if (text.slice(from, to).includes('\n')) return false;
    if (tokens.kind[next] === NAME) return true;
  }
  return false;
}

function judge(piece: Piece, found: Sighting[]): void {
  if (piece.place === 'code') {
    const name = invisibleName(piece.text);
    if (name !== null) {
      found.push({ kind: 'invisible-characters', shape: 'a name', text: () => name, at: piece.from });
    }
  } else {
    for (const run of invisibleRuns(piece.text)) {
      found.push({ kind: 'invisible-characters', shape: 'a run', text: run.text, at: piece.from + run.at });
    }
  }
  if (piece.place === 'code' ? BIDI_OR_MARK.test(piece.text) : BIDI_CONTROL.test(piece.text)) {
    judgeLines(piece, found);
  }
}

const BIDI_OR_MARK = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

function judgeLines({ place, text, from, codeFollows }: Piece, found: Sighting[]): void {
  for (let start = 0, end = 0; start <= text.length; start = end + 1) {
    const newline = text.indexOf('\n', start);
    end = newline === -1 ? text.length : newline;
    const isLast = end === text.length;
    const line = text.slice(start, end);
    const at = line.search(BIDI_OR_MARK);
    const sign = at === -1 ? null : bidiSign({ place, text: line, codeFollows: isLast ? codeFollows : () => false });
    if (sign !== null) found.push({ kind: 'bidi-control', ...sign, at: from + start + at });
  }
}
