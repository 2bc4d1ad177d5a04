import { type Constant, isBytes } from '../constants.js';
import type { SyntaxNode } from '../tree.js';

/**
 * A value that is known in full, as the emulation of decoders handles it: constants are what they are elsewhere in the reader, all
 * else is told apart by its `kind`.
 */
export type Datum =
  | Constant
  | List
  | Tuple
  | Dictionary
  | Collection
  | ByteArray
  | Span
  | Stream
  | Closure
  | Bound
  | Named
  | Made
  | Instance;

export interface List {
  readonly kind: 'list';
  items: Datum[];
}

export interface Tuple {
  readonly kind: 'tuple';
  readonly items: readonly Datum[];
}

export interface Dictionary {
  readonly kind: 'dict';
  readonly entries: Map<string, readonly [key: Datum, value: Datum]>;
}

/** A set. */
export interface Collection {
  readonly kind: 'set';
  readonly entries: Map<string, Datum>;
}

export interface ByteArray {
  readonly kind: 'bytearray';
  codes: number[];
}

/** `range(…)`. */
export interface Span {
  readonly kind: 'range';
  readonly start: number;
  readonly stop: number;
  readonly by: number;
}

/** A generator or another iterator; walked once. */
export interface Stream {
  readonly kind: 'stream';
  readonly source: Iterator<Datum>;
}

/** A function or lambda. */
export interface Closure {
  readonly kind: 'closure';
  readonly parameters: readonly Formal[];
  readonly body: SyntaxNode;
  readonly isLambda: boolean;
  readonly scope: Scope;
  /** The instance or class that it is a method of. */
  readonly self: Datum | undefined;
}

export interface Formal {
  readonly name: string;
  readonly kind: 'plain' | 'rest' | 'keywords';
  /** Evaluated when it is needed: most calls give every argument. */
  readonly fallback: (() => Datum) | null;
}

/** A method of a value, not called yet. */
export interface Bound {
  readonly kind: 'bound';
  readonly self: Datum;
  readonly method: string;
}

/** Something of a library, by its canonical name. */
export interface Named {
  readonly kind: 'named';
  readonly name: string;
}

/** An object of a library that holds data: a cipher with its key, a hash. */
export interface Made {
  readonly kind: 'made';
  /** Canonical name of its class. */
  readonly name: string;
  readonly parts: ReadonlyMap<string, Datum>;
  /** What was fed to it so far, for objects that gather. */
  gathered: string;
}

/** An instance of a class of the file. */
export interface Instance {
  readonly kind: 'instance';
  readonly owner: string;
  readonly attributes: Map<string, Datum>;
}

/** Names of a function body that is being run. */
export interface Scope {
  readonly names: Map<string, Datum>;
  readonly parent: Scope | null;
  readonly home: Home;
  /** Names that `global` or `nonlocal` declared: they are set where they are known. */
  readonly shared: Set<string>;
}

/** What lies around the code that is run: its text and the names that the reader knows there. */
export interface Home {
  readonly text: string;
  readonly find: (name: string) => Datum | undefined;
}

export const NONE: Datum = null;

export const list = (items: Datum[]): List => ({ kind: 'list', items });
export const tuple = (items: readonly Datum[]): Tuple => ({ kind: 'tuple', items });
export const bytesOf = (bytes: string): Datum => ({ bytes });
export const named = (name: string): Named => ({ kind: 'named', name });
export const stream = (source: Iterator<Datum>): Stream => ({ kind: 'stream', source });
export const made = (name: string, parts: Readonly<Record<string, Datum>> = {}): Made => ({
  kind: 'made',
  name,
  parts: new Map(Object.entries(parts)),
  gathered: '',
});

type Structured = Exclude<Datum, Constant>;

export const isStructured = (value: Datum | undefined): value is Structured =>
  typeof value === 'object' && value !== null && 'kind' in value;

/** Characters of text, bytes or a byte array; null for other values. */
export function charsOf(value: Datum | undefined): string | null {
  if (typeof value === 'string') return value;
  if (value === undefined || typeof value !== 'object' || value === null) return null;
  if (!isStructured(value)) return value.bytes;
  return value.kind === 'bytearray' ? textOfCodes(value.codes) : null;
}

/** Bytes of bytes, a byte array or text, as characters; null for other values. */
export function textOfCodes(codes: readonly number[]): string {
  let text = '';
  for (let at = 0; at < codes.length; at += 4096) text += String.fromCharCode(...codes.slice(at, at + 4096));
  return text;
}

/** Whether it is bytes or a byte array. */
export const isByteLike = (value: Datum): boolean =>
  isStructured(value) ? value.kind === 'bytearray' : isBytes(value);

/** Changed characters in the kind of the original. */
export const likeOf = (original: Datum, characters: string): Datum =>
  isByteLike(original) ? { bytes: characters } : characters;

/** A whole number; null for anything else. */
export function wholeOf(value: Datum | undefined): number | null {
  if (typeof value === 'number') return Number.isInteger(value) ? value : null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return null;
}

export function isTrue(value: Datum): boolean {
  if (value === null || value === false || value === 0 || value === 0n || value === '') return false;
  if (typeof value !== 'object') return true;
  if (!isStructured(value)) return value.bytes !== '';
  return sizeOf(value) !== 0;
}

/** `len(value)`; null for values that have none. */
export function sizeOf(value: Datum): number | null {
  const characters = isStructured(value) && value.kind === 'bytearray' ? null : charsOf(value);
  if (characters !== null) return characters.length;
  if (!isStructured(value)) return null;
  switch (value.kind) {
    case 'list':
    case 'tuple':
      return value.items.length;
    case 'bytearray':
      return value.codes.length;
    case 'dict':
    case 'set':
      return value.entries.size;
    case 'range':
      return Math.max(0, Math.ceil((value.stop - value.start) / value.by));
    default:
      return null;
  }
}

/** What tells a key of a dictionary or set from others; null for values that cannot be one, or that are not followed. */
export function keyOf(value: Datum): string | null {
  if (typeof value === 'string') return `s${value}`;
  if (typeof value === 'number' || typeof value === 'bigint') return `n${value}`;
  if (typeof value === 'boolean') return value ? 'n1' : 'n0';
  if (value === null) return 'N';
  if (!isStructured(value)) return `b${value.bytes}`;
  if (value.kind === 'named') return `f${value.name}`;
  if (value.kind !== 'tuple') return null;
  const keys = value.items.map(keyOf);
  return keys.includes(null) ? null : `t${JSON.stringify(keys)}`;
}

/** `a == b`; null when it cannot be told. */
export function isEqual(a: Datum, b: Datum): boolean | null {
  if (a === b) return true;
  const [x, y] = [keyOf(a), keyOf(b)];
  if (x !== null && y !== null) return x === y;
  if (isByteLike(a) && isByteLike(b)) return charsOf(a) === charsOf(b);
  if (!isStructured(a) || !isStructured(b) || a.kind !== b.kind) return false;
  if ((a.kind === 'list' || a.kind === 'tuple') && (b.kind === 'list' || b.kind === 'tuple')) {
    if (a.items.length !== b.items.length) return false;
    return a.items.every((item, index) => isEqual(item, b.items[index] ?? null) === true);
  }
  return null;
}
