import { normalizeIdentifier } from '../names.js';
import { child, type SyntaxNode } from '../tree.js';
import { type Datum, isStructured, type Scope, textOfCodes } from './datum.js';

/** Thrown where something is needed that is not known, or that no decoder needs; caught where an emulation begins. */
export class Beyond extends Error {}

/** An exception of the emulated code. */
export class Raised extends Error {
  readonly type: string;
  constructor(type: string) {
    super(type);
    this.type = type;
  }
}

// Made once: an error notes the stack it is made on, which costs more than the code it ends.
const BEYOND = new Beyond('beyond');
const RAISED = new Map(
  (
    'ValueError IndexError KeyError TypeError StopIteration ZeroDivisionError AttributeError NameError OverflowError UnicodeError ' +
    'AssertionError Exception'
  )
    .split(' ')
    .map((type) => [type, new Raised(type)]),
);

/** Ends the emulation: what follows is not known. */
export function beyond(): never {
  throw BEYOND;
}

/** Raises an exception of the emulated code. */
export function raise(type: string): never {
  throw RAISED.get(type) ?? new Raised(type);
}

/** One run of the emulation: what it may still spend, and the parts that call each other in a circle. */
export interface Machine {
  /** Expressions that may still be evaluated; bulk work counts by its length. */
  steps: number;
  /** The steps ran out: with more of them it might have ended. */
  spent: boolean;
  /** Letters made from numbers, masks applied and pieces of one letter put together: what decoders do and other code does not. */
  letters: number;
  /** Calls within calls. */
  depth: number;
  readonly evaluate: (machine: Machine, scope: Scope, node: SyntaxNode) => Datum;
  readonly call: (machine: Machine, callee: Datum, args: Arguments) => Datum;
  /** Runs a body; what it yields is what a generator gives. */
  readonly run: (machine: Machine, scope: Scope, body: SyntaxNode) => Generator<Datum, Signal>;
  /** An attribute of a class of the file; undefined where the file does not tell. */
  readonly member: (owner: string, name: string, self: Datum) => Datum | undefined;
  /** Values of literals, by node. */
  readonly literals: Map<SyntaxNode, Datum>;
}

/** How a statement ended; undefined when the next one follows. */
export type Signal = undefined | 'break' | 'continue' | { readonly value: Datum };

export interface Arguments {
  readonly positional: readonly Datum[];
  readonly keywords: ReadonlyMap<string, Datum>;
}

/** A callable of Python or of its library. */
export type Native = (machine: Machine, args: Arguments) => Datum;

export const NO_KEYWORDS: ReadonlyMap<string, Datum> = new Map();

export const given = (...positional: readonly Datum[]): Arguments => ({ positional, keywords: NO_KEYWORDS });

/** The argument at a position or of a keyword; undefined when it is left out. */
export function argumentAt(args: Arguments, position: number, keyword: string | null = null): Datum | undefined {
  if (position < args.positional.length) return args.positional[position];
  return keyword === null ? undefined : args.keywords.get(keyword);
}

/** Like `argumentAt`, for one that the callable cannot do without. */
export function needed(args: Arguments, position: number, keyword: string | null = null): Datum {
  const value = argumentAt(args, position, keyword);
  return value === undefined ? raise('TypeError') : value;
}

/** Pays for work that is done in bulk. */
export function charge(machine: Machine, characters: number): void {
  machine.steps -= 1 + Math.ceil(characters / 32);
  if (machine.steps <= 0) {
    machine.spent = true;
    beyond();
  }
}

/** Longest text, and most elements of a list, that an emulation may make. */
export const MAX_SIZE = 2_000_000;

/** Refuses what would be too long. */
export function within(length: number): void {
  if (!(length <= MAX_SIZE)) beyond();
}

/** Walks what a `for` loop can walk; each element is paid for. */
export function* elements(machine: Machine, value: Datum): Generator<Datum, void> {
  const source = sourceOf(value);
  for (let next = source.next(); next.done !== true; next = source.next()) {
    charge(machine, 0);
    yield next.value;
  }
}

/** All elements, as a list. */
export function everyElement(machine: Machine, value: Datum): Datum[] {
  if (isStructured(value) && (value.kind === 'list' || value.kind === 'tuple')) {
    charge(machine, value.items.length);
    return [...value.items];
  }
  const found: Datum[] = [];
  for (const item of elements(machine, value)) {
    found.push(item);
    within(found.length);
  }
  return found;
}

/** An iterator over a value; a stream is its own. */
export function sourceOf(value: Datum): Iterator<Datum> {
  if (typeof value === 'string') return value[Symbol.iterator]();
  if (value === null || typeof value !== 'object') return raise('TypeError');
  if (!isStructured(value)) return codes(value.bytes);
  switch (value.kind) {
    case 'list':
    case 'tuple':
      return value.items[Symbol.iterator]();
    case 'bytearray':
      return codes(textOfCodes(value.codes));
    case 'dict':
      return keys(value.entries);
    case 'set':
      return value.entries.values();
    case 'range':
      return span(value.start, value.stop, value.by);
    case 'stream':
      return value.source;
    default:
      return beyond();
  }
}

function* codes(bytes: string): Generator<Datum, void> {
  for (let at = 0; at < bytes.length; at += 1) yield bytes.charCodeAt(at);
}

function* keys(entries: ReadonlyMap<string, readonly [Datum, Datum]>): Generator<Datum, void> {
  for (const [key] of entries.values()) yield key;
}

function* span(start: number, stop: number, by: number): Generator<Datum, void> {
  for (let at = start; by > 0 ? at < stop : at > stop; at += by) yield at;
}

/** The identifier that a node is. */
export const nameOf = (scope: Scope, node: SyntaxNode): string =>
  normalizeIdentifier(scope.home.text.slice(node.start, node.end));

/** A child that the node must have to be followed. */
export const part = (node: SyntaxNode, field: string): SyntaxNode => child(node, field) ?? beyond();
