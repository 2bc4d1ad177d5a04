import { bind } from './binding.js';
import type { Call } from './call.js';
import { applyCall } from './calls.js';
import { grewSince } from './classes.js';
import { mayRunArguments } from './commands.js';
import { WORK_OUT } from './emulation/workout.js';
import { evaluate } from './expressions.js';
import type { CodeScope, ImportedModules, ModuleLinks, PythonAct } from './facts.js';
import { tagsOfPaths } from './files.js';
import { makeLambda, runFunction } from './functions.js';
import { flowsOf, linksOf } from './links.js';
import { moduleFrame } from './module-frame.js';
import { moduleName } from './names.js';
import { placesOf } from './places.js';
import { noteWatchers } from './probes.js';
import { replacementSteps } from './replacements.js';
import { type ActDraft, type Frame, type Interpreter, ownTables, type State } from './state.js';
import { execute } from './statements.js';
import type { Parsed, ParsePython } from './syntax.js';
import { commandText, pieceOf } from './texts.js';
import type { SyntaxNode } from './tree.js';
import { unfold } from './unfold.js';
import { provenancesOf, stepsOf, UNKNOWN, type Value } from './value.js';
import { openWorld } from './visits.js';

/** What the syntax tier makes of a file. */
export interface Analysis {
  readonly imports: readonly string[];
  readonly scopes: readonly CodeScope[];
  readonly links: Pick<ModuleLinks, 'renamed' | 'holds' | 'meetings' | 'bases' | 'sets'>;
  readonly partly: string | null;
}

/** Expressions evaluated for one file, everything unfolded from it included; a longer text has more of them to begin with. */
const MIN_STEPS = 400_000;
const STEPS_PER_CHARACTER = 4;
/** Steps of decoders that are worked out; each costs a tenth of an expression. */
const MIN_EMULATED = 3_000_000;
const EMULATED_PER_CHARACTER = 30;

/** Follows values through a parsed file and lists what each scope does and calls. */
export function analyse(
  parsed: Parsed & { kind: 'tree' },
  source: { text: string; path: string; parse: ParsePython; imported: ImportedModules | null },
): Analysis {
  const state = newState(source);
  const frame = moduleFrame(state);
  if (source.imported !== null) openWorld(frame, source.imported);
  execute(frame, parsed.root);
  finishFunctions(state);
  noteWatchers(state);
  return {
    imports: [...state.imports],
    scopes: [...state.scopes.values()].map((scope) => ({
      name: scope.name,
      calls: [...scope.calls],
      acts: [...scope.acts.values()].map((draft) => finishAct(state, draft)),
      ...flowsOf(state.functions.get(scope.name)),
    })),
    links: linksOf(state, frame),
    partly: parsed.partly ?? state.notes.partly,
  };
}

function newState(source: { text: string; path: string; parse: ParsePython; imported: ImportedModules | null }): State {
  const { text, path, parse } = source;
  return {
    path,
    module: source.imported?.self ?? moduleName(path),
    world: { current: null },
    visit: null,
    text,
    place: placesOf(text),
    parse,
    run: INTERPRETER,
    ...ownTables(),
    written: new Map(),
    parameters: new Map(),
    origins: new Map(),
    meetings: new Map(),
    sets: new Map(),
    origin: [],
    level: 0,
    budget: {
      steps: MIN_STEPS + STEPS_PER_CHARACTER * text.length,
      reserve: STEPS_PER_CHARACTER * text.length,
      emulated: MIN_EMULATED + Math.min(10_000_000, EMULATED_PER_CHARACTER * text.length),
      decoded: 30_000_000,
      inlines: 1000,
      unfolds: 200,
      depth: 0,
    },
    notes: { tlsOff: false, partly: null, unworked: null, lambdas: 0, readings: 0 },
  };
}

/** Reads the bodies that nothing called, constructors first: they say what `self` holds. */
function finishFunctions(state: State): void {
  for (let round = 0; round < 50 && state.queue.length > 0; round += 1) {
    const waiting = state.queue.splice(0);
    const ordered = [...waiting.filter(isConstructor), ...waiting.filter((info) => !isConstructor(info))];
    for (const info of ordered) info.summary ??= info.running ? UNKNOWN : runFunction(info, null, null);
  }
  // Methods may have been read before another one filled the attribute they use.
  const methods = [...state.functions.values()].filter(
    (info) => info.owner !== null && grewSince(state, info.owner, info.readAt),
  );
  for (const info of methods) if (!info.running) runFunction(info, null, null);
  state.queue.length = 0;
}

const isConstructor = (info: { readonly name: string }): boolean => /\.__(?:init|new|post_init)__$/u.test(info.name);

function finishAct(state: State, draft: ActDraft): PythonAct {
  const inputs = new Set(draft.inputs);
  let steps = draft.steps;
  if (
    draft.act === 'run-process' ||
    draft.act === 'run-code' ||
    draft.act === 'load-native' ||
    draft.act === 'unpickle'
  ) {
    for (const value of draft.values) {
      const text = commandText(value) ?? pieceOf(value.file ?? value);
      if (draft.act === 'run-process' && !runsItsPath(state, value, text)) continue;
      const late = tagsOfPaths(state, value, text);
      for (const input of provenancesOf(late.tags)) inputs.add(input);
      if (late.tags !== 0 && steps.length < 3) steps = [...stepsOf(late.trail), ...steps];
    }
  }
  if (draft.act === 'patch' || draft.act === 'hook-imports') steps = [...replacementSteps(state, draft), ...steps];
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

const INTERPRETER: Interpreter = {
  evaluate,
  execute,
  bind,
  invoke,
  makeFunction: makeLambda,
  unfold,
  workOut: WORK_OUT,
};
