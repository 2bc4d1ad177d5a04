import { USER_DIRECTORIES } from './broad.js';
import { noteSubscripted } from './callbacks.js';
import { attributeOf, classOf, definesMember } from './classes.js';
import { type Constant, charactersOf, integerOf, sameKind } from './constants.js';
import { lookup } from './environment.js';
import { canonicalName } from './names.js';
import { isSecretVariable } from './secrets.js';
import { type Frame, markTelling } from './state.js';
import { hidden, pieceOf } from './texts.js';
import { child, childrenOf, type SyntaxNode } from './tree.js';
import { ENVIRONMENT, flowOf, join, type Recipe, refValue, UNKNOWN, type Value } from './value.js';

/** `value[index]` and `value[a:b:c]`. */
export function subscript(frame: Frame, node: SyntaxNode): Value {
  const { evaluate } = frame.state.run;
  const valueNode = child(node, 'value');
  const value = valueNode === null ? UNKNOWN : evaluate(frame, valueNode);
  const [index] = childrenOf(node, 'subscript');
  noteSubscripted(frame, value);
  if (index === undefined) return flowOf([value]);
  if (index.type === 'slice') return sliced(frame, value, index);
  const key = evaluate(frame, index);
  return itemOfClass(frame, value, key, node) ?? element(frame, value, key);
}

/** `Class[key]` and `instance[key]` call what the class of the file defines for it. */
function itemOfClass(frame: Frame, value: Value, key: Value, node: SyntaxNode): Value | null {
  const ref = value.refs.find((each) => each.startsWith('@'));
  if (ref === undefined) return null;
  return callSpecial(frame, { ref, name: ref.endsWith('()') ? '__getitem__' : '__class_getitem__' }, [key], node);
}

/** Calls a special method that a class of the file has; null when it has none. */
export function callSpecial(
  frame: Frame,
  { ref, name }: { ref: string; name: string },
  given: readonly Value[],
  node: SyntaxNode,
): Value | null {
  const from = classOf(frame.state, ref);
  if (from === null || !definesMember(frame.state, from, name)) return null;
  const method = attributeOf(frame, ref, name);
  if (method === null) return null;
  // A method that is bound to its instance has it already; anything else that is assigned takes what it is given.
  const unbound = method.refs.some((each) => each.startsWith('@') && !each.includes('().'));
  const self = unbound && !ref.endsWith('()') ? [refValue(ref)] : [];
  return frame.state.run.invoke(frame, method, [...self, ...given], node);
}

/** What `value[index]` gives when both are evaluated; also for `value.get(index)`. */
export function element(frame: Frame, value: Value, index: Value): Value {
  const key = index.constant;
  if (value.refs.includes('os.environ')) return environmentVariable(value, key);
  if (value.refs.some((ref) => WALKED.has(ref))) return value;
  if (typeof key === 'string' && value.fields !== null) {
    const entry = value.fields.get(key);
    if (entry !== undefined) return entry;
  }
  const entry = value.made === null || key === undefined ? undefined : tableEntry(value.made, key);
  if (entry !== undefined) return entry;
  const named = typeof key === 'string' && !index.partial ? namedElement(frame, value, key) : null;
  if (named !== null) return named;
  const position = integerOf(key);
  if (position !== null && value.items !== null) {
    const item = value.items.at(position);
    if (item !== undefined) return item;
  }
  const text = charactersOf(value.constant);
  if (position !== null && text !== null && !value.partial) return character(value, text, position);
  return anyElement(value);
}

/** Collections of classes through which code climbs out: any element may be the one that is looked for. */
const WALKED: ReadonlySet<string> = new Set(['builtins.object', 'builtins.object.__subclasses__()']);

const tables = new WeakMap<Recipe, ReadonlyMap<Constant | undefined, Value>>();

/** The entry of a table by numbers. */
function tableEntry(made: Recipe, key: Constant): Value | undefined {
  if (made.name !== 'builtins.dict') return undefined;
  const known = tables.get(made);
  if (known !== undefined) return known.get(key);
  const pairs = made.positional[0]?.items ?? [];
  const table = new Map(pairs.map(({ items }) => [items?.[0]?.constant, items?.[1] ?? UNKNOWN]));
  tables.set(made, table);
  return table.get(key);
}

function character(value: Value, text: string, position: number): Value {
  const found = text.at(position);
  if (found === undefined || value.constant === undefined) return UNKNOWN;
  const isText = typeof value.constant === 'string';
  return { ...UNKNOWN, constant: isText ? found : found.charCodeAt(0), tags: value.tags, trail: value.trail };
}

/** Any of the elements: what flows from the whole and what each may name. */
export function anyElement(value: Value): Value {
  if (value.refs.length === 1 && WALKED.has(value.refs[0] ?? '')) return value;
  const parts = [...(value.items ?? []), ...(value.fields?.values() ?? [])].slice(0, 50);
  let either = flowOf([value]);
  for (const part of parts) either = join(either, part);
  return either;
}

/** One variable is no dump of the environment; only those that hold secrets keep the sign. */
function environmentVariable(value: Value, key: Constant | undefined): Value {
  if (typeof key === 'string' && isSecretVariable(key)) return { ...UNKNOWN, tags: ENVIRONMENT, trail: value.trail };
  const directory = typeof key === 'string' ? USER_DIRECTORIES.get(key.toUpperCase()) : undefined;
  return { ...UNKNOWN, tags: value.tags & ~ENVIRONMENT, constant: directory, partial: directory !== undefined };
}

/** Look-ups by text that reach names: `globals()['exec']`, `sys.modules['os']`, `os.__dict__['system']`. */
function namedElement(frame: Frame, value: Value, key: string): Value | null {
  for (const ref of value.refs) {
    if (ref === 'builtins.globals()' || ref === 'builtins.locals()' || ref === 'builtins.vars()') {
      return reach(lookup(frame.env, key) ?? builtinOrNothing(key));
    }
    if (ref === 'sys.modules') return reach(refValue(canonicalName(key)));
    if (ref === 'builtins') return reach(refValue(`builtins.${key}`));
    if (ref.endsWith('.__dict__')) return reach(refValue(canonicalName(`${ref.slice(0, -9)}.${key}`)));
    if (ref.startsWith('vars:')) return reach(refValue(canonicalName(`${ref.slice(5)}.${key}`)));
  }
  return null;
}

const builtinOrNothing = (key: string): Value =>
  key === '__builtins__' ? refValue('builtins') : refValue(`builtins.${key}`);

const reach = (value: Value): Value => ({ ...value, obscured: true });

function sliced(frame: Frame, value: Value, slice: SyntaxNode): Value {
  const [start, stop, stride] = bounds(frame, slice);
  const by = stride ?? 1;
  if (by < 0) markTelling(frame);
  const text = charactersOf(value.constant);
  if (text !== null && value.constant !== undefined && !value.partial && by !== 0) {
    const cut = sameKind(value.constant, cutText(text, { start: start ?? null, stop: stop ?? null, by }));
    const result: Value = { ...flowOf([value]), constant: cut, cells: [] };
    return by === 1 || text.length < 8 ? result : hidden(result);
  }
  if (value.items !== null && by !== 0) {
    return {
      ...flowOf([value]),
      items: positions(value.items.length, { start: start ?? null, stop: stop ?? null, by }).flatMap(
        (at) => value.items?.[at] ?? [],
      ),
    };
  }
  return { ...flowOf([value]), refs: value.refs };
}

interface Cut {
  readonly start: number | null;
  readonly stop: number | null;
  readonly by: number;
}

const cutText = (text: string, cut: Cut): string =>
  cut.by === 1
    ? text.slice(cut.start ?? 0, cut.stop ?? text.length)
    : positions(text.length, cut)
        .map((at) => text.charAt(at))
        .join('');

function positions(length: number, { start, stop, by }: Cut): readonly number[] {
  const clamp = (at: number): number =>
    Math.max(by < 0 ? -1 : 0, Math.min(by < 0 ? length - 1 : length, at < 0 ? at + length : at));
  const from = start === null ? (by < 0 ? length - 1 : 0) : clamp(start);
  const to = stop === null ? (by < 0 ? -1 : length) : clamp(stop);
  const found: number[] = [];
  for (let at = from; by > 0 ? at < to : at > to; at += by) found.push(at);
  return found;
}

/** The up to three bounds of a slice; null where left out or unknown. */
function bounds(frame: Frame, slice: SyntaxNode): readonly (number | null)[] {
  const parts: (number | null)[] = [null, null, null];
  let position = 0;
  for (const part of slice.children) {
    if (part.type === ':') position += 1;
    else parts[position] = integerOf(frame.state.run.evaluate(frame, part).constant);
  }
  return parts;
}

/** The text of a path argument with HOLEs; null when nothing is known. */
export const knownText = (value: Value): string | null => {
  const text = pieceOf(value);
  return /^\uFFFC*$/u.test(text) ? null : text;
};
