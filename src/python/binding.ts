import { isForeign } from './callbacks.js';
import { classOf, widenAttribute } from './classes.js';
import { elementsOf } from './comprehensions.js';
import { assign, moduleOf, widen } from './environment.js';
import { textOf } from './meetings.js';
import { normalizeIdentifier } from './names.js';
import { noteElementPatch, notePatch } from './patches.js';
import type { Frame } from './state.js';
import { anyElement } from './subscripts.js';
import { child, type SyntaxNode } from './tree.js';
import { carriedBy, flowOf, join, provenancesOf, refValue, UNKNOWN, type Value } from './value.js';

/** Gives a target — a name, attribute, element or pattern — a value. */
export function bind(frame: Frame, target: SyntaxNode, value: Value): void {
  switch (target.type) {
    case 'identifier':
    case 'keyword_identifier':
      bindName(frame, target, value);
      return;
    case 'attribute':
      bindAttribute(frame, target, value);
      return;
    case 'subscript':
      bindElement(frame, target, value);
      return;
    case 'list_splat_pattern':
    case 'list_splat':
    case 'parenthesized_expression':
    case 'as_pattern_target':
      for (const part of target.children) bind(frame, part, value);
      return;
    default:
      bindParts(frame, target, value);
  }
}

function bindName(frame: Frame, target: SyntaxNode, value: Value): void {
  const name = normalizeIdentifier(frame.state.text.slice(target.start, target.end));
  if (frame.globals.has(name)) widen(moduleOf(frame.env), name, value);
  else assign(frame.env, name, value);
  // A name of a class body is an attribute of the class.
  const from = frame.owner !== null && frame.fn === null ? frame.state.classes.get(frame.owner) : undefined;
  if (from !== undefined) widenAttribute(frame.state, from, { name, value });
}

function bindParts(frame: Frame, target: SyntaxNode, value: Value): void {
  const items = elementsOf(value);
  const parts = target.children;
  const star = parts.findIndex((part) => part.type.startsWith('list_splat'));
  if (items !== null && star >= 0 && items.length >= parts.length - 1) {
    bindAround(frame, parts, star, items);
    return;
  }
  parts.forEach((part, index) => {
    bind(frame, part, items === null || items.length !== parts.length ? anyElement(value) : (items[index] ?? UNKNOWN));
  });
}

/** `a, *b, c = items`. */
function bindAround(frame: Frame, parts: readonly SyntaxNode[], star: number, items: readonly Value[]): void {
  const after = parts.length - star - 1;
  parts.forEach((part, index) => {
    const rest = items.slice(star, items.length - after);
    const from = index < star ? index : items.length - (parts.length - index);
    bind(frame, part, index === star ? { ...flowOf(rest.slice(0, 500)), items: rest } : (items[from] ?? UNKNOWN));
  });
}

function bindAttribute(frame: Frame, target: SyntaxNode, value: Value): void {
  const [objectNode, nameNode] = [child(target, 'object'), child(target, 'attribute')];
  if (objectNode === null || nameNode === null) return;
  const { state } = frame;
  const name = normalizeIdentifier(state.text.slice(nameNode.start, nameNode.end));
  const object = state.run.evaluate(frame, objectNode);
  if (
    object.refs.includes('ssl') &&
    name === '_create_default_https_context' &&
    value.refs.includes('ssl._create_unverified_context')
  ) {
    state.notes.tlsOff = true;
  }
  for (const ref of object.refs) {
    const from = ref.startsWith('@') ? classOf(state, ref) : null;
    if (from !== null) {
      widenAttribute(frame.state, from, { name, value });
      return;
    }
  }
  // A function whose code is replaced runs that code.
  if (name === '__code__' && (value.tags !== 0 || value.constant !== undefined))
    state.run.invoke(frame, refValue('types.FunctionType'), [value], target);
  notePatch(frame, target, { object, name, value });
  noteSet(frame, target, { refs: object.refs, name, value });
  const path = state.text.slice(target.start, target.end);
  if (path.length > 100 || state.dotted.size > 5000) return;
  state.dotted.add(path);
  assign(frame.env, path, value);
}

/** Most attributes of other modules that a file is kept with. */
const MAX_SETS = 200;
const MAX_SET_TEXT = 10_000;

/** Data put into an attribute of another module is there for whoever reads that attribute. */
function noteSet(
  { state }: Frame,
  target: SyntaxNode,
  { refs, name, value }: { refs: readonly string[]; name: string; value: Value },
): void {
  const tags = carriedBy(value);
  const text =
    typeof value.constant === 'string' && textOf(value) !== null ? value.constant.slice(0, MAX_SET_TEXT) : null;
  if ((tags === 0 && text === null) || state.sets.size >= MAX_SETS) return;
  for (const ref of refs) {
    if (ref.startsWith('@') || ref.includes('(') || isForeign(`${ref}.`)) continue;
    const dotted = `${ref}.${name}`;
    state.sets.set(dotted, { name: dotted, gives: provenancesOf(tags), text, at: state.place(target.start) });
  }
}

/** `container[key] = value`: the container holds it from now on. */
function bindElement(frame: Frame, target: SyntaxNode, value: Value): void {
  const [containerNode, keyNode] = [child(target, 'value'), child(target, 'subscript')];
  if (containerNode === null || keyNode === null) return;
  const container = frame.state.run.evaluate(frame, containerNode);
  const key = frame.state.run.evaluate(frame, keyNode);
  // A call that hands out all names: what is stored there is a name.
  if (container.refs.includes('builtins.globals()') && typeof key.constant === 'string') {
    assign(moduleOf(frame.env), key.constant, value);
    return;
  }
  noteElementPatch(frame, target, { object: container, name: key.constant, value });
  if (container.refs.length > 0 || (containerNode.type !== 'identifier' && containerNode.type !== 'attribute')) return;
  const flow = flowOf([container, value]);
  const fields = new Map(container.fields ?? []);
  if (fields.size < 2000) {
    const name = typeof key.constant === 'string' ? key.constant : `\0${fields.size}`;
    const before = fields.get(name);
    fields.set(name, before === undefined ? value : join(value, before));
  }
  bind(frame, containerNode, { ...flow, fields, items: container.items });
}
