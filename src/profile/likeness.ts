import type { InventoryEntry, Profile } from '../model/profile.js';
import { installedPath, isTestPath, isWheelLike } from './layout.js';

/** How much of one release's Python another release holds too. */
export interface Likeness {
  /** Python files looked at: those that hold something, tests left out. */
  readonly files: number;
  /** Of these, how many are the same to the byte, wherever they lie. */
  readonly sameContent: number;
  /** How many lie at the same place below their package, whatever the package is called. */
  readonly samePlace: number;
}

export function likenessOf(head: readonly Profile[], other: readonly Profile[]): Likeness {
  const theirs = modulesOf(other);
  const contents = new Set(theirs.map(({ sha256 }) => sha256));
  const places = new Set(theirs.map(({ path }) => below(path)));
  const ours = modulesOf(head);
  return {
    files: ours.length,
    sameContent: ours.filter(({ sha256 }) => sha256 !== null && contents.has(sha256)).length,
    samePlace: ours.filter(({ path }) => places.has(below(path))).length,
  };
}

/** Wheels say best what a release is; a source tree has its build and its tools besides. */
function modulesOf(profiles: readonly Profile[]): readonly InventoryEntry[] {
  const wheels = profiles.filter(({ kind }) => isWheelLike(kind));
  const byPath = new Map(
    (wheels.length > 0 ? wheels : profiles)
      .flatMap(({ inventory }) => inventory)
      .filter(({ kind, path, size }) => kind === 'python' && size > 0 && !isTestPath(path) && path !== 'setup.py')
      .map((entry) => [installedPath(entry.path), { ...entry, path: installedPath(entry.path) }]),
  );
  return [...byPath.values()];
}

const topOf = (path: string): string => path.split('/', 1)[0] ?? '';

/** Path below the package; a module of its own keeps its name. */
const below = (path: string): string => (path.includes('/') ? path.slice(topOf(path).length) : path);

/**
 * The other release's profiles with its main package called as the head's, so that a copied file under the new name is the same file and
 * not a new one.
 */
export function renamedLike(other: readonly Profile[], head: readonly Profile[]): readonly Profile[] {
  const [from, to] = [mainPackage(other), mainPackage(head)];
  const heads = new Set(head.flatMap(({ topLevelNames }) => topLevelNames));
  if (from === null || to === null || from === to || heads.has(from)) return other;
  const renamed = (path: string): string =>
    path.replace(/^(?<root>(?:src\/)?)(?<top>[^/]+)(?=\/)/u, (whole, root: string, top: string) =>
      top === from ? `${root}${to}` : whole,
    );
  return other.map((profile) => ({
    ...profile,
    inventory: profile.inventory.map((entry) => ({ ...entry, path: renamed(entry.path) })),
    topLevelNames: profile.topLevelNames.map((name) => (name === from ? to : name)),
  }));
}

/** The top-level package with the most modules. */
function mainPackage(profiles: readonly Profile[]): string | null {
  const counts = new Map<string, number>();
  for (const { path } of modulesOf(profiles))
    if (path.includes('/')) counts.set(topOf(path), (counts.get(topOf(path)) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? null;
}
