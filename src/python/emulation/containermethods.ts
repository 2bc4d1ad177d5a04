import { narrow } from '../literals.js';
import {
  type ByteArray,
  bytesOf,
  type Collection,
  charsOf,
  type Datum,
  type Dictionary,
  isEqual,
  isStructured,
  keyOf,
  type List,
  list,
  NONE,
  type Stream,
  type Tuple,
  textOfCodes,
  tuple,
  wholeOf,
} from './datum.js';
import {
  type Arguments,
  argumentAt,
  beyond,
  charge,
  everyElement,
  given,
  type Machine,
  needed,
  raise,
  within,
} from './machine.js';
import { orderOf } from './operators.js';

type Method<T> = (machine: Machine, self: T, args: Arguments) => Datum;

const methods = <T>(table: Readonly<Record<string, Method<T>>>): ReadonlyMap<string, Method<T>> =>
  new Map(Object.entries(table));

/** Position of a Python index in a list of that length; an error of the emulated code when it is outside. */
export function positionOf(index: Datum, length: number): number {
  const at = wholeOf(index) ?? raise('TypeError');
  const position = at < 0 ? at + length : at;
  return position < 0 || position >= length ? raise('IndexError') : position;
}

/** `sorted(…)`, in place of a copy. */
export function sortItems(machine: Machine, items: Datum[], args: Arguments): Datum[] {
  const key = args.keywords.get('key') ?? null;
  charge(machine, items.length * 8);
  const keyed = items.map((item): readonly [Datum, Datum] => [
    key === null ? item : machine.call(machine, key, given(item)),
    item,
  ]);
  keyed.sort((a, b) => orderOf(a[0], b[0]));
  const found = keyed.map(([, item]) => item);
  return args.keywords.get('reverse') === true ? found.reverse() : found;
}

const itemIndex = (self: List | Tuple, wanted: Datum): number => {
  const at = self.items.findIndex((item) => isEqual(item, wanted) === true);
  return at < 0 ? raise('ValueError') : at;
};

/** Methods that lists and tuples share. */
const LOOKING: Readonly<Record<string, Method<List | Tuple>>> = {
  index: (machine, self, args) => {
    charge(machine, self.items.length);
    return itemIndex(self, needed(args, 0));
  },
  count: (machine, self, args) => {
    charge(machine, self.items.length);
    return self.items.filter((item) => isEqual(item, needed(args, 0)) === true).length;
  },
};

const LIST = methods<List>({
  append: (_, self, args) => {
    self.items.push(needed(args, 0));
    within(self.items.length);
    return NONE;
  },
  extend: (machine, self, args) => {
    for (const item of everyElement(machine, needed(args, 0))) self.items.push(item);
    within(self.items.length);
    return NONE;
  },
  insert: (machine, self, args) => {
    charge(machine, self.items.length);
    self.items.splice(wholeOf(needed(args, 0)) ?? 0, 0, needed(args, 1));
    return NONE;
  },
  pop: (machine, self, args) => {
    const at = positionOf(argumentAt(args, 0) ?? -1, self.items.length);
    charge(machine, self.items.length - at);
    return self.items.splice(at, 1)[0] ?? NONE;
  },
  remove: (machine, self, args) => {
    charge(machine, self.items.length);
    self.items.splice(itemIndex(self, needed(args, 0)), 1);
    return NONE;
  },
  reverse: (machine, self) => {
    charge(machine, self.items.length);
    self.items.reverse();
    return NONE;
  },
  sort: (machine, self, args) => {
    self.items = sortItems(machine, self.items, args);
    return NONE;
  },
  copy: (machine, self) => list(everyElement(machine, self)),
  clear: (_, self) => {
    self.items.length = 0;
    return NONE;
  },
  ...LOOKING,
});

const TUPLE = methods<Tuple>(LOOKING);

const BYTE_ARRAY = methods<ByteArray>({
  append: (_, self, args) => {
    self.codes.push(code(needed(args, 0)));
    within(self.codes.length);
    return NONE;
  },
  extend: (machine, self, args) => {
    for (const item of everyElement(machine, needed(args, 0))) self.codes.push(code(item));
    within(self.codes.length);
    return NONE;
  },
  insert: (machine, self, args) => {
    charge(machine, self.codes.length);
    self.codes.splice(wholeOf(needed(args, 0)) ?? 0, 0, code(needed(args, 1)));
    return NONE;
  },
  pop: (_, self, args) => self.codes.splice(positionOf(argumentAt(args, 0) ?? -1, self.codes.length), 1)[0] ?? NONE,
  reverse: (_, self) => {
    self.codes.reverse();
    return NONE;
  },
  copy: (_, self) => ({ kind: 'bytearray', codes: [...self.codes] }),
  clear: (_, self) => {
    self.codes.length = 0;
    return NONE;
  },
});

/** A byte's number. */
export function code(value: Datum): number {
  const number = wholeOf(value) ?? raise('TypeError');
  return number < 0 || number > 255 ? raise('ValueError') : number;
}

const key = (value: Datum): string => keyOf(value) ?? beyond();

const DICT = methods<Dictionary>({
  get: (_, self, args) => {
    const known = self.entries.get(key(needed(args, 0)));
    return known === undefined ? (argumentAt(args, 1) ?? NONE) : known[1];
  },
  setdefault: (_, self, args) => {
    const [name, fallback] = [needed(args, 0), argumentAt(args, 1) ?? NONE];
    const known = self.entries.get(key(name));
    if (known === undefined) self.entries.set(key(name), [name, fallback]);
    return known === undefined ? fallback : known[1];
  },
  pop: (_, self, args) => {
    const name = key(needed(args, 0));
    const known = self.entries.get(name);
    self.entries.delete(name);
    return known === undefined ? (argumentAt(args, 1) ?? raise('KeyError')) : known[1];
  },
  keys: (_, self) => list([...self.entries.values()].map(([name]) => name)),
  values: (_, self) => list([...self.entries.values()].map(([, value]) => value)),
  items: (_, self) => list([...self.entries.values()].map(tuple)),
  copy: (_, self) => ({ kind: 'dict', entries: new Map(self.entries) }),
  update: (machine, self, args) => {
    for (const [name, entry] of dictFrom(machine, args).entries) self.entries.set(name, entry);
    return NONE;
  },
});

const SET = methods<Collection>({
  add: (_, self, args) => {
    self.entries.set(key(needed(args, 0)), needed(args, 0));
    return NONE;
  },
  discard: (_, self, args) => {
    self.entries.delete(key(needed(args, 0)));
    return NONE;
  },
  copy: (_, self) => ({ kind: 'set', entries: new Map(self.entries) }),
});

/** `dict(…)`. */
export function dictFrom(machine: Machine, args: Arguments): Dictionary {
  const entries = new Map<string, readonly [Datum, Datum]>();
  const [source] = args.positional;
  if (isStructured(source) && source.kind === 'dict')
    for (const [name, entry] of source.entries) entries.set(name, entry);
  else if (source !== undefined) {
    for (const pair of everyElement(machine, source)) {
      const [name, value] = everyElement(machine, pair);
      if (name === undefined || value === undefined) return raise('ValueError');
      entries.set(key(name), [name, value]);
    }
  }
  for (const [name, value] of args.keywords) entries.set(`s${name}`, [name, value]);
  return { kind: 'dict', entries };
}

/** Methods of whole numbers. */
export const NUMBER_METHODS = methods<number | bigint>({
  bit_length: (_, self) => (self === 0 ? 0 : whole(self < 0 ? -self : self).toString(2).length),
  to_bytes: (machine, self, args) => bytesOf(numberBytes(machine, self, args)),
  conjugate: (_, self) => self,
});

const whole = (value: number | bigint): bigint =>
  typeof value === 'bigint' || Number.isInteger(value) ? BigInt(value) : raise('TypeError');

/** `int.to_bytes(number, length, byteorder)`; the number has been taken off. */
function numberBytes(machine: Machine, self: number | bigint, args: Arguments): string {
  const length = wholeOf(argumentAt(args, 0, 'length') ?? 1) ?? raise('TypeError');
  if (self < 0 || (typeof self === 'number' && !Number.isInteger(self))) return raise('OverflowError');
  within(length);
  charge(machine, length);
  const digits = BigInt(self)
    .toString(16)
    .padStart(length * 2, '0');
  if (digits.length > length * 2) return raise('OverflowError');
  if (length > 8) machine.letters += length;
  const bytes = Buffer.from(digits, 'hex');
  return (argumentAt(args, 1, 'byteorder') === 'little' ? bytes.reverse() : bytes).toString('latin1');
}

/** `int.from_bytes(…)`. */
export function numberFrom(machine: Machine, args: Arguments): Datum {
  const source = needed(args, 0);
  const characters = charsOf(source) ?? textOfCodes(everyElement(machine, source).map(code));
  within(characters.length * 20);
  charge(machine, characters.length * 4);
  const bytes = Buffer.from(characters, 'latin1');
  const ordered = argumentAt(args, 1, 'byteorder') === 'little' ? bytes.reverse() : bytes;
  return narrow(BigInt(`0x${ordered.toString('hex') || '0'}`)) ?? beyond();
}

/** A method of a container or number; undefined when the value has none of that name. */
export function containerMethod(machine: Machine, self: Datum, name: string, args: Arguments): Datum | undefined {
  if (typeof self === 'number' || typeof self === 'bigint') return NUMBER_METHODS.get(name)?.(machine, self, args);
  if (!isStructured(self)) return undefined;
  switch (self.kind) {
    case 'list':
      return LIST.get(name)?.(machine, self, args);
    case 'tuple':
      return TUPLE.get(name)?.(machine, self, args);
    case 'bytearray':
      return BYTE_ARRAY.get(name)?.(machine, self, args);
    case 'dict':
      return DICT.get(name)?.(machine, self, args);
    case 'set':
      return SET.get(name)?.(machine, self, args);
    case 'stream':
      return name === '__next__' ? nextOf(self) : undefined;
    default:
      return undefined;
  }
}

/** `next(iterator)`. */
export function nextOf(self: Stream): Datum {
  const next = self.source.next();
  return next.done === true ? raise('StopIteration') : next.value;
}
