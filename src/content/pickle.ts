import { bufferOf, latin1, u32le } from './bytes.js';
import { type Imported, type Machine, OPCODES, type Opcode } from './pickle-machine.js';

/** What a pickle imports, found by following its opcodes without carrying out any of them. */
export interface PickleFacts {
  readonly imports: readonly PickleImport[];
  /** Why it was not followed to its end, a clause; null when it was. */
  readonly partly: string | null;
}

export interface PickleImport {
  readonly module: string;
  readonly name: string;
  /** The first text that it is called with; null when it is not called, or with something else. */
  readonly argument: string | null;
}

const STOP = 0x2e;
const PROTO = 0x80;
/** Opcodes followed in one file; what comes after is searched for imports by their spelling. */
const MAX_OPCODES = 2_000_000;
const LONGEST_TEXT = 400;

/**
 * Follows the pickles of a file, one after another as `torch.save` used to write them. Where raw data stands between opcodes, as joblib puts arrays
 * there, the rest is searched for dangerous imports by their spelling.
 */
export function readPickles(bytes: Uint8Array): PickleFacts {
  const machine = newMachine(bytes);
  const end = follow(bytes, machine, MAX_OPCODES);
  const imports = importsOf(machine);
  if (end === bytes.length) return { imports, partly: null };
  const rest = spelledImports(bytes, end);
  return { imports: [...imports, ...rest], partly: 'it holds raw data between its opcodes' };
}

const MAX_SEARCHED = 64 * 1024 * 1024;

const newMachine = (bytes: Uint8Array): Machine => ({
  bytes,
  stack: [],
  memo: new Map(),
  imports: [],
  calls: [],
  textAt: (offset) => textAt(bytes, offset),
});

/** Runs through pickles; gives the offset after the last whole one, or where following it failed. */
function follow(bytes: Uint8Array, machine: Machine, limit: number): number {
  let at = 0;
  for (let count = 0; count < limit; count += 1) {
    const code = bytes[at];
    if (code === STOP) {
      machine.stack.length = 0;
      machine.memo.clear();
      // Another pickle may follow; anything else is data of somebody else's.
      if (bytes[at + 1] !== PROTO) return at + 1;
      at += 1;
      continue;
    }
    const opcode = code === undefined ? undefined : TABLE[code];
    if (opcode === undefined || machine.stack.length > MAX_STACK) return at;
    const from = at + 1 + (opcode.argument === 'counted' ? opcode.width : 0);
    const end = argumentEnd(bytes, at + 1, opcode);
    if (end > bytes.length) return at;
    opcode.effect(machine, from, end);
    at = end;
  }
  return at;
}

const MAX_STACK = 1_000_000;
const TABLE: readonly (Opcode | undefined)[] = Array.from({ length: 256 }, (_, code) => OPCODES.get(code));

/** Where the argument of an opcode ends; beyond the file when that ends inside it. */
function argumentEnd(bytes: Uint8Array, at: number, { argument, width }: Opcode): number {
  switch (argument) {
    case 'none':
      return at;
    case 'fixed':
      return at + width;
    case 'counted':
      return at + width + numberAt(bytes, at, width);
    case 'line':
      return lineEnd(bytes, at);
    case 'lines':
      return lineEnd(bytes, lineEnd(bytes, at));
  }
}

function lineEnd(bytes: Uint8Array, at: number): number {
  const newline = bytes.indexOf(0x0a, at);
  return newline === -1 ? bytes.length + 1 : newline + 1;
}

function numberAt(bytes: Uint8Array, at: number, width: number): number {
  if (width === 1) return bytes[at] ?? 0;
  return width === 4 ? u32le(bytes, at) : u32le(bytes, at) + u32le(bytes, at + 4) * 2 ** 32;
}

/** The text that the opcode at this offset pushes: a line, quoted or with escapes, or bytes behind their length. */
function textAt(bytes: Uint8Array, offset: number): string {
  const opcode = TABLE[bytes[offset] ?? 0];
  if (opcode?.argument === 'line') {
    const end = Math.min(lineEnd(bytes, offset + 1) - 1, offset + LONGEST_TEXT);
    return unescaped(
      latin1(bytes, offset + 1, end)
        .trimEnd()
        .replace(/^(?<quote>['"])(?<inside>.*)\k<quote>$/su, '$<inside>'),
    );
  }
  const from = offset + 1 + (opcode?.width ?? 0);
  const length = Math.min(numberAt(bytes, offset + 1, opcode?.width ?? 1), LONGEST_TEXT);
  return bufferOf(bytes).toString('utf8', from, Math.min(bytes.length, from + length));
}

/** `\x6f` and `\u006f` in the texts of protocol 0. */
const unescaped = (text: string): string =>
  text.replaceAll(/\\(?:x(?<byte>[0-9a-fA-F]{2})|u(?<unit>[0-9a-fA-F]{4}))/gu, (_, byte?: string, unit?: string) =>
    String.fromCharCode(Number.parseInt(byte ?? unit ?? '3f', 16)),
  );

function importsOf({ imports, calls }: Machine): readonly PickleImport[] {
  const argumentOf = new Map<string, string>();
  for (const { callee, argument } of calls)
    if (argument !== null && !argumentOf.has(keyOf(callee))) argumentOf.set(keyOf(callee), argument);
  const distinct = new Map(imports.map((imported) => [keyOf(imported), imported]));
  return [...distinct].map(([key, { module, name }]) => ({ module, name, argument: argumentOf.get(key) ?? null }));
}

const keyOf = ({ module, name }: Imported): string => `${module}.${name}`;

const SPELLED_GLOBAL = /c(?<module>[A-Za-z_][\w.]{1,60})\n(?<name>[A-Za-z_][\w.]{0,60})\n/gu;
const MAX_SPELLED = 1000;

/** Imports by how they are written, wherever they stand; names that happen to look so are sorted out by the table of dangerous ones. */
function spelledImports(bytes: Uint8Array, from: number): readonly PickleImport[] {
  const found: PickleImport[] = [];
  const text = latin1(bytes, from, from + MAX_SEARCHED);
  for (const { groups } of text.matchAll(SPELLED_GLOBAL)) {
    if (found.length >= MAX_SPELLED) return found;
    found.push({ module: groups?.['module'] ?? '', name: groups?.['name'] ?? '', argument: null });
  }
  for (let at = bytes.indexOf(STACK_GLOBAL, from); at !== -1; at = bytes.indexOf(STACK_GLOBAL, at + 1)) {
    const name = textBefore(bytes, at);
    const module = name === null ? null : textBefore(bytes, name.start);
    if (name !== null && module !== null && found.length < MAX_SPELLED)
      found.push({ module: module.text, name: name.text, argument: null });
  }
  return found;
}

const STACK_GLOBAL = 0x93;
const MEMOIZE = 0x94;
const LONGEST_NAME = 60;

/** The short text that ends before an offset, found by the length that must stand in front of it; a memo opcode may stand between. */
function textBefore(bytes: Uint8Array, offset: number): { readonly text: string; readonly start: number } | null {
  const ends = [
    offset,
    ...(bytes[offset - 1] === MEMOIZE ? [offset - 1] : []),
    ...(bytes[offset - 2] === 0x71 ? [offset - 2] : []),
  ];
  for (const end of ends) {
    for (let length = 1; length <= LONGEST_NAME; length += 1) {
      const start = startOfText(bytes, end - length, length);
      if (start !== null) return { text: latin1(bytes, end - length, end), start };
      if (!isNameByte(bytes[end - length] ?? 0)) break;
    }
  }
  return null;
}

/** Where the opcode stands whose text of this length begins here; null when there is none. */
function startOfText(bytes: Uint8Array, at: number, length: number): number | null {
  if (bytes[at - 1] === length && bytes[at - 2] === 0x8c) return at - 2;
  return at >= 5 && bytes[at - 5] === 0x58 && u32le(bytes, at - 4) === length ? at - 5 : null;
}

const isNameByte = (byte: number): boolean => /[\w.]/u.test(String.fromCharCode(byte));

const PICKLE_NAME = /\.(?:pkl|pickle|pck|pcl|p|joblib|sav|pt|pth|ckpt|bin|dat|model|mdl)(?:\d)?$/iu;
const OLD_STARTS = new Set([...'(cl]}d'].map((letter) => letter.charCodeAt(0)));

/**
 * Whether a file is a pickle. Protocols 2 and above say so in their first two bytes and must then go on with opcodes; the two text protocols have no
 * mark, so the whole must be one pickle that imports something, or be called one.
 */
export function isPickle(bytes: Uint8Array, path: string): boolean {
  const [first = 0, second = 0] = bytes;
  if (first === PROTO && second >= 2 && second <= 5) return goesOn(bytes);
  if (!OLD_STARTS.has(first) || bytes.length < 4) return false;
  const machine = newMachine(bytes);
  const isWhole = follow(bytes, machine, OLD_OPCODES) === bytes.length && bytes.at(-1) === STOP;
  return isWhole && (machine.imports.length > 0 || PICKLE_NAME.test(path));
}

const OLD_OPCODES = 100_000;
const LOOKED_AT = 8;

function goesOn(bytes: Uint8Array): boolean {
  let at = 0;
  for (let count = 0; count < LOOKED_AT; count += 1) {
    if (bytes[at] === STOP) return count > 1;
    const opcode = TABLE[bytes[at] ?? 0];
    if (opcode === undefined || at >= bytes.length) return false;
    at = argumentEnd(bytes, at + 1, opcode);
    if (at > bytes.length) return false;
  }
  return true;
}
