import { code, dictFrom, nextOf, positionOf, sortItems } from './containermethods.js';
import {
  charsOf,
  type Datum,
  isByteLike,
  isStructured,
  isTrue,
  keyOf,
  likeOf,
  list,
  sizeOf,
  stream,
  textOfCodes,
  tuple,
  wholeOf,
} from './datum.js';
import {
  type Arguments,
  argumentAt,
  beyond,
  charge,
  elements,
  everyElement,
  given,
  type Machine,
  type Native,
  needed,
  raise,
  sourceOf,
} from './machine.js';
import { binary, bytearrayOf } from './operators.js';

const range: Native = (_, args) => {
  const [a, b, c] = args.positional.map((each) => wholeOf(each) ?? raise('TypeError'));
  const by = c ?? 1;
  if (a === undefined) return raise('TypeError');
  if (by === 0) return raise('ValueError');
  return b === undefined ? { kind: 'range', start: 0, stop: a, by: 1 } : { kind: 'range', start: a, stop: b, by };
};

function* zipped(machine: Machine, sources: readonly Iterator<Datum>[]): Generator<Datum, void> {
  for (;;) {
    charge(machine, 0);
    const parts: Datum[] = [];
    for (const source of sources) {
      const next = source.next();
      if (next.done === true) return;
      parts.push(next.value);
    }
    yield tuple(parts);
  }
}

function* longest(machine: Machine, sources: readonly Iterator<Datum>[], fill: Datum): Generator<Datum, void> {
  for (;;) {
    charge(machine, 0);
    const parts = sources.map((source) => source.next());
    if (parts.every((part) => part.done === true)) return;
    yield tuple(parts.map((part) => (part.done === true ? fill : part.value)));
  }
}

function* numbered(machine: Machine, value: Datum, start: number): Generator<Datum, void> {
  let at = start;
  for (const item of elements(machine, value)) {
    yield tuple([at, item]);
    at += 1;
  }
}

function* mapped(machine: Machine, callee: Datum, sources: readonly Iterator<Datum>[]): Generator<Datum, void> {
  for (;;) {
    const parts: Datum[] = [];
    for (const source of sources) {
      const next = source.next();
      if (next.done === true) return;
      parts.push(next.value);
    }
    yield machine.call(machine, callee, given(...parts));
  }
}

function* kept(machine: Machine, callee: Datum, value: Datum): Generator<Datum, void> {
  for (const item of elements(machine, value)) {
    if (isTrue(callee === null ? item : machine.call(machine, callee, given(item)))) yield item;
  }
}

function* cycled(machine: Machine, value: Datum): Generator<Datum, void> {
  const items = everyElement(machine, value);
  if (items.length === 0) return;
  for (;;) {
    charge(machine, 0);
    yield* items;
  }
}

function* chained(machine: Machine, values: Iterable<Datum>): Generator<Datum, void> {
  for (const value of values) yield* elements(machine, value);
}

function* repeatedly(machine: Machine, value: Datum, times: number): Generator<Datum, void> {
  for (let round = 0; round < times; round += 1) {
    charge(machine, 0);
    yield value;
  }
}

function* counted(machine: Machine, start: number, by: number): Generator<Datum, void> {
  for (let at = start; ; at += by) {
    charge(machine, 0);
    yield at;
  }
}

function* sliced(
  machine: Machine,
  value: Datum,
  [start, stop, by]: readonly [number, number, number],
): Generator<Datum, void> {
  let at = 0;
  if (stop <= 0) return;
  for (const item of elements(machine, value)) {
    if (at >= start && (at - start) % by === 0) yield item;
    at += 1;
    if (at >= stop) return;
  }
}

const islice: Native = (machine, args) => {
  const [source, ...bounds] = args.positional;
  const [a, b, c] = bounds.map((each) => (each === null ? null : (wholeOf(each) ?? raise('TypeError'))));
  const [start, stop] = bounds.length === 1 ? [0, a] : [a ?? 0, b];
  return stream(
    sliced(machine, source ?? raise('TypeError'), [start, stop ?? Number.POSITIVE_INFINITY, Math.max(1, c ?? 1)]),
  );
};

const first = (source: Iterator<Datum, void>): Datum => {
  const next = source.next();
  return next.done === true ? raise('TypeError') : next.value;
};

const reduce: Native = (machine, args) => {
  const source = elements(machine, needed(args, 1));
  const initial = argumentAt(args, 2, 'initial');
  let held: Datum = initial === undefined ? first(source) : initial;
  for (const item of source) held = machine.call(machine, needed(args, 0), given(held, item));
  return held;
};

const sum: Native = (machine, args) => {
  let total: Datum = argumentAt(args, 1, 'start') ?? 0;
  for (const item of elements(machine, needed(args, 0))) total = binary(machine, '+', total, item);
  return total;
};

const extreme =
  (sign: number): Native =>
  (machine, args) => {
    const items = args.positional.length === 1 ? everyElement(machine, needed(args, 0)) : [...args.positional];
    const sorted = sortItems(machine, items, { positional: [], keywords: keyOnly(args) });
    return (sign < 0 ? sorted[0] : sorted.at(-1)) ?? args.keywords.get('default') ?? raise('ValueError');
  };

const keyOnly = (args: Arguments): ReadonlyMap<string, Datum> => {
  const key = args.keywords.get('key');
  return new Map(key === undefined ? [] : [['key', key]]);
};

const reversed: Native = (machine, args) => {
  const value = needed(args, 0);
  const text = charsOf(value);
  if (text !== null) machine.letters += text.length;
  return stream(everyElement(machine, value).reverse()[Symbol.iterator]());
};

const toSet: Native = (machine, args) => {
  const entries = new Map<string, Datum>();
  const source = args.positional[0];
  if (source !== undefined) for (const item of elements(machine, source)) entries.set(keyOf(item) ?? beyond(), item);
  return { kind: 'set', entries };
};

const next: Native = (_, args) => {
  const source = needed(args, 0);
  if (!isStructured(source) || source.kind !== 'stream') return raise('TypeError');
  const fallback = argumentAt(args, 1);
  if (fallback === undefined) return nextOf(source);
  const found = source.source.next();
  return found.done === true ? fallback : found.value;
};

const iterator: Native = (_, args) => {
  const source = needed(args, 0);
  return args.positional.length > 1 ? beyond() : stream(sourceOf(source));
};

const all =
  (wanted: boolean): Native =>
  (machine, args) => {
    for (const item of elements(machine, needed(args, 0))) if (isTrue(item) === wanted) return wanted;
    return !wanted;
  };

/** `bytes(…)` and `bytearray(…)` of anything but text, as characters. */
export function byteCharacters(machine: Machine, value: Datum): string {
  if (isByteLike(value)) return charsOf(value) ?? '';
  const size = wholeOf(value);
  if (size !== null) {
    charge(machine, size);
    return size > 1_000_000 || size < 0 ? beyond() : '\0'.repeat(size);
  }
  return textOfCodes(everyElement(machine, value).map(code));
}

/** `value[index]`. */
export function itemAt(value: Datum, index: Datum): Datum {
  if (isStructured(value)) {
    if (value.kind === 'dict') {
      const entry = value.entries.get(keyOf(index) ?? beyond());
      return entry === undefined ? raise('KeyError') : entry[1];
    }
    if (value.kind === 'list' || value.kind === 'tuple')
      return value.items[positionOf(index, value.items.length)] ?? null;
    if (value.kind === 'bytearray') return value.codes[positionOf(index, value.codes.length)] ?? null;
    if (value.kind === 'range') return value.start + value.by * positionOf(index, sizeOf(value) ?? 0);
    return beyond();
  }
  const characters = charsOf(value) ?? raise('TypeError');
  const at = positionOf(index, characters.length);
  return isByteLike(value) ? characters.charCodeAt(at) : characters.charAt(at);
}

const isText = (value: Datum): boolean => !isStructured(value);

/** `value[start:stop:by]`. */
export function sliceOf(machine: Machine, value: Datum, bounds: readonly (number | null)[]): Datum {
  const size = sizeOf(value) ?? raise('TypeError');
  const at = positions(size, bounds);
  // A plain slice of a text shares its characters.
  charge(machine, at.by === 1 && isText(value) ? 0 : size * 4);
  const characters = isStructured(value) && value.kind !== 'bytearray' ? null : charsOf(value);
  if (characters !== null) {
    if (at.by < 0 && size >= 8) machine.letters += size;
    const made =
      at.by === 1
        ? characters.slice(at.start, Math.max(at.start, at.stop))
        : pick(at)
            .map((i) => characters[i])
            .join('');
    return isStructured(value) ? bytearrayOf(made) : likeOf(value, made);
  }
  const items =
    isStructured(value) && (value.kind === 'list' || value.kind === 'tuple')
      ? value.items
      : everyElement(machine, value);
  const picked = pick(at).map((index) => items[index] ?? null);
  return isStructured(value) && value.kind === 'tuple' ? tuple(picked) : list(picked);
}

interface Cut {
  readonly start: number;
  readonly stop: number;
  readonly by: number;
}

/** Bounds of a slice, clamped as Python does. */
export function positions(length: number, [start, stop, step]: readonly (number | null)[]): Cut {
  const by = step ?? 1;
  if (by === 0) return raise('ValueError');
  const clamp = (at: number): number =>
    Math.max(by < 0 ? -1 : 0, Math.min(by < 0 ? length - 1 : length, at < 0 ? at + length : at));
  return {
    start: start === null || start === undefined ? (by < 0 ? length - 1 : 0) : clamp(start),
    stop: stop === null || stop === undefined ? (by < 0 ? -1 : length) : clamp(stop),
    by,
  };
}

/** The positions that a slice names. */
export function pick({ start, stop, by }: Cut): readonly number[] {
  const found: number[] = [];
  for (let at = start; by > 0 ? at < stop : at > stop; at += by) found.push(at);
  return found;
}

/** Builtins and library functions that make and walk sequences. */
export const SEQUENCES: readonly (readonly [string, Native])[] = [
  ['builtins.len', (_, args) => sizeOf(needed(args, 0)) ?? raise('TypeError')],
  ['builtins.range', range],
  ['builtins.xrange', range],
  ['builtins.zip', (machine, args) => stream(zipped(machine, args.positional.map(sourceOf)))],
  ['itertools.izip', (machine, args) => stream(zipped(machine, args.positional.map(sourceOf)))],
  [
    'itertools.zip_longest',
    (machine, args) => stream(longest(machine, args.positional.map(sourceOf), args.keywords.get('fillvalue') ?? null)),
  ],
  [
    'builtins.enumerate',
    (machine, args) => stream(numbered(machine, needed(args, 0), wholeOf(argumentAt(args, 1, 'start') ?? 0) ?? 0)),
  ],
  ['builtins.map', (machine, args) => stream(mapped(machine, needed(args, 0), args.positional.slice(1).map(sourceOf)))],
  ['builtins.filter', (machine, args) => stream(kept(machine, needed(args, 0), needed(args, 1)))],
  ['itertools.cycle', (machine, args) => stream(cycled(machine, needed(args, 0)))],
  ['itertools.chain', (machine, args) => stream(chained(machine, args.positional))],
  ['itertools.chain.from_iterable', (machine, args) => stream(chained(machine, elements(machine, needed(args, 0))))],
  [
    'itertools.repeat',
    (machine, args) =>
      stream(repeatedly(machine, needed(args, 0), wholeOf(argumentAt(args, 1, 'times')) ?? Number.POSITIVE_INFINITY)),
  ],
  [
    'itertools.count',
    (machine, args) =>
      stream(counted(machine, wholeOf(argumentAt(args, 0, 'start')) ?? 0, wholeOf(argumentAt(args, 1, 'step')) ?? 1)),
  ],
  ['itertools.islice', islice],
  ['itertools.starmap', (machine, args) => stream(starred(machine, needed(args, 0), needed(args, 1)))],
  ['functools.reduce', reduce],
  ['builtins.reduce', reduce],
  ['builtins.sum', sum],
  ['builtins.min', extreme(-1)],
  ['builtins.max', extreme(1)],
  ['builtins.reversed', reversed],
  ['builtins.sorted', (machine, args) => list(sortItems(machine, everyElement(machine, needed(args, 0)), args))],
  [
    'builtins.list',
    (machine, args) => list(args.positional.length === 0 ? [] : everyElement(machine, needed(args, 0))),
  ],
  [
    'builtins.tuple',
    (machine, args) => tuple(args.positional.length === 0 ? [] : everyElement(machine, needed(args, 0))),
  ],
  ['builtins.set', toSet],
  ['builtins.frozenset', toSet],
  ['builtins.dict', dictFrom],
  ['collections.OrderedDict', dictFrom],
  [
    'collections.deque',
    (machine, args) => list(args.positional.length === 0 ? [] : everyElement(machine, needed(args, 0))),
  ],
  ['builtins.next', next],
  ['builtins.iter', iterator],
  ['builtins.any', all(true)],
  ['builtins.all', all(false)],
];

function* starred(machine: Machine, callee: Datum, value: Datum): Generator<Datum, void> {
  for (const item of elements(machine, value))
    yield machine.call(machine, callee, given(...everyElement(machine, item)));
}
