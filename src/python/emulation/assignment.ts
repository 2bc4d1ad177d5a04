import { isBytes } from '../constants.js';
import { childrenOf, type SyntaxNode } from '../tree.js';
import { code, positionOf } from './containermethods.js';
import { type Datum, isStructured, keyOf, type Scope, wholeOf } from './datum.js';
import { beyond, charge, everyElement, type Machine, nameOf, part, raise, within } from './machine.js';
import { bytearrayOf } from './operators.js';
import { pick, positions } from './sequences.js';

/** Gives a name, element, slice, attribute or pattern a value. */
export function assign(machine: Machine, scope: Scope, target: SyntaxNode, value: Datum): void {
  switch (target.type) {
    case 'identifier':
    case 'keyword_identifier':
      setName(scope, nameOf(scope, target), value);
      return;
    case 'subscript':
      setElement(machine, scope, target, value);
      return;
    case 'attribute':
      setAttribute(machine, scope, target, value);
      return;
    case 'pattern_list':
    case 'tuple_pattern':
    case 'list_pattern':
    case 'tuple':
    case 'list':
    case 'expression_list':
      unpack(machine, scope, target.children, everyElement(machine, value));
      return;
    case 'parenthesized_expression':
    case 'as_pattern_target':
      assign(machine, scope, target.children[0] ?? beyond(), value);
      return;
    default:
      beyond();
  }
}

/** Sets a name in its function, or where `global` and `nonlocal` say. */
export function setName(scope: Scope, name: string, value: Datum): void {
  let at: Scope = scope;
  if (scope.shared.has(name)) {
    while (at.parent !== null) {
      at = at.parent;
      if (at.names.has(name)) break;
    }
  }
  at.names.set(name, value);
}

function unpack(machine: Machine, scope: Scope, targets: readonly SyntaxNode[], values: readonly Datum[]): void {
  const star = targets.findIndex((target) => /^list_splat/u.test(target.type));
  if (star < 0 ? values.length !== targets.length : values.length < targets.length - 1) raise('ValueError');
  const after = targets.length - star - 1;
  for (const [index, target] of targets.entries()) {
    if (index === star) {
      const rest = values.slice(star, values.length - after);
      assign(machine, scope, target.children[0] ?? beyond(), { kind: 'list', items: rest });
      continue;
    }
    const value = values[star >= 0 && index > star ? values.length - (targets.length - index) : index];
    assign(machine, scope, target, value === undefined ? raise('ValueError') : value);
  }
}

function setElement(machine: Machine, scope: Scope, target: SyntaxNode, value: Datum): void {
  const containerNode = part(target, 'value');
  const container = mutable(machine, scope, containerNode);
  const [index = beyond(), ...more] = childrenOf(target, 'subscript');
  if (more.length > 0 || !isStructured(container)) beyond();
  if (index.type === 'slice') {
    setSlice(machine, scope, { container, slice: index, value });
    return;
  }
  const key = machine.evaluate(machine, scope, index);
  switch (container.kind) {
    case 'list':
      container.items[positionOf(key, container.items.length)] = value;
      return;
    case 'bytearray':
      container.codes[positionOf(key, container.codes.length)] = code(value);
      return;
    case 'dict':
      container.entries.set(keyOf(key) ?? beyond(), [key, value]);
      return;
    default:
      beyond();
  }
}

/** What the reader knows as bytes is a byte array when the code changes it. */
export function mutable(machine: Machine, scope: Scope, node: SyntaxNode): Datum {
  const value = machine.evaluate(machine, scope, node);
  if (isStructured(value) || !isBytes(value) || node.type !== 'identifier') return value;
  const array = bytearrayOf(value.bytes);
  setName(scope, nameOf(scope, node), array);
  return array;
}

interface SliceChange {
  readonly container: Datum;
  readonly slice: SyntaxNode;
  readonly value: Datum;
}

function setSlice(machine: Machine, scope: Scope, { container, slice, value }: SliceChange): void {
  if (!isStructured(container) || (container.kind !== 'list' && container.kind !== 'bytearray')) beyond();
  const fresh = everyElement(machine, value);
  const size = container.kind === 'list' ? container.items.length : container.codes.length;
  const at = positions(size, boundsOf(machine, scope, slice));
  charge(machine, size);
  within(size + fresh.length);
  if (at.by === 1) {
    const count = Math.max(0, at.stop - at.start);
    if (container.kind === 'list') {
      container.items = [...container.items.slice(0, at.start), ...fresh, ...container.items.slice(at.start + count)];
    } else {
      const codes = fresh.map(code);
      container.codes = [...container.codes.slice(0, at.start), ...codes, ...container.codes.slice(at.start + count)];
    }
    return;
  }
  const places = pick(at);
  if (places.length !== fresh.length) raise('ValueError');
  for (const [index, place] of places.entries()) {
    const item = fresh[index] ?? null;
    if (container.kind === 'list') container.items[place] = item;
    else container.codes[place] = code(item);
  }
}

/** The three bounds of a slice; null where they are left out. */
export function boundsOf(machine: Machine, scope: Scope, node: SyntaxNode): readonly (number | null)[] {
  const found: (number | null)[] = [null, null, null];
  let position = 0;
  for (const each of node.children) {
    if (each.type === ':') position += 1;
    else {
      const value = machine.evaluate(machine, scope, each);
      found[position] = value === null ? null : (wholeOf(value) ?? beyond());
    }
  }
  return found;
}

function setAttribute(machine: Machine, scope: Scope, target: SyntaxNode, value: Datum): void {
  const object = machine.evaluate(machine, scope, part(target, 'object'));
  if (!isStructured(object) || object.kind !== 'instance') beyond();
  object.attributes.set(nameOf(scope, part(target, 'attribute')), value);
}
