import { canAfford, type Frame } from './state.js';
import { anyElement } from './subscripts.js';
import { hidden, isLetterwise, itemsOfText } from './texts.js';
import { child, type SyntaxNode } from './tree.js';
import { constantValue, flowOf, UNKNOWN, type Value } from './value.js';

/** Most elements that one comprehension is worked out for. */
const MAX_ITEMS = 200_000;

/** A comprehension or generator, worked out when what it runs over is known. */
export function comprehension(frame: Frame, node: SyntaxNode): Value {
  const body = child(node, 'body');
  if (body === null) return UNKNOWN;
  const clauses = node.children.filter((part) => part !== body);
  const results: Value[] = [];
  const complete = over(frame, { clauses, body, results }, 0);
  if (node.type === 'dictionary_comprehension') return flowOf(results);
  const flow = flowOf(results.length > 2000 ? results.slice(0, 2000) : results);
  const value: Value = complete ? { ...flow, items: results } : { ...flow, refs: results[0]?.refs ?? [] };
  return isLetterwise(frame.state.text.slice(body.start, body.end)) ? hidden(value) : value;
}

interface Loop {
  readonly clauses: readonly SyntaxNode[];
  readonly body: SyntaxNode;
  readonly results: Value[];
}

/** Runs the clauses from `index` on; false when the result is not worked out element by element. */
function over(frame: Frame, loop: Loop, index: number): boolean {
  const { evaluate, bind } = frame.state.run;
  const clause = loop.clauses[index];
  if (clause === undefined) {
    loop.results.push(bodyValue(frame, loop.body));
    return loop.results.length <= MAX_ITEMS;
  }
  if (clause.type !== 'for_in_clause') {
    const condition = clause.children[0];
    const known = condition === undefined ? true : evaluate(frame, condition).constant;
    if (known === false) return true;
    return over(frame, loop, index + 1) && known === true;
  }
  const target = child(clause, 'left');
  const source = child(clause, 'right');
  const iterable = source === null ? UNKNOWN : evaluate(frame, source);
  const items = elementsOf(iterable);
  if (target === null || items === null || !canAfford(frame.state)) {
    if (target !== null) bind(frame, target, anyElement(iterable));
    over(frame, loop, index + 1);
    return false;
  }
  for (const item of items) {
    bind(frame, target, item);
    if (!over(frame, loop, index + 1) || !canAfford(frame.state)) return false;
  }
  return true;
}

function bodyValue(frame: Frame, body: SyntaxNode): Value {
  const { evaluate } = frame.state.run;
  if (body.type !== 'pair') return evaluate(frame, body);
  return flowOf(body.children.map((part) => evaluate(frame, part)));
}

/** What a loop runs over, when it is known and not too long. */
export function elementsOf(value: Value): readonly Value[] | null {
  if (value.items !== null) return value.items.length > MAX_ITEMS ? null : value.items;
  if (value.fields !== null) {
    const keys = [...value.fields.keys()];
    return keys.some((key) => key.startsWith('\0')) ? null : keys.map((key) => constantValue(key, value.tags));
  }
  return itemsOfText(value, MAX_ITEMS);
}
