import { ActionError } from '../model/error.js';
import { absent, type Fetched, found, unavailable } from '../model/fetched.js';
import { hashAlgorithm, hashHex } from '../model/hashes.js';
import type { LockedPackage } from '../model/lockfile.js';
import type { NormalizedName } from '../model/names.js';
import type { Policy } from '../model/policy.js';
import { compareVersions, type Version } from '../model/versions.js';
import type { OwnLevels } from '../policy/loosening.js';
import type { Repository, Tree, TreeEntry } from '../ports.js';
import { readLockfiles } from './lockfiles.js';
import { readPolicy } from './policy.js';

/** The policy of a branch, and the file that it comes from. */
export interface StandingPolicy {
  /** With what it extends. */
  readonly policy: Policy;
  /** As it stands in git; null when there is no file. */
  readonly text: string | null;
}

export interface AcceptanceSettings {
  /** Repository path of the policy file. */
  readonly configPath: string;
  readonly lockfileGlobs: readonly string[];
  readonly rules: OwnLevels;
}

interface NamedRelease {
  readonly name: NormalizedName;
  readonly version: Version;
}

/** What an acceptance has to know of a repository, at any of its commits. */
export function createAcceptanceReader(
  open: (commit: string) => Promise<Repository>,
  { configPath, lockfileGlobs, rules }: AcceptanceSettings,
) {
  const opened = new Map<string, Promise<Repository>>();
  const at = (commit: string): Promise<Repository> => {
    const repository = opened.get(commit) ?? open(commit);
    opened.set(commit, repository);
    return repository;
  };
  return {
    standing: async (commit: string): Promise<StandingPolicy> => readStanding(configPath, await at(commit), rules),
    complaint: async (commit: string, text: string): Promise<string | null> =>
      complaintAbout(text, configPath, await at(commit), rules),
    digests: async (
      commit: string,
      release: NamedRelease,
      exclude: readonly string[],
    ): Promise<Fetched<readonly string[]>> => digestsInLocks(release, await at(commit), lockfileGlobs, exclude),
  };
}

/** @throws {ActionError} when the policy cannot be read or is none. */
async function readStanding(path: string, repository: Repository, rules: OwnLevels): Promise<StandingPolicy> {
  const { policy } = await readPolicy(requestFor(path), repository, rules);
  const tree = await repository.policyTree();
  const entry = tree.kind === 'found' ? tree.value.entries.find((one) => one.path === path) : undefined;
  if (entry === undefined) return { policy, text: null };
  const blob = await repository.blob(entry);
  const text = blob.kind === 'found' ? decode(blob.value) : null;
  if (text === null) throw new ActionError('policy', `${path} is no UTF-8 text.`, 'Save it as UTF-8.');
  return { policy, text };
}

const requestFor = (configPath: string) => ({ configPath, overrides: { failOn: null, audit: null } });

/** With its byte order mark, if it has one: what is written back must be what was read. */
function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** What a review would say of this file in the place of the policy: null when it would take it, else the complaint. */
async function complaintAbout(
  text: string,
  path: string,
  repository: Repository,
  rules: OwnLevels,
): Promise<string | null> {
  try {
    await readPolicy(requestFor(path), replacing(repository, path, text), rules);
    return null;
  } catch (error) {
    if (error instanceof ActionError && error.code === 'policy') return error.message;
    throw error;
  }
}

/** The repository as it would be with another text in one file. */
function replacing(repository: Repository, path: string, text: string): Repository {
  const replaced: TreeEntry = { path, type: 'file', id: 'replaced', size: null };
  const withFile = ({ entries, truncated }: Tree): Tree => ({
    entries: [...entries.filter((entry) => entry.path !== path), replaced],
    truncated,
  });
  return {
    ...repository,
    policyTree: async () => {
      const tree = await repository.policyTree();
      return tree.kind === 'found' ? found(withFile(tree.value)) : tree;
    },
    blob: async (entry) => (entry === replaced ? found(new TextEncoder().encode(text)) : repository.blob(entry)),
  };
}

/**
 * sha256 of the release's files in every lockfile of the head; empty where one of its files has none, so that no list could cover them all.
 * `absent`: no lockfile holds the release.
 */
async function digestsInLocks(
  release: NamedRelease,
  repository: Repository,
  globs: readonly string[],
  exclude: readonly string[],
): Promise<Fetched<readonly string[]>> {
  const { pairs, gaps } = await readLockfiles(globs, repository, exclude);
  const locks = pairs.flatMap(({ head }) => head ?? []);
  const entries = locks.flatMap(({ packages }) => packages).filter((entry) => isOf(entry, release));
  if (entries.length > 0) return found(digestsOf(entries));
  const unread = gaps[0]?.message ?? locks.flatMap(({ problems }) => problems)[0]?.message;
  return unread === undefined ? absent : unavailable(unread);
}

const isOf = (entry: LockedPackage, { name, version }: NamedRelease): boolean =>
  entry.name === name && entry.version !== null && compareVersions(entry.version, version) === 0;

function digestsOf(entries: readonly LockedPackage[]): readonly string[] {
  const files = entries
    .flatMap(({ artifacts }) => artifacts)
    .map(({ hashes }) => hashes.filter((hash) => hashAlgorithm(hash) === 'sha256').map(hashHex));
  // An entry that names no file lets an installer take any of the release.
  const isOpen = entries.some(({ artifacts }) => artifacts.length === 0);
  return isOpen || files.some((digests) => digests.length === 0) ? [] : [...new Set(files.flat())];
}
