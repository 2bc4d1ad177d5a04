import type { Act, FileTrait, Provenance, Trait } from '../model/profile.js';

/** What the bytes of one file say, whatever its name claims. */
export interface FileFacts {
  /** What the bytes are, by magic: an id of the table in `magic.ts`; null when nothing is recognised. */
  readonly format: string | null;
  readonly traits: readonly FileTrait[];
}

/** One act of a file that is no Python: a line of a script, an import of a pickle. The profile adds when it runs. */
export interface ContentAct {
  readonly act: Act;
  readonly inputs: readonly Provenance[];
  /** Canonical name with its language: `sh:curl`, `powershell:iex`, `node:child_process.exec`, `pickle:os.system`. */
  readonly callee: string;
  /** The literal it works on when it is known and telling; printable and short. */
  readonly target: string | null;
  readonly traits: readonly Trait[];
  /** Source → steps → act; the last is the act itself. */
  readonly steps: readonly ContentStep[];
  readonly at: ContentPlace;
}

export interface ContentStep {
  /** In words a reviewer understands. Printable. */
  readonly what: string;
  readonly at: ContentPlace;
}

export interface ContentPlace {
  /** 1-based; null where the file has no lines. */
  readonly line: number | null;
  /** The line or the decoded text, printable and short. */
  readonly excerpt: string | null;
}

/** What is read of one file; `partly` says in a clause why it was not read in full, and is null otherwise. */
export interface ContentActs {
  readonly acts: readonly ContentAct[];
  readonly partly: string | null;
}
