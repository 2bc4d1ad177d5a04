import { child, childrenOf, type SyntaxNode } from '../tree.js';
import { assign } from './assignment.js';
import { closure } from './calling.js';
import { positionOf } from './containermethods.js';
import { type Datum, isStructured, isTrue, keyOf, named, type Scope } from './datum.js';
import { evaluate } from './expressions.js';
import {
  beyond,
  charge,
  elements,
  everyElement,
  type Machine,
  nameOf,
  part,
  Raised,
  raise,
  type Signal,
} from './machine.js';
import { binary } from './operators.js';

type Run = Generator<Datum, Signal>;

/** Runs statements one after another; gives how they ended. Yields what a generator yields. */
export function* run(machine: Machine, scope: Scope, body: SyntaxNode): Run {
  for (const statement of body.type === 'block' || body.type === 'module' ? body.children : [body]) {
    charge(machine, 0);
    const compound = COMPOUND.get(statement.type);
    const signal =
      compound === undefined ? yield* simple(machine, scope, statement) : yield* compound(machine, scope, statement);
    if (signal !== undefined) return signal;
  }
  return undefined;
}

function* simple(machine: Machine, scope: Scope, node: SyntaxNode): Run {
  switch (node.type) {
    case 'expression_statement':
      yield* expression(machine, scope, node.children[0] ?? beyond());
      return undefined;
    case 'return_statement':
      return { value: node.children[0] === undefined ? null : evaluate(machine, scope, node.children[0]) };
    case 'break_statement':
      return 'break';
    case 'continue_statement':
      return 'continue';
    case 'pass_statement':
      return undefined;
    case 'global_statement':
    case 'nonlocal_statement':
      for (const each of node.children) scope.shared.add(nameOf(scope, each));
      return undefined;
    case 'function_definition':
      scope.names.set(nameOf(scope, part(node, 'name')), closure(machine, scope, node));
      return undefined;
    case 'raise_statement':
      return raise(raisedName(scope, node));
    case 'assert_statement':
      return isTrue(evaluate(machine, scope, node.children[0] ?? beyond())) ? undefined : raise('AssertionError');
    case 'delete_statement':
      for (const each of node.children) remove(machine, scope, each);
      return undefined;
    case 'import_statement':
      for (const each of childrenOf(node, 'name')) importName(scope, each, '');
      return undefined;
    case 'import_from_statement':
      for (const each of childrenOf(node, 'name'))
        importName(scope, each, `${nameOf(scope, part(node, 'module_name'))}.`);
      return undefined;
    default:
      return beyond();
  }
}

function raisedName(scope: Scope, node: SyntaxNode): string {
  const [what] = node.children;
  if (what === undefined) return 'Exception';
  return nameOf(scope, what.type === 'call' ? part(what, 'function') : what);
}

function importName(scope: Scope, node: SyntaxNode, prefix: string): void {
  const nameNode = node.type === 'aliased_import' ? part(node, 'name') : node;
  const name = nameOf(scope, nameNode);
  const alias = node.type === 'aliased_import' ? nameOf(scope, part(node, 'alias')) : null;
  const top = prefix === '' ? (name.split('.')[0] ?? name) : name;
  scope.names.set(alias ?? top, named(prefix + (alias === null && prefix === '' ? top : name)));
}

/** An assignment or an expression for its effect. */
function* expression(machine: Machine, scope: Scope, node: SyntaxNode): Generator<Datum, void> {
  if (node.type === 'assignment') {
    const right = child(node, 'right');
    if (right === null) return;
    const targets = [part(node, 'left')];
    let valueNode = right;
    while (valueNode.type === 'assignment') {
      targets.push(part(valueNode, 'left'));
      valueNode = part(valueNode, 'right');
    }
    const value =
      valueNode.type === 'yield' ? yield* yielded(machine, scope, valueNode) : evaluate(machine, scope, valueNode);
    for (const target of targets) assign(machine, scope, target, value);
  } else if (node.type === 'augmented_assignment') augmented(machine, scope, node);
  else if (node.type === 'yield') yield* yielded(machine, scope, node);
  // A docstring, or any other literal that does nothing.
  else if (node.type !== 'string') evaluate(machine, scope, node);
}

function* yielded(machine: Machine, scope: Scope, node: SyntaxNode): Generator<Datum, null> {
  const [what] = node.children;
  const isFrom = /^yield\s+from\b/u.test(scope.home.text.slice(node.start, node.start + 20));
  const value = what === undefined ? null : evaluate(machine, scope, what);
  if (isFrom) yield* elements(machine, value);
  else yield value;
  return null;
}

function augmented(machine: Machine, scope: Scope, node: SyntaxNode): void {
  const left = part(node, 'left');
  const operator = part(node, 'operator').type.slice(0, -1);
  const before = evaluate(machine, scope, left);
  const right = evaluate(machine, scope, part(node, 'right'));
  // A list is extended in place: other names for it see that.
  if (operator === '+' && isStructured(before) && before.kind === 'list') {
    const more = everyElement(machine, right);
    for (const item of more) before.items.push(item);
    return;
  }
  assign(machine, scope, left, binary(machine, operator, before, right));
}

function remove(machine: Machine, scope: Scope, node: SyntaxNode): void {
  if (node.type === 'identifier') {
    scope.names.delete(nameOf(scope, node));
    return;
  }
  if (node.type !== 'subscript') beyond();
  const container = evaluate(machine, scope, part(node, 'value'));
  const key = evaluate(machine, scope, part(node, 'subscript'));
  if (!isStructured(container)) beyond();
  if (container.kind === 'list') container.items.splice(positionOf(key, container.items.length), 1);
  else if (container.kind === 'bytearray') container.codes.splice(positionOf(key, container.codes.length), 1);
  else if (container.kind === 'dict') container.entries.delete(keyOf(key) ?? beyond());
  else beyond();
}

function* ifStatement(machine: Machine, scope: Scope, node: SyntaxNode): Run {
  if (isTrue(evaluate(machine, scope, part(node, 'condition'))))
    return yield* run(machine, scope, part(node, 'consequence'));
  for (const alternative of childrenOf(node, 'alternative')) {
    const condition = child(alternative, 'condition');
    if (condition === null) return yield* run(machine, scope, part(alternative, 'body'));
    if (isTrue(evaluate(machine, scope, condition)))
      return yield* run(machine, scope, part(alternative, 'consequence'));
  }
  return undefined;
}

function* forStatement(machine: Machine, scope: Scope, node: SyntaxNode): Run {
  const [target, body] = [part(node, 'left'), part(node, 'body')];
  for (const item of elements(machine, evaluate(machine, scope, part(node, 'right')))) {
    assign(machine, scope, target, item);
    const signal = yield* run(machine, scope, body);
    if (signal === 'break') return undefined;
    if (signal !== undefined && signal !== 'continue') return signal;
  }
  return yield* otherwise(machine, scope, node);
}

function* whileStatement(machine: Machine, scope: Scope, node: SyntaxNode): Run {
  const [condition, body] = [part(node, 'condition'), part(node, 'body')];
  while (isTrue(evaluate(machine, scope, condition))) {
    const signal = yield* run(machine, scope, body);
    if (signal === 'break') return undefined;
    if (signal !== undefined && signal !== 'continue') return signal;
  }
  return yield* otherwise(machine, scope, node);
}

function* otherwise(machine: Machine, scope: Scope, node: SyntaxNode): Run {
  const alternative = child(node, 'alternative');
  return alternative === null ? undefined : yield* run(machine, scope, part(alternative, 'body'));
}

function* tryStatement(machine: Machine, scope: Scope, node: SyntaxNode): Run {
  let signal: Signal;
  let failed = false;
  try {
    signal = yield* run(machine, scope, part(node, 'body'));
  } catch (error) {
    const handler = error instanceof Raised ? handlerOf(machine, scope, node, error) : undefined;
    if (handler === undefined) throw error;
    failed = true;
    signal = yield* run(machine, scope, handler);
  }
  for (const each of node.children) {
    const isLast = each.type === 'finally_clause' || (each.type === 'else_clause' && !failed && signal === undefined);
    const block = isLast ? (child(each, 'body') ?? each.children.find((inner) => inner.type === 'block')) : undefined;
    if (block !== undefined) signal = (yield* run(machine, scope, block)) ?? signal;
  }
  return signal;
}

/** The block of the first handler that takes the exception. */
function handlerOf(machine: Machine, scope: Scope, node: SyntaxNode, error: Raised): SyntaxNode | undefined {
  const depth = machine.depth;
  for (const clause of node.children) {
    if (clause.type !== 'except_clause') continue;
    const block = clause.children.find((each) => each.type === 'block');
    const caught = clause.children
      .filter((each) => each !== block)
      .map((each) => scope.home.text.slice(each.start, each.end));
    const takes =
      caught.length === 0 || caught.some((text) => text.split(/\W+/u).some((name) => isKindOf(error.type, name)));
    machine.depth = depth;
    if (takes) return block;
  }
  return undefined;
}

const PARENTS: Readonly<Record<string, string>> = {
  IndexError: 'LookupError',
  KeyError: 'LookupError',
  UnicodeError: 'ValueError',
  UnicodeDecodeError: 'UnicodeError',
  ZeroDivisionError: 'ArithmeticError',
  OverflowError: 'ArithmeticError',
};

const isKindOf = (type: string, name: string): boolean => {
  for (let at: string | undefined = type; at !== undefined; at = PARENTS[at]) if (at === name) return true;
  return name === 'Exception' || name === 'BaseException';
};

const COMPOUND: ReadonlyMap<string, (machine: Machine, scope: Scope, node: SyntaxNode) => Run> = new Map([
  ['if_statement', ifStatement],
  ['for_statement', forStatement],
  ['while_statement', whileStatement],
  ['try_statement', tryStatement],
]);
