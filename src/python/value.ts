import type { Provenance } from '../model/profile.js';
import type { Constant } from './constants.js';
import type { Made } from './emulation/datum.js';
import type { SourcePlace, SourceStep } from './facts.js';

/** The position is the bit of a tag set. */
const PROVENANCES = [
  'decoded',
  'downloaded-file',
  'environment',
  'host-facts',
  'network',
  'own-data',
  'secret-file',
  'user-input',
  'captured',
  'clipboard',
  'key-material',
] as const satisfies readonly Provenance[];

export const DECODED = 1;
export const DOWNLOADED = 2;
export const ENVIRONMENT = 4;
export const HOST_FACTS = 8;
export const NETWORK = 16;
export const OWN_DATA = 32;
export const SECRET_FILE = 64;
export const USER_INPUT = 128;
export const CAPTURED = 256;
export const CLIPBOARD = 512;
export const KEY_MATERIAL = 1024;

/** What tells of a person or a machine, and leaves with whatever it flows into. */
export const LEAVING = ENVIRONMENT | HOST_FACTS | SECRET_FILE | CAPTURED | CLIPBOARD | KEY_MATERIAL;

/** Names of a tag set, sorted. */
export const provenancesOf = (tags: number): readonly Provenance[] =>
  PROVENANCES.filter((_, bit) => (tags & (1 << bit)) !== 0).toSorted();

/** What flows with a value: a path also carries what was written there. */
export const carriedBy = ({ tags, cells }: Value): number =>
  cells.some((cell) => (cell.tags & (NETWORK | DOWNLOADED)) !== 0) ? tags | DOWNLOADED : tags;

/** The bits of named provenances. */
export const provenanceTags = (names: readonly Provenance[]): number =>
  PROVENANCES.reduce((tags, name, bit) => (names.includes(name) ? tags | (1 << bit) : tags), 0);

/** What is known of a value without running anything: where it came from, what it may be, what it may name. */
export interface Value {
  /** Bits of the provenances that flow into it. */
  readonly tags: number;
  /** Its value, when known; a text may hold HOLEs for unknown parts, and then `partial` is set. */
  readonly constant: Constant | undefined;
  readonly partial: boolean;
  /** Other values it may have, from branches that were joined. */
  readonly also: readonly Constant[];
  /** Dotted names of what it may be: `os.system`, `requests.Session()`, `@helper` for something of this file. */
  readonly refs: readonly string[];
  /** The name was put together or reached by a string, not written as a name. */
  readonly obscured: boolean;
  /** Elements of a list, tuple, set or argument list. */
  readonly items: readonly Value[] | null;
  /** Entries of a dictionary with text keys. */
  readonly fields: ReadonlyMap<string, Value> | null;
  /** For an object of the library, what it was made from. */
  readonly made: Recipe | null;
  /** Identities of the paths it holds, its own first: a download marks the own one of its destination. */
  readonly cells: readonly Cell[];
  /** For an open file, the path it was opened on. */
  readonly file: Value | null;
  /** How its tags came about, newest step first. */
  readonly trail: Trail | null;
}

/** A call of the library, to be made again where its result is needed: a cipher with its key, an endless iterator. */
export interface Recipe {
  /** Canonical name of the callable. */
  readonly name: string;
  readonly positional: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
  /** The object, where it was worked out. */
  readonly object?: Made;
}

/** Identity of a path, and the provenance of what the code writes there. */
export interface Cell {
  tags: number;
  trail: Trail | null;
}

export interface Trail {
  readonly what: string;
  readonly at: SourcePlace;
  readonly before: Trail | null;
  /** Number of steps; long trails are not extended. */
  readonly length: number;
}

export const UNKNOWN: Value = {
  tags: 0,
  constant: undefined,
  partial: false,
  also: [],
  refs: [],
  obscured: false,
  items: null,
  fields: null,
  made: null,
  cells: [],
  file: null,
  trail: null,
};

export const constantValue = (constant: Constant | undefined, tags = 0): Value => ({ ...UNKNOWN, constant, tags });

export const refValue = (ref: string): Value => ({ ...UNKNOWN, refs: [ref] });

/** A new path identity in front of those that the value already holds. */
export const withOwnCell = (value: Value): Value => ({
  ...value,
  cells: [{ tags: 0, trail: null }, ...value.cells.slice(0, 7)],
});

const MAX_TRAIL = 12;

export const step = (before: Trail | null, what: string, at: SourcePlace): Trail | null => {
  if (before !== null && before.length >= MAX_TRAIL) return before;
  return { what, at, before, length: (before?.length ?? 0) + 1 };
};

/** The longer of two trails: it tells more of how the value came about. */
export const longer = (a: Trail | null, b: Trail | null): Trail | null => ((b?.length ?? 0) > (a?.length ?? 0) ? b : a);

const MAX_REFS = 4;

/** A value that may be either. A known constant is kept: what code may do counts, not what it always does. */
export function join(a: Value, b: Value): Value {
  if (a === b || b === UNKNOWN) return a;
  if (a === UNKNOWN) return b;
  return {
    tags: a.tags | b.tags,
    constant: a.constant ?? b.constant,
    partial: a.constant === undefined ? b.partial : a.partial,
    also: alternatives(a, b),
    refs: union(a.refs, b.refs, MAX_REFS),
    obscured: a.obscured || b.obscured,
    items: a.items ?? b.items,
    fields: a.fields ?? b.fields,
    made: a.made ?? b.made,
    cells: union(a.cells, b.cells, 8),
    file: a.file ?? b.file,
    trail: trailOf(a, b),
  };
}

/** Constants beside the one that is kept; texts with unknown parts are not told apart from their kind and left out. */
function alternatives(a: Value, b: Value): readonly Constant[] {
  if (b.constant === undefined || a.constant === undefined || a.constant === b.constant || b.partial)
    return a.also.length > 0 ? a.also : b.also;
  return union(union(a.also, [b.constant], MAX_REFS), b.also, MAX_REFS);
}

// A trail tells of tags: the value with more of them has the one worth telling.
const trailOf = (a: Value, b: Value): Trail | null =>
  (b.tags & ~a.tags) !== 0 ? (b.trail ?? a.trail) : longer(a.trail, b.trail);

/** What flows from several values into one that is made of them; nothing is known of its text. */
export function flowOf(values: readonly Value[]): Value {
  let tags = 0;
  let trail: Trail | null = null;
  let cells: readonly Cell[] = [];
  for (const value of values) {
    if ((value.tags & ~tags) !== 0 || trail === null) trail = value.trail ?? trail;
    tags |= value.tags;
    if (value.cells.length > 0) cells = union(cells, value.cells, 8);
  }
  return tags === 0 && cells.length === 0 ? UNKNOWN : { ...UNKNOWN, tags, cells, trail };
}

function union<T>(a: readonly T[], b: readonly T[], limit: number): readonly T[] {
  if (b.length === 0) return a;
  if (a.length === 0) return b;
  const merged = [...a];
  for (const item of b) if (merged.length < limit && !merged.includes(item)) merged.push(item);
  return merged.length === a.length ? a : merged;
}

/** The steps of a trail, oldest first. */
export function stepsOf(trail: Trail | null): readonly SourceStep[] {
  const steps: SourceStep[] = [];
  for (let at = trail; at !== null; at = at.before) steps.push({ what: at.what, at: at.at });
  return steps.reverse();
}
