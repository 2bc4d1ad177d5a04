import { createHash } from 'node:crypto';
import { absent, found, unavailable } from '../../src/model/fetched.js';
import type { Repository, Side, TreeEntry } from '../../src/ports.js';

/** Path → text; null stands for a symlink. */
export type SideFiles = Readonly<Record<string, string | null>>;

export interface MemoryRepositoryOptions {
  readonly base: SideFiles | null;
  readonly head: SideFiles | null;
  /** Where the base branch has moved on to; the base when left out, the head where there is no base. */
  readonly tip?: SideFiles;
  /** Sides whose listing stops early. */
  readonly truncated?: readonly Side[];
  /** Paths whose blob cannot be had. */
  readonly unreadable?: readonly string[];
  /** Text of the one policy file in another repository. */
  readonly shared?: string;
}

/** A repository of two commits in memory, with git's notion of identity: equal content has an equal id. */
export function memoryRepository(options: MemoryRepositoryOptions): Repository & { readonly reads: readonly string[] } {
  const reads: string[] = [];
  const sides = { base: options.base, head: options.head };
  const tip = options.tip ?? options.base ?? options.head;
  const listed = (files: SideFiles, truncated: boolean) =>
    found({ entries: Object.entries(files).map(entryOf), truncated });
  return {
    reads,
    describe: (side) => side,
    tree: async (side) => {
      const files = sides[side];
      return files === null ? absent : listed(files, options.truncated?.includes(side) ?? false);
    },
    policyTree: async () => (tip === null ? absent : listed(tip, options.truncated?.includes('base') ?? false)),
    shared: async () => (options.shared === undefined ? absent : found(new TextEncoder().encode(options.shared))),
    blob: async (entry) => {
      reads.push(entry.path);
      if (options.unreadable?.includes(entry.path)) return unavailable('the server did not answer');
      const text = [...contents(sides.base), ...contents(sides.head), ...contents(tip)].find(
        (content) => idOf(content) === entry.id,
      );
      return text === undefined ? absent : found(new TextEncoder().encode(text));
    },
  };
}

const contents = (files: SideFiles | null): readonly string[] =>
  Object.values(files ?? {}).filter((content) => content !== null);

const entryOf = ([path, content]: readonly [string, string | null]): TreeEntry => ({
  path,
  type: content === null ? 'symlink' : 'file',
  id: content === null ? 'link' : idOf(content),
  size: content?.length ?? null,
});

const idOf = (content: string): string => createHash('sha1').update(content).digest('hex');
