import type { Hash } from './hashes.js';
import type { NormalizedName } from './names.js';
import type { Problem } from './problem.js';
import type { Publisher } from './provenance.js';
import { canonicalIndexUrl, withoutCredentials } from './urls.js';
import { type Version, versionKey } from './versions.js';

/** One lockfile as it stands at one commit. An unreadable file has a problem that affects the file, never just no packages. */
export interface Lockfile {
  readonly format: string;
  readonly path: string;
  readonly packages: readonly LockedPackage[];
  readonly options: LockOptions;
  /** Files this one names, such as `-r base.txt`; they are read as lockfiles of their own. */
  readonly includes: readonly LockInclude[];
  readonly problems: readonly Problem[];
  /** URLs with a user name or password in them; every other URL of the model has lost its own. Absent: none. */
  readonly credentials?: readonly CredentialUrl[];
  /** Entries of another package manager in the same file; absent where the format knows none. */
  readonly foreign?: readonly ForeignPackage[];
}

/**
 * A package that comes from no Python index, such as one of conda. Told when it changes; never looked up by its name, which on a Python
 * index may belong to someone else.
 */
export interface ForeignPackage {
  readonly ecosystem: 'conda';
  readonly name: string;
  readonly version: string | null;
  /** Where it comes from, without credentials; a path or source description where it is built. */
  readonly location: string;
  /** `algorithm:hex`; null when the lockfile records none. */
  readonly hash: string | null;
  readonly line: number;
}

/** A place where the file's text carries credentials, told without them. */
export interface CredentialUrl {
  /** The URL's scheme and host, which is all that may be shown. */
  readonly origin: string;
  /** What stands before the `@` looks like a host: `https://pypi.org@x.invalid/` leads to x.invalid. */
  readonly deceptive: boolean;
  readonly line: number;
}

/** One entry of a lockfile: a name with the version, source and files it pins. */
export interface LockedPackage {
  readonly name: NormalizedName;
  /** null when the lockfile records none (a dynamic local package) or pins none (`requests>=2`). */
  readonly version: Version | null;
  readonly source: PackageSource;
  /** PEP 440 specifier of an entry that pins no version, as in `>=2`; absent for a pin and where the format has none. */
  readonly specifier?: string;
  /** What an installer may select. A hash without a file name (requirements.txt) is an artifact of its own. */
  readonly artifacts: readonly LockedArtifact[];
  readonly scopes: readonly Scope[];
  /** Dependency groups or extras that select the package, as the format names them. */
  readonly groups: readonly string[];
  /** Extras of the package itself that are requested, PEP 503-normalised. */
  readonly extras: readonly string[];
  /** PEP 508 marker as written; kept, never evaluated away. */
  readonly marker: string | null;
  /** Whether the project asks for it by name; null when the format does not tell. */
  readonly direct: boolean | null;
  readonly requires: readonly LockedRequirement[];
  /** Who attested the files (`attestation-identities` of PEP 751); absent where the lockfile does not tell. */
  readonly attestedBy?: readonly Publisher[];
  /** 1-based line where the entry begins. */
  readonly line: number;
}

/** Where an installer would take the package from (compare PEP 610 and PEP 751). */
export type PackageSource = IndexSource | ArchiveUrlSource | VcsSource | LocalSource;

export interface IndexSource {
  readonly kind: 'index';
  /** Canonical URL of the simple index; null when the lockfile leaves it to the installer's default. */
  readonly url: string | null;
}

export interface ArchiveUrlSource {
  readonly kind: 'archive-url';
  readonly url: string;
}

export interface VcsSource {
  readonly kind: 'vcs';
  readonly vcs: 'git' | 'hg' | 'svn' | 'bzr';
  readonly url: string;
  /** Full commit id; null when the lockfile names only a branch or tag, which can move. */
  readonly commit: string | null;
  readonly ref: string | null;
  readonly subdirectory: string | null;
}

export interface LocalSource {
  readonly kind: 'local';
  readonly path: string;
  readonly editable: boolean;
}

export interface LockedArtifact {
  readonly filename: string | null;
  readonly url: string | null;
  readonly hashes: readonly Hash[];
  /** Bytes. */
  readonly size: number | null;
  /** As the lockfile says, which whoever edits it can forge: never trust it for an age. RFC 3339. */
  readonly uploadTime: string | null;
  readonly line: number;
}

/** `unknown` counts as runtime wherever a decision depends on it. */
export type Scope = 'runtime' | 'development' | 'optional' | 'unknown';

export interface LockedRequirement {
  readonly name: NormalizedName;
  /** Set where the lockfile tells which fork of a name is meant. */
  readonly version: Version | null;
  readonly marker: string | null;
  readonly extras: readonly string[];
}

/** Settings in the lockfile that steer an installer or resolver. URLs are canonical and carry no credentials. */
export interface LockOptions {
  /** The format's own version, e.g. `1` with revision `3` as `1.3`. */
  readonly formatVersion: string | null;
  readonly requiresPython: string | null;
  /** The primary index when the file sets one (`--index-url`). */
  readonly indexUrl: string | null;
  readonly extraIndexUrls: readonly string[];
  readonly findLinks: readonly string[];
  readonly trustedHosts: readonly string[];
  /** uv's resolution cut-off: an RFC 3339 time, or an ISO 8601 duration such as `P7D` where it is relative. */
  readonly excludeNewer: string | null;
  /** Names that the cut-off does not bind, or binds otherwise, as `name = value`. Absent: none. */
  readonly excludeNewerExceptions?: readonly string[];
  readonly requireHashes: boolean;
  readonly noIndex: boolean;
  readonly allowPrereleases: boolean;
  /** Lines of options, by option name, for findings to point at. */
  readonly lines: Readonly<Record<string, number>>;
}

export interface LockInclude {
  /** Repository path, resolved against the including file; or a URL, which is never fetched. */
  readonly target: string;
  readonly kind: 'requirements' | 'constraints';
  readonly line: number;
}

export const NO_OPTIONS: LockOptions = {
  formatVersion: null,
  requiresPython: null,
  indexUrl: null,
  extraIndexUrls: [],
  findLinks: [],
  trustedHosts: [],
  excludeNewer: null,
  requireHashes: false,
  noIndex: false,
  allowPrereleases: false,
  lines: {},
};

/** Whether any part of the file was understood. */
export const isReadable = (lockfile: Lockfile): boolean =>
  !lockfile.problems.some((problem) => problem.affects === 'file');

/**
 * What makes two entries the same thing: name, version and source (facts of PEP 440 and PEP 503 apply, so spelling never
 * matters). Markers, order, hashes and lines are attributes of an entry, not its identity.
 */
export const identityOf = (entry: LockedPackage): string =>
  [entry.name, entry.version === null ? '' : versionKey(entry.version), sourceKey(entry.source)].join(' ');

/** A comparable spelling of a source; a null index stands for the installer's default and equals PyPI's. */
export function sourceKey(source: PackageSource): string {
  switch (source.kind) {
    case 'index':
      return `index:${canonicalIndexUrl(source.url ?? DEFAULT_INDEX_URL)}`;
    case 'archive-url':
      return `archive:${withoutCredentials(source.url)}`;
    case 'vcs':
      return `${source.vcs}:${withoutCredentials(source.url)}@${source.commit ?? source.ref ?? ''}#${source.subdirectory ?? ''}`;
    case 'local':
      return `local:${source.path}`;
  }
}

/** PyPI's simple index, the default of every installer. */
export const DEFAULT_INDEX_URL = 'https://pypi.org/simple';
