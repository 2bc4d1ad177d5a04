/** Where the entries of a TOML lockfile stand. smol-toml gives no positions, so headers are found in one pass over the lines. */
export interface TomlLines {
  /** One block for each `[[package]]`, in order. */
  readonly blocks: readonly Block[];
  /** 1-based line of a top-level or `[table]` key outside of the blocks; null when there is none. */
  readonly lineOf: (key: string) => number | null;
}

export interface Block {
  /** 1-based line of the header. */
  readonly line: number;
  /** 1-based line on which a quoted file name, URL or path stands within the block; the block's own line when it is not found. */
  readonly lineOfFile: (value: string) => number;
}

/**
 * Finds headers and files. `count` is how many entries the parser saw: where headers do not match it (an inline array of tables,
 * a header inside a multi-line string), every entry gets the first header's line rather than a wrong one.
 */
export function tomlLines(text: string, count: number): TomlLines {
  const lines = text.split('\n');
  const headers = headerIndexes(lines);
  const starts =
    headers.packages.length === count
      ? headers.packages
      : Array.from({ length: count }, () => headers.packages[0] ?? 0);
  const blocks = starts.map((start, index) =>
    blockAt(lines, start, Math.max(start, starts[index + 1] ?? lines.length)),
  );
  return { blocks, lineOf: (key) => keyLine(lines, headers, key) };
}

interface Headers {
  readonly packages: readonly number[];
  /** Index of the first table header after the last `[[package]]` block and its sub-tables; the number of lines without one. */
  readonly tail: number;
}

const PACKAGE = /^\s*\[\[\s*["']?package["']?\s*\]\]/u;
const PART_OF_PACKAGE = /^\s*\[\[?\s*["']?package["']?\s*\./u;
const MULTILINE = /"""|'''/u;

function headerIndexes(lines: readonly string[]): Headers {
  const packages: number[] = [];
  let tail = lines.length;
  let open: string | null = null;
  for (const [index, line] of lines.entries()) {
    if (open === null && line.trimStart().startsWith('[')) {
      if (PACKAGE.test(line)) packages.push(index);
      else if (packages.length > 0 && tail === lines.length && !PART_OF_PACKAGE.test(line))
        tail = isTable(line) ? index : tail;
    }
    open = MULTILINE.test(line) || open !== null ? openAfter(line, open) : null;
  }
  return { packages, tail };
}

const isTable = (line: string): boolean => /^\[\[?[\w."'-]+\]\]?\s*(?:#.*)?$/u.test(line.trim());

/** Which multi-line quote is open at the end of the line. What looks like one within a string or a comment is none. */
function openAfter(line: string, open: string | null): string | null {
  let quote = open;
  for (let at = 0; at < line.length; ) {
    if (quote !== null) {
      const end = line.indexOf(quote, at);
      if (end === -1) return quote;
      [quote, at] = [null, end + quote.length];
      continue;
    }
    QUOTED.lastIndex = at;
    const mark = QUOTED.exec(line)?.[0];
    if (mark === undefined) return null;
    at = QUOTED.lastIndex;
    quote = MARKS.has(mark) ? mark : null;
  }
  return quote;
}

// A string without end is taken to the end of the line, so that no line is looked at twice.
const QUOTED = /"""|'''|"(?:[^"\\]|\\.)*"?|'[^']*'?|#.*/gu;
const MARKS: ReadonlySet<string> = new Set(['"""', "'''"]);

const FILE = /(?:url|path|file|filename)[ \t]*=[ \t]*(?:"([^"]*)"|'([^']*)')/gu;

/**
 * Tools write one file a line, in the order in which the document lists them, so one pass down the block finds them all. The first
 * that is missing below the last one found ends that pass; from there on all files of the block are looked up. `before` is how many
 * lines of the file stand above `lines`.
 */
export function blockAt(lines: readonly string[], start: number, end: number, before = 0): Block {
  let files: ReadonlyMap<string, number> | null = null;
  let next = start;
  return {
    line: before + start + 1,
    lineOfFile: (value) => {
      if (files === null) {
        const found = nextFile(lines, next, end, `"${value}"`);
        if (found !== null) {
          next = found + 1;
          return before + next;
        }
        files = fileLines(lines, start, end);
      }
      return before + (files.get(value) ?? start + 1);
    },
  };
}

function nextFile(lines: readonly string[], from: number, end: number, quoted: string): number | null {
  for (let index = from; index < end; index += 1) if (isFileOf(lines[index] ?? '', quoted)) return index;
  return null;
}

/** A `source` names the file of a direct URL too, without its hash. */
const isFileOf = (line: string, quoted: string): boolean => line.includes(quoted) && !line.startsWith('source');

/** Lines of quoted files between two indexes, the last mention of each: the source of a direct URL names the file before its hash does. */
function fileLines(lines: readonly string[], start: number, end: number): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (let index = start; index < end; index += 1) {
    for (const [, double, single = ''] of lines[index]?.matchAll(FILE) ?? []) {
      found.set(double ?? single, index + 1);
    }
  }
  return found;
}

/** Lines of quoted files anywhere in the text. */
export const allFileLines = (text: string): ReadonlyMap<string, number> => {
  const lines = text.split('\n');
  return fileLines(lines, 0, lines.length);
};

function keyLine(lines: readonly string[], { packages, tail }: Headers, key: string): number | null {
  const before = keyLineIn(lines.slice(0, packages[0] ?? lines.length), key);
  if (before !== null) return before;
  const after = keyLineIn(lines.slice(tail), key);
  return after === null ? null : tail + after;
}

/** 1-based line on which a key stands at the beginning. */
export function keyLineIn(lines: readonly string[], key: string): number | null {
  const index = lines.findIndex((line) => line.startsWith(key) && /^\s*=/u.test(line.slice(key.length)));
  return index === -1 ? null : index + 1;
}

/** Index of the first table after the entries; the number of lines without one. */
export const tailLine = (lines: readonly string[]): number => headerIndexes(lines).tail;
