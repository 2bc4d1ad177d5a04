import { type Fetched, found, unavailable } from '../model/fetched.js';
import type { Tree, TreeEntry } from '../ports.js';
import type { GitHub } from './client.js';
import { cannotReadContents, describeRefusal, isMissingPermission, refusalOf } from './permissions.js';
import type { Place } from './place.js';

/** Requests spent on directories of one commit that GitHub would not list at once (100,000 entries or 7 MB). */
const MAX_DIRECTORY_REQUESTS = 20;

interface Listing {
  readonly entries: readonly GitEntry[];
  readonly truncated: boolean;
}

interface GitEntry {
  readonly path: string;
  readonly mode: string;
  readonly sha: string;
  readonly size: number | null;
}

interface Directory {
  readonly path: string;
  readonly sha: string;
}

/** Lists commits' files. Directories met on both sides are asked for once. */
export function createTreeReader(github: GitHub, place: Place): (commit: string) => Promise<Fetched<Tree>> {
  const asked = new Map<string, Promise<Listing>>();
  const list = (sha: string, recursive: boolean): Promise<Listing> => {
    const key = `${sha} ${recursive}`;
    const listing = asked.get(key) ?? listTree(github, place, sha, recursive);
    asked.set(key, listing);
    return listing;
  };
  return async (commit) => {
    try {
      return found(await readCommit(commit, list));
    } catch (error) {
      const refusal = refusalOf(error);
      if (isMissingPermission(refusal)) throw cannotReadContents(`${place.owner}/${place.repo}`, commit, refusal);
      return unavailable(describeRefusal(refusal));
    }
  };
}

type List = (sha: string, recursive: boolean) => Promise<Listing>;

async function readCommit(commit: string, list: List): Promise<Tree> {
  const whole = await list(commit, true);
  return whole.truncated ? walk(commit, list) : { entries: whole.entries.flatMap(treeEntry), truncated: false };
}

/** Directory by directory, nearest to the root first; what the budget does not reach is told as `truncated`. */
async function walk(commit: string, list: List): Promise<Tree> {
  const entries: TreeEntry[] = [];
  const queue: Directory[] = [{ path: '', sha: commit }];
  let requests = 0;
  // A single directory may have more files than GitHub lists: then no request shows them all.
  let truncated = false;
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { path, sha } = next;
    if (requests >= MAX_DIRECTORY_REQUESTS) return { entries, truncated: true };
    requests += 1;
    // The root is known to be too big, so it is listed alone; a directory below is first tried as a whole.
    const listing = await list(sha, path !== '');
    const placed = listing.entries.map((entry) => ({ ...entry, path: `${path}${entry.path}` }));
    if (path === '' || !listing.truncated) {
      entries.push(...placed.flatMap(treeEntry));
      if (path === '') queue.push(...directories(placed));
      truncated ||= listing.truncated;
      continue;
    }
    requests += 1;
    const flat = await list(sha, false);
    const level = flat.entries.map((entry) => ({ ...entry, path: `${path}${entry.path}` }));
    entries.push(...level.flatMap(treeEntry));
    queue.push(...directories(level));
    truncated ||= flat.truncated;
  }
  return { entries, truncated };
}

const directories = (entries: readonly GitEntry[]): readonly Directory[] =>
  entries.filter(({ mode }) => mode === DIRECTORY).map(({ path, sha }) => ({ path: `${path}/`, sha }));

async function listTree({ rest }: GitHub, place: Place, sha: string, recursive: boolean): Promise<Listing> {
  const { data } = await rest.git.getTree({ ...place, tree_sha: sha, ...(recursive ? { recursive: '1' } : {}) });
  const entries = data.tree.map(({ path, mode, sha: id, size }) => ({ path, mode, sha: id, size: size ?? null }));
  return { entries, truncated: data.truncated };
}

const DIRECTORY = '040000';

// Git's modes (gitformat-index). One that we do not know is taken for something that points elsewhere: it is told, not read.
const TYPES: Readonly<Record<string, TreeEntry['type']>> = {
  '100644': 'file',
  '100664': 'file',
  '100755': 'file',
  '120000': 'symlink',
  '160000': 'submodule',
};

const treeEntry = ({ path, mode, sha, size }: GitEntry): readonly TreeEntry[] =>
  mode === DIRECTORY ? [] : [{ path, type: TYPES[mode] ?? 'submodule', id: sha, size }];
