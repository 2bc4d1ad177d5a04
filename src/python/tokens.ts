/** Tokens of a source text as parallel arrays: a file of a megabyte has too many for an object each. */
export interface Tokens {
  readonly text: string;
  readonly count: number;
  /** One of the constants below. */
  readonly kind: Uint8Array;
  /** UTF-16 offsets. */
  readonly start: Uint32Array;
  readonly end: Uint32Array;
}

export const NAME = 1;
export const NUMBER = 2;
/** A string literal with prefix and quotes, or one literal piece of an f-string. */
export const STRING = 3;
export const OPERATOR = 4;
/** End of a logical line. */
export const NEWLINE = 5;

/** An open f-string: its quote, and where the brackets of its replacement field began. */
interface Field {
  readonly quote: string;
  readonly raw: boolean;
  depth: number;
}

interface Lexer {
  readonly text: string;
  at: number;
  count: number;
  kind: Uint8Array;
  start: Uint32Array;
  end: Uint32Array;
  /** Open brackets outside f-strings; inside a replacement field the field counts its own. */
  depth: number;
  readonly fields: Field[];
}

/**
 * Cuts Python 2 or 3 source into tokens. Total and linear: any text gives tokens, each character is looked at a bounded
 * number of times, and nothing is thrown. Comments, blanks and joined lines leave no token.
 */
export function tokenize(text: string): Tokens {
  const size = Math.max(64, Math.ceil(text.length / 4));
  const lexer: Lexer = {
    text,
    at: 0,
    count: 0,
    kind: new Uint8Array(size),
    start: new Uint32Array(size),
    end: new Uint32Array(size),
    depth: 0,
    fields: [],
  };
  while (lexer.at < text.length) step(lexer);
  push(lexer, NEWLINE, text.length, text.length);
  const { count, kind, start, end } = lexer;
  return { text, count, kind, start, end };
}

/** The text of token `index`; empty past either end. */
export const tokenText = (tokens: Tokens, index: number): string =>
  index < 0 || index >= tokens.count ? '' : tokens.text.slice(tokens.start[index], tokens.end[index]);

function push(lexer: Lexer, kind: number, start: number, end: number): void {
  if (lexer.count === lexer.kind.length) grow(lexer);
  lexer.kind[lexer.count] = kind;
  lexer.start[lexer.count] = start;
  lexer.end[lexer.count] = end;
  lexer.count += 1;
}

function grow(lexer: Lexer): void {
  const size = lexer.kind.length * 2;
  const kind = new Uint8Array(size);
  const start = new Uint32Array(size);
  const end = new Uint32Array(size);
  kind.set(lexer.kind);
  start.set(lexer.start);
  end.set(lexer.end);
  lexer.kind = kind;
  lexer.start = start;
  lexer.end = end;
}

const isNameStart = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code > 127;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isNamePart = (code: number): boolean => isNameStart(code) || isDigit(code);

function step(lexer: Lexer): void {
  const code = lexer.text.charCodeAt(lexer.at);
  if (code === 32 || code === 9 || code === 12 || code === 0xfeff) lexer.at += 1;
  else if (code === 10) newline(lexer);
  else if (isNameStart(code)) name(lexer);
  else if (code === 34 || code === 39) string(lexer, lexer.at);
  else if (code === 35) skipComment(lexer);
  else if (code === 92) lexer.at += lexer.text.charCodeAt(lexer.at + 1) === 10 ? 2 : 1;
  else if (isDigit(code)) number(lexer);
  else operator(lexer, code);
}

// A bracket that is never closed would join the rest of the file into one line: these words cannot stand inside brackets.
const LINE_WORDS = /\n[ \t\f]*(?:async +def|def|class|import|try|while|with|return|raise)\b/uy;

function newline(lexer: Lexer): void {
  if (lexer.fields.length === 0) {
    if (lexer.depth > 0) {
      LINE_WORDS.lastIndex = lexer.at;
      if (LINE_WORDS.test(lexer.text)) lexer.depth = 0;
    }
    if (lexer.depth === 0) push(lexer, NEWLINE, lexer.at, lexer.at + 1);
  }
  lexer.at += 1;
}

function skipComment(lexer: Lexer): void {
  const end = lexer.text.indexOf('\n', lexer.at);
  lexer.at = end === -1 ? lexer.text.length : end;
}

function name(lexer: Lexer): void {
  const from = lexer.at;
  let at = from + 1;
  while (at < lexer.text.length && isNamePart(lexer.text.charCodeAt(at))) at += 1;
  lexer.at = at;
  const next = lexer.text.charCodeAt(at);
  // A prefix is at most two letters of b, f, r, t, u (lexical analysis §2.4.1, PEP 750).
  if ((next === 34 || next === 39) && at - from <= 2 && /^[bfrtu]+$/iu.test(lexer.text.slice(from, at))) {
    string(lexer, from);
  } else {
    push(lexer, NAME, from, at);
  }
}

function number(lexer: Lexer): void {
  const from = lexer.at;
  let at = from + 1;
  while (at < lexer.text.length) {
    const code = lexer.text.charCodeAt(at);
    const signed =
      (code === 43 || code === 45) &&
      /[eE]/u.test(lexer.text.charAt(at - 1)) &&
      !/x/iu.test(lexer.text.charAt(from + 1));
    if (!isNamePart(code) && code !== 46 && !signed) break;
    at += 1;
  }
  lexer.at = at;
  push(lexer, NUMBER, from, at);
}

/** `lexer.at` is at the quote, `from` at the prefix. */
function string(lexer: Lexer, from: number): void {
  const { text } = lexer;
  const mark = text.charAt(lexer.at);
  const triple = text.startsWith(mark.repeat(3), lexer.at);
  const quote = triple ? mark.repeat(3) : mark;
  const prefix = text.slice(from, lexer.at).toLowerCase();
  lexer.at += quote.length;
  if (/[ft]/u.test(prefix)) {
    piece(lexer, { quote, raw: prefix.includes('r'), depth: 0 }, from);
    return;
  }
  const end = stringEnd(text, lexer.at, quote);
  lexer.at = end;
  push(lexer, STRING, from, end);
}

function stringEnd(text: string, from: number, quote: string): number {
  const mark = quote.charCodeAt(0);
  const triple = quote.length === 3;
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 92) at += 1;
    else if (code === 10 && !triple) return at;
    else if (code === mark && (!triple || text.startsWith(quote, at))) return at + quote.length;
  }
  return text.length;
}

/** Reads a literal piece of an f-string up to its end or its next replacement field. */
function piece(lexer: Lexer, field: Field, from: number): void {
  const { text } = lexer;
  let at = lexer.at;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 92 && !(field.raw && text.charAt(at + 1) === '{')) at += 1;
    else if (code === 123 && text.charCodeAt(at + 1) === 123) at += 1;
    else if (code === 123) {
      openField(lexer, field, from, at);
      return;
    } else if (code === 10 && field.quote.length === 1) break;
    else if (text.startsWith(field.quote, at)) {
      at += field.quote.length;
      break;
    }
  }
  lexer.at = Math.min(at, text.length);
  push(lexer, STRING, from, lexer.at);
}

function openField(lexer: Lexer, field: Field, from: number, at: number): void {
  push(lexer, STRING, from, at);
  push(lexer, OPERATOR, at, at + 1);
  lexer.fields.push({ ...field, depth: 0 });
  lexer.at = at + 1;
}

function operator(lexer: Lexer, code: number): void {
  const from = lexer.at;
  lexer.at += 1;
  push(lexer, OPERATOR, from, from + 1);
  const field = lexer.fields.at(-1);
  const opens = code === 40 || code === 91 || code === 123;
  const closes = code === 41 || code === 93 || code === 125;
  if (field === undefined) {
    if (opens) lexer.depth += 1;
    else if (closes && lexer.depth > 0) lexer.depth -= 1;
    return;
  }
  if (opens) field.depth += 1;
  else if (closes && field.depth > 0) field.depth -= 1;
  else if (code === 125) {
    lexer.fields.pop();
    piece(lexer, field, lexer.at);
  } else if (code === 58 && field.depth === 0) {
    formatSpecification(lexer);
  }
}

/** After `:` in a replacement field the text is literal up to `}`, but for nested fields. */
function formatSpecification(lexer: Lexer): void {
  while (lexer.at < lexer.text.length && !/[{}\n]/u.test(lexer.text.charAt(lexer.at))) lexer.at += 1;
}
