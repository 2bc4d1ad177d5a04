import { charactersOf } from './constants.js';
import type { Frame } from './state.js';
import type { SyntaxNode } from './tree.js';
import { flowOf, type Value } from './value.js';

/** Longest text that is read as a literal. */
const MAX_LENGTH = 500_000;

const LITERALS: ReadonlySet<string> = new Set(
  (
    'module expression_statement string string_start string_content string_end concatenated_string integer float true false none list tuple set ' +
    'dictionary pair unary_operator binary_operator parenthesized_expression expression_list escape_sequence - +'
  ).split(' '),
);

/** `ast.literal_eval(text)`: what a text of literals stands for. */
export function readLiteral(frame: Frame, text: Value): Value {
  const characters = text.partial ? null : charactersOf(text.constant);
  const flow = flowOf([text]);
  if (characters === null || characters.length > MAX_LENGTH || frame.state.budget.unfolds <= 0) return flow;
  frame.state.budget.unfolds -= 1;
  const parsed = frame.state.parse(characters.trim());
  if (parsed.kind === 'cancelled' || parsed.partly !== null || !isLiteral(parsed.root)) return flow;
  const state = { ...frame.state, text: characters.trim(), literals: new Map<number, Value>() };
  const [statement] = parsed.root.children;
  if (statement === undefined) return flow;
  const value = frame.state.run.evaluate({ ...frame, state }, statement);
  return { ...value, tags: value.tags | flow.tags, trail: value.trail ?? flow.trail };
}

const isLiteral = (node: SyntaxNode): boolean => LITERALS.has(node.type) && node.children.every(isLiteral);
