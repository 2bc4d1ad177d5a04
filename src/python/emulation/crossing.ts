import { attributeOf } from '../classes.js';
import type { Environment } from '../environment.js';
import { lookup } from '../environment.js';
import type { Frame, FunctionInfo, State } from '../state.js';
import { constantValue, refValue, UNKNOWN, type Value } from '../value.js';
import { type Datum, type Home, isStructured, list, named, type Scope, textOfCodes, tuple } from './datum.js';
import { CONSTANTS, LIBRARY } from './library.js';
import { beyond, charge, elements, everyElement, type Machine } from './machine.js';

/**
 * Values on their way between the reader, which knows of some what they may be, and the emulation, which works with values known in
 * full. What is not known in full does not cross.
 */
export interface Crossing {
  readonly machine: Machine;
  readonly frame: Frame;
  /** What crossed already: a list that two names share stays one list. */
  readonly crossed: Map<Value, Datum>;
  /** Names of the place where the emulation began that were looked up, with what may have been changed there. */
  readonly touched: Map<string, Datum>;
}

/** Most elements of one value that cross. */
const MAX_ITEMS = 200_000;

/** The names around a piece of code, as the reader knows them. */
export function homeOf(crossing: Crossing, state: State, environment: Environment, notes: boolean): Home {
  return {
    text: state.text,
    find: (name) => {
      const value = lookup(environment, name);
      if (value === null) return undefined;
      const datum = inward(crossing, value, state);
      if (notes && isStructured(datum)) crossing.touched.set(name, datum);
      return datum;
    },
  };
}

/** A value as the emulation has it. */
export function inward(crossing: Crossing, value: Value, state: State): Datum {
  // Only what can be changed has an identity that matters.
  if (value.items === null && value.fields === null && value.made === null) return converted(crossing, value, state);
  const known = crossing.crossed.get(value);
  if (known !== undefined) return known;
  const datum = converted(crossing, value, state);
  crossing.crossed.set(value, datum);
  return datum;
}

function converted(crossing: Crossing, value: Value, state: State): Datum {
  if (value.constant !== undefined) return value.partial ? beyond() : value.constant;
  if (value.items !== null) {
    charge(crossing.machine, value.items.length * 8);
    return list(value.items.map((item) => inward(crossing, item, state)));
  }
  if (value.made !== null) return remade(crossing, value, state);
  if (value.fields !== null) return dictionary(crossing, value.fields, state);
  const [ref] = value.refs;
  if (ref === undefined || value.refs.length > 1) return beyond();
  if (ref.startsWith('@')) return own(crossing, ref, state);
  // An object of which only the class is known.
  return CONSTANTS.get(ref) ?? (ref.includes('(') ? beyond() : named(ref));
}

function dictionary(crossing: Crossing, fields: ReadonlyMap<string, Value>, state: State): Datum {
  const entries = new Map<string, readonly [Datum, Datum]>();
  for (const [key, value] of fields) {
    if (key.startsWith('\0')) return beyond();
    entries.set(`s${key}`, [key, inward(crossing, value, state)]);
  }
  return { kind: 'dict', entries };
}

/** An object of the library, made again from what it was made from. */
function remade(crossing: Crossing, value: Value, state: State): Datum {
  const { made } = value;
  // A copy: what one use of it gathers is not there for the next.
  if (made?.object !== undefined) return { ...made.object };
  const native = made === null ? undefined : LIBRARY.get(made.name);
  if (made === null || native === undefined) return beyond();
  return native(crossing.machine, {
    positional: made.positional.map((each) => inward(crossing, each, state)),
    keywords: new Map([...made.keywords].map(([key, each]) => [key, inward(crossing, each, state)])),
  });
}

/** A function, class or instance of the file. */
function own(crossing: Crossing, ref: string, state: State): Datum {
  const info = state.functions.get(ref.slice(1));
  if (info !== undefined) return closureOf(crossing, info, undefined);
  const method = /^@(?<owner>.+)\(\)\.(?<name>\w+)$/u.exec(ref)?.groups;
  if (method?.['owner'] !== undefined && method['name'] !== undefined) {
    const self: Datum = { kind: 'instance', owner: method['owner'], attributes: new Map() };
    return member(crossing, state, { owner: method['owner'], name: method['name'], self }) ?? beyond();
  }
  const name = ref.replace(/^@|\(\)$/gu, '');
  if (!state.classes.has(name)) return beyond();
  return ref.endsWith('()') ? { kind: 'instance', owner: name, attributes: new Map() } : named(`@${name}`);
}

/** A function of the file, ready to be called. */
export function closureOf(crossing: Crossing, info: FunctionInfo, self: Datum | undefined): Datum {
  const home = homeOf(crossing, info.state, info.closure, false);
  const scope: Scope = { names: new Map(), parent: null, home, shared: new Set() };
  return {
    kind: 'closure',
    parameters: info.parameters.map(({ name, kind, fallback }) => ({
      name,
      kind,
      fallback: fallback === null ? null : () => inward(crossing, fallback, info.state),
    })),
    body: info.body,
    isLambda: info.isLambda,
    scope,
    self,
  };
}

/** An attribute of a class of the file, seen from an instance. */
export function member(
  crossing: Crossing,
  state: State,
  { owner, name, self }: { owner: string; name: string; self: Datum },
): Datum | undefined {
  const value = attributeOf(crossing.frame, `@${owner}()`, name);
  if (value === null) return undefined;
  const [ref = ''] = value.refs;
  const info = state.functions.get(ref.replace(/^@/u, '').replace('().', '.'));
  if (info === undefined) return inward(crossing, value, state);
  return closureOf(crossing, info, info.parameters[0]?.name === 'self' ? self : undefined);
}

/** A value as the reader has it, its parts with the provenance of the whole; null for what it has no form for. */
export function outward(machine: Machine, datum: Datum, from: From): Value | null {
  if (!isStructured(datum)) return { ...constantValue(datum), ...from };
  switch (datum.kind) {
    case 'list':
    case 'tuple':
    case 'set':
    case 'range':
      return collection(machine, everyElement(machine, datum), from);
    case 'stream': {
      const data = firstElements(machine, datum);
      return data === null ? null : collection(machine, data, from);
    }
    case 'bytearray':
      return { ...constantValue({ bytes: textOfCodes(datum.codes) }), ...from };
    case 'dict':
      return mapping(machine, datum.entries, from);
    case 'made':
      return { ...UNKNOWN, ...from, made: { name: datum.name, positional: [], keywords: new Map(), object: datum } };
    case 'named':
      return { ...refValue(datum.name), ...from };
    default:
      return null;
  }
}

type From = Pick<Value, 'tags' | 'trail'>;

/** Longest iterator that is walked to its end; endless ones stay what they were made from. */
const MAX_WALKED = 5000;

function firstElements(machine: Machine, datum: Datum): readonly Datum[] | null {
  const found: Datum[] = [];
  for (const item of elements(machine, datum)) {
    found.push(item);
    if (found.length > MAX_WALKED) return null;
  }
  return found;
}

function collection(machine: Machine, data: readonly Datum[], from: From): Value | null {
  if (data.length > MAX_ITEMS) return null;
  return { ...UNKNOWN, ...from, items: data.map((item) => outward(machine, item, from) ?? UNKNOWN) };
}

function mapping(machine: Machine, entries: ReadonlyMap<string, readonly [Datum, Datum]>, from: From): Value | null {
  const values = [...entries.values()];
  if (values.every(([key]) => typeof key === 'string')) {
    const fields = new Map(values.map(([key, value]) => [String(key), outward(machine, value, from) ?? UNKNOWN]));
    return { ...UNKNOWN, ...from, fields };
  }
  const pairs = values.map(([key, value]) => outward(machine, tuple([key, value]), from) ?? UNKNOWN);
  const made = { name: 'builtins.dict', positional: [{ ...UNKNOWN, items: pairs }], keywords: new Map() };
  return { ...UNKNOWN, ...from, made };
}
