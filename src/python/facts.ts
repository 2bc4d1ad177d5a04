import type { Act, Provenance, SignKind, Trait } from '../model/profile.js';
import type { SyntaxNode } from './tree.js';

/** Reads Python source; made once from the grammar's bytes. Total: any bytes give facts, in bounded time. */
export interface PythonReader {
  /** With `imported`, values are followed into the modules that the file imports and back. */
  readonly read: (bytes: Uint8Array, path: string, depth?: ReadingDepth, imported?: ImportedModules) => PythonFile;
}

/** The other modules of a distribution, as the reading of one file asks for them. */
export interface ImportedModules {
  /** The dotted name under which the others know the file that is read. */
  readonly self: string;
  /** The module with the longest name that a dotted name begins with, and the rest; null when none is of the distribution. */
  readonly find: (dotted: string) => FoundModule | null;
  /** What calling a function, method or class of a module may do beyond what the module alone tells. */
  readonly flowOf: (module: OtherModule, name: string) => DefinitionFlow;
  /** Whether an imported name takes part in a flow of the file itself; only those are followed from it. */
  readonly isWanted: (dotted: string) => boolean;
  /** What other modules are known to set an attribute of a module to. */
  readonly setElsewhere: (module: OtherModule, name: string) => readonly SetName[];
  /** The content of the file that a path, as far as the code tells it, ends with; null when none fits or several do. */
  readonly contentOf: (path: string) => Uint8Array | null;
}

export interface DefinitionFlow {
  /** What it is given flows into an act. */
  readonly takes: boolean;
  /** What it gives comes from a source. */
  readonly gives: boolean;
}

/** A module of the distribution. Its text is cut up when it is first needed. */
export interface OtherModule {
  readonly path: string;
  /** Dotted. */
  readonly name: string;
  readonly text: () => ModuleText;
  /** Whether the name is that of a function, or of a class with methods. */
  readonly defines: (name: string) => boolean;
}

export interface FoundModule {
  readonly module: OtherModule;
  /** Empty when the whole name is a module. */
  readonly rest: string;
}

/** A module as text with a table of its top-level names, so that single definitions can be read when they are needed. */
export interface ModuleText {
  readonly text: string;
  readonly statements: readonly TopStatement[];
  /** Name → positions of the statements that bind or change it, in order. */
  readonly names: ReadonlyMap<string, readonly number[]>;
  /** Positions of `from … import *`. */
  readonly stars: readonly number[];
  /** Trees of statements that were read before, by position. */
  readonly trees: Map<number, SyntaxNode>;
}

export interface TopStatement {
  readonly kind: 'function' | 'class' | 'import' | 'other';
  /** UTF-16 offsets. */
  readonly start: number;
  readonly end: number;
  /** Holds enough literal text or numbers to be worth hiding somewhere else. */
  readonly data: boolean;
  /** What one of its literals looks like. */
  readonly looks: TellingText | null;
  /** Something is called in it. */
  readonly calls: boolean;
}

/**
 * `full` reads the syntax tree where a file holds anything of interest, `syntax` in any case; `outline` is content with the token
 * tier's facts.
 */
export type ReadingDepth = 'full' | 'syntax' | 'outline';

/** What one source file says, without running it. */
export interface PythonFile {
  readonly path: string;
  /** `syntax`: the tree was read in full. `tokens`: only the token tier's facts stand (broken source, time budget). */
  readonly tier: 'syntax' | 'tokens';
  /** Why the file was only partly read, a clause; null when it was read in full. */
  readonly partly: string | null;
  /** Modules that module-level code imports, absolute dotted names; relative ones resolved against `path`. */
  readonly imports: readonly string[];
  /** The module itself first, then every function and method. */
  readonly scopes: readonly CodeScope[];
  /** What the text shows by how it is written or what it names. */
  readonly signs: readonly SourceSign[];
  /** What other modules of the distribution can learn from it; absent where nothing was read. */
  readonly links?: ModuleLinks;
}

/** How a module hangs together with others: the names it gives away, and those it takes. */
export interface ModuleLinks {
  /** Module-level names that stand for something imported under another name: `go` → `pkg.core.start`. */
  readonly renamed: ReadonlyMap<string, string>;
  /** Modules of `from … import *`. */
  readonly stars: readonly string[];
  /** Module-level names, beside functions and classes, that hold a callable that acts or data from a source. */
  readonly holds: readonly HeldName[];
  /** What flows into acts from imported things, and into calls of them. */
  readonly meetings: readonly Meeting[];
  /** Class → dotted names of its bases that lie in other modules. */
  readonly bases: ReadonlyMap<string, readonly string[]>;
  /** Functions and classes with the decorators they stand under, `by` dotted where it is imported. */
  readonly decorated: readonly { readonly scope: string; readonly by: string; readonly name: string }[];
  /** Functions that themselves call what they are given, or hand it to what does. */
  readonly callsArgument: readonly string[];
  /** Where only tokens were read: what its functions may give by the words that stand in the file. */
  readonly hints: readonly Provenance[];
  /** Likewise: what literals that stand in it look like. */
  readonly hintsText: readonly TellingText[];
  readonly hintsAllVariables: boolean;
  /** Attributes of other modules that it sets: `pkg.state.payload`. */
  readonly sets: readonly SetName[];
}

export interface HeldName {
  readonly name: string;
  /** Acts that calling it performs on its arguments. */
  readonly takes: readonly Act[];
  /** Where the data it holds comes from. */
  readonly gives: readonly Provenance[];
  /** Imported things, dotted, that flow into it. */
  readonly from: readonly string[];
}

/** Something imported takes part in a flow: into an act, or as what is called, or both. Names are dotted, without `()`. */
export interface Meeting {
  readonly kind: 'act' | 'call';
  /** The act, or the name of what is called. */
  readonly into: string;
  /** The imported thing that flows in; null when it is something of the file. */
  readonly from: string | null;
  /** It is what calling the imported thing gave, not the thing itself. */
  readonly called: boolean;
  readonly gives: readonly Provenance[];
  /** Acts of a callable that is handed over. */
  readonly takes: readonly Act[];
  /** What a known text that flows in looks like. */
  readonly text: TellingText | null;
  /** Name of the scope in which it happens. */
  readonly scope: string;
}

/** `command`: a command line that fetches, decodes or chains; `code`: packed text or source. */
export type TellingText = 'command' | 'code';

export interface SetName {
  /** Dotted name. */
  readonly name: string;
  readonly gives: readonly Provenance[];
  /** The text itself, where it is known and may be a command, a path or code. */
  readonly text: string | null;
  readonly at: SourcePlace;
}

/** One sign in the source; the profile adds the surfaces that reach its scope. */
export interface SourceSign {
  readonly kind: SignKind;
  /** Printable; what tells it apart from others of its kind. */
  readonly text: string;
  /** Name of the scope around it; empty for the module. */
  readonly scope: string;
  readonly at: SourcePlace;
}

/** A body of code that runs as one: the module (with class bodies, decorators and defaults), a function or a method. */
export interface CodeScope {
  /** Empty for the module; else the qualified name, `Install.run`. */
  readonly name: string;
  /** Names of what it calls or hands on as a callback: `helper`, `Class.method`, or dotted through imports: `pkg.mod.start`. */
  readonly calls: readonly string[];
  readonly acts: readonly PythonAct[];
  /** Acts that its parameters flow into; absent where the syntax was not read. */
  readonly takes?: readonly Act[];
  /** What a known text that it returns looks like. */
  readonly givesText?: TellingText | null;
  /** It gives all environment variables, not single ones. */
  readonly givesAllVariables?: boolean;
  /** Where what it returns comes from; absent where the syntax was not read. */
  readonly gives?: readonly Provenance[];
  /** What its parameters are handed to: functions of the file by name, imported ones dotted. */
  readonly hands?: readonly string[];
  /** Imported things, dotted, that flow into what it returns. */
  readonly returns?: readonly string[];
}

/** One act in the source; the profile adds the surfaces that reach it and the artifact it lies in. */
export interface PythonAct {
  readonly act: Act;
  readonly inputs: readonly Provenance[];
  readonly callee: string;
  readonly target: string | null;
  readonly traits: readonly Trait[];
  readonly steps: readonly SourceStep[];
  readonly at: SourcePlace;
}

export interface SourceStep {
  readonly what: string;
  readonly at: SourcePlace;
}

export interface SourcePlace {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units. */
  readonly column: number;
  /** The source line, printable and short; decoded text where the code is unfolded from a constant. */
  readonly excerpt: string;
  /** The file it lies in, where that is another module of the distribution. */
  readonly path?: string;
}
