import type { Act, Provenance, SignKind, Trait } from '../model/profile.js';

/** Reads Python source; made once from the grammar's bytes. Total: any bytes give facts, in bounded time. */
export interface PythonReader {
  readonly read: (bytes: Uint8Array, path: string, depth?: ReadingDepth) => PythonFile;
}

/** `full` reads the syntax tree where a file holds anything of interest; `outline` is content with the token tier's facts. */
export type ReadingDepth = 'full' | 'outline';

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
}
