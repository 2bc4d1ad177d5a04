import type { Lockfile } from '../model/lockfile.js';

/** One lockfile format: text in, model and problems out. It never throws and never returns fewer entries than it saw. */
export interface LockfileFormat {
  /** Also the name of its file, test, fixtures and doc. */
  readonly id: string;
  /** What people call it, e.g. `uv.lock`. */
  readonly title: string;
  /** Whether a repository path has this format by its name. */
  readonly matches: (path: string) => boolean;
  /** Whether a text under a name that tells nothing can only be of this format. */
  readonly recognises: (text: string) => boolean;
  readonly parse: (text: string, path: string) => Lockfile;
}

/** Declares a format; the generated catalog collects every declaration. */
export const format = (definition: LockfileFormat): LockfileFormat => definition;
