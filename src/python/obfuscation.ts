import { printable } from '../model/text.js';
import { literalValue, prefixOf } from './literals.js';
import { longCodeLine } from './long-lines.js';
import { isMachineName, mayBeOfFamily, nameFamily } from './machine-names.js';
import type { Sighting, SignSource } from './sighting.js';
import { NAME, NEWLINE, NUMBER, OPERATOR, STRING, type Tokens, tokenText } from './tokens.js';

/**
 * What programs write that turn source into something nobody should read: names of one letter's shapes, escaped words, characters
 * by number, whole programs on one line. The first shape that shows speaks for the file.
 */
export function obfuscatedSource({ text, tokens, oddCodec }: SignSource): readonly Sighting[] {
  if (oddCodec !== null) {
    const codec = `declares the codec ${printable(oddCodec, 40)}, which can make code of what looks like a comment`;
    return [{ kind: 'obfuscated-source', shape: 'codec', text: () => codec, at: 0 }];
  }
  const seen = newCounts();
  for (let at = 0; at < tokens.count; at += 1) {
    const kind = tokens.kind[at];
    if (kind === NAME) readName(tokens, at, seen);
    else if (kind === STRING) readString(tokens, at, seen);
    else if (kind === NEWLINE) seen.lambdas = 0;
    else if (kind === NUMBER) seen.numbers += 1;
    if (seen.shape !== null) break;
  }
  const shape = seen.shape ?? machineNames(tokens, seen) ?? longLine(text, tokens);
  return shape === null ? [] : [{ kind: 'obfuscated-source', shape: '', text: () => shape.text, at: shape.at }];
}

/** What a file shows, in words, and where. */
interface Shape {
  readonly text: string;
  readonly at: number;
}

interface Counts {
  shape: Shape | null;
  readonly families: Map<string, Set<string>>;
  escaped: number;
  chars: number;
  lastChar: number;
  lambdas: number;
  numbers: number;
  hasLongData: boolean;
}

const newCounts = (): Counts => ({
  shape: null,
  families: new Map(),
  escaped: 0,
  chars: 0,
  lastChar: -100,
  lambdas: 0,
  numbers: 0,
  hasLongData: false,
});

/** Distinct names of one family that no author thinks of by chance. */
const ENOUGH_NAMES = 5;

function readName(tokens: Tokens, at: number, seen: Counts): void {
  const { text } = tokens;
  const start = tokens.start[at] ?? 0;
  const length = (tokens.end[at] ?? 0) - start;
  const code = text.charCodeAt(start);
  // Most names are turned away by their first letter and length.
  if (code > 127 || length >= MAX_LENGTH || WORTH_READING[code * MAX_LENGTH + length] === 0) return;
  if (length >= 5 && FAMILY_HEADS.includes(text.charAt(start)) && mayBeOfFamily(text, start, length)) {
    family(tokens, at, seen);
  }
  if (WORTH_READING[code * MAX_LENGTH + length] !== WORD) return;
  const name = text.slice(start, start + length);
  if (name === 'chr') character(tokens, at, seen);
  else if (name === 'lambda') lambda(tokens, at, seen);
  else if (PACKERS.test(name)) packer(tokens, at, seen);
  else if (TAKES_WORDS.has(name)) escapedArgument(tokens, at, seen);
}

function family(tokens: Tokens, at: number, seen: Counts): void {
  const name = tokenText(tokens, at);
  const found = nameFamily(name);
  if (found === null) return;
  const names = seen.families.get(found) ?? new Set();
  seen.families.set(found, names.add(name));
  if (names.size >= ENOUGH_NAMES) {
    seen.shape = { text: `names things ${found}`, at: tokens.start[at] ?? 0 };
  }
}

/** What the output of packers imports. */
const PACKERS = /^(?:__pyarmor__|pyarmor_runtime(?:_\d+)?|pytransform\d*)$/u;

function packer(tokens: Tokens, at: number, seen: Counts): void {
  const before = tokenText(tokens, at - 1);
  const isUsed = before === 'from' || before === 'import' || isOpening(tokens, at + 1);
  if (isUsed) seen.shape = { text: 'is packed by PyArmor', at: tokens.start[at] ?? 0 };
}

/** `chr(101) + chr(120) + …`: this many are a word. */
const ENOUGH_CHARACTERS = 8;

function character(tokens: Tokens, at: number, seen: Counts): void {
  const isLinked = at - seen.lastChar <= 8 && isPlus(tokens, at - 1);
  const isNumber = isOpening(tokens, at + 1) && tokens.kind[at + 2] === NUMBER;
  seen.chars = isLinked && isNumber ? seen.chars + 1 : 1;
  seen.lastChar = at;
  if (seen.chars >= ENOUGH_CHARACTERS) {
    seen.shape = { text: 'spells text character by character with chr()', at: tokens.start[at] ?? 0 };
  }
}

/** Functions without a name that are called where they stand, on one logical line. */
const ENOUGH_LAMBDAS = 6;

function lambda(tokens: Tokens, at: number, seen: Counts): void {
  if (!isOpening(tokens, at - 1)) return;
  seen.lambdas += 1;
  // Looked at once a line: a table of lambdas has brackets around them too, and calls none.
  if (seen.lambdas === ENOUGH_LAMBDAS && callsAtOnce(tokens, at) >= ENOUGH_LAMBDAS) {
    seen.shape = { text: 'is a chain of lambdas that are called at once', at: tokens.start[at] ?? 0 };
  }
}

/** How often `)(` stands on the logical line around a token. */
function callsAtOnce(tokens: Tokens, around: number): number {
  let from = around;
  while (from > 0 && tokens.kind[from] !== NEWLINE) from -= 1;
  let calls = 0;
  for (let at = from + 1; at < tokens.count && tokens.kind[at] !== NEWLINE; at += 1) {
    if (isOpening(tokens, at) && characterOf(tokens, at - 1) === ')') calls += 1;
  }
  return calls;
}

/** Callables whose argument is a word that a reader looks for. */
const TAKES_WORDS: ReadonlySet<string> = new Set(
  '__import__ import_module getattr setattr exec eval compile globals locals vars'.split(' '),
);

/** Longer names are nobody's family. */
const MAX_LENGTH = 64;
const WORD = 2;
const FAMILY = 1;
const FAMILY_HEADS = '_0OoIl';
/** By first letter and length: whether a name may be one of the words above, or of a family. */
const WORTH_READING = worthReading();

function worthReading(): Uint8Array {
  const table = new Uint8Array(128 * MAX_LENGTH);
  for (let length = 5; length < MAX_LENGTH; length += 1) {
    for (const letter of FAMILY_HEADS) table[letter.charCodeAt(0) * MAX_LENGTH + length] = FAMILY;
    if (length >= 11) table['p'.charCodeAt(0) * MAX_LENGTH + length] = WORD;
  }
  for (const word of ['chr', 'lambda', '__pyarmor__', ...TAKES_WORDS]) {
    table[word.charCodeAt(0) * MAX_LENGTH + word.length] = WORD;
  }
  return table;
}

function escapedArgument(tokens: Tokens, at: number, seen: Counts): void {
  if (!isOpening(tokens, at + 1)) return;
  for (let next = at + 2; next < at + 10 && next < tokens.count && tokens.kind[next] !== NEWLINE; next += 1) {
    if (tokens.kind[next] !== STRING || (tokens.end[next] ?? 0) - (tokens.start[next] ?? 0) > 4000) continue;
    const word = escapedWord(tokenText(tokens, next));
    if (word === null || word.length < 2) continue;
    const name = tokenText(tokens, at);
    seen.shape = { text: `gives ${name}() the word ${printable(word, 40)} in escapes`, at: tokens.start[next] ?? 0 };
    return;
  }
}

const ENOUGH_ESCAPED = 8;

function readString(tokens: Tokens, at: number, seen: Counts): void {
  const start = tokens.start[at] ?? 0;
  const length = (tokens.end[at] ?? 0) - start;
  // Prose has blanks: docstrings are long and are not data.
  if (length >= LONG_DATA && !/ [^ ]/u.test(tokens.text.slice(start + 3, start + 300))) seen.hasLongData = true;
  // Most literals are turned away by their first characters: a quote, then an escape of a letter.
  if (length < 18 || length > 4000 || tokens.text.charCodeAt(start + 1) !== 92) return;
  const word = escapedWord(tokenText(tokens, at));
  if (word === null || !/[a-z]{3}/iu.test(word)) return;
  seen.escaped += 1;
  if (seen.escaped >= ENOUGH_ESCAPED) seen.shape = { text: 'writes its words in escapes', at: start };
}

/** What a text literal spells that consists of escapes for printable ASCII; null for any other. Bytes are often written so. */
function escapedWord(literal: string): string | null {
  const prefix = prefixOf(literal);
  if (prefix !== '' && prefix !== 'u') return null;
  const content =
    /^[a-z]*(?:"""|'''|["'])(?<content>[\s\S]*?)(?:"""|'''|["'])?$/iu.exec(literal)?.groups?.['content'] ?? '';
  if (
    !/^(?:\\x[2-7][0-9a-f]|\\[01][0-7]{2}|\\u00[2-7][0-9a-f]|\\U000000[2-7][0-9a-f]|[\w ./:-]{1,2}(?=\\))+$/iu.test(
      content,
    )
  )
    return null;
  const { value } = literalValue('', content);
  return typeof value === 'string' && /^[\x20-\x7e]+$/u.test(value) && /[a-z]/iu.test(value) ? value : null;
}

/** Characters of a literal, or numbers of a file. */
const LONG_DATA = 1000;

/** Distinct names of no language, beside data that is long enough to be a program. */
function machineNames(tokens: Tokens, { hasLongData, numbers }: Counts): Shape | null {
  if (!hasLongData && numbers < LONG_DATA) return null;
  const names = new Set<string>();
  let first = -1;
  let machine = 0;
  for (let at = 0; at < tokens.count && names.size < 2000; at += 1) {
    if (tokens.kind[at] !== NAME || characterOf(tokens, at - 1) === '.') continue;
    const name = tokenText(tokens, at);
    if (name.length > 200 || names.has(name)) continue;
    names.add(name);
    if (!isMachineName(name)) continue;
    machine += 1;
    if (first === -1) first = tokens.start[at] ?? 0;
  }
  if (machine < 3 || machine * 4 < names.size) return null;
  return { text: 'gives things random names, beside long data', at: first };
}

function longLine(text: string, tokens: Tokens): Shape | null {
  const at = longCodeLine(text, tokens);
  return at === null ? null : { text: 'holds a program on one line', at };
}

const characterOf = (tokens: Tokens, at: number): string =>
  tokens.kind[at] === OPERATOR ? tokens.text.charAt(tokens.start[at] ?? 0) : '';
const isOpening = (tokens: Tokens, at: number): boolean => characterOf(tokens, at) === '(';
const isPlus = (tokens: Tokens, at: number): boolean => characterOf(tokens, at) === '+';
