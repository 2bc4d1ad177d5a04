import { ACTS } from './acts.js';
import { evaluateAttribute } from './attributes.js';
import { BUILTIN_NAMES } from './builtins.js';
import { evaluateCall } from './calls.js';
import { comprehension } from './comprehensions.js';
import { assign, branch, lookup, merge } from './environment.js';
import { literalValue, numberValue } from './literals.js';
import { canonicalName, normalizeIdentifier } from './names.js';
import { binary, compared, unary } from './operators.js';
import type { Frame } from './state.js';
import { adjacentStrings, literal, string } from './strings.js';
import { callSpecial, subscript } from './subscripts.js';
import { hidden, isLetterwise, pieceOf } from './texts.js';
import { child, type SyntaxNode } from './tree.js';
import { constantValue, DECODED, flowOf, join, type Recipe, refValue, UNKNOWN, type Value } from './value.js';
import { importedValue, starredName, visitedName } from './visits.js';

/** Deepest recursion of the reader, in expressions and calls together: far below what the stack holds. */
const MAX_DEPTH = 700;

/** What an expression may give. Total: past its budget everything is unknown and the file counts as partly read. */
export function evaluate(frame: Frame, node: SyntaxNode): Value {
  const { budget, notes } = frame.state;
  if (budget.steps <= 0 || budget.depth >= MAX_DEPTH) {
    notes.partly ??=
      budget.steps <= 0 ? 'following its data took too many steps' : 'its expressions nest too deep to follow';
    return UNKNOWN;
  }
  budget.steps -= 1;
  budget.depth += 1;
  const handler = EXPRESSIONS.get(node.type);
  const value = handler === undefined ? evaluateParts(frame, node) : handler(frame, node);
  budget.depth -= 1;
  return value;
}

/** For forms without a meaning of their own: their parts still run. */
function evaluateParts(frame: Frame, node: SyntaxNode): Value {
  for (const part of node.children) evaluate(frame, part);
  return UNKNOWN;
}

const only = (frame: Frame, node: SyntaxNode): Value => {
  const [first, ...others] = node.children;
  const value = first === undefined ? UNKNOWN : evaluate(frame, first);
  for (const other of others) evaluate(frame, other);
  return value;
};

const constant = (value: boolean | null): (() => Value) => {
  const made = constantValue(value);
  return () => made;
};

const sourceOf = (frame: Frame, node: SyntaxNode): string => frame.state.text.slice(node.start, node.end);

function identifier(frame: Frame, node: SyntaxNode): Value {
  const written = sourceOf(frame, node);
  const name = normalizeIdentifier(written);
  const value = importedValue(frame, nameValue(frame, name));
  // Letters that only look like others are how a reviewer is made to read past a name.
  return name === written || value.refs.length === 0 ? value : { ...value, obscured: true };
}

function nameValue(frame: Frame, name: string): Value {
  const known = lookup(frame.env, name) ?? visitedName(frame.state, name);
  if (known !== null) return known;
  for (const star of frame.state.stars) {
    const ref = canonicalName(`${star}.${name}`);
    if (ACTS.has(ref)) return refValue(ref);
  }
  if (name === '__builtins__') return refValue('builtins');
  if (name === '__doc__') return moduleDocstring(frame.state.text);
  if (name === '__loader__') return refValue('__loader__');
  return BUILTIN_NAMES.has(name) ? refValue(`builtins.${name}`) : starredName(frame.state, name);
}

/** The first statement's literal. Only blanks and comments may stand before it. */
function moduleDocstring(text: string): Value {
  const found = DOCSTRING.exec(text)?.groups;
  const content = found?.['long'] ?? found?.['double'] ?? found?.['single'];
  return content === undefined ? UNKNOWN : constantValue(literalValue(found?.['prefix'] ?? '', content).value);
}

const DOCSTRING =
  /^(?:[ \t]*(?:#[^\n]*)?\n)*[ \t]*(?<prefix>[rRuU]?)(?:(?<quote>"{3}|'{3})(?<long>[\s\S]*?)\k<quote>|"(?<double>[^"\n]*)"|'(?<single>[^'\n]*)')/u;

const number = (frame: Frame, node: SyntaxNode): Value =>
  literal(frame, node, () => constantValue(numberValue(sourceOf(frame, node))));

/** Sums nest on their left side, as deep as they are long: walked by a loop. */
function operatorChain(frame: Frame, node: SyntaxNode): Value {
  const rights: SyntaxNode[] = [];
  let at = node;
  for (;;) {
    rights.push(at);
    const left = child(at, 'left');
    if (left === null) return UNKNOWN;
    at = left;
    if (left.type !== node.type) break;
  }
  let value = evaluate(frame, at);
  let letters = 0;
  for (const link of rights.reverse()) {
    const right = child(link, 'right');
    const operator = child(link, 'operator');
    if (right === null || operator === null) continue;
    if (sourceOf(frame, right).startsWith('chr(')) letters += 1;
    const operand = evaluate(frame, right);
    value =
      node.type === 'boolean_operator'
        ? join(value, operand)
        : (overloaded(frame, node, operator.type, [value, operand]) ?? binary(operator.type, value, operand));
  }
  // Text that is spelled out in character codes is meant not to be read.
  return letters >= 4 ? hidden(value) : value;
}

const SPECIAL_METHODS: Readonly<Record<string, string>> = {
  '+': '__add__',
  '-': '__sub__',
  '*': '__mul__',
  '/': '__truediv__',
  '//': '__floordiv__',
  '%': '__mod__',
  '**': '__pow__',
  '@': '__matmul__',
  '<<': '__lshift__',
  '>>': '__rshift__',
  '&': '__and__',
  '^': '__xor__',
  '|': '__or__',
};

/** An operator that a class of the file defines is a call. */
function overloaded(frame: Frame, node: SyntaxNode, operator: string, [a, b]: readonly [Value, Value]): Value | null {
  const ref = a.refs.find((each) => each.startsWith('@') && each.endsWith('()'));
  const name = SPECIAL_METHODS[operator];
  return ref === undefined || name === undefined ? null : callSpecial(frame, { ref, name }, [b], node);
}

function unaryOperator(frame: Frame, node: SyntaxNode): Value {
  const argument = child(node, 'argument');
  return argument === null ? UNKNOWN : unary(child(node, 'operator')?.type ?? '', evaluate(frame, argument));
}

function comparison(frame: Frame, node: SyntaxNode): Value {
  const operators = node.children.filter((part) => part.field === 'operators');
  const operands = node.children.filter((part) => part.field !== 'operators').map((part) => evaluate(frame, part));
  const [a, b] = operands;
  const [operator] = operators;
  if (a === undefined || b === undefined || operator === undefined || operators.length > 1) return UNKNOWN;
  return constantValue(compared(operator.type, a, b));
}

/** `a if condition else b`: the order in the grammar is as written. */
function conditional(frame: Frame, node: SyntaxNode): Value {
  const [whenTrue, condition, whenFalse] = node.children;
  if (whenTrue === undefined || condition === undefined || whenFalse === undefined) return evaluateParts(frame, node);
  const known = evaluate(frame, condition).constant;
  const a = evaluate(frame, whenTrue);
  const b = evaluate(frame, whenFalse);
  if (known === true) return a;
  return known === false ? b : join(a, b);
}

/** Elements of a list, tuple or set; a starred one brings its own when they are known. */
function collection(frame: Frame, node: SyntaxNode): Value {
  const items: Value[] = [];
  let spread: Value = UNKNOWN;
  for (const part of node.children) {
    const value = evaluate(frame, part);
    if (part.type !== 'list_splat') items.push(value);
    else if (value.items !== null) for (const item of value.items) items.push(item);
    else {
      spread = flowOf([spread, value]);
      items.push(UNKNOWN);
    }
    if (items.length > 100_000) return flowOf([spread, ...items]);
  }
  const flow = flowOf(items.length > 2000 ? [spread, ...items.slice(0, 2000)] : [spread, ...items]);
  return { ...flow, items };
}

function dictionary(frame: Frame, node: SyntaxNode): Value {
  const fields = new Map<string, Value>();
  const values: Value[] = [];
  const pairs: Value[] = [];
  for (const part of node.children) {
    if (part.type !== 'pair') {
      const spread = evaluate(frame, part);
      values.push(spread);
      for (const [key, value] of spread.fields ?? []) fields.set(key, value);
      continue;
    }
    const [keyNode, valueNode] = [child(part, 'key'), child(part, 'value')];
    const key = keyNode === null ? UNKNOWN : evaluate(frame, keyNode);
    const value = valueNode === null ? UNKNOWN : evaluate(frame, valueNode);
    const name = pieceOf(key);
    fields.set(typeof key.constant === 'string' && !key.partial ? name : `\0${fields.size}`, value);
    values.push(key, value);
    pairs.push({ ...UNKNOWN, items: [key, value] });
  }
  return { ...flowOf(values), fields, made: keyedByNumbers(pairs) };
}

/** A table by numbers, as decoders have it, is kept pair by pair: the entries by text alone would not find them. */
function keyedByNumbers(pairs: readonly Value[]): Recipe | null {
  const isTable = pairs.some(({ items }) => typeof items?.[0]?.constant === 'number');
  if (!isTable || pairs.length > MAX_TABLE) return null;
  return { name: 'builtins.dict', positional: [{ ...UNKNOWN, items: pairs }], keywords: new Map() };
}

/** Entries of a table that is looked things up in: an alphabet, and some. */
const MAX_TABLE = 2000;

function namedExpression(frame: Frame, node: SyntaxNode): Value {
  const [name, valueNode] = [child(node, 'name'), child(node, 'value')];
  const value = valueNode === null ? UNKNOWN : evaluate(frame, valueNode);
  if (name !== null) assign(frame.env, normalizeIdentifier(sourceOf(frame, name)), value);
  return value;
}

/** `value as target`, in `with` items and `except` clauses. */
function asPattern(frame: Frame, node: SyntaxNode): Value {
  const target = child(node, 'alias');
  const [source] = node.children;
  const value = source === undefined || source === target ? UNKNOWN : evaluate(frame, source);
  if (target !== null) frame.state.run.bind(frame, target.children[0] ?? target, value);
  return value;
}

function assignment(frame: Frame, node: SyntaxNode): Value {
  const [left, right, type] = [child(node, 'left'), child(node, 'right'), child(node, 'type')];
  if (type !== null) evaluate(frame, type);
  if (right === null) return UNKNOWN;
  const value = evaluate(frame, right);
  if (left !== null) frame.state.run.bind(frame, left, value);
  return value;
}

function augmentedAssignment(frame: Frame, node: SyntaxNode): Value {
  const [left, operator, right] = [child(node, 'left'), child(node, 'operator'), child(node, 'right')];
  if (left === null || right === null) return UNKNOWN;
  const before = evaluate(frame, left);
  const made = binary(operator?.type.slice(0, -1) ?? '', before, evaluate(frame, right));
  const letterwise = operator?.type === '+=' && isLetterwise(sourceOf(frame, right));
  const value = letterwise ? hidden(made) : made;
  frame.state.run.bind(frame, left, value);
  return value;
}

function yielded(frame: Frame, node: SyntaxNode): Value {
  const value = only(frame, node);
  frame.returned = frame.returned === null ? value : join(value, frame.returned);
  return UNKNOWN;
}

/** Runs in a place of its own: names of a comprehension do not leak. */
function scoped(frame: Frame, node: SyntaxNode): Value {
  const outer = frame.env;
  frame.env = branch(outer);
  const value = comprehension(frame, node);
  frame.env = outer;
  merge(outer, [], true);
  // Over an endless iterator, or with what only the emulation knows.
  if (value.items !== null || (value.tags & DECODED) === 0) return value;
  return frame.state.run.workOut.expression(frame, node, value) ?? value;
}

const EXPRESSIONS: ReadonlyMap<string, (frame: Frame, node: SyntaxNode) => Value> = new Map([
  ['identifier', identifier],
  ['attribute', evaluateAttribute],
  ['call', evaluateCall],
  ['string', string],
  ['concatenated_string', adjacentStrings],
  ['integer', number],
  ['float', number],
  ['true', constant(true)],
  ['false', constant(false)],
  ['none', constant(null)],
  ['binary_operator', operatorChain],
  ['boolean_operator', operatorChain],
  ['unary_operator', unaryOperator],
  ['comparison_operator', comparison],
  ['conditional_expression', conditional],
  ['parenthesized_expression', only],
  ['await', only],
  ['list_splat', only],
  ['dictionary_splat', only],
  ['expression_statement', only],
  ['list', collection],
  ['tuple', collection],
  ['set', collection],
  ['expression_list', collection],
  ['pattern_list', collection],
  ['dictionary', dictionary],
  ['list_comprehension', scoped],
  ['set_comprehension', scoped],
  ['generator_expression', scoped],
  ['dictionary_comprehension', scoped],
  ['subscript', subscript],
  ['named_expression', namedExpression],
  ['as_pattern', asPattern],
  ['assignment', assignment],
  ['augmented_assignment', augmentedAssignment],
  ['yield', yielded],
  ['lambda', (frame: Frame, node: SyntaxNode) => frame.state.run.makeFunction(frame, node)],
]);
