import type { Fetched } from './model/fetched.js';
import type { SharedPolicyRef } from './model/policy.js';

/** What the core needs from outside. Adapters live in `host/`, `github/` and `cli/`; tests bring their own. */
export interface Ports {
  readonly repository: Repository;
  /** Opens the network to these hosts alone (`host` or `host:port`): which they are is known once policy is read. */
  readonly http: (allowedHosts: readonly string[]) => Http;
  readonly cache: Cache;
  readonly clock: Clock;
  readonly log: Log;
  readonly grammar: Grammar;
  /** null: all work is done in the main thread. */
  readonly threads: Threads | null;
  /** A host of repositories that may be asked about those of releases; null: none is set up, and nothing is asked. */
  readonly sourceHost: SourceHostApi | null;
  readonly dns: Dns;
  /** Value of an environment variable that policy names (`token-env`); null when it is not set. */
  readonly secret: (name: string) => string | null;
}

/** GitHub's REST API, or that of a GitHub Enterprise Server. A token is behind it, which goes to the API's own host alone. */
export interface SourceHostApi {
  /** Lower-case host of the pages that the API speaks of: `github.com`. Repositories elsewhere are not asked about. */
  readonly host: string;
  /** `path` begins with `/`. Redirects within the API are followed. `absent`: 404, or 410. */
  readonly get: (path: string) => Promise<Fetched<SourceHostAnswer>>;
}

/** An answer that was a success, or a status from 400 on that is neither "absent" nor a refusal (401, 403, 429). */
export interface SourceHostAnswer {
  readonly status: number;
  /** Whatever JSON was served; null for none. */
  readonly json: unknown;
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
  /** A policy file of another repository. `absent`: it is not there, or must not be seen. */
  readonly shared: (ref: SharedPolicyRef) => Promise<Fetched<Uint8Array>>;
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

/** Name servers, asked where policy says so. */
export interface Dns {
  /** Whether the DNS knows the name; `absent` when it knows that there is none. */
  readonly exists: (name: string) => Promise<Fetched<true>>;
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

/** Threads beside the main one, for work that keeps a core busy. None is started before there is a job. */
export interface Threads {
  /** How many there are at most: more jobs than that wait. */
  readonly count: number;
  /** Never rejects. Jobs of one affinity go to one thread, in order: it remembers what it has read. */
  readonly run: (job: ThreadJob) => Promise<ThreadAnswer>;
}

export interface ThreadJob {
  /** Plain data; the thread gets a copy. */
  readonly input: unknown;
  /** Buffers of the input that are handed over instead of copied: nobody here may use them any more. */
  readonly handedOver: readonly ArrayBuffer[];
  readonly affinity: string;
}

export type ThreadAnswer =
  | { readonly kind: 'done'; readonly bytes: Uint8Array }
  /** The thread failed at it, ended or was ended for taking too long: one clause for a reader. Other jobs go on. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** No thread can be had here: the caller does the work itself. */
  | { readonly kind: 'none' };
