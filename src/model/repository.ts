import type { NormalizedName } from './names.js';
import { hostOf } from './urls.js';

/** A repository on a source host, as a project's metadata or a lockfile names it. */
export interface RepositoryRef {
  /** Lower-case host of its pages: `github.com`. */
  readonly host: string;
  readonly owner: string;
  readonly name: string;
}

/** What a source host says today about the repository that a release links to or is taken from. */
export interface RepositoryFacts {
  readonly asked: RepositoryRef;
  /** null: the host shows no such repository. It may be gone, or private to others than the token's owner. */
  readonly state: RepositoryState | null;
  /** null: the tags were not asked for. */
  readonly tags: TagFacts | null;
  /** null: no packaging file was looked for, or none can be told to be this package's. */
  readonly packaging: PackagingFile | null;
  /** null: the release's files were not held against the repository's. */
  readonly content: ContentMatch | null;
  /** Of a lockfile entry taken from the repository at a commit; null for releases of an index. */
  readonly commit: CommitStanding | null;
}

export interface RepositoryState {
  /** `owner/name` under which it answers today; another one than asked after a rename or transfer. */
  readonly fullName: string;
  readonly archived: boolean;
  readonly disabled: boolean;
  /** `owner/name` of the repository that it was forked from; null when it is no fork. */
  readonly forkOf: string | null;
  readonly stars: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Last push to any branch, milliseconds since the epoch; null for an empty repository. */
  readonly pushedAt: number | null;
  readonly defaultBranch: string;
  /** When the account that owns it was made; null when it was not asked for. */
  readonly ownerSince: number | null;
}

export interface TagFacts {
  /** The tag that means the version under review; null when there is none. */
  readonly tag: string | null;
  /** The newest releases before it, at most five. */
  readonly earlier: number;
  /** How many of those have a tag. */
  readonly earlierTagged: number;
}

/** A packaging file of the repository, read as text and never run. */
export interface PackagingFile {
  readonly path: string;
  /** The project that it names; null when it names none in plain text. */
  readonly names: NormalizedName | null;
}

/** The release's Python files by git blob id, held against one tree of the repository. Tests and documentation are left out. */
export interface ContentMatch {
  /** The tag, or null for the default branch. */
  readonly tag: string | null;
  readonly files: number;
  /** Files whose bytes stand in the tree, wherever they lie. */
  readonly equal: number;
  /** The others; at most `MAX_DIFFERING`. */
  readonly differing: readonly DifferingFile[];
}

export interface DifferingFile {
  /** Path in the distribution. */
  readonly path: string;
  readonly artifact: string;
  /** `changed`: the tree has a file at that place with other bytes. */
  readonly kind: 'missing' | 'changed';
  /** Whether builds write such a file: versions, protocol buffers, vendored packages. */
  readonly generated: boolean;
  /** Whether the release before had this file as the tree has it: the repository did not change it and the release did. */
  readonly baselineEqual: boolean;
}

export const MAX_DIFFERING = 200;

/**
 * Where a locked commit stands: `reachable` from the default branch, or from the tag or branch that the lock names; `head` of some other
 * branch; `unreachable` from all of these, as after a force-push or in a fork; `unknown-commit`: the repository does not have it.
 */
export interface CommitStanding {
  readonly commit: string;
  readonly standing: 'reachable' | 'head' | 'unreachable' | 'unknown-commit';
  /** Whether the commit that the base locked is in the repository; null when it was not asked for. */
  readonly hasBase: boolean | null;
}

/** `github.com/psf/requests`, in lower case. */
export const repositoryKey = ({ host, owner, name }: RepositoryRef): string => `${host}/${owner}/${name}`.toLowerCase();

/** Whether the host answers for the repository under another owner than was asked for. */
export const hasOtherOwner = ({ asked, state }: RepositoryFacts): boolean =>
  state !== null && state.fullName.split('/')[0]?.toLowerCase() !== asked.owner.toLowerCase();

/**
 * The repository that a URL leads to: `https://github.com/o/r/tree/main/python`, `git@github.com:o/r.git`, `git+ssh://git@github.com/o/r`.
 * null for anything else, and for pages of the host that are no repository.
 */
export function repositoryRefOf(url: string): RepositoryRef | null {
  const groups = (HTTP.exec(url.slice(0, MAX_URL)) ?? SCP.exec(url.slice(0, MAX_URL)))?.groups;
  const { host, owner, name } = groups ?? {};
  if (host === undefined || owner === undefined || name === undefined) return null;
  if (NO_OWNERS.has(owner.toLowerCase()) || /^\.+$/u.test(name)) return null;
  return { host: host.toLowerCase().replace(/^www\./u, ''), owner, name };
}

const MAX_URL = 2000;
const HTTP =
  /^(?:git\+)?(?:https?|ssh|git):\/\/(?:[^@/\s]{1,200}@)?(?<host>[\w.-]+(?::\d{1,5})?)\/(?<owner>[\w-]{1,100})\/(?<name>[\w.-]{1,100}?)(?:\.git)?(?:@[^/]*)?(?:[/#?].*)?$/iu;
const SCP = /^(?:ssh:\/\/)?git@(?<host>[\w.-]+):(?<owner>[\w-]{1,100})\/(?<name>[\w.-]{1,100}?)(?:\.git)?\/?$/iu;

/** First parts of paths on GitHub that are no accounts. */
const NO_OWNERS: ReadonlySet<string> = new Set([
  'sponsors',
  'orgs',
  'users',
  'apps',
  'marketplace',
  'about',
  'topics',
  'features',
]);

/** Host of the pages that an API speaks of: `github.com` for `api.github.com`, and a server's own host for its `/api/v3`. */
export const pageHostOf = (apiUrl: string): string =>
  (hostOf(apiUrl) ?? '').replace(/^api\.(?=github\.com$|[^.]+\.ghe\.com$)/u, '');

/** Labels of project URLs by what they mean (PEP 753, "well-known labels", and what came before it), the clearest first. */
const LABELS = ['source', 'sourcecode', 'repository', 'code', 'github', 'homepage', 'home'];

/**
 * The repository that metadata names as the project's, of one on the wanted host. Other labels count last and only when all that is
 * linked on the host is one repository: a link to an issue tracker or a sponsor may lead elsewhere.
 */
export function linkedRepository(
  projectUrls: Readonly<Record<string, string>>,
  isHost: (host: string) => boolean,
): RepositoryRef | null {
  const links = Object.entries(projectUrls).flatMap(([label, url]) => {
    const ref = repositoryRefOf(url.trim());
    return ref !== null && isHost(ref.host) ? [{ rank: LABELS.indexOf(normalLabel(label)), ref }] : [];
  });
  const labelled = links.filter(({ rank }) => rank >= 0).toSorted((a, b) => a.rank - b.rank);
  if (labelled[0] !== undefined) return labelled[0].ref;
  return new Set(links.map(({ ref }) => repositoryKey(ref))).size === 1 ? (links[0]?.ref ?? null) : null;
}

/** PEP 753, "label normalization": punctuation and white space are dropped, the rest is lower case. */
const normalLabel = (label: string): string => label.replaceAll(/[\p{P}\p{S}\s]/gu, '').toLowerCase();
