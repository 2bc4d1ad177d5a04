import type { Act, Provenance, Trait } from '../model/profile.js';
import type { Call } from './call.js';
import type { Environment } from './environment.js';
import type { ImportedModules, Meeting, ModuleText, OtherModule, SetName, SourcePlace, SourceStep } from './facts.js';
import type { ParsePython } from './syntax.js';
import type { SyntaxNode } from './tree.js';
import type { Cell, Value } from './value.js';

/** The parts of the reader that call each other in a circle; handed around so that no module imports one that imports it. */
export interface Interpreter {
  readonly evaluate: (frame: Frame, node: SyntaxNode) => Value;
  readonly execute: (frame: Frame, node: SyntaxNode) => void;
  readonly bind: (frame: Frame, target: SyntaxNode, value: Value) => void;
  /** What a call of `callee` gives, for calls that are not written as such: `map(f, …)`, decorators. */
  readonly invoke: (frame: Frame, callee: Value, positional: readonly Value[], node: SyntaxNode) => Value;
  readonly makeFunction: (frame: Frame, node: SyntaxNode) => Value;
  /** Reads a text that the code runs as Python. */
  readonly unfold: (frame: Frame, text: string, steps: readonly SourceStep[], node: SyntaxNode) => Value;
  readonly workOut: WorkOut;
}

/** Works out what decoders give, when all that they need is known; null when it is not, or too much. */
export interface WorkOut {
  /** A call of the library or of a method of text, bytes or a list. */
  readonly call: (frame: Frame, call: Call, before: Value) => Value | null;
  /** A call of a function of the file. */
  readonly function: (frame: Frame, info: FunctionInfo, given: Pick<Call, 'positional' | 'keywords'>) => Value | null;
  /** A `for` or `while` statement. */
  readonly loop: (frame: Frame, node: SyntaxNode) => WorkedLoop | null;
  readonly expression: (frame: Frame, node: SyntaxNode, before: Value) => Value | null;
}

/** What a loop leaves behind. */
export interface WorkedLoop {
  readonly names: ReadonlyMap<string, Value>;
  /** What it returned from its function; null when it did not. */
  readonly returned: Value | null;
}

/** A function, method or lambda of the file. */
export interface FunctionInfo {
  /** The text that its body is part of. */
  readonly state: State;
  /** Qualified name: `outer.inner`, `Install.run`. */
  readonly name: string;
  /** The class whose method it is. */
  readonly owner: string | null;
  readonly parameters: readonly Parameter[];
  readonly body: SyntaxNode;
  readonly isLambda: boolean;
  /** `@staticmethod`: its first parameter is no instance. */
  isStatic: boolean;
  readonly closure: Environment;
  /** How often its body has been read, with the arguments of one call or without any. */
  runs: number;
  running: boolean;
  /** When its body was last begun without arguments, by the file's count of readings. */
  readAt: number;
  /** What it returns when nothing is known of its arguments; null before it was read. */
  summary: Value | null;
  /** Its body may call what it is handed, or hands it on to something that may. */
  callsBack: boolean;
  /** Its body acts, decodes, reads a source or calls what it is given: a call is worth reading it again with arguments. */
  telling: boolean;
  /** Acts that its parameters flow into. */
  readonly takes: Set<Act>;
  /** What it writes to the paths that it is given, as tags. */
  fills: number;
  /** Functions that its parameters are handed to. */
  readonly hands: Set<string>;
}

export interface Parameter {
  readonly name: string;
  readonly kind: 'plain' | 'rest' | 'keywords';
  readonly fallback: Value | null;
}

export interface ClassInfo {
  readonly name: string;
  /** Dotted names of the bases; `@Base` for one of this file. */
  readonly bases: readonly string[];
  /** Method name → qualified function name. */
  readonly methods: Map<string, string>;
  /** Names of the class body and everything assigned to `self.…`. */
  readonly attributes: Map<string, Value>;
  /** When an attribute last became more than it was, by the file's count of readings. */
  grownAt: number;
}

/** A scope of the result while it grows. */
export interface ScopeDraft {
  readonly name: string;
  readonly calls: Set<string>;
  readonly acts: Map<string, ActDraft>;
}

export interface ActDraft {
  readonly act: Act;
  readonly callee: string;
  readonly inputs: Set<Provenance>;
  readonly traits: Set<Trait>;
  /** Paths and texts that would make it act on a downloaded file, when the download is seen later. */
  readonly values: Value[];
  target: string | null;
  steps: readonly SourceStep[];
  readonly at: SourcePlace;
}

/** What a file is read together with: the modules it imports, each as far as the file uses it. */
export interface World {
  readonly modules: ImportedModules;
  /** The state of the file that is read, as opposed to those of modules that it visits. */
  readonly home: State;
  /** Path → module-level frame. */
  readonly visits: Map<string, Frame>;
  /** Dotted name → its value in the module it belongs to; null when it is not known or stands for itself. */
  readonly known: Map<string, Value | null>;
  /** Characters of other modules that may still be read. */
  left: number;
  /** Steps that may still be spent in other modules, and how far the budget may fall while one is being visited. */
  steps: number;
  floor: number | null;
  /** Visits under way, one within another. */
  depth: number;
}

/** Set in the state of a module of which only single definitions are read. */
export interface Visit {
  readonly module: OtherModule;
  readonly text: ModuleText;
  /** Statements that were read. */
  readonly done: Set<number>;
}

/** Everything that reading one text gathers. */
export interface State {
  readonly path: string;
  /** Dotted name of the module. */
  readonly module: string;
  /** Null when the file is read alone. */
  readonly world: { current: World | null };
  readonly visit: Visit | null;
  readonly text: string;
  readonly place: (offset: number) => SourcePlace;
  readonly parse: ParsePython;
  readonly run: Interpreter;
  readonly functions: Map<string, FunctionInfo>;
  readonly classes: Map<string, ClassInfo>;
  readonly scopes: Map<string, ScopeDraft>;
  readonly imports: Set<string>;
  /** Values of the literals of this text, by where they begin. */
  readonly literals: Map<number, Value>;
  /** Functions seen but not read yet, in order of appearance. */
  readonly queue: FunctionInfo[];
  /** Modules of `from … import *`. */
  readonly stars: string[];
  /** Canonical name → the name it was imported under, where they differ: that is where its code lies. */
  readonly renamed: Map<string, string>;
  /** Dotted names that were assigned to, so that attribute look-ups know when to ask. */
  readonly dotted: Set<string>;
  /** Paths known as text, with what was written there. */
  readonly written: Map<string, Cell>;
  /** What a parameter holds while nothing is known of it → the function whose parameter it is. */
  readonly parameters: Map<Cell, FunctionInfo>;
  /** What stands for the value of an imported name or the result of an imported callable → its dotted name. */
  readonly origins: Map<Cell, readonly string[]>;
  readonly meetings: Map<string, Meeting>;
  /** Attributes of imported modules that are set, by dotted name. */
  readonly sets: Map<string, SetName>;
  /** Steps that lead to this text, when it was unfolded from another. */
  readonly origin: readonly SourceStep[];
  /** How many times text was unfolded to get here. */
  readonly level: number;
  readonly budget: Budget;
  readonly notes: Notes;
}

/** What is noted once for a file and everything unfolded from it. */
export interface Notes {
  /** Certificates are not checked from here on: `ssl._create_default_https_context` was replaced. */
  tlsOff: boolean;
  partly: string | null;
  /** Why something was not worked out, a clause: it counts once what was to come of it reaches an act. */
  unworked: string | null;
  /** For names of functions without one. */
  lambdas: number;
  /** Bodies read so far. */
  readings: number;
}

/** Shared between a file and everything unfolded from it. */
export interface Budget {
  /** Expressions that may still be evaluated. */
  steps: number;
  /** Steps kept for reading every statement once: calls and loops are only worked out while more are left. */
  readonly reserve: number;
  /** Expressions that may still be worked out with values known in full. */
  emulated: number;
  /** Characters that may still be decoded. */
  decoded: number;
  /** Calls that may still be read with their arguments. */
  inlines: number;
  /** Texts that may still be unfolded. */
  unfolds: number;
  /** Depth of recursion over expressions and calls. */
  depth: number;
}

/** Where in the code the reader is. */
export interface Frame {
  readonly state: State;
  readonly scope: ScopeDraft;
  readonly fn: FunctionInfo | null;
  /** The class whose body or method this is. */
  readonly owner: string | null;
  /** Prefix of names defined here: `outer.`. */
  readonly prefix: string;
  /** How many calls were read with arguments to get here. */
  readonly inlined: number;
  env: Environment;
  /** Everything a `return` or `yield` gave so far. */
  returned: Value | null;
  /** Inside a `try` whose handlers drop the error. */
  swallowed: boolean;
  readonly globals: Set<string>;
}

/** The scope of that name, made when it is new. */
export function scopeOf(state: State, name: string): ScopeDraft {
  const known = state.scopes.get(name);
  if (known !== undefined) return known;
  const made: ScopeDraft = { name, calls: new Set(), acts: new Map() };
  state.scopes.set(name, made);
  return made;
}

/** Notes that the function being read is worth reading again with the arguments of a call. */
export function markTelling(frame: Frame): void {
  if (frame.fn !== null) frame.fn.telling = true;
}

/** Whether there are steps left to read something more than once. */
export const canAfford = (state: State): boolean => state.budget.steps > state.budget.reserve;

/** What each module has for itself, still empty. */
export const ownTables = (): Pick<
  State,
  'functions' | 'classes' | 'scopes' | 'imports' | 'literals' | 'queue' | 'stars' | 'renamed' | 'dotted'
> => ({
  functions: new Map(),
  classes: new Map(),
  scopes: new Map(),
  imports: new Set(),
  literals: new Map(),
  queue: [],
  stars: [],
  renamed: new Map(),
  dotted: new Set(),
});
