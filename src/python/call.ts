import type { Frame } from './state.js';
import { child, type SyntaxNode } from './tree.js';
import { flowOf, UNKNOWN, type Value } from './value.js';

/** A call with everything evaluated. */
export interface Call {
  readonly node: SyntaxNode;
  readonly callee: Value;
  /** The object before the last dot, and the name behind it. */
  readonly receiver: Value;
  readonly method: string | null;
  /** The expression before the last dot, to write back what a method changes. */
  readonly target: SyntaxNode | null;
  readonly positional: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
  /** What flows in through `*args` and `**kwargs` that are not known one by one. */
  readonly spread: Value;
}

/** The argument at a position or of a keyword. */
export const argument = (call: Call, position: number, keyword: string | null = null): Value =>
  call.positional[position] ?? (keyword === null ? undefined : call.keywords.get(keyword)) ?? UNKNOWN;

/** Every argument. */
export const argumentsOf = (call: Call): readonly Value[] => [
  ...call.positional,
  ...call.keywords.values(),
  call.spread,
];

interface Arguments {
  readonly positional: Value[];
  readonly keywords: Map<string, Value>;
  spread: Value;
}

/** Evaluates the arguments of a call node. */
export function readArguments(frame: Frame, node: SyntaxNode): Pick<Call, 'positional' | 'keywords' | 'spread'> {
  const found: Arguments = { positional: [], keywords: new Map(), spread: UNKNOWN };
  const list = child(node, 'arguments');
  const parts = list?.type === 'generator_expression' ? [list] : (list?.children ?? []);
  for (const part of parts) readArgument(frame, part, found);
  return found;
}

function readArgument(frame: Frame, part: SyntaxNode, found: Arguments): void {
  const { evaluate } = frame.state.run;
  if (part.type === 'keyword_argument') {
    const [name, value] = [child(part, 'name'), child(part, 'value')];
    if (name === null || value === null) return;
    found.keywords.set(frame.state.text.slice(name.start, name.end), evaluate(frame, value));
  } else if (part.type === 'list_splat' || part.type === 'dictionary_splat') {
    spreadArgument(part.type, evaluate(frame, part), found);
  } else {
    found.positional.push(evaluate(frame, part));
  }
}

function spreadArgument(type: string, value: Value, found: Arguments): void {
  if (value.items !== null && type === 'list_splat') found.positional.push(...value.items.slice(0, 1000));
  else if (value.fields !== null) for (const [key, field] of value.fields) found.keywords.set(key, field);
  else found.spread = flowOf([found.spread, value]);
}

/** What a well-known callable gives; null when its arguments are not known well enough. */
export type Model = (frame: Frame, call: Call) => Value | null;

/** One model under several names, separated by blanks. */
export const shared = (names: string, model: Model): readonly (readonly [string, Model])[] =>
  names.split(' ').map((name) => [name, model]);
