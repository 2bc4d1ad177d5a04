import * as v from 'valibot';
import { type Read, readAs, readToml, type Table } from './toml.js';
import { type Block, blockAt, keyLineIn, type TomlLines, tailLine, tomlLines } from './toml-lines.js';

/** A lockfile of `[[package]]` tables, read entry by entry. */
export interface TomlEntries<T> {
  /** Everything but the entries. */
  readonly document: Table;
  /** What was made of each `[[package]]`, in order. */
  readonly entries: readonly T[];
  readonly lineOf: TomlLines['lineOf'];
}

/** Makes something of one entry; it may be called again for the same entry and must not remember. */
export type EntryReader<T> = (value: unknown, block: Block) => T;

/**
 * Reads a lockfile without ever holding the document of all its entries: the text is cut before each line that begins with
 * `[[package]]`, and every piece is a TOML document of its own. A string or an array that spans a cut is unterminated in the piece
 * before it, and that is an error; so pieces that can all be read mean what the whole text means. Where one cannot, or where a piece
 * holds what could bear upon another, the whole text is read at once and decides.
 */
export const readTomlEntries = <T>(text: string, read: EntryReader<T>): Read<TomlEntries<T>> =>
  readPieces(text, read) ?? readWhole(text, read);

const Whole = v.object({ package: v.optional(v.array(v.unknown()), []) });

/** The same from the document of the whole text. */
export function readWhole<T>(text: string, read: EntryReader<T>): Read<TomlEntries<T>> {
  const table = readToml(text);
  if (table.kind === 'misread') return table;
  const whole = readAs(Whole, table.value);
  if (whole.kind === 'misread') return whole;
  const { package: _, ...document } = table.value;
  const { package: listed } = whole.value;
  const { blocks, lineOf } = tomlLines(text, listed.length);
  const entries = listed.map((value, index) => read(value, blocks[index] ?? { line: 1, lineOfFile: () => 1 }));
  return { kind: 'value', value: { document, entries, lineOf } };
}

interface Piece {
  readonly text: string;
  /** How many lines of the file stand before it. */
  readonly before: number;
}

/** Null where the pieces do not settle what the whole text means. */
function readPieces<T>(text: string, read: EntryReader<T>): Read<TomlEntries<T>> | null {
  const entries: T[] = [];
  let [first, last, head, tail]: [Piece | null, Piece | null, Table, Table] = [null, null, {}, {}];
  for (const piece of piecesOf(text)) {
    // Tools write other tables before all entries or after them; between them they are left to the whole text.
    if (Object.keys(tail).length > 0) return null;
    const table = readPiece(piece.text, text.length <= MAX_RECENT);
    if (table.kind === 'misread') return null;
    if (first === null) {
      [first, head] = [piece, table.value];
      continue;
    }
    const { package: listed, ...rest } = table.value;
    const [value, ...more] = Array.isArray(listed) ? listed : [];
    if (value === undefined || more.length > 0) return null;
    [last, tail] = [piece, rest];
    entries.push(read(value, pieceBlock(piece)));
  }
  const document = entries.length === 0 ? null : merged(head, tail);
  return document === null ? null : { kind: 'value', value: { document, entries, lineOf: lineFinder(first, last) } };
}

/**
 * The two sides of a lockfile are read one after the other and share nearly all their entries, so the latest pieces are kept with what
 * they mean: equal text means the same wherever it stands. A text that would push its own first pieces out again is not kept.
 */
const recent = new Map<string, Read<Table>>();
let recentLength = 0;
const MAX_RECENT = 4_000_000;

function readPiece(text: string, isKept: boolean): Read<Table> {
  if (!isKept) return readToml(text);
  const known = recent.get(text);
  if (known !== undefined) return known;
  const table = readToml(text);
  keep(text, table);
  return table;
}

function keep(text: string, table: Read<Table>): void {
  recent.set(text, table);
  recentLength += text.length;
  for (const oldest of recent.keys()) {
    if (recentLength <= MAX_RECENT) return;
    recent.delete(oldest);
    recentLength -= oldest.length;
  }
}

/** Null when both name a table, or when the entries begin before the first header. */
function merged(head: Table, tail: Table): Table | null {
  if (Object.hasOwn(head, 'package') || Object.keys(tail).some((key) => Object.hasOwn(head, key))) return null;
  return Object.fromEntries([...Object.entries(head), ...Object.entries(tail)]);
}

const HEADER = '[[package]]';

/** What stands before the first header (maybe nothing), then the text from each header to the next. */
function* piecesOf(text: string): Generator<Piece> {
  let start = 0;
  let before = 0;
  let next = text.startsWith(HEADER) ? 0 : headerAfter(text, 0);
  for (;;) {
    const piece = text.slice(start, next);
    yield { text: piece, before };
    if (next === text.length) return;
    before += newlines(piece);
    start = next;
    next = headerAfter(text, start);
  }
}

function headerAfter(text: string, start: number): number {
  const end = text.indexOf(`\n${HEADER}`, start);
  return end === -1 ? text.length : end + 1;
}

function newlines(text: string): number {
  let count = 0;
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) count += 1;
  return count;
}

function pieceBlock({ text, before }: Piece): Block {
  let block: Block | null = null;
  return {
    line: before + 1,
    lineOfFile: (value) => {
      if (block === null) {
        const lines = text.split('\n');
        block = blockAt(lines, 0, lines.length, before);
      }
      return block.lineOfFile(value);
    },
  };
}

function lineFinder(first: Piece | null, last: Piece | null): TomlLines['lineOf'] {
  return (key) => {
    const line = keyLineIn(first?.text.split('\n') ?? [], key);
    if (line !== null || last === null) return line;
    const lines = last.text.split('\n');
    const tail = tailLine(lines);
    const after = keyLineIn(lines.slice(tail), key);
    return after === null ? null : last.before + tail + after;
  };
}
