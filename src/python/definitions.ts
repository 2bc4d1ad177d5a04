import { noteCall } from './callbacks.js';
import { methodOf } from './classes.js';
import { assign, body } from './environment.js';
import { normalizeIdentifier } from './names.js';
import type { ClassInfo, Frame } from './state.js';
import { child, type SyntaxNode } from './tree.js';
import { refValue, UNKNOWN, type Value } from './value.js';

/** A class statement: its body runs where it stands, its methods are noted. */
export function defineClass(frame: Frame, node: SyntaxNode): Value {
  const [nameNode, superclasses, bodyNode] = [child(node, 'name'), child(node, 'superclasses'), child(node, 'body')];
  if (nameNode === null) return UNKNOWN;
  const { state } = frame;
  const short = normalizeIdentifier(state.text.slice(nameNode.start, nameNode.end));
  const name = `${frame.prefix}${short}`;
  const info: ClassInfo = {
    name,
    bases: basesOf(frame, superclasses),
    methods: new Map(),
    attributes: new Map(),
    grownAt: 0,
  };
  state.classes.set(name, info);
  const value = refValue(`@${name}`);
  assign(frame.env, short, value);
  if (bodyNode !== null) readBody(frame, info, bodyNode);
  runHooks(frame, info);
  return value;
}

function basesOf(frame: Frame, node: SyntaxNode | null): readonly string[] {
  const bases: string[] = [];
  for (const part of node?.children ?? []) {
    const valueNode = part.type === 'keyword_argument' ? child(part, 'value') : part;
    const value = valueNode === null ? UNKNOWN : frame.state.run.evaluate(frame, valueNode);
    if (part.type === 'keyword_argument') runMetaclass(frame, value);
    else bases.push(...value.refs);
  }
  return bases;
}

function readBody(frame: Frame, info: ClassInfo, node: SyntaxNode): void {
  const inner: Frame = {
    ...frame,
    owner: info.name,
    fn: null,
    prefix: `${info.name}.`,
    env: body(frame.env),
    globals: new Set(),
  };
  frame.state.run.execute(inner, node);
  for (const [name, value] of inner.env.names) {
    const [ref] = value.refs;
    if (ref !== undefined && frame.state.functions.has(ref.slice(1))) info.methods.set(name, ref.slice(1));
  }
}

/** `__init_subclass__` of a base runs when the class is made. */
function runHooks(frame: Frame, info: ClassInfo): void {
  for (const base of info.bases) {
    const from = base.startsWith('@') ? frame.state.classes.get(base.slice(1)) : undefined;
    if (from === undefined) {
      noteCall(frame, `${base}.__init_subclass__`);
      continue;
    }
    const hook = methodOf(frame.state, from, '__init_subclass__');
    if (hook !== null) frame.scope.calls.add(hook);
  }
}

const METACLASS_METHODS = ['__prepare__', '__new__', '__init__', '__call__'];

/** A metaclass is called to make the class. */
function runMetaclass(frame: Frame, value: Value): void {
  for (const ref of value.refs) {
    const from = ref.startsWith('@') ? frame.state.classes.get(ref.slice(1)) : undefined;
    if (from === undefined) {
      for (const name of METACLASS_METHODS) noteCall(frame, `${ref}.${name}`);
      continue;
    }
    for (const name of METACLASS_METHODS) {
      const method = methodOf(frame.state, from, name);
      if (method !== null) frame.scope.calls.add(method);
    }
  }
}
