import type { InventoryEntry, Profile } from '../model/profile.js';
import { baseName, folderOf, isImportable, isTestPath, landingPath, packageFolders } from './layout.js';

/** A Python file of one distribution. */
export interface HeldModule {
  readonly artifact: string;
  /** Path inside the distribution. */
  readonly path: string;
  /** Equal for equal bytes, as far as is known; null where the wheel holds the module compiled instead. */
  readonly content: string | null;
}

/** The Python files of one distribution by where they land, or would land once built. */
export interface ModuleHolder {
  readonly artifact: string;
  readonly isWheel: boolean;
  readonly places: ReadonlyMap<string, HeldModule>;
  /** The file that lands at this place; null when the distribution has none. */
  readonly find: (place: string) => HeldModule | null;
}

/** A wheel holds what it lists; a module that was compiled is there without its source. */
export function wheelHolder(profile: Profile): ModuleHolder {
  const { artifact } = profile;
  const places = placesOf(profile);
  const compiled = new Map(
    profile.inventory
      .filter(({ kind }) => kind === 'native')
      .map(({ path }) => [compiledModule(landingPath(path, profile.kind, new Set())), path]),
  );
  const find = (place: string): HeldModule | null => {
    const path = compiled.get(place.replace(/\.pyw?$/u, ''));
    return places.get(place) ?? (path === undefined ? null : { artifact, path, content: null });
  };
  return { artifact, isWheel: true, places, find };
}

/** `demo/_speed.cpython-312-x86_64-linux-gnu.so` is the module `demo/_speed`. */
const compiledModule = (path: string): string =>
  `${folderOf(path)}/${baseName(path).split('.', 1)[0] ?? ''}`.replace(/^\//u, '');

/**
 * An sdist keeps its packages where its build finds them: beside setup.py, below `src/`, or anywhere that `package_dir` names. Where
 * folders lie is learnt from files that are the same in a wheel.
 */
export function sourceHolder(profile: Profile, wheels: readonly ModuleHolder[]): ModuleHolder {
  const { artifact } = profile;
  const all = new Map(pythonFiles(profile).map((entry) => [entry.path, heldModule(artifact, entry)]));
  const landed = placesOf(profile);
  const bySuffix = new Map([...all.values()].flatMap((held) => suffixesOf(held.path).map((suffix) => [suffix, held])));
  const folders = learnFolders([...all.values()], wheels);
  const byContent = new Map([...all.values()].map((held) => [held.content, held]));
  const contentIn = wheelContents(wheels);

  const find = (place: string): HeldModule | null => {
    const known = landed.get(place) ?? all.get(placeIn(folders.toSource, place));
    if (known !== undefined) return known;
    const same = [...(contentIn.get(place) ?? [])].flatMap((content) => byContent.get(content) ?? [])[0];
    return same ?? (place.includes('/') ? (bySuffix.get(place) ?? null) : null);
  };
  const moved = [...all.values()].flatMap((held): [string, HeldModule][] => {
    const folder = folders.toWheel.get(folderOf(held.path));
    return folder === undefined || isTestPath(held.path) ? [] : [[joined(folder, baseName(held.path)), held]];
  });
  return { artifact, isWheel: false, places: new Map([...landed, ...moved]), find };
}

const pythonFiles = ({ inventory }: Profile): readonly InventoryEntry[] =>
  inventory.filter(({ kind, path }) => kind === 'python' && /\.pyw?$/iu.test(path));

function placesOf(profile: Profile): ReadonlyMap<string, HeldModule> {
  const packages = packageFolders(profile.inventory.map(({ path }) => path));
  return new Map(
    pythonFiles(profile)
      .filter(({ path }) => isImportable(path, profile.kind, packages))
      .map((entry) => [landingPath(entry.path, profile.kind, packages), heldModule(profile.artifact, entry)]),
  );
}

const heldModule = (artifact: string, { path, sha256, size }: InventoryEntry): HeldModule => ({
  artifact,
  path,
  content: sha256 ?? `${size} bytes`,
});

const joined = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);

const placeIn = (folders: ReadonlyMap<string, string>, place: string): string => {
  const folder = folders.get(folderOf(place));
  return folder === undefined ? place : joined(folder, baseName(place));
};

const MAX_DEPTH = 12;

/** `src/python/demo/a.py` may land at `python/demo/a.py` or `demo/a.py`. */
function suffixesOf(path: string): readonly string[] {
  const parts = path.split('/');
  const first = Math.max(1, parts.length - MAX_DEPTH);
  return parts.slice(first, -1).map((_, index) => parts.slice(first + index).join('/'));
}

const wheelContents = (wheels: readonly ModuleHolder[]): ReadonlyMap<string, ReadonlySet<string | null>> => {
  const contents = new Map<string, Set<string | null>>();
  for (const { places } of wheels) {
    for (const [place, { content }] of places) {
      const known = contents.get(place);
      if (known === undefined) contents.set(place, new Set([content]));
      else known.add(content);
    }
  }
  return contents;
};

interface Folders {
  readonly toSource: ReadonlyMap<string, string>;
  readonly toWheel: ReadonlyMap<string, string>;
}

/** Folders of an sdist and of wheels that hold the same file under the same name. */
function learnFolders(sources: readonly HeldModule[], wheels: readonly ModuleHolder[]): Folders {
  const keyOf = ({ path, content }: HeldModule): string => `${content} ${baseName(path)}`;
  const bySource = new Map<string, string | null>();
  // Content that lies in several folders, as an empty `__init__.py` does, says nothing of where a folder lands.
  for (const held of sources) bySource.set(keyOf(held), bySource.has(keyOf(held)) ? null : folderOf(held.path));
  const toSource = new Map<string, string>();
  const toWheel = new Map<string, string>();
  for (const [place, held] of wheels.flatMap(({ places }) => [...places])) {
    const folder = bySource.get(keyOf(held));
    if (folder == null) continue;
    toSource.set(folderOf(place), folder);
    toWheel.set(folder, folderOf(place));
  }
  // Where line ends differ no file is the same; a folder of the same names is then the same folder.
  const named = namesByFolder(sources.map(({ path }) => path));
  const landed = namesByFolder(wheels.flatMap(({ places }) => [...places.keys()]));
  if (named.size * landed.size > MAX_PAIRS) return { toSource, toWheel };
  for (const [folder, names] of landed) {
    const alike = toSource.has(folder) ? null : likestFolder(names, named);
    if (alike === null || toWheel.has(alike)) continue;
    toSource.set(folder, alike);
    toWheel.set(alike, folder);
  }
  return { toSource, toWheel };
}

const namesByFolder = (paths: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> => {
  const folders = new Map<string, Set<string>>();
  for (const path of paths) folders.set(folderOf(path), (folders.get(folderOf(path)) ?? new Set()).add(baseName(path)));
  return folders;
};

const MOST = 0.7;
/** Folders of the sdist times folders of the wheels: a release with more was made to cost time. */
const MAX_PAIRS = 1_000_000;

/** null when no folder has most of the names; `__init__.py` and one more are in half of all folders. */
function likestFolder(names: ReadonlySet<string>, folders: ReadonlyMap<string, ReadonlySet<string>>): string | null {
  let best: string | null = null;
  let most = Math.max(2, names.size * MOST);
  for (const [folder, others] of folders) {
    const shared = [...names].filter((name) => others.has(name)).length;
    if (shared <= most) continue;
    best = folder;
    most = shared;
  }
  return best;
}
