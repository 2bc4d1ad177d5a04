import { bind } from './binding.js';
import { noteCall } from './callbacks.js';
import { elementsOf } from './comprehensions.js';
import { defineClass } from './definitions.js';
import { assign, branch, type Environment, lookup, merge } from './environment.js';
import { defineFunction } from './functions.js';
import { importFromStatement, importStatement } from './imports.js';
import { actsOnCall } from './indirect.js';
import { normalizeIdentifier } from './names.js';
import { noteGate } from './probes.js';
import { canAfford, type Frame, scopeOf, type WorkedLoop } from './state.js';
import { anyElement } from './subscripts.js';
import { child, childrenOf, type SyntaxNode } from './tree.js';
import { join, refValue, UNKNOWN, type Value } from './value.js';

/** Reads a statement; forms without a handler are expressions. */
export function execute(frame: Frame, node: SyntaxNode): void {
  const handler = STATEMENTS.get(node.type);
  if (handler === undefined) frame.state.run.evaluate(frame, node);
  else handler(frame, node);
}

function all(frame: Frame, node: SyntaxNode): void {
  for (const part of node.children) execute(frame, part);
}

const textOf = (frame: Frame, node: SyntaxNode): string => frame.state.text.slice(node.start, node.end);

/** Reads `node` with names of its own and gives them, to be merged. */
function branchOf(frame: Frame, node: SyntaxNode): Environment {
  const outer = frame.env;
  const inner = branch(outer);
  frame.env = inner;
  execute(frame, node);
  frame.env = outer;
  return inner;
}

function ifStatement(frame: Frame, node: SyntaxNode): void {
  const condition = child(node, 'condition');
  const consequence = child(node, 'consequence');
  const guard = condition === null ? '' : guardText(frame, condition);
  if (condition !== null) {
    noteGate(frame, condition, consequence);
    frame.state.run.evaluate(frame, condition);
  }
  const branches: Environment[] = [];
  // Only type checkers read this branch.
  const skipped = /^(?:\w+\.)?TYPE_CHECKING$/u.test(guard);
  if (consequence !== null && !skipped)
    branches.push(isMainGuard(guard) ? mainBranch(frame, consequence) : branchOf(frame, consequence));
  const alternatives = childrenOf(node, 'alternative');
  for (const alternative of alternatives) {
    const test = child(alternative, 'condition');
    if (test !== null) frame.state.run.evaluate(frame, test);
    const body = child(alternative, 'consequence') ?? child(alternative, 'body');
    if (body !== null) branches.push(branchOf(frame, body));
  }
  const hasElse = alternatives.some((alternative) => alternative.type === 'else_clause');
  merge(frame.env, branches, !hasElse);
}

/** The beginning of a condition without blanks and brackets, where it may be one of the two that matter. */
function guardText({ state }: Frame, { start, end }: SyntaxNode): string {
  const text = state.text.slice(start, Math.min(end, start + 80));
  return text.includes('__name__') || text.includes('TYPE_CHECKING') ? text.replaceAll(/\s|\(|\)/gu, '') : '';
}

const isMainGuard = (guard: string): boolean =>
  /^(?:__name__==["']__main__["']|["']__main__["']==__name__)/u.test(guard);

/** Runs only when the file is started as a program: a scope of its own, which nothing in the file calls. */
function mainBranch(frame: Frame, node: SyntaxNode): Environment {
  if (frame.scope.name !== '') return branchOf(frame, node);
  const main: Frame = { ...frame, scope: scopeOf(frame.state, '__main__'), env: branch(frame.env) };
  execute(main, node);
  return main.env;
}

/** A loop over a known list that builds something is run through; any other body is read twice, so that it sees itself. */
function forStatement(frame: Frame, node: SyntaxNode): void {
  const worked = frame.state.run.workOut.loop(frame, node);
  const [left, right, body, otherwise] = [
    child(node, 'left'),
    child(node, 'right'),
    child(node, 'body'),
    child(node, 'alternative'),
  ];
  const iterable = right === null ? UNKNOWN : frame.state.run.evaluate(frame, right);
  if (left !== null && body !== null) {
    const items = elementsOf(iterable);
    if (
      worked === null &&
      items !== null &&
      items.length > 0 &&
      items.length <= 20_000 &&
      canAfford(frame.state) &&
      builds(frame, body)
    ) {
      for (const item of items) {
        if (!canAfford(frame.state)) break;
        bind(frame, left, item);
        execute(frame, body);
      }
    } else {
      repeatBody(frame, body, () => bind(frame, left, anyElement(iterable)));
    }
  }
  if (otherwise !== null) execute(frame, otherwise);
  if (worked !== null) leave(frame, worked);
}

/** What a loop that was worked out leaves in its names, with the provenance that reading it told. */
function leave(frame: Frame, { names, returned }: WorkedLoop): void {
  for (const [name, value] of names) {
    const read = lookup(frame.env, name);
    assign(frame.env, name, {
      ...value,
      tags: value.tags | (read?.tags ?? 0),
      trail: value.trail ?? read?.trail ?? null,
    });
  }
  if (returned !== null) frame.returned = frame.returned === null ? returned : join(returned, frame.returned);
}

const builds = (frame: Frame, body: SyntaxNode): boolean =>
  body.end - body.start < 600 && /\+=|\.append\(|\.extend\(|=\s*\w+\s*\+|\^/u.test(textOf(frame, body));

function repeatBody(frame: Frame, body: SyntaxNode, before: () => void): void {
  for (let round = 0; round < 2; round += 1) {
    const outer = frame.env;
    frame.env = branch(outer);
    before();
    execute(frame, body);
    const inner = frame.env;
    frame.env = outer;
    const again = round === 0 && [...inner.names].some(([name, value]) => isNews(value, lookup(outer, name)));
    merge(outer, [inner], true);
    if (!again) return;
  }
}

/** Whether what a name holds at the end of a body could change what the body does from its beginning. */
const isNews = (value: Value, before: Value | null): boolean =>
  (value.tags & ~(before?.tags ?? 0)) !== 0 ||
  value.cells.some((cell) => cell.tags !== 0) ||
  value.refs.some((ref) => before?.refs.includes(ref) !== true) ||
  (value.items !== null && before?.items !== value.items) ||
  (value.fields !== null && before?.fields !== value.fields) ||
  ((typeof value.constant === 'object' ? value.constant !== null : typeof value.constant === 'string') &&
    value.constant !== before?.constant);

function whileStatement(frame: Frame, node: SyntaxNode): void {
  const [condition, body, otherwise] = [child(node, 'condition'), child(node, 'body'), child(node, 'alternative')];
  const worked = frame.state.run.workOut.loop(frame, node);
  if (condition !== null) frame.state.run.evaluate(frame, condition);
  if (body !== null) repeatBody(frame, body, () => undefined);
  if (otherwise !== null) execute(frame, otherwise);
  if (worked !== null) leave(frame, worked);
}

function tryStatement(frame: Frame, node: SyntaxNode): void {
  const body = child(node, 'body');
  const handlers = node.children.filter((part) => part.type === 'except_clause');
  const swallowed = frame.swallowed;
  frame.swallowed = swallowed || handlers.some((handler) => dropsError(frame, handler));
  if (body !== null) execute(frame, body);
  frame.swallowed = swallowed;
  const branches = handlers.map((handler) => branchOf(frame, handler));
  merge(frame.env, branches, true);
  for (const part of node.children)
    if (part.type === 'else_clause' || part.type === 'finally_clause') execute(frame, part);
}

/** A handler that catches everything and does nothing with it. */
function dropsError(frame: Frame, handler: SyntaxNode): boolean {
  const block = handler.children.find((part) => part.type === 'block');
  const caught = handler.children.filter((part) => part !== block).map((part) => textOf(frame, part));
  const broad = caught.length === 0 || caught.some((name) => /\b(?:Exception|BaseException)\b/u.test(name));
  const quiet =
    block === undefined ||
    block.children.every(
      (part) =>
        /^(?:pass_statement|continue_statement|break_statement)$/u.test(part.type) ||
        /^(?:return(?: None)?|\.\.\.)$/u.test(textOf(frame, part)),
    );
  return broad && quiet;
}

function withStatement(frame: Frame, node: SyntaxNode): void {
  const body = child(node, 'body');
  for (const clause of node.children) if (clause !== body) withItems(frame, clause);
  if (body !== null) execute(frame, body);
}

function withItems(frame: Frame, clause: SyntaxNode): void {
  for (const item of clause.children) {
    const value = child(item, 'value') ?? item;
    if (value.type === 'tuple') withItems(frame, value);
    else frame.state.run.evaluate(frame, value);
  }
}

function returnStatement(frame: Frame, node: SyntaxNode): void {
  const [expression] = node.children;
  const value = expression === undefined ? UNKNOWN : frame.state.run.evaluate(frame, expression);
  frame.returned = frame.returned === null ? value : join(value, frame.returned);
}

function functionDefinition(frame: Frame, node: SyntaxNode): void {
  definedFunction(frame, node);
}

function definedFunction(frame: Frame, node: SyntaxNode): Value {
  const nameNode = child(node, 'name');
  if (nameNode === null) return UNKNOWN;
  const returnType = child(node, 'return_type');
  if (returnType !== null) frame.state.run.evaluate(frame, returnType);
  const name = normalizeIdentifier(textOf(frame, nameNode));
  const value = defineFunction(frame, node, `${frame.prefix}${name}`);
  bind(frame, nameNode, value);
  return value;
}

function classDefinition(frame: Frame, node: SyntaxNode): void {
  defineClass(frame, node);
}

/** Decorators run where they stand; one of this file may call what it is given, of others only their own code is known to run. */
function decoratedDefinition(frame: Frame, node: SyntaxNode): void {
  const decorators = node.children.filter((part) => part.type === 'decorator');
  const values = decorators.map((part) =>
    part.children[0] === undefined ? UNKNOWN : frame.state.run.evaluate(frame, part.children[0]),
  );
  const definition = child(node, 'definition');
  if (definition === null) return;
  const value =
    definition.type === 'class_definition' ? defineClass(frame, definition) : definedFunction(frame, definition);
  const made = frame.state.functions.get(value.refs[0]?.slice(1) ?? '');
  if (made !== undefined) made.isStatic = values.some(({ refs }) => refs.includes('builtins.staticmethod'));
  let given = value;
  for (const decorator of values.reverse()) {
    if (decorator.refs.some((ref) => ref.startsWith('@') || ref === 'atexit.register' || actsOnCall(ref))) {
      const result = frame.state.run.invoke(frame, decorator, [given], node);
      if (result.refs.length > 0 || result.constant !== undefined || result.tags !== 0) given = result;
    } else for (const ref of decorator.refs) noteCall(frame, ref);
  }
}

function globalStatement(frame: Frame, node: SyntaxNode): void {
  for (const part of node.children) frame.globals.add(normalizeIdentifier(textOf(frame, part)));
}

function matchStatement(frame: Frame, node: SyntaxNode): void {
  for (const subject of childrenOf(node, 'subject')) frame.state.run.evaluate(frame, subject);
  const body = child(node, 'body');
  const cases = (body?.children ?? []).filter((part) => part.type === 'case_clause');
  merge(
    frame.env,
    cases.map((part) => branchOf(frame, child(part, 'consequence') ?? part)),
    true,
  );
}

/** Python 2's `exec code in namespace`, which is the function in another spelling. */
function execStatement(frame: Frame, node: SyntaxNode): void {
  const code = child(node, 'code');
  if (code === null) return;
  frame.state.run.invoke(frame, refValue('builtins.exec'), [frame.state.run.evaluate(frame, code)], node);
}

const nothing = (): void => undefined;

const STATEMENTS: ReadonlyMap<string, (frame: Frame, node: SyntaxNode) => void> = new Map([
  ['module', all],
  ['block', all],
  ['ERROR', all],
  ['else_clause', all],
  ['finally_clause', all],
  ['except_clause', all],
  ['if_statement', ifStatement],
  ['for_statement', forStatement],
  ['while_statement', whileStatement],
  ['try_statement', tryStatement],
  ['with_statement', withStatement],
  ['return_statement', returnStatement],
  ['function_definition', functionDefinition],
  ['class_definition', classDefinition],
  ['decorated_definition', decoratedDefinition],
  ['import_statement', importStatement],
  ['import_from_statement', importFromStatement],
  ['future_import_statement', nothing],
  ['global_statement', globalStatement],
  ['nonlocal_statement', nothing],
  ['pass_statement', nothing],
  ['match_statement', matchStatement],
  ['exec_statement', execStatement],
]);
