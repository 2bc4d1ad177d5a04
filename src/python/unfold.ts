import { printable } from '../model/text.js';
import { lookup } from './environment.js';
import type { SourcePlace, SourceStep } from './facts.js';
import { placesWithin } from './places.js';
import { record } from './record.js';
import type { Frame, State } from './state.js';
import type { SyntaxNode } from './tree.js';
import { DECODED, refValue, UNKNOWN, type Value } from './value.js';

/** How often text may be unfolded from text: aiocpa 0.1.13 hid fifty layers deep. */
const MAX_LEVEL = 64;
/** Layers whose steps are told one by one; those below do the same again. */
const TOLD_LEVELS = 2;
/** Longest text that is unfolded. */
const MAX_LENGTH = 2_000_000;
/** Depth that a layer costs, on top of its expressions: the calls of the reader between one and the next. */
const LAYER_DEPTH = 5;

/** Reads text that the code runs: its acts are acts of the scope that runs it. */
export function unfold(frame: Frame, text: string, steps: readonly SourceStep[], node: SyntaxNode): Value {
  const { state } = frame;
  const { budget, notes } = state;
  if (text.trim() === '' || text.length > MAX_LENGTH) return UNKNOWN;
  // `eval('name')`: the value matters, and a bare word is the commonest case.
  if (/^\w+$/u.test(text)) return namedByText(frame, text);
  if (state.level >= MAX_LEVEL || budget.unfolds <= 0) {
    notes.partly ??= `it unfolds code from text more than ${state.level >= MAX_LEVEL ? MAX_LEVEL : 'a few hundred'} times`;
    tellUnread(frame, text, node);
    return UNKNOWN;
  }
  budget.unfolds -= 1;
  const parsed = state.parse(text);
  if (parsed.kind === 'cancelled') {
    notes.partly ??= 'text that it runs as code could not be read in time';
    return UNKNOWN;
  }
  const at = state.place(node.start);
  const inner: State = {
    ...state,
    text,
    place: placesWithin(at, text),
    origin: originOf(state, steps, { ...at, excerpt: printable(text, 160) }),
    level: state.level + 1,
    literals: new Map(),
  };
  budget.depth += LAYER_DEPTH;
  const value = result(frame, { ...frame, state: inner, prefix: `${frame.prefix}decoded.` }, parsed.root);
  budget.depth -= LAYER_DEPTH;
  return value;
}

/** What is not unfolded any more was hidden deeper than anything honest: the act says so. */
function tellUnread(frame: Frame, text: string, node: SyntaxNode): void {
  const target = printable(text, 80);
  record(frame, node, { act: 'run-code', callee: 'builtins.exec', values: [], tags: DECODED, traits: [], target });
}

/** The steps that lead to an unfolded text; a person reads two layers and the number of the others. */
function originOf(state: State, steps: readonly SourceStep[], at: SourcePlace): readonly SourceStep[] {
  if (state.level < TOLD_LEVELS) return [...state.origin, ...steps, { what: 'runs the text as code', at }];
  const further = state.level - TOLD_LEVELS + 1;
  const told = further === 1 ? state.origin : state.origin.slice(0, -1);
  const what = `unfolds ${further} more ${further === 1 ? 'layer' : 'layers'} of code from text`;
  return [...told, { what, at }];
}

/** Runs unfolded code; a lone expression gives its value, as `eval` does. Names that it binds stay bound. */
function result(frame: Frame, within: Frame, root: SyntaxNode): Value {
  const [statement, ...more] = root.children;
  const { evaluate, execute } = frame.state.run;
  if (more.length === 0 && statement?.type === 'expression_statement') return evaluate(within, statement);
  execute(within, root);
  return UNKNOWN;
}

const namedByText = (frame: Frame, name: string): Value => {
  const value = lookup(frame.env, name) ?? refValue(`builtins.${name}`);
  return { ...value, obscured: true };
};
