import { latin1, u32le } from './bytes.js';

/**
 * What the unpickler's stack holds, as far as imports need it: texts (by the place where they stand, most are never looked at), imported names, and
 * short tuples of both.
 */
export type Value = Mark | number | Imported | Tuple | null;

/** A name that the pickle imports, and what it is called with when that is known. */
export interface Imported {
  readonly kind: 'import';
  readonly module: string;
  readonly name: string;
}

interface Tuple {
  readonly kind: 'tuple';
  readonly items: readonly Value[];
}

interface Mark {
  readonly kind: 'mark';
}

const MARK: Mark = { kind: 'mark' };

/** The state of reading one pickle; the only state there is. */
export interface Machine {
  readonly bytes: Uint8Array;
  readonly stack: Value[];
  readonly memo: Map<number, Value>;
  readonly imports: Imported[];
  readonly calls: { readonly callee: Imported; readonly argument: string | null }[];
  /** The text that an opcode at this offset pushes. */
  readonly textAt: (offset: number) => string;
}

/** Carries out an opcode whose argument stands from `from` to `to`. */
type Effect = (machine: Machine, from: number, to: number) => void;

/** How an opcode's argument is written. `line` ends in a newline, `counted` begins with its length. */
export interface Opcode {
  readonly argument: 'none' | 'line' | 'lines' | 'fixed' | 'counted';
  /** Bytes of a fixed argument, or of the length of a counted one. */
  readonly width: number;
  readonly effect: Effect;
}

const push =
  (value: Value): Effect =>
  ({ stack }) => {
    stack.push(value);
  };

/** A text is kept as the place of its opcode, which stands before its length. */
const pushText =
  (width: number): Effect =>
  ({ stack }, from) => {
    stack.push(from - width - 1);
  };

/** Takes so many values and leaves an unknown one. */
const replace =
  (taken: number): Effect =>
  ({ stack }) => {
    stack.length = Math.max(0, stack.length - taken);
    stack.push(null);
  };

const drop =
  (taken: number): Effect =>
  ({ stack }) => {
    stack.length = Math.max(0, stack.length - taken);
  };

const NOTHING: Effect = () => undefined;

/** Values above the topmost mark; the mark goes too. */
function takeToMark({ stack }: Machine): readonly Value[] {
  const at = stack.lastIndexOf(MARK);
  return stack.splice(at === -1 ? 0 : at).slice(1);
}

const toMark =
  (value: Value): Effect =>
  (machine) => {
    takeToMark(machine);
    machine.stack.push(value);
  };

const dropToMark: Effect = (machine) => {
  takeToMark(machine);
};

/** Longer tuples hold data. */
const SHORT = 4;

const tupleOf = (items: readonly Value[]): Value => (items.length <= SHORT ? { kind: 'tuple', items } : null);

const tuple =
  (length: number): Effect =>
  ({ stack }) => {
    stack.push(tupleOf(stack.splice(Math.max(0, stack.length - length))));
  };

function importName(machine: Machine, module: string, name: string): void {
  const imported: Imported = { kind: 'import', module, name };
  machine.imports.push(imported);
  machine.stack.push(imported);
}

/** A name that is not a plain text is put together while the pickle is loaded. */
const textOf = (machine: Machine, value: Value | undefined): string =>
  typeof value === 'number' ? machine.textAt(value) : '…';

const stackGlobal: Effect = (machine) => {
  const [module, name] = machine.stack.splice(Math.max(0, machine.stack.length - 2));
  importName(machine, textOf(machine, module), textOf(machine, name));
};

const twoLines: Effect = (machine, from, to) => {
  const [module = '', name = ''] = latin1(machine.bytes, from, Math.min(to, from + LONGEST)).split('\n');
  importName(machine, module.trimEnd(), name.trimEnd());
};

const LONGEST = 1000;

const instance: Effect = (machine, from, to) => {
  const items = takeToMark(machine);
  twoLines(machine, from, to);
  recordCall(machine, machine.stack.pop(), tupleOf(items));
  machine.stack.push(null);
};

const object: Effect = (machine) => {
  const [callee, ...items] = takeToMark(machine);
  recordCall(machine, callee, tupleOf(items));
  machine.stack.push(null);
};

/** `callable(*arguments)`: what makes a pickle a program. */
const reduce: Effect = (machine) => {
  const [callee, items] = machine.stack.splice(Math.max(0, machine.stack.length - 2));
  recordCall(machine, callee, items);
  machine.stack.push(null);
};

function recordCall(machine: Machine, callee: Value | undefined, items: Value | undefined): void {
  const { calls } = machine;
  if (typeof callee !== 'object' || callee?.kind !== 'import' || calls.length >= MAX_CALLS) return;
  const texts = typeof items === 'object' && items?.kind === 'tuple' ? items.items : [];
  const first = texts.find((item) => typeof item === 'number');
  calls.push({ callee, argument: typeof first === 'number' ? machine.textAt(first) : null });
}

/** Tables of objects call the same constructor a million times. */
const MAX_CALLS = 10_000;

const get: Effect = ({ stack, memo, bytes }, from, to) => {
  stack.push(memo.get(indexIn(bytes, from, to)) ?? null);
};

const put: Effect = ({ stack, memo, bytes }, from, to) => {
  memo.set(indexIn(bytes, from, to), stack.at(-1) ?? null);
};

const getLine: Effect = ({ stack, memo, bytes }, from, to) => {
  stack.push(memo.get(Number(latin1(bytes, from, Math.min(to, from + 20)))) ?? null);
};

const putLine: Effect = ({ stack, memo, bytes }, from, to) => {
  memo.set(Number(latin1(bytes, from, Math.min(to, from + 20))), stack.at(-1) ?? null);
};

const indexIn = (bytes: Uint8Array, from: number, to: number): number =>
  to - from === 1 ? (bytes[from] ?? 0) : u32le(bytes, from);

const memoize: Effect = ({ stack, memo }) => {
  memo.set(memo.size, stack.at(-1) ?? null);
};

const duplicate: Effect = ({ stack }) => {
  stack.push(stack.at(-1) ?? null);
};

const row = (argument: Opcode['argument'], width: number, effect: Effect): Opcode => ({ argument, width, effect });

const plain = (effect: Effect): Opcode => row('none', 0, effect);
const unknown = push(null);
const pair = (code: number | string, opcode: Opcode): [number, Opcode] => [
  typeof code === 'string' ? code.charCodeAt(0) : code,
  opcode,
];

/** Every opcode of protocols 0 to 5, as `pickletools` lists them. */
export const OPCODES: ReadonlyMap<number, Opcode> = new Map([
  pair('(', plain(push(MARK))),
  pair('0', plain(drop(1))),
  pair('1', plain(dropToMark)),
  pair('2', plain(duplicate)),
  ...[...'FILP'].map((code) => pair(code, row('line', 0, unknown))),
  pair('J', row('fixed', 4, unknown)),
  pair('K', row('fixed', 1, unknown)),
  pair('M', row('fixed', 2, unknown)),
  pair('G', row('fixed', 8, unknown)),
  ...[...'N]})'].map((code) => pair(code, plain(unknown))),
  pair('Q', plain(replace(1))),
  pair('R', plain(reduce)),
  pair('S', row('line', 0, pushText(0))),
  pair('V', row('line', 0, pushText(0))),
  pair('T', row('counted', 4, pushText(4))),
  pair('U', row('counted', 1, pushText(1))),
  pair('X', row('counted', 4, pushText(4))),
  pair('B', row('counted', 4, unknown)),
  pair('C', row('counted', 1, unknown)),
  pair('a', plain(drop(1))),
  pair('b', plain(drop(1))),
  pair('s', plain(drop(2))),
  pair('e', plain(dropToMark)),
  pair('u', plain(dropToMark)),
  pair('c', row('lines', 0, twoLines)),
  pair('i', row('lines', 0, instance)),
  pair('o', plain(object)),
  pair('d', plain(toMark(null))),
  pair('l', plain(toMark(null))),
  pair(
    't',
    plain((machine) => machine.stack.push(tupleOf(takeToMark(machine)))),
  ),
  pair('g', row('line', 0, getLine)),
  pair('h', row('fixed', 1, get)),
  pair('j', row('fixed', 4, get)),
  pair('p', row('line', 0, putLine)),
  pair('q', row('fixed', 1, put)),
  pair('r', row('fixed', 4, put)),
  pair(0x80, row('fixed', 1, NOTHING)),
  pair(0x81, plain(replace(2))),
  pair(0x82, row('fixed', 1, unknown)),
  pair(0x83, row('fixed', 2, unknown)),
  pair(0x84, row('fixed', 4, unknown)),
  pair(0x85, plain(tuple(1))),
  pair(0x86, plain(tuple(2))),
  pair(0x87, plain(tuple(3))),
  pair(0x88, plain(unknown)),
  pair(0x89, plain(unknown)),
  pair(0x8a, row('counted', 1, unknown)),
  pair(0x8b, row('counted', 4, unknown)),
  pair(0x8c, row('counted', 1, pushText(1))),
  pair(0x8d, row('counted', 8, pushText(8))),
  pair(0x8e, row('counted', 8, unknown)),
  pair(0x8f, plain(unknown)),
  pair(0x90, plain(dropToMark)),
  pair(0x91, plain(toMark(null))),
  pair(0x92, plain(replace(3))),
  pair(0x93, plain(stackGlobal)),
  pair(0x94, plain(memoize)),
  pair(0x95, row('fixed', 8, NOTHING)),
  pair(0x96, row('counted', 8, unknown)),
  pair(0x97, plain(unknown)),
  pair(0x98, plain(NOTHING)),
]);
