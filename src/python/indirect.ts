import { ACTS } from './acts.js';
import { attribute } from './attributes.js';
import { argument, type Call, type Model, shared } from './call.js';
import { elementsOf } from './comprehensions.js';
import { charactersOf } from './constants.js';
import { isHidingCodec } from './decoders.js';
import { readLiteral } from './literaltext.js';
import { loadsMarshal } from './marshalled.js';
import { record } from './record.js';
import { decoded } from './sinks.js';
import { type Frame, markTelling } from './state.js';
import { anyElement } from './subscripts.js';
import { DECODED, DOWNLOADED, flowOf, NETWORK, refValue, UNKNOWN, type Value } from './value.js';

/** A value that calls something when it is called; `made` says what. */
const callable = (name: string, call: Call, flow: Value = UNKNOWN): Value => ({
  ...flow,
  refs: [`${name}()`],
  made: { name, positional: call.positional, keywords: call.keywords },
});

const keeps =
  (name: string): Model =>
  (_, call) =>
    callable(name, call);

const givenTo = (call: Call): readonly Value[] => call.callee.made?.positional ?? [];

/** `operator.attrgetter('a.b')(object)`. */
const attrgetter: Model = (frame, call) => {
  const path = charactersOf(givenTo(call)[0]?.constant);
  if (path === null || path.length > 200) return null;
  let value = argument(call, 0);
  for (const name of path.split('.')) value = attribute(frame, value, name, call.node);
  return { ...value, obscured: value.refs.length > 0 };
};

/** `operator.methodcaller('name', …)(object)`. */
const methodcaller: Model = (frame, call) => {
  const [name, ...rest] = givenTo(call);
  const method = charactersOf(name?.constant);
  if (method === null) return null;
  const callee = attribute(frame, argument(call, 0), method, call.node);
  return frame.state.run.invoke(frame, { ...callee, obscured: true }, rest, call.node);
};

/** `functools.partial(f, …)`: made with arguments it is called with those at least, whoever calls it. */
const partial: Model = (frame, call) => {
  const [callee, ...rest] = call.positional;
  if (callee === undefined) return null;
  if (rest.length === 0 && call.keywords.size === 0) return callee;
  return callable('functools.partial', call, frame.state.run.invoke(frame, callee, rest, call.node));
};

const callPartial: Model = (frame, call) => {
  const [callee, ...rest] = givenTo(call);
  if (callee === undefined || call.positional.length === 0) return null;
  return frame.state.run.invoke(frame, callee, [...rest, ...call.positional], call.node);
};

/** Longest list over which a function is folded call by call; decoders of letters are worked out otherwise. */
const MAX_FOLDED = 12;

const reduce: Model = (frame, call) => {
  const [callee, list, initial] = call.positional;
  const items = list === undefined ? null : elementsOf(list);
  if (callee === undefined || list === undefined) return null;
  const { invoke } = frame.state.run;
  if (items === null || items.length > MAX_FOLDED) {
    const flow = invoke(frame, callee, [initial ?? anyElement(list), anyElement(list)], call.node);
    return items === null ? flowOf([flow, list]) : null;
  }
  const [first, ...rest] = initial === undefined ? items : [initial, ...items];
  return rest.reduce((held, item) => invoke(frame, callee, [held, item], call.node), first ?? UNKNOWN);
};

/** `type(name, bases, names)` makes a class; `type(lambda: 0)` is the type of functions, which makes them from code. */
const type: Model = (_, call) => {
  const [first, , names] = call.positional;
  if (names !== undefined) return { ...names, refs: [] };
  const isFunction = first?.refs.some((ref) => ref.startsWith('@') && !ref.endsWith('()')) === true;
  return isFunction ? { ...refValue('types.FunctionType'), obscured: true } : UNKNOWN;
};

/** Calls a function with a list of arguments, as `Timer(1, f, [x])` and `pool.apply(f, (x,))` do later. */
const later =
  (position: number, keyword: string, names: { readonly callee: string } = { callee: 'function' }): Model =>
  (frame, call) => {
    const callee = argument(call, position, names.callee);
    if (callee.refs.length === 0) return null;
    frame.state.run.invoke(frame, callee, argument(call, position + 1, keyword).items ?? [], call.node);
    return null;
  };

/** Calls a function with the arguments that follow it. */
const following =
  (position: number): Model =>
  (frame, call) => {
    const callee = argument(call, position);
    if (callee.refs.length > 0) frame.state.run.invoke(frame, callee, call.positional.slice(position + 1), call.node);
    return null;
  };

/** `max(list, key=f)` and its like call `f` with each element. */
export function callKey(frame: Frame, call: Call, list: Value): void {
  const key = call.keywords.get('key');
  if (key !== undefined && key.refs.length > 0) frame.state.run.invoke(frame, key, [anyElement(list)], call.node);
}

const extreme: Model = (frame, call) => {
  const [list] = call.positional;
  if (list !== undefined) callKey(frame, call, call.positional.length === 1 ? list : flowOf(call.positional));
  return null;
};

/** `codecs.getdecoder(name)(data)` gives data and length. */
const decodesBy: Model = (frame, call) => {
  const codec = charactersOf(givenTo(call)[0]?.constant);
  return codec !== null && isHidingCodec(codec) ? decoded(frame, call, `codecs.getdecoder(${codec})`, null) : null;
};

/** Callables that make what they call from a name that is not known: `getattr(builtins, name)(code)`. */
const unknownBuiltin: Model = (frame, call) => {
  markTelling(frame);
  const flow = flowOf(call.positional);
  if ((flow.tags & (DECODED | NETWORK | DOWNLOADED)) === 0) return null;
  const values = call.positional.slice(0, 1);
  record(frame, call.node, { act: 'run-code', callee: 'builtins.getattr', values, tags: 0, traits: [], target: null });
  return flow;
};

const first: Model = (_, call) => argument(call, 0);

/** `object.__getattribute__(module, 'name')`. */
const getattribute: Model = (frame, call) => {
  const name = charactersOf(argument(call, 1).constant);
  return name === null ? null : { ...attribute(frame, argument(call, 0), name, call.node), obscured: true };
};

/** Whether a dotted name acts when it is called as a decorator. */
export const actsOnCall = (ref: string): boolean => ACTS.has(ref) || /^builtins\.(?:bytes|str)\.decode$/u.test(ref);

/** Callables that reach, make or call others. */
export const INDIRECT_MODELS: readonly (readonly [string, Model])[] = [
  ['operator.attrgetter', keeps('operator.attrgetter')],
  ['operator.attrgetter()', attrgetter],
  ['operator.methodcaller', keeps('operator.methodcaller')],
  ['operator.methodcaller()', methodcaller],
  ['functools.partial', partial],
  ['functools.partial()', callPartial],
  ...shared('functools.reduce builtins.reduce', reduce),
  ['builtins.type', type],
  ...shared('builtins.staticmethod builtins.classmethod functools.cache functools.lru_cache', first),
  ...shared('builtins.max builtins.min heapq.nlargest heapq.nsmallest', extreme),
  ...shared('builtins.object.__getattribute__ builtins.type.__getattribute__', getattribute),
  ['threading.Timer', later(1, 'args')],
  ...shared('multiprocessing.Pool().apply multiprocessing.Pool().apply_async', later(0, 'args', { callee: 'func' })),
  ...shared(
    'contextlib.ExitStack().callback asyncio.get_event_loop().call_soon asyncio.get_running_loop().call_soon asyncio.new_event_loop().call_soon signal.signal',
    following(0),
  ),
  ...shared(
    'weakref.finalize asyncio.get_event_loop().run_in_executor asyncio.get_running_loop().run_in_executor asyncio.get_event_loop().call_later',
    following(1),
  ),
  ['sched.scheduler().enter', later(2, 'argument', { callee: 'action' })],
  ['codecs.getdecoder', keeps('codecs.getdecoder')],
  ['codecs.getdecoder()', decodesBy],
  ['builtins.getattr(?)', unknownBuiltin],
  ['ast.literal_eval', (frame, call) => readLiteral(frame, argument(call, 0))],
  ...shared('marshal.loads', loadsMarshal),
];
