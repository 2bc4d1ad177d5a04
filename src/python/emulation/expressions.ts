import { literalValue, numberValue, prefixOf } from '../literals.js';
import { child, childrenOf, type SyntaxNode } from '../tree.js';
import { assign, boundsOf } from './assignment.js';
import { attributeOf, callExpression, closure } from './calling.js';
import { type Datum, isStructured, isTrue, keyOf, list, named, type Scope, stream, tuple } from './datum.js';
import { formatted, shown, spelled } from './format.js';
import { LIBRARY } from './library.js';
import { beyond, charge, elements, everyElement, type Machine, nameOf, part, within } from './machine.js';
import { binary, compared, unary } from './operators.js';
import { itemAt, sliceOf } from './sequences.js';

type Handler = (machine: Machine, scope: Scope, node: SyntaxNode) => Datum;

/** Calls and expressions within one another; the stack holds more. */
const MAX_DEPTH = 1500;

/** The value of an expression. Throws where it is not known. */
export function evaluate(machine: Machine, scope: Scope, node: SyntaxNode): Datum {
  charge(machine, 0);
  const handler = EXPRESSIONS.get(node.type);
  if (handler === undefined || machine.depth > MAX_DEPTH) return beyond();
  machine.depth += 1;
  const value = handler(machine, scope, node);
  machine.depth -= 1;
  return value;
}

const sourceOf = (scope: Scope, node: SyntaxNode): string => scope.home.text.slice(node.start, node.end);

/** Looks a name up: in the functions around, in what the reader knows, among the builtins. */
export function lookup(scope: Scope, name: string): Datum {
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    const value = at.names.get(name);
    if (value !== undefined) return value;
  }
  const known = scope.home.find(name);
  if (known !== undefined) return known;
  const builtin = `builtins.${name}`;
  return LIBRARY.has(builtin) ? named(builtin) : beyond();
}

const only: Handler = (machine, scope, node) => evaluate(machine, scope, node.children[0] ?? beyond());

function literal(read: (scope: Scope, node: SyntaxNode) => Datum): Handler {
  return (machine, scope, node) => {
    const known = machine.literals.get(node);
    if (known !== undefined) return known;
    const value = read(scope, node);
    machine.literals.set(node, value);
    return value;
  };
}

const number = literal((scope, node) => numberValue(sourceOf(scope, node)) ?? beyond());

const plainText = literal((scope, node) => {
  const [start] = node.children;
  const last = node.children.at(-1);
  if (start === undefined) return beyond();
  const end = last?.type === 'string_end' ? last.start : node.end;
  return literalValue(prefixOf(sourceOf(scope, start)), scope.home.text.slice(start.end, end)).value;
});

const text: Handler = (machine, scope, node) => {
  const [start] = node.children;
  const prefix = start === undefined ? '' : prefixOf(sourceOf(scope, start));
  if (!prefix.includes('f')) return plainText(machine, scope, node);
  let made = '';
  for (const each of node.children) {
    if (each.type === 'interpolation') made += interpolated(machine, scope, each);
    else if (each.type === 'string_content') {
      const content = sourceOf(scope, each).replaceAll('{{', '{').replaceAll('}}', '}');
      made += String(literalValue(prefix, content).value);
    }
    within(made.length);
  }
  charge(machine, made.length);
  return made;
};

function interpolated(machine: Machine, scope: Scope, node: SyntaxNode): string {
  const value = evaluate(machine, scope, part(node, 'expression'));
  const conversion = child(node, 'type_conversion');
  const spec = child(node, 'format_specifier');
  const shownValue = conversion === null ? value : sourceOf(scope, conversion) === '!r' ? shown(value) : spelled(value);
  if (spec === null) return spelled(shownValue);
  if (spec.children.length > 0) return beyond();
  return formatted(machine, shownValue, sourceOf(scope, spec).slice(1));
}

const adjacent: Handler = (machine, scope, node) => {
  let value = evaluate(machine, scope, node.children[0] ?? beyond());
  for (const each of node.children.slice(1)) value = binary(machine, '+', value, evaluate(machine, scope, each));
  return value;
};

/** Sums nest on their left side, as deep as they are long: walked by a loop. */
const chain: Handler = (machine, scope, node) => {
  const links: SyntaxNode[] = [];
  let at = node;
  while (at.type === node.type) {
    links.push(at);
    at = part(at, 'left');
  }
  let value = evaluate(machine, scope, at);
  for (const link of links.reverse()) {
    const { type: operator } = part(link, 'operator');
    if (node.type === 'boolean_operator') {
      if (isTrue(value) === (operator === 'and')) value = evaluate(machine, scope, part(link, 'right'));
    } else value = binary(machine, operator, value, evaluate(machine, scope, part(link, 'right')));
  }
  return value;
};

const comparison: Handler = (machine, scope, node) => {
  const operators = childrenOf(node, 'operators');
  const operands = node.children.filter((each) => each.field !== 'operators');
  let left = evaluate(machine, scope, operands[0] ?? beyond());
  for (const [index, operator] of operators.entries()) {
    const right = evaluate(machine, scope, operands[index + 1] ?? beyond());
    if (!compared(machine, operator.type, left, right)) return false;
    left = right;
  }
  return true;
};

const conditional: Handler = (machine, scope, node) => {
  const [whenTrue, condition, whenFalse] = node.children;
  const holds = isTrue(evaluate(machine, scope, condition ?? beyond()));
  return evaluate(machine, scope, (holds ? whenTrue : whenFalse) ?? beyond());
};

function items(machine: Machine, scope: Scope, node: SyntaxNode): Datum[] {
  const found: Datum[] = [];
  for (const each of node.children) {
    if (each.type === 'list_splat')
      found.push(...everyElement(machine, evaluate(machine, scope, each)).slice(0, 100_000));
    else found.push(evaluate(machine, scope, each));
  }
  return found;
}

const dictionary: Handler = (machine, scope, node) => {
  const entries = new Map<string, readonly [Datum, Datum]>();
  for (const each of node.children) {
    if (each.type !== 'pair') {
      const spread = evaluate(machine, scope, each);
      if (!isStructured(spread) || spread.kind !== 'dict') return beyond();
      for (const [key, entry] of spread.entries) entries.set(key, entry);
      continue;
    }
    const key = evaluate(machine, scope, part(each, 'key'));
    entries.set(keyOf(key) ?? beyond(), [key, evaluate(machine, scope, part(each, 'value'))]);
  }
  return { kind: 'dict', entries };
};

const setOf = (values: readonly Datum[]): Datum => ({
  kind: 'set',
  entries: new Map(values.map((value) => [keyOf(value) ?? beyond(), value])),
});

/** Element by element, so that a generator over an endless iterator works. */
function* produced(machine: Machine, scope: Scope, node: SyntaxNode): Generator<Datum, void> {
  const body = part(node, 'body');
  const clauses = node.children.filter((each) => each !== body);
  const inner: Scope = { names: new Map(), parent: scope, home: scope.home, shared: new Set() };
  yield* clause(machine, inner, { clauses, body }, 0);
}

function* clause(
  machine: Machine,
  scope: Scope,
  parts: { readonly clauses: readonly SyntaxNode[]; readonly body: SyntaxNode },
  index: number,
): Generator<Datum, void> {
  const node = parts.clauses[index];
  if (node === undefined) {
    yield parts.body.type === 'pair' ? pair(machine, scope, parts.body) : evaluate(machine, scope, parts.body);
    return;
  }
  if (node.type !== 'for_in_clause') {
    if (isTrue(evaluate(machine, scope, node.children[0] ?? beyond()))) yield* clause(machine, scope, parts, index + 1);
    return;
  }
  const target = part(node, 'left');
  for (const item of elements(machine, evaluate(machine, scope, part(node, 'right')))) {
    assign(machine, scope, target, item);
    yield* clause(machine, scope, parts, index + 1);
  }
}

const pair = (machine: Machine, scope: Scope, node: SyntaxNode): Datum =>
  tuple([evaluate(machine, scope, part(node, 'key')), evaluate(machine, scope, part(node, 'value'))]);

const drained = (machine: Machine, scope: Scope, node: SyntaxNode): Datum[] =>
  everyElement(machine, stream(produced(machine, scope, node)));

const dictionaryOf: Handler = (machine, scope, node) => {
  const entries = new Map<string, readonly [Datum, Datum]>();
  for (const item of drained(machine, scope, node)) {
    const [key = null, value = null] = everyElement(machine, item);
    entries.set(keyOf(key) ?? beyond(), [key, value]);
  }
  return { kind: 'dict', entries };
};

const subscript: Handler = (machine, scope, node) => {
  const value = evaluate(machine, scope, part(node, 'value'));
  const [index = beyond(), ...more] = childrenOf(node, 'subscript');
  if (more.length > 0) {
    return itemAt(value, tuple(childrenOf(node, 'subscript').map((each) => evaluate(machine, scope, each))));
  }
  if (index.type === 'slice') return sliceOf(machine, value, boundsOf(machine, scope, index));
  return itemAt(value, evaluate(machine, scope, index));
};

const walrus: Handler = (machine, scope, node) => {
  const value = evaluate(machine, scope, part(node, 'value'));
  // The name is one of the function around a comprehension.
  scope.names.set(nameOf(scope, part(node, 'name')), value);
  return value;
};

const EXPRESSIONS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['identifier', (_, scope, node) => lookup(scope, nameOf(scope, node))],
  [
    'attribute',
    (machine, scope, node) =>
      attributeOf(machine, evaluate(machine, scope, part(node, 'object')), nameOf(scope, part(node, 'attribute'))),
  ],
  ['call', callExpression],
  ['string', text],
  ['concatenated_string', adjacent],
  ['integer', number],
  ['float', number],
  ['true', () => true],
  ['false', () => false],
  ['none', () => null],
  ['binary_operator', chain],
  ['boolean_operator', chain],
  ['not_operator', (machine, scope, node) => !isTrue(evaluate(machine, scope, part(node, 'argument')))],
  [
    'unary_operator',
    (machine, scope, node) => unary(part(node, 'operator').type, evaluate(machine, scope, part(node, 'argument'))),
  ],
  ['comparison_operator', comparison],
  ['conditional_expression', conditional],
  ['parenthesized_expression', only],
  ['list_splat', only],
  ['dictionary_splat', only],
  ['expression_statement', only],
  ['list', (machine, scope, node) => list(items(machine, scope, node))],
  ['tuple', (machine, scope, node) => tuple(items(machine, scope, node))],
  ['expression_list', (machine, scope, node) => tuple(items(machine, scope, node))],
  ['set', (machine, scope, node) => setOf(items(machine, scope, node))],
  ['dictionary', dictionary],
  ['list_comprehension', (machine, scope, node) => list(drained(machine, scope, node))],
  ['set_comprehension', (machine, scope, node) => setOf(drained(machine, scope, node))],
  ['generator_expression', (machine, scope, node) => stream(produced(machine, scope, node))],
  ['dictionary_comprehension', dictionaryOf],
  ['subscript', subscript],
  ['named_expression', walrus],
  ['lambda', (machine, scope, node) => closure(machine, scope, node)],
]);
