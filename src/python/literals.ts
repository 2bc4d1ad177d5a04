import { type Constant, HOLE } from './constants.js';

/** A string literal's value. */
export interface Literal {
  readonly value: Constant;
  /** Most of it is written in escapes, as only a machine or someone with something to hide writes. */
  readonly escaped: boolean;
}

const ESCAPE =
  /\\(?:\n|x(?<hex>[0-9a-fA-F]{2})|u(?<short>[0-9a-fA-F]{4})|U(?<long>[0-9a-fA-F]{8})|N\{[^}\n]{1,80}\}|(?<octal>[0-7]{1,3})|(?<simple>[\s\S]))/gu;
const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
};

/** The prefix letters of a literal's opening, in lower case: `rb"` gives `rb`. */
export const prefixOf = (opening: string): string => /^[a-z]*/iu.exec(opening)?.[0].toLowerCase() ?? '';

/** Value of a literal from its prefix and the text between its quotes (lexical analysis §2.4). */
export function literalValue(prefix: string, content: string): Literal {
  const bytes = prefix.includes('b');
  if (prefix.includes('r') || !content.includes('\\')) return { value: wrap(content, bytes), escaped: false };
  let coded = 0;
  const text = content.replaceAll(ESCAPE, (match: string, ...groups: (string | undefined)[]) => {
    const [hex, short, long, octal, simple] = groups;
    if (simple !== undefined) return SIMPLE[simple] ?? match;
    const code = hex ?? (bytes ? undefined : (short ?? long));
    if (code === undefined && octal === undefined) return unnamed(match);
    coded += match.length;
    return character(code === undefined ? Number.parseInt(octal ?? '0', 8) : Number.parseInt(code, 16));
  });
  return { value: wrap(text, bytes), escaped: coded >= 24 && coded * 2 >= content.length };
}

/** A joined line, a character by its Unicode name, or an escape that bytes do not have. */
const unnamed = (match: string): string => {
  if (match === '\\\n') return '';
  return match.startsWith('\\N') ? HOLE : match;
};

const character = (code: number): string => (code <= 0x10ffff ? String.fromCodePoint(code) : HOLE);

const wrap = (text: string, bytes: boolean): Constant => (bytes ? { bytes: text } : text);

/** Value of a number literal; floats are kept as numbers, huge integers as bigint. */
export function numberValue(literal: string): Constant | undefined {
  const text = literal.replaceAll('_', '').replace(/l$/iu, '').toLowerCase();
  if (/^0[xob]/u.test(text)) return narrow(text.length > 60_000 ? null : BigInt(text));
  if (/^0[0-7]+$/u.test(text)) return Number.parseInt(text, 8);
  if (/^\d+$/u.test(text)) return text.length <= 15 ? Number(text) : narrow(text.length > 20_000 ? null : BigInt(text));
  const float = Number(text);
  return Number.isFinite(float) ? float : undefined;
}

/** An integer as number where that is exact. */
export function narrow(value: bigint | null): Constant | undefined {
  if (value === null) return undefined;
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
}
