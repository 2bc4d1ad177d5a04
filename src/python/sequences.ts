import { argument, argumentsOf, type Model, shared } from './call.js';
import { elementsOf } from './comprehensions.js';
import { charactersOf, integerOf } from './constants.js';
import { canAfford, markTelling } from './state.js';
import { anyElement } from './subscripts.js';
import { hidden } from './texts.js';
import { constantValue, flowOf, UNKNOWN, type Value } from './value.js';

const sequence: Model = (_, call) => {
  const value = argument(call, 0);
  const items = elementsOf(value);
  return items === null ? { ...flowOf([value]), refs: anyElement(value).refs } : { ...flowOf([value]), items };
};

const reversed: Model = (frame, call) => {
  markTelling(frame);
  const value = argument(call, 0);
  const items = elementsOf(value);
  if (items === null) return flowOf([value]);
  const flow = flowOf([value]);
  return { ...(charactersOf(value.constant) === null ? flow : hidden(flow)), items: items.toReversed() };
};

const sorted: Model = (frame, call) => {
  const value = argument(call, 0);
  const key = call.keywords.get('key');
  if (key !== undefined && key.refs.length > 0) frame.state.run.invoke(frame, key, [anyElement(value)], call.node);
  return { ...flowOf([value]), refs: anyElement(value).refs };
};

const range: Model = (frame, call) => {
  const [a, b, c] = [0, 1, 2].map((position) => integerOf(argument(call, position).constant));
  const [start, stop, by] = call.positional.length < 2 ? [0, a, 1] : [a, b, call.positional.length > 2 ? c : 1];
  if (typeof start !== 'number' || typeof stop !== 'number' || typeof by !== 'number' || by === 0) return UNKNOWN;
  const length = Math.max(0, Math.ceil((stop - start) / by));
  if (length > 50_000 || !canAfford(frame.state)) return UNKNOWN;
  frame.state.budget.steps -= length >> 3;
  return { ...UNKNOWN, items: Array.from({ length }, (_each, index) => constantValue(start + index * by)) };
};

const len: Model = (_, call) => {
  const value = argument(call, 0);
  const text = value.partial ? null : charactersOf(value.constant);
  return constantValue(value.items?.length ?? text?.length);
};

/** `map(f, a, b)`: each element goes through `f`. */
const map: Model = (frame, call) => {
  const [callee, ...iterables] = call.positional;
  if (callee === undefined) return null;
  const lists = iterables.map(elementsOf);
  const { invoke } = frame.state.run;
  const shortest = Math.min(...lists.map((list) => list?.length ?? Number.POSITIVE_INFINITY));
  if (lists.some((list) => list === null) || shortest > 50_000) {
    const result = invoke(frame, callee, iterables.map(anyElement), call.node);
    const flow: Value = { ...flowOf([result, ...iterables]), refs: result.refs };
    return callee.refs.includes('builtins.chr') ? hidden(flow) : flow;
  }
  const items: Value[] = [];
  for (let index = 0; index < shortest && canAfford(frame.state); index += 1) {
    items.push(
      invoke(
        frame,
        callee,
        lists.map((list) => list?.[index] ?? UNKNOWN),
        call.node,
      ),
    );
  }
  const flow = flowOf(items.length > 2000 ? items.slice(0, 2000) : items);
  const letters = callee.refs.includes('builtins.chr') && items.length >= 4;
  return { ...(letters ? hidden(flow) : flow), items };
};

const filter: Model = (frame, call) => {
  const value = argument(call, 1);
  frame.state.run.invoke(frame, argument(call, 0), [anyElement(value)], call.node);
  return { ...flowOf([value]), refs: anyElement(value).refs };
};

const zip: Model = (_, call) => {
  const lists = call.positional.map(elementsOf);
  if (lists.some((list) => list === null) || lists.length === 0) return flowOf(call.positional);
  const length = Math.min(...lists.map((list) => list?.length ?? 0));
  const items = Array.from({ length }, (_each, index): Value => {
    const parts = lists.map((list) => list?.[index] ?? UNKNOWN);
    return { ...flowOf(parts), items: parts };
  });
  return { ...flowOf(call.positional), items };
};

const enumerate: Model = (_, call) => {
  const value = argument(call, 0);
  const items = elementsOf(value);
  const start = integerOf(argument(call, 1, 'start').constant) ?? 0;
  if (items === null) return { ...flowOf([value]), items: null };
  return {
    ...flowOf([value]),
    items: items.map((item, index) => ({ ...flowOf([item]), items: [constantValue(start + index), item] })),
  };
};

const next: Model = (_, call) => anyElement(argument(call, 0));

const dict: Model = (_, call) => {
  const [source] = call.positional;
  // Entries that are not known are one entry without a name: a dictionary made of them is not an empty one.
  const unknown: readonly (readonly [string, Value])[] =
    source === undefined || source.fields !== null ? [] : [['\0', flowOf([source])]];
  return {
    ...flowOf(argumentsOf(call)),
    fields: new Map([...(source?.fields ?? []), ...unknown, ...call.keywords]),
    refs: source?.refs.includes('os.environ') === true ? ['os.environ'] : [],
  };
};

/** Builtins that make, order and walk lists. */
export const SEQUENCE_MODELS: readonly (readonly [string, Model])[] = [
  ['builtins.len', len],
  ...shared('builtins.list builtins.tuple builtins.set builtins.frozenset', sequence),
  ['builtins.reversed', reversed],
  ['builtins.sorted', sorted],
  ...shared('builtins.range builtins.xrange', range),
  ...shared('builtins.map itertools.imap', map),
  ['builtins.filter', filter],
  ...shared('builtins.zip itertools.izip', zip),
  ['builtins.enumerate', enumerate],
  ['builtins.next', next],
  ...shared('builtins.dict collections.OrderedDict', dict),
];
