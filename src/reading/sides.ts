import type { Gap } from '../model/gap.js';
import type { Repository, Side, Tree, TreeEntry } from '../ports.js';

/** The files of one side by path, and what of them could not be listed. */
export interface SideFiles {
  readonly files: ReadonlyMap<string, TreeEntry>;
  readonly gaps: readonly Gap[];
}

/** Both sides, or more exactly what the repository lists of them. */
export interface Sides {
  readonly base: SideFiles;
  readonly head: SideFiles;
}

export async function listSides(repository: Repository): Promise<Sides> {
  const [base, head] = await Promise.all([listSide('base', repository), listSide('head', repository)]);
  return { base, head };
}

async function listSide(side: Side, repository: Repository): Promise<SideFiles> {
  const tree = await repository.tree(side);
  if (tree.kind === 'absent') return { files: new Map(), gaps: [] };
  if (tree.kind === 'unavailable')
    return { files: new Map(), gaps: [unlisted(repository.describe(side), tree.reason)] };
  return { files: filesOf(tree.value), gaps: tree.value.truncated ? [truncated(repository.describe(side))] : [] };
}

const filesOf = (tree: Tree): ReadonlyMap<string, TreeEntry> =>
  new Map(tree.entries.map((entry) => [entry.path, entry]));

const unlisted = (subject: string, reason: string): Gap => ({
  stage: 'lockfile',
  subject,
  message: `The files of ${subject} could not be listed (${reason}), so no lockfile of it was reviewed.`,
});

const truncated = (subject: string): Gap => ({
  stage: 'lockfile',
  subject,
  message: `${subject} has more files than could be listed, so a changed lockfile may have been missed.`,
});

/** Every path of either side. */
export const pathsOf = ({ base, head }: Sides): readonly string[] => [
  ...new Set([...base.files.keys(), ...head.files.keys()]),
];

/** Whether a path holds other bytes, or another kind of file, at the head. */
export const differs = (path: string, { base, head }: Sides): boolean =>
  base.files.get(path)?.id !== head.files.get(path)?.id || base.files.get(path)?.type !== head.files.get(path)?.type;

/** Paths whose bytes differ, without files that only moved: the same blob under another path changes nothing. */
export function changedPaths(sides: Sides, isWanted: (path: string) => boolean): ReadonlySet<string> {
  const { base, head } = sides;
  const changed = pathsOf(sides).filter((path) => differs(path, sides) && isWanted(path));
  const gone = new Set(changed.filter((path) => !head.files.has(path)).map((path) => base.files.get(path)?.id));
  const come = new Set(changed.filter((path) => !base.files.has(path)).map((path) => head.files.get(path)?.id));
  return new Set(
    changed.filter((path) => {
      const [before, after] = [base.files.get(path), head.files.get(path)];
      if (before === undefined) return !gone.has(after?.id);
      return after !== undefined || !come.has(before.id);
    }),
  );
}

/** `a/b` for `a/b/c`; empty at the root. */
export const folderOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0));
