import type { InventoryEntry, Profile, ProfileDelta } from '../model/profile.js';
import { type ContentMatch, type DifferingFile, MAX_DIFFERING } from '../model/repository.js';
import { installedPath, isTestPath } from '../profile/layout.js';
import type { SourceTree } from '../registry/source-host.js';

/** Files that builds write, or take in from other projects: their absence from the repository says nothing. */
const GENERATED =
  /(?:^|\/)(?:_?_?version_?_?|_version_info|_build(?:_?info)?|_?build_config|__config__|_?commit|_?git_?(?:info|hash|version)?)\.pyw?$|(?:_pb2(?:_grpc)?|_ui|_rc|_generated)\.pyw?$|(?:^|\/)(?:_?vendor(?:ed)?|_?generated|_?extern(?:al)?|thirdparty|third_party|node_modules)\/|^(?:setup|versioneer)\.py$/iu;

/**
 * Holds the Python files of a release against a tree, by git blob id: one listing, no file of the repository is fetched. null where no file
 * can be compared, or where the listing is not whole.
 */
export function matchContent(
  profiles: readonly Profile[],
  delta: ProfileDelta | null,
  tree: SourceTree,
  tag: string | null,
): ContentMatch | null {
  if (tree.truncated) return null;
  const ids = new Set(tree.blobs.values());
  const files = comparable(profiles);
  if (files.size === 0) return null;
  const places = placesIn(tree);
  const before = new Map((delta?.files.changed ?? []).map(({ from, to }) => [installedPath(to.path), from.gitId]));
  const differing = [...files.values()].flatMap(({ entry, artifact }): readonly DifferingFile[] => {
    if (entry.gitId === null || ids.has(entry.gitId)) return [];
    const path = installedPath(entry.path);
    const there = places(path);
    const old = before.get(path) ?? null;
    return [
      {
        path: entry.path,
        artifact,
        kind: there.length > 0 ? 'changed' : 'missing',
        generated: GENERATED.test(path),
        baselineEqual: old !== null && there.includes(old),
      },
    ];
  });
  return { tag, files: files.size, equal: files.size - differing.length, differing: differing.slice(0, MAX_DIFFERING) };
}

interface PlacedEntry {
  readonly entry: InventoryEntry;
  readonly artifact: string;
}

/** Each distinct Python file once. Empty ones are equal to one another and say nothing. */
function comparable(profiles: readonly Profile[]): ReadonlyMap<string, PlacedEntry> {
  const entries = profiles.flatMap(({ inventory, artifact }) => inventory.map((entry) => ({ entry, artifact })));
  return new Map(
    entries
      .filter(({ entry }) => entry.gitId !== null && entry.size > 0 && !isTestPath(entry.path))
      .map((placed) => [`${installedPath(placed.entry.path)} ${placed.entry.gitId}`, placed]),
  );
}

/** Ids of the blobs whose path ends like the installed one: `python/src/demo/a.py` for `demo/a.py`. */
function placesIn({ blobs }: SourceTree): (path: string) => readonly string[] {
  const byName = new Map<string, { readonly path: string; readonly id: string }[]>();
  for (const [path, id] of blobs) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const same = byName.get(name) ?? [];
    byName.set(name, same);
    same.push({ path, id });
  }
  return (path) =>
    (byName.get(path.slice(path.lastIndexOf('/') + 1)) ?? [])
      .filter((one) => one.path === path || one.path.endsWith(`/${path}`))
      .map(({ id }) => id);
}
