import type { DistributionKind } from './distributions.js';
import type { Gap } from './gap.js';
import type { CoreMetadata } from './metadata.js';
import type { NormalizedName } from './names.js';
import type { Version } from './versions.js';

/** When code of a distribution runs, from "before anyone asked" to "only if called". `test` covers tests and docs. */
export type When = 'install' | 'startup' | 'import' | 'command' | 'plugin' | 'call' | 'test';

/** A place in a distribution where code gains execution. */
export interface Surface {
  readonly when: When;
  readonly kind: SurfaceKind;
  /** The executable text in a canonical form: `.pth` lines, an entry point's `name = module:object`, a script's hash. */
  readonly text: string;
  readonly at: MemberLocation;
  /** Same for the same surface in another release; holds no line number. */
  readonly fingerprint: string;
}

export type SurfaceKind =
  | 'pth'
  | 'start'
  | 'sitecustomize'
  | 'setup-py'
  | 'build-backend'
  | 'build-hook'
  | 'package-init'
  | 'console-script'
  | 'script-file'
  | 'plugin-entry-point';

/** What a piece of code does: the sink of a flow. */
export type Act =
  | 'run-code' // exec, eval, compile + exec, marshal, import of a computed module
  | 'run-process' // subprocess, os.system, os.exec*, os.startfile, ctypes shell calls
  | 'fetch' // reads from the network
  | 'send' // writes to the network
  | 'write-file'
  | 'read-secret' // opens a credential, key, wallet or browser store
  | 'load-native' // ctypes, cffi, importlib of a shared library
  | 'unpickle'
  | 'install-package' // pip or another installer, started from code
  | 'look-up' // asks a name server for a name that it builds
  | 'read-clipboard'
  | 'write-clipboard'
  | 'capture' // screen, keyboard, camera, microphone
  | 'delete-files'
  | 'patch' // replaces an attribute of a module or class of another distribution or of Python
  | 'hook-imports' // import finders and path hooks, `builtins.__import__`, codecs for source text
  | 'probe'; // asks whether it is watched: a debugger, a virtual machine, a sandbox, an analyst's tools

/** Where a value came from; carried from a source to the act that uses it. */
export type Provenance =
  | 'network'
  | 'downloaded-file' // a path that was written with data from the network, or a file that a shell command fetched
  | 'decoded' // base64, hex, zlib, marshal, XOR, character arithmetic, …
  | 'own-data' // read from a file of the same distribution
  | 'environment'
  | 'secret-file'
  | 'host-facts' // host name, user, addresses
  | 'user-input'
  | 'clipboard'
  | 'captured' // screen, keyboard, camera, microphone
  | 'key-material'; // private keys and recovery phrases of wallets

/** One act that the code of a distribution can perform, with the provenance of what it acts on. */
export interface Behaviour {
  readonly act: Act;
  /** Sorted, without repeats. Empty when the operands are plain literals or unknown. */
  readonly inputs: readonly Provenance[];
  /** Canonical dotted name of the callable: `subprocess.Popen`, `builtins.exec`. */
  readonly callee: string;
  /** The literal it works on when it is known and telling: a URL's host, a command's first word, a path. Printable. */
  readonly target: string | null;
  /** Surfaces that reach it, most urgent first; `call` when only a caller outside does. */
  readonly when: readonly When[];
  /** Signs that the author hides the act: `detached`, `hidden-window`, `silenced-output`, `tls-off`, `errors-swallowed`. */
  readonly traits: readonly Trait[];
  /** Source → steps → sink, each with its place; the last is the act itself. */
  readonly steps: readonly FlowStep[];
  readonly at: MemberLocation;
  /** Same for the same behaviour after a move, rename or reformatting; holds no path and no line number. */
  readonly fingerprint: string;
}

export type Trait = 'detached' | 'hidden-window' | 'silenced-output' | 'tls-off' | 'errors-swallowed' | 'obscured-name';

/** What a source text shows by how it is written or what it names, whatever it does: a rule of the same id reads each kind. */
export type SignKind =
  | 'bidi-control'
  | 'invisible-characters'
  | 'pushed-statement'
  | 'confusable-identifier'
  | 'obfuscated-source'
  | 'suspicious-endpoint';

/** One sign in a source text. */
export interface Sign {
  readonly kind: SignKind;
  /** What tells it apart, printable: the statement, the two names, the endpoint. Holds no place. */
  readonly text: string;
  /** Surfaces that reach the code around it, most urgent first; `call` when only a caller outside does. */
  readonly when: readonly When[];
  readonly at: MemberLocation;
  /** Same for the same sign after a move or reformatting. */
  readonly fingerprint: string;
}

export interface FlowStep {
  /** In words a reviewer understands: `reads https://… with urllib.request.urlopen`. Printable. */
  readonly what: string;
  readonly at: MemberLocation;
}

/** A place inside a distribution. */
export interface MemberLocation {
  readonly kind: 'member';
  /** File name of the distribution. */
  readonly artifact: string;
  /** Path inside it, the sdist's top folder left out. */
  readonly path: string;
  /** 1-based; null when the whole member is meant. */
  readonly line: number | null;
  readonly column: number | null;
  /** The line or decoded text, printable and short. */
  readonly excerpt: string | null;
}

/** What one distribution is and can do: a pure function of its bytes, kept for ever by sha256 and analyser version. */
export interface Profile {
  readonly analyser: string;
  readonly artifact: string;
  readonly kind: DistributionKind;
  /** Of the whole file; null when it was read by range. */
  readonly sha256: string | null;
  readonly metadata: DistributionMetadata | null;
  readonly inventory: readonly InventoryEntry[];
  readonly topLevelNames: readonly string[];
  readonly surfaces: readonly Surface[];
  readonly behaviours: readonly Behaviour[];
  readonly signs: readonly Sign[];
  /** Requirements that a build installs before anything is locked (PEP 518 `build-system.requires`, `setup_requires`); empty for wheels. */
  readonly buildRequires: readonly string[];
  readonly anomalies: readonly ArchiveAnomaly[];
  /** What of this distribution was not read. */
  readonly gaps: readonly Gap[];
}

/** Core metadata of METADATA or PKG-INFO. */
export interface DistributionMetadata extends CoreMetadata {
  readonly name: NormalizedName;
  readonly version: Version | null;
}

export interface InventoryEntry {
  readonly path: string;
  readonly kind: 'python' | 'native' | 'bytecode' | 'script' | 'archive' | 'data';
  /** Bytes as read, or as the archive claims when the member was not read. */
  readonly size: number;
  /** Computed by us; null when the member was not read. */
  readonly sha256: string | null;
  /** Of a Python file: the id that git gives these bytes, for comparison with a repository's tree; null when it was not read. */
  readonly gitId: string | null;
  /** What the bytes are, by magic: `elf`, `pe`, `mach-o`, `wasm`, `jar`, `zip`, `png`, `wav`, `pickle`, …; null when unknown or not read. */
  readonly format: string | null;
  /** What stands out about the bytes. */
  readonly traits: readonly FileTrait[];
}

/**
 * `high-entropy`: compressed or encrypted where its format would not be; `trailing-data`: goes on after the end that its format declares;
 * `disguised`: the bytes are a program or an archive and the name says otherwise; `sourceless`: bytecode whose source is not beside it or
 * does not match.
 */
export type FileTrait = 'high-entropy' | 'trailing-data' | 'disguised' | 'sourceless';

/** Something about an archive that lets two readers see two different contents. */
export interface ArchiveAnomaly {
  readonly kind: string;
  readonly message: string;
  readonly path: string | null;
}

/** What the head's profiles are held against. */
export type Baseline =
  | { readonly kind: 'locked'; readonly version: Version }
  | { readonly kind: 'earlier-release'; readonly version: Version }
  /** The release of a popular project whose files make up most of the head: a fork under another name, whose few changes are what is new. */
  | { readonly kind: 'copied-project'; readonly name: NormalizedName; readonly version: Version }
  /** No release old enough exists, or none was asked for (`scan`): everything in the head counts as new. */
  | { readonly kind: 'none'; readonly reason: string };

export interface Delta<T> {
  readonly added: readonly T[];
  readonly changed: readonly { readonly from: T; readonly to: T }[];
  readonly gone: readonly T[];
}

/** What the head's distributions newly are and do, over all distributions of each side. */
export interface ProfileDelta {
  readonly baseline: Baseline;
  readonly surfaces: Delta<Surface>;
  readonly behaviours: Delta<Behaviour>;
  /** Everything that the baseline does; empty without one. */
  readonly before: readonly Behaviour[];
  readonly signs: Delta<Sign>;
  readonly files: Delta<InventoryEntry>;
  readonly topLevelNames: Delta<string>;
  readonly requiresDist: Delta<string>;
  readonly buildRequires: Delta<string>;
  /** Python files in which the head's own distributions differ beyond what a build explains. */
  readonly disagreements: readonly Disagreement[];
  /** What each side says of itself, by a wheel where one was read; `from` is null without a baseline. */
  readonly metadata: { readonly from: DistributionMetadata | null; readonly to: DistributionMetadata | null };
}

/** A Python file that some distributions of one release have, or have otherwise than the others. */
export interface Disagreement {
  /** Path as installed. */
  readonly path: string;
  readonly kind: 'only-in' | 'differs';
  /** File names of the distributions that hold it, or hold the rarer text. */
  readonly artifacts: readonly string[];
  /** File names of those that do not, or hold the commoner text. */
  readonly others: readonly string[];
  readonly at: MemberLocation;
  /** Whether the baseline had no such file in any distribution that was read. */
  readonly isNew: boolean;
  /** What the file does that not all of these distributions do anywhere, and the baseline did not; tests and builds left out. */
  readonly behaviours: readonly Behaviour[];
}

/** For messages: `1.4.1`, `1.4.1 (its newest earlier release)`, or null without a baseline. */
export function describeBaseline(baseline: Baseline): string | null {
  switch (baseline.kind) {
    case 'locked':
      return baseline.version;
    case 'earlier-release':
      return `${baseline.version} (its newest release at least 30 days older)`;
    case 'copied-project':
      return `${baseline.name} ${baseline.version} (which it copies)`;
    case 'none':
      return null;
  }
}
