import { argumentsOf, type Call } from './call.js';
import { classOf, methodOf } from './classes.js';
import { COMMAND_METHODS, FINDER_METHODS } from './implicit-methods.js';
import { importedName } from './names.js';
import type { Frame } from './state.js';
import type { Value } from './value.js';

/** Modules whose names would only swell the list of calls: nothing of a distribution lies in them. */
const FOREIGN: ReadonlySet<string> = new Set(
  (
    'builtins os sys re json typing collections logging string math time datetime functools itertools subprocess pathlib shutil argparse abc ' +
    'dataclasses enum warnings unittest pytest numpy'
  ).split(' '),
);

/** Notes a call of something outside the file, and everything handed to it that it may call back. */
export function handOver(frame: Frame, call: Call, ref: string): void {
  noteCall(frame, ref);
  if (keepsArguments(ref)) return;
  for (const value of argumentsOf(call)) handOverValue(frame, value, 0);
}

/** Whether a callable leaves what it is given uncalled. */
export const keepsArguments = (ref: string): boolean => KEEPING.test(ref);

/** Callables that look at what they are given, or copy its name, and do not call it. */
const KEEPING =
  /^(?:functools\.(?:wraps|update_wrapper|lru_cache|cache|cached_property|singledispatch)|builtins\.(?:staticmethod|classmethod|property|isinstance|issubclass|callable|hasattr|getattr|setattr|id|hash|repr|str|type|len|print)|inspect\.\w+|typing\.\w+|warnings\.warn)(?:\(\))?$/u;

/** Whether a dotted name begins with a module in which nothing of a distribution lies. */
export const isForeign = (ref: string): boolean =>
  FOREIGN.has(ref.slice(0, Math.max(ref.indexOf('.'), 0)).replace('()', ''));

/** Notes a dotted name as called. */
export function noteCall(frame: Frame, ref: string): void {
  if (!ref.includes('.') || frame.scope.calls.has(ref) || isForeign(ref)) return;
  const name = ref.replaceAll('()', '');
  frame.scope.calls.add(name);
  const written = importedName(frame.state.renamed, name);
  if (written !== null) frame.scope.calls.add(written);
}

/** A function handed to something may be called by it; a class may be made and run (`cmdclass`, threads). */
export function handOverValue(frame: Frame, value: Value, depth: number): void {
  for (const ref of value.refs) {
    if (ref.startsWith('@')) handOverLocal(frame, ref);
    else noteCall(frame, ref);
  }
  if (depth >= 2) return;
  const inside = [...(value.items?.slice(0, 100) ?? []), ...(value.fields?.values() ?? [])];
  for (const part of inside) if (part.refs.length > 0 || depth === 0) handOverValue(frame, part, depth + 1);
}

/** Methods that frameworks call on a class or instance they were given. */
const ENTRY_METHODS = [
  '__init__',
  '__new__',
  '__call__',
  '__enter__',
  '__del__',
  'initialize',
  'update',
  ...COMMAND_METHODS,
  ...FINDER_METHODS,
];

function handOverLocal(frame: Frame, ref: string): void {
  const { state } = frame;
  const bound = ref.replace(/^@/u, '').replace(/\(\)\./u, '.');
  if (state.functions.has(bound)) frame.scope.calls.add(bound);
  const from = classOf(state, ref);
  if (from === null) return;
  for (const name of ENTRY_METHODS) {
    const method = methodOf(state, from, name);
    if (method !== null) frame.scope.calls.add(method);
  }
}

/** `Class[item]` calls a method of the class. */
export function noteSubscripted(frame: Frame, { refs }: Value): void {
  for (const ref of refs) {
    const from = ref.startsWith('@') && !ref.endsWith(')') ? classOf(frame.state, ref) : null;
    const method = from === null ? null : methodOf(frame.state, from, '__class_getitem__');
    if (method !== null) frame.scope.calls.add(method);
  }
}
