import { type Block, blockAt, type TomlLines } from './toml-lines.js';

/**
 * Where the entries of one top-level array stand, in both forms of TOML: `[[packages]]` headers and `packages = [{ … }]`.
 * The text must have been parsed before; where what is found does not match `count`, every entry gets the first one's line.
 */
export function tomlArrayLines(text: string, key: string, count: number): TomlLines {
  const lines = text.split('\n');
  const found = lineIndexes(text, entryOffsets(text, key));
  const starts = found.length === count ? found : Array.from({ length: count }, () => found[0] ?? 0);
  const blocks = starts.map((start, index) => {
    const [before, after = lines.length] = [starts[index - 1], starts[index + 1]];
    // Looking for files along a line that holds thousands of entries would be quadratic; they all stand on it anyway.
    return before === start || after === start ? lineBlock(start + 1) : blockAt(lines, start, after);
  });
  return { blocks, lineOf: (option) => keyLine(lines, option, starts[0] ?? lines.length) };
}

const lineBlock = (line: number): Block => ({ line, lineOfFile: () => line });

/** Settings stand above the entries in every form that tools write. */
function keyLine(lines: readonly string[], key: string, end: number): number | null {
  const index = lines.findIndex(
    (line, at) => at < end && line.startsWith(key) && /^\s*=/u.test(line.slice(key.length)),
  );
  return index === -1 ? null : index + 1;
}

/** Offsets of headers, or of the tables within the array. */
function entryOffsets(text: string, key: string): readonly number[] {
  const header = new RegExp(`\\[\\[[ \\t]*["']?${key}["']?[ \\t]*\\]\\]`, 'uy');
  const array = new RegExp(`["']?${key}["']?[ \\t]*=[ \\t]*\\[`, 'uy');
  const offsets: number[] = [];
  let [depth, inArray] = [0, false];
  for (const { character, at, first } of marks(text)) {
    if (first && depth === 0) {
      if (matchesAt(header, text, at)) offsets.push(at);
      inArray = matchesAt(array, text, at);
    }
    if (inArray && depth === 1 && character === '{') offsets.push(at);
    if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
  }
  return offsets;
}

interface Mark {
  readonly character: string;
  readonly at: number;
  /** The first on its line that is not blank. */
  readonly first: boolean;
}

/** Brackets, and the first character of each line, outside of strings and comments. */
function* marks(text: string): Generator<Mark> {
  let first = true;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '\n') first = true;
    if (character <= ' ') continue;
    if (character === '#') {
      at = endOfLine(text, at) - 1;
      continue;
    }
    if (first || BRACKETS.has(character)) yield { character, at, first };
    first = false;
    if (character === '"' || character === "'") at = endOfString(text, at) - 1;
  }
}

const BRACKETS: ReadonlySet<string> = new Set('[]{}');

function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

/** Index behind the string that begins here: basic or literal, on one line or several. */
function endOfString(text: string, at: number): number {
  const quote = text.charAt(at);
  const mark = text.startsWith(quote.repeat(3), at) ? quote.repeat(3) : quote;
  let end = text.indexOf(mark, at + mark.length);
  while (end !== -1 && quote === '"' && isEscaped(text, end)) end = text.indexOf(mark, end + 1);
  return end === -1 ? text.length : end + mark.length;
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text.charAt(at - slashes - 1) === '\\') slashes += 1;
  return slashes % 2 === 1;
}

/** Offsets in ascending order → 0-based lines. */
function lineIndexes(text: string, offsets: readonly number[]): readonly number[] {
  let [line, end] = [0, endOfLine(text, 0)];
  return offsets.map((offset) => {
    for (; end < offset; end = endOfLine(text, end + 1)) line += 1;
    return line;
  });
}
