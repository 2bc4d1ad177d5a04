import { printable } from '../model/text.js';
import { bind } from './binding.js';
import type { Call } from './call.js';
import { applyCall } from './calls.js';
import { lineage } from './classes.js';
import { mayRunArguments } from './commands.js';
import { HOLE } from './constants.js';
import { assign, body } from './environment.js';
import { evaluate } from './expressions.js';
import type { CodeScope, PythonAct, SourceStep } from './facts.js';
import { tagsOfPaths } from './files.js';
import { makeLambda, runFunction } from './functions.js';
import { isPackageInit, moduleName } from './names.js';
import { placesOf, placesWithin } from './places.js';
import { type ActDraft, type Frame, type Interpreter, type State, scopeOf } from './state.js';
import { execute } from './statements.js';
import type { Parsed, ParsePython } from './syntax.js';
import { commandText, pieceOf } from './texts.js';
import type { SyntaxNode } from './tree.js';
import { constantValue, OWN_DATA, provenancesOf, refValue, stepsOf, UNKNOWN, type Value } from './value.js';

/** What the syntax tier makes of a file. */
export interface Analysis {
  readonly imports: readonly string[];
  readonly scopes: readonly CodeScope[];
  readonly partly: string | null;
}

/** How often text may be unfolded from text. */
const MAX_LEVEL = 4;
/** Expressions evaluated for one file, everything unfolded from it included; a longer text has more of them to begin with. */
const MIN_STEPS = 400_000;
const STEPS_PER_CHARACTER = 4;

/** Follows values through a parsed file and lists what each scope does and calls. */
export function analyse(
  parsed: Parsed & { kind: 'tree' },
  source: { text: string; path: string; parse: ParsePython },
): Analysis {
  const state = newState(source);
  const frame = moduleFrame(state);
  execute(frame, parsed.root);
  finishFunctions(state);
  return {
    imports: [...state.imports],
    scopes: [...state.scopes.values()].map((scope) => ({
      name: scope.name,
      calls: [...scope.calls],
      acts: [...scope.acts.values()].map((draft) => finishAct(state, draft)),
    })),
    partly: parsed.partly ?? state.notes.partly,
  };
}

function newState({ text, path, parse }: { text: string; path: string; parse: ParsePython }): State {
  return {
    path,
    text,
    place: placesOf(text),
    parse,
    run: INTERPRETER,
    functions: new Map(),
    classes: new Map(),
    scopes: new Map(),
    imports: new Set(),
    literals: new Map(),
    queue: [],
    stars: [],
    renamed: new Map(),
    dotted: new Set(),
    written: new Map(),
    origin: [],
    level: 0,
    budget: {
      steps: MIN_STEPS + STEPS_PER_CHARACTER * text.length,
      reserve: STEPS_PER_CHARACTER * text.length,
      decoded: 30_000_000,
      inlines: 1000,
      unfolds: 200,
      depth: 0,
    },
    notes: { tlsOff: false, partly: null, lambdas: 0, readings: 0 },
  };
}

function moduleFrame(state: State): Frame {
  const env = body(null);
  assign(env, '__file__', {
    ...constantValue(`${HOLE}/${state.path.split('/').at(-1) ?? ''}`, OWN_DATA),
    partial: true,
  });
  assign(env, '__name__', constantValue(undefined));
  const name = moduleName(state.path);
  const parent = isPackageInit(state.path) ? name : name.split('.').slice(0, -1).join('.');
  if (parent !== '') assign(env, '__package__', constantValue(parent));
  return {
    state,
    scope: scopeOf(state, ''),
    fn: null,
    owner: null,
    prefix: '',
    inlined: 0,
    env,
    returned: null,
    swallowed: false,
    globals: new Set(),
  };
}

/** Reads the bodies that nothing called, constructors first: they say what `self` holds. */
function finishFunctions(state: State): void {
  for (let round = 0; round < 50 && state.queue.length > 0; round += 1) {
    const waiting = state.queue.splice(0);
    const ordered = [...waiting.filter(isConstructor), ...waiting.filter((info) => !isConstructor(info))];
    for (const info of ordered) info.summary ??= info.running ? UNKNOWN : runFunction(info, null, 0);
  }
  // Methods may have been read before another one filled the attribute they use.
  const methods = [...state.functions.values()].filter(
    (info) => info.owner !== null && grewSince(state, info.owner, info.readAt),
  );
  for (const info of methods) if (!info.running) runFunction(info, null, 0);
  state.queue.length = 0;
}

const isConstructor = (info: { readonly name: string }): boolean => /\.__(?:init|new|post_init)__$/u.test(info.name);

/** Whether an attribute that the class's methods see became more after a body was read. */
function grewSince(state: State, owner: string, readAt: number): boolean {
  const from = state.classes.get(owner);
  return from !== undefined && lineage(state, from).own.some((each) => each.grownAt > readAt);
}

function finishAct(state: State, draft: ActDraft): PythonAct {
  const inputs = new Set(draft.inputs);
  let steps = draft.steps;
  if (draft.act === 'run-process' || draft.act === 'run-code' || draft.act === 'load-native') {
    for (const value of draft.values) {
      const text = commandText(value) ?? pieceOf(value);
      if (draft.act === 'run-process' && !runsItsPath(state, value, text)) continue;
      const late = tagsOfPaths(state, value, text);
      for (const input of provenancesOf(late.tags)) inputs.add(input);
      if (late.tags !== 0 && steps.length < 3) steps = [...stepsOf(late.trail), ...steps];
    }
  }
  return {
    act: draft.act,
    inputs: [...inputs].sort(),
    callee: draft.callee,
    target: draft.target,
    traits: [...draft.traits].sort(),
    steps,
    at: draft.at,
  };
}

/** A file among the arguments counts when the command runs it: it is the program, or the program is one that runs files. */
function runsItsPath(state: State, value: Value, text: string): boolean {
  if (mayRunArguments(text)) return true;
  const program = value.items?.[0];
  return tagsOfPaths(state, program ?? UNKNOWN, text.trim().split(/\s+/u, 1)[0] ?? '').tags !== 0;
}

function invoke(frame: Frame, callee: Value, positional: readonly Value[], node: SyntaxNode): Value {
  const call: Call = {
    node,
    callee,
    receiver: UNKNOWN,
    method: null,
    target: null,
    positional,
    keywords: new Map(),
    spread: UNKNOWN,
  };
  return applyCall(frame, call);
}

/** Reads text that the code runs: its acts are acts of the scope that runs it. */
function unfold(frame: Frame, text: string, steps: readonly SourceStep[], node: SyntaxNode): Value {
  const { state } = frame;
  if (text.trim() === '' || text.length > 2_000_000) return UNKNOWN;
  if (state.level >= MAX_LEVEL || state.budget.unfolds <= 0) {
    state.notes.partly ??= `it unfolds code from text more than ${MAX_LEVEL} times`;
    return UNKNOWN;
  }
  // `eval('name')`: the value matters, and a bare word is the commonest case.
  if (/^[\w.]+$/u.test(text) && !text.includes('.')) return namedByText(frame, text);
  state.budget.unfolds -= 1;
  const parsed = state.parse(text);
  if (parsed.kind === 'cancelled') {
    state.notes.partly ??= 'text that it runs as code could not be read in time';
    return UNKNOWN;
  }
  const at = state.place(node.start);
  const shown = { ...at, excerpt: printable(text, 160) };
  const inner: State = {
    ...state,
    text,
    place: placesWithin(at, text),
    origin: [...state.origin, ...steps, { what: 'runs the text as code', at: shown }],
    level: state.level + 1,
    literals: new Map(),
  };
  const within: Frame = { ...frame, state: inner, prefix: `${frame.prefix}decoded.` };
  return result(within, parsed.root);
}

/** Runs unfolded code; a lone expression gives its value, as `eval` does. */
function result(frame: Frame, root: SyntaxNode): Value {
  const [statement, ...more] = root.children;
  if (more.length === 0 && statement?.type === 'expression_statement') return evaluate(frame, statement);
  execute(frame, root);
  return UNKNOWN;
}

const namedByText = (frame: Frame, name: string): Value => {
  const value = frame.env.names.get(name) ?? refValue(`builtins.${name}`);
  return { ...value, obscured: true };
};

const INTERPRETER: Interpreter = { evaluate, execute, bind, invoke, makeFunction: makeLambda, unfold };
