import { moduleName } from '../python/names.js';
import { folderOf } from './layout.js';
import type { ReadSource } from './python-files.js';

/** Finds sources by the dotted name under which they are imported. */
export interface ModuleIndex {
  /** Sources of that name; several when an archive holds a path twice. */
  readonly named: (module: string) => readonly ReadSource[];
  /** Splits a dotted name into the longest module that exists and the rest; null when none exists. */
  readonly split: (dotted: string) => SplitName | null;
  /** First parts of the names of all modules. */
  readonly heads: ReadonlySet<string>;
}

export interface SplitName {
  readonly module: string;
  /** Empty when the whole name is a module. */
  readonly rest: string;
}

export function indexModules(sources: readonly ReadSource[], packages: ReadonlySet<string>): ModuleIndex {
  const byName = new Map<string, ReadSource[]>();
  for (const source of sources) add(byName, moduleName(source.path), source);
  // A source tree may keep its packages in `lib/` or `python/`; the name without that folder serves where nothing else has it.
  const roots = packageRoots(packages);
  for (const source of sources) {
    const name = nameInPackages(source.path, roots);
    if (name !== null && !byName.has(name)) add(byName, name, source);
  }
  const named = (module: string): readonly ReadSource[] => byName.get(module) ?? [];
  const heads = new Set([...byName.keys()].map((name) => name.split('.', 1)[0] ?? name));
  return { named, split: remembered(heads, (dotted) => splitName(dotted, byName)), heads };
}

/** Every call and import of every file is asked for, most of them again and again, and most lead to other projects. */
function remembered(heads: ReadonlySet<string>, split: ModuleIndex['split']): ModuleIndex['split'] {
  const known = new Map<string, SplitName | null>();
  return (dotted) => {
    const dot = dotted.indexOf('.');
    if (!heads.has(dot < 0 ? dotted : dotted.slice(0, dot))) return null;
    const before = known.get(dotted);
    if (before !== undefined) return before;
    const found = split(dotted);
    if (known.size < MAX_REMEMBERED) known.set(dotted, found);
    return found;
  };
}

const MAX_REMEMBERED = 100_000;

function add(byName: Map<string, ReadSource[]>, name: string, source: ReadSource): void {
  const known = byName.get(name);
  if (known === undefined) byName.set(name, [source]);
  else known.push(source);
}

/** Name below the folder that holds the topmost package; null for what lies in none, or below the root already. */
function nameInPackages(path: string, roots: PackageRoots): string | null {
  const root = roots(folderOf(path));
  return root === null || root === '' ? null : moduleName(path.slice(root.length + 1));
}

type PackageRoots = (folder: string) => string | null;

/** The folder above the topmost package of a chain. Remembered for every folder: a chain may be a thousand packages long. */
function packageRoots(packages: ReadonlySet<string>): PackageRoots {
  const known = new Map<string, string>();
  return (folder) => {
    if (!packages.has(folder)) return null;
    const chain: string[] = [];
    let top = folder;
    while (!known.has(top) && top !== '' && packages.has(folderOf(top))) {
      chain.push(top);
      top = folderOf(top);
    }
    const root = known.get(top) ?? folderOf(top);
    for (const member of [...chain, top]) known.set(member, root);
    return root;
  };
}

// Longer names are no module of anything; the bound keeps a hostile name from costing its length squared.
const MAX_DOTS = 24;

function splitName(dotted: string, byName: ReadonlyMap<string, unknown>): SplitName | null {
  let dots = 0;
  let end = dotted.length;
  for (let at = dotted.indexOf('.'); at !== -1; at = dotted.indexOf('.', at + 1)) {
    dots += 1;
    if (dots === MAX_DOTS) end = at;
  }
  for (; end > 0; end = dotted.lastIndexOf('.', end - 1)) {
    const module = dotted.slice(0, end);
    if (byName.has(module)) return { module, rest: dotted.slice(end + 1) };
  }
  return null;
}

/** The module and every package above it: importing the first runs them all. */
export function withParents(module: string): readonly string[] {
  const parts = module.split('.');
  return parts.map((_, index) => parts.slice(0, index + 1).join('.'));
}
