import { ActionError } from '../model/error.js';
import { absent, type Fetched, found, unavailable } from '../model/fetched.js';
import type { Repository, Tree } from '../ports.js';
import { createBlobReader } from './blobs.js';
import type { GitHub } from './client.js';
import type { Event } from './event.js';
import { cannotReadContents, describeRefusal, isMissingPermission, refusalOf } from './permissions.js';
import type { Place } from './place.js';
import { readSharedPolicy } from './shared-policy.js';
import { createTreeReader } from './trees.js';

/**
 * The event's two commits, read through the API by git object. The base of a pull request is its merge base: the tip of the
 * base branch would show other people's changes as the pull request's. A fork's commits are asked of the base repository, which
 * shares its objects; the fork itself is never contacted.
 * @throws {ActionError} when the token may not read the repository's contents.
 */
export async function openRepository(github: GitHub, { owner, repo }: Place, event: Event): Promise<Repository> {
  // Not the object that came: every field of it would be sent as a parameter.
  const place: Place = { owner, repo };
  const commits = { base: await baseCommit(github, place, event), head: found(event.headSha) };
  const tip = policyCommit(event);
  const readTree = createTreeReader(github, place);
  const trees = new Map<string, Promise<Fetched<Tree>>>();
  const treeAt = (commit: Fetched<string>): Promise<Fetched<Tree>> => {
    if (commit.kind !== 'found') return Promise.resolve(commit);
    const tree = trees.get(commit.value) ?? readTree(commit.value);
    trees.set(commit.value, tree);
    return tree;
  };

  return {
    describe: (side) => (commits[side].kind === 'found' ? commits[side].value : `the ${side} commit`),
    tree: (side) => treeAt(commits[side]),
    policyTree: () => treeAt(found(tip)),
    shared: (ref) => readSharedPolicy(github, ref),
    blob: createBlobReader(github, place),
  };
}

/** Whose word counts: the branch that would be merged into; the branch itself where nothing is to be merged. */
const policyCommit = (event: Event): string =>
  event.kind === 'whole' ? event.headSha : (event.baseSha ?? event.headSha);

async function baseCommit(github: GitHub, place: Place, event: Event): Promise<Fetched<string>> {
  switch (event.kind) {
    case 'pull-request':
      return mergeBase(github, place, event.baseSha, event.headSha);
    case 'merge-group':
      return found(event.baseSha);
    case 'push':
      return event.baseSha === null ? absent : found(event.baseSha);
    case 'whole':
      return absent;
  }
}

async function mergeBase({ rest }: GitHub, place: Place, base: string, head: string): Promise<Fetched<string>> {
  try {
    // One commit a page: the answer is wanted for its merge base, and files come from the trees, which no limit of 300 cuts.
    const basehead = `${base}...${head}`;
    const { data } = await rest.repos.compareCommitsWithBasehead({ ...place, basehead, per_page: 1 });
    return found(data.merge_base_commit.sha);
  } catch (error) {
    const refusal = refusalOf(error);
    // Histories without a common commit have no merge base; against the tip, everything counts as the pull request's.
    if (refusal.status === 404 && /no common ancestor/iu.test(refusal.message)) return found(base);
    if (isMissingPermission(refusal)) throw cannotReadContents(`${place.owner}/${place.repo}`, base, refusal);
    if (refusal.status === 401) throw badToken(refusal.message);
    return unavailable(`the merge base is not known, because ${describeRefusal(refusal)}`);
  }
}

const badToken = (message: string): ActionError =>
  new ActionError(
    'permission',
    `GitHub does not accept the token (401: ${message}), so nothing was reviewed.`,
    'Leave the input "token" at its default, or give it a token that has not expired.',
  );
