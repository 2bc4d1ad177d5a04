import type { Fetched } from './model/fetched.js';

/** What the core needs from outside. Adapters live in `host/`, `github/` and `cli/`; tests bring their own. */
export interface Ports {
  readonly repository: Repository;
  /** Opens the network to these hosts alone (`host` or `host:port`): which they are is known once policy is read. */
  readonly http: (allowedHosts: readonly string[]) => Http;
  readonly cache: Cache;
  readonly clock: Clock;
  readonly log: Log;
  readonly grammar: Grammar;
  /** Value of an environment variable that policy names (`token-env`); null when it is not set. */
  readonly secret: (name: string) => string | null;
}

export type Side = 'base' | 'head';

/** The two commits under review, read as git objects: nothing is checked out. */
export interface Repository {
  /** What to call a side in the report: a commit id or a file name. */
  readonly describe: (side: Side) => string;
  /** Every file of the commit. `absent`: the side does not exist (a first commit). */
  readonly tree: (side: Side) => Promise<Fetched<Tree>>;
  /**
   * Every file of the commit whose policy counts: the tip of the base branch. Not the merge base, which the author of a change
   * chooses by where the branch begins, so that an older and milder policy could be picked. `absent`: there is none yet.
   */
  readonly policyTree: () => Promise<Fetched<Tree>>;
  /** Bytes of a blob that a tree named. */
  readonly blob: (entry: TreeEntry) => Promise<Fetched<Uint8Array>>;
}

export interface Tree {
  readonly entries: readonly TreeEntry[];
  /** The source could not list everything: files may be missing, which must become a gap. */
  readonly truncated: boolean;
}

export interface TreeEntry {
  /** Slash-separated, relative to the repository root. */
  readonly path: string;
  readonly type: 'file' | 'symlink' | 'submodule';
  /** Git blob id: equal ids are equal bytes. */
  readonly id: string;
  /** Bytes; null when the source does not tell. */
  readonly size: number | null;
}

/** The one way to the network for everything but GitHub. Retries, deadline, proxy and host allow-list are behind it. */
export interface Http {
  readonly send: (request: HttpRequest) => Promise<HttpAnswer>;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Bytes of body accepted; a longer one is `unavailable`, never cut. */
  readonly maxBytes: number;
  /** First and last byte wanted, inclusive (RFC 9110 §14). A server that ignores it gives status 200, and then the body is left out. */
  readonly range: { readonly first: number; readonly last: number } | null;
}

export type HttpAnswer =
  /** Any final status below 500 other than 429; redirects to allowed hosts have been followed. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** Lower-case names. */
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Uint8Array;
      /** Where the body came from, after redirects: relative links resolve against it. */
      readonly url: string;
    }
  | { readonly kind: 'unavailable'; readonly reason: string };

/** Content that never changes for its key (a file by sha256, a profile by sha256 and analyser version). Failure is a miss. */
export interface Cache {
  readonly get: (key: string) => Promise<Uint8Array | null>;
  readonly put: (key: string, bytes: Uint8Array) => Promise<void>;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Progress and diagnostics for people; never part of a result. */
export interface Log {
  readonly progress: (message: string) => void;
  readonly warning: (message: string) => void;
  readonly debug: (message: string) => void;
}

/** Bytes of the parser: tree-sitter's runtime and its Python grammar, both WebAssembly. */
export interface Grammar {
  readonly runtime: () => Promise<Uint8Array>;
  readonly python: () => Promise<Uint8Array>;
}
