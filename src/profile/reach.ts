import { groupBy } from '../model/group.js';
import type { When } from '../model/profile.js';
import type { ModuleLinks } from '../python/facts.js';
import { COMMAND_METHODS, FINDER_METHODS, INSTANCE_METHODS } from '../python/implicit-methods.js';
import { elsewhere } from './aliases.js';
import { baseName, folderOf } from './layout.js';
import { type ModuleIndex, withParents } from './modules.js';
import type { ReadSource } from './python-files.js';
import type { FileScopes, Root } from './surface.js';

/** Most urgent first. A tool loads a plugin unasked; a command waits for somebody to type it. */
export const MOMENTS: readonly When[] = ['install', 'startup', 'import', 'plugin', 'command', 'call', 'test'];

/** Which moments reach each scope of each source, in the order of `MOMENTS`; empty where none does. */
export type Reach = ReadonlyMap<ReadSource, ReadonlyMap<string, readonly When[]>>;

/** A body of code in one source: the node of the graph that is walked. */
interface Node {
  readonly source: ReadSource;
  readonly scope: string;
  readonly calls: readonly string[];
  readonly when: Set<When>;
}

/** One source, by the names of its scopes. */
interface Inside {
  /** Scope name → nodes; a name may be defined twice. */
  readonly nodes: ReadonlyMap<string, readonly Node[]>;
  /** Names of scopes that have further ones inside them. */
  readonly owners: ReadonlySet<string>;
  /** Scope → what is decorated in it. */
  readonly decorated: ReadonlyMap<string, readonly Decorated[]>;
}

type Decorated = ModuleLinks['decorated'][number];

interface Graph {
  readonly insides: ReadonlyMap<ReadSource, Inside>;
  readonly modules: ModuleIndex;
  /** File name → sources. */
  readonly byName: ReadonlyMap<string, readonly ReadSource[]>;
}

/** Follows calls and imports from the roots. Each moment visits each scope at most once. */
export function reachScopes(sources: readonly ReadSource[], modules: ModuleIndex, roots: readonly Root[]): Reach {
  const byName = groupBy(sources, ({ path }) => baseName(path));
  const graph: Graph = { insides: new Map(sources.map((source) => [source, insideOf(source)])), modules, byName };
  const byPath = groupBy(sources, ({ path }) => path);
  const targets = new Map<Node, readonly Node[]>();
  for (const when of MOMENTS) {
    const queue = roots.filter((root) => root.when === when).flatMap((root) => rootNodes(root, byPath, graph));
    while (queue.length > 0) {
      const node = queue.pop();
      if (node === undefined || node.when.has(when)) continue;
      node.when.add(when);
      const next = targets.get(node) ?? targetsOf(node, graph);
      targets.set(node, next);
      for (const target of next) if (!target.when.has(when)) queue.push(target);
    }
  }
  return collect(graph);
}

function insideOf(source: ReadSource): Inside {
  const nodes = nodesOf(source);
  return {
    nodes,
    owners: new Set([...nodes.keys()].map(ownerOf)),
    decorated: groupBy(source.file.links?.decorated ?? [], ({ scope }) => scope),
  };
}

/** The scope around a scope: `A.b` for `A.b.c`, and none for what lies in the module's body. */
const ownerOf = (scope: string): string => scope.slice(0, Math.max(scope.lastIndexOf('.'), 0));

function nodesOf(source: ReadSource): ReadonlyMap<string, readonly Node[]> {
  const nodes = new Map<string, Node[]>([['', []]]);
  for (const { name, calls } of source.file.scopes) {
    const node = { source, scope: name, calls, when: new Set<When>() };
    const same = nodes.get(name);
    if (same === undefined) nodes.set(name, [node]);
    else same.push(node);
  }
  // A file that was not read still has a body that runs: its gap depends on who reaches it.
  if (nodes.get('')?.length === 0) nodes.set('', [{ source, scope: '', calls: [], when: new Set() }]);
  return nodes;
}

function rootNodes(root: Root, byPath: ReadonlyMap<string, readonly ReadSource[]>, graph: Graph): Node[] {
  if (root.kind === 'object') return objectNodes(root.target, graph);
  return (byPath.get(root.path) ?? []).flatMap((source) => scopesOf(source, root.scopes, graph));
}

function scopesOf(source: ReadSource, scopes: FileScopes, graph: Graph): readonly Node[] {
  const { nodes } = graph.insides.get(source) ?? NOTHING_INSIDE;
  if (scopes === 'all') return [...nodes.values()].flat();
  const names = { module: MODULE_SCOPES, main: ['__main__'], script: ['', '__main__'] }[scopes];
  return names.flatMap((name) => nodes.get(name) ?? []);
}

/** Whoever asks an imported module for a name that it lacks runs its `__getattr__` (PEP 562): `from demo import x` is enough. */
const GETATTR = '__getattr__';
const MODULE_SCOPES = ['', GETATTR];

const NOTHING_INSIDE: Inside = { nodes: new Map(), owners: new Set(), decorated: new Map() };

/** `module:object`: importing the module, then the object; a class is made and its methods are called by whoever asked for it. */
function objectNodes(target: string, graph: Graph): Node[] {
  const [module = '', object = ''] = target.split(':');
  const split = graph.modules.split(module);
  if (split === null) return [];
  const names = [split.rest, object].filter((part) => part !== '').join('.');
  return [
    ...importedNodes(module, graph),
    ...graph.modules
      .named(split.module)
      .flatMap((source) => namedNodes(source, names, { graph, hops: 0, whole: true, seen: new Set() })),
  ];
}

/** Bodies that importing a dotted name runs; a last part that is no module is an object inside one. */
function importedNodes(dotted: string, graph: Graph): Node[] {
  const split = graph.modules.split(dotted);
  if (split === null) return [];
  return withParents(split.module)
    .flatMap((module) => graph.modules.named(module))
    .flatMap((source) => scopesOf(source, 'module', graph));
}

function targetsOf({ source, scope, calls }: Node, graph: Graph): readonly Node[] {
  const imported = scope === '' ? source.file.imports.flatMap((module) => importedNodes(module, graph)) : [];
  // A lazy `__getattr__` names every function of the package to give it away, not to call it.
  const find = scope === GETATTR ? ownNodes : calledNodes;
  const decorated = graph.insides.get(source)?.decorated.get(scope) ?? [];
  return [
    ...new Set([
      ...imported,
      ...calls.flatMap((name) => find(name, source, graph)),
      ...decorated.flatMap(({ by, name }) => (callsAtOnce(by, source, graph) ? ownNodes(name, source, graph) : [])),
    ]),
  ];
}

/** Whether a decorator of the distribution calls what it decorates where that is defined, instead of keeping it for later. */
function callsAtOnce(by: string, source: ReadSource, graph: Graph): boolean {
  return calledNodes(by, source, graph).some((node) => {
    const callers = node.source.file.links?.callsArgument ?? [];
    return callers.some((name) => name === node.scope || name.startsWith(`${node.scope}.`));
  });
}

const ownNodes = (name: string, source: ReadSource, graph: Graph): readonly Node[] =>
  namedNodes(source, name, { graph, hops: MAX_HOPS, whole: false, seen: new Set() });

function calledNodes(name: string, source: ReadSource, graph: Graph): readonly Node[] {
  if (name.startsWith(FILE)) return fileNodes(name.slice(FILE.length), source, graph);
  const local = ownNodes(name, source, graph);
  if (local.length > 0) return local;
  const split = graph.modules.split(name);
  if (split === null) return [];
  const found = graph.modules.named(split.module);
  return [
    ...importedNodes(name, graph),
    ...found.flatMap((target) => namedNodes(target, split.rest, { graph, hops: 0, whole: false, seen: new Set() })),
  ];
}

/** A file that is run by its path, as far as that is known: of several the one nearest to the file that runs it. */
const FILE = 'file:';

function fileNodes(path: string, source: ReadSource, graph: Graph): readonly Node[] {
  const ending = `/${path}`;
  const found = (graph.byName.get(baseName(path)) ?? []).filter((each) => `/${each.path}`.endsWith(ending));
  const near = `${folderOf(source.path)}/`;
  const nearest = found.filter((each) => each.path.startsWith(near));
  const chosen = nearest.length > 0 ? nearest : found;
  return chosen.length > MAX_FILES ? [] : chosen.flatMap((each) => scopesOf(each, 'script', graph));
}

/** A name that more files have, such as `__init__.py`, says nothing of which is meant. */
const MAX_FILES = 3;

interface Lookup {
  readonly graph: Graph;
  /** Re-exports followed so far. */
  readonly hops: number;
  /** A class stands for all its methods. */
  readonly whole: boolean;
  /** Sources in which the name was looked up: modules may import all of each other. */
  readonly seen: Set<ReadSource>;
}

const MAX_HOPS = 4;
/** What making an instance or a class runs, and what is done with either without naming a method. */
const CLASS_METHODS = [...INSTANCE_METHODS, '__init_subclass__', '__class_getitem__'];

/** Whether a class is a command of setuptools by what it is derived from. */
const isCommand = ({ file }: ReadSource, name: string): boolean =>
  (file.links?.bases.get(name) ?? []).some((base) =>
    /^(?:setuptools|distutils|numpy\.distutils|Cython|wheel)\./u.test(base),
  );

/** The scopes that a name stands for in a source: a function, a class's own methods, or what the source imports under it. */
function namedNodes(source: ReadSource, name: string, lookup: Lookup): readonly Node[] {
  if (name === '') return [];
  const inside = lookup.graph.insides.get(source) ?? NOTHING_INSIDE;
  const found = [...(inside.nodes.get(name) ?? []), ...methodsFor(source, name, inside, lookup.whole)];
  return found.length > 0 || lookup.hops >= MAX_HOPS ? found : reExported(source, name, lookup);
}

/** Methods that run for who makes an instance, starts a thread or hands an instance to a framework; all of a whole class. */
function methodsFor(source: ReadSource, name: string, { nodes, owners }: Inside, whole: boolean): readonly Node[] {
  const owner = ownerOf(name);
  const isOwner = owners.has(name);
  if (!isOwner && (owner === '' || !owners.has(owner))) return [];
  const named = (of: string, methods: readonly string[]): readonly Node[] =>
    methods.flatMap((method) => nodes.get(`${of}.${method}`) ?? []);
  if (isOwner && whole) return [...nodes].flatMap(([scope, each]) => (scope.startsWith(`${name}.`) ? each : []));
  return [
    ...named(name, CLASS_METHODS),
    ...named(name.endsWith('.__init__') ? owner : name, FINDER_METHODS),
    ...(isCommand(source, name) ? named(name, COMMAND_METHODS) : []),
    // A thread runs what its class says when it is started.
    ...(name.endsWith('.start') ? named(owner, ['run']) : []),
  ];
}

/** `from .core import start` in a package makes `package.start` an alias of `package.core.start`. */
function reExported(source: ReadSource, name: string, lookup: Lookup): readonly Node[] {
  if (lookup.seen.has(source)) return [];
  lookup.seen.add(source);
  return elsewhere(source, name).flatMap((dotted) => {
    const split = lookup.graph.modules.split(dotted);
    if (split === null) return [];
    return lookup.graph.modules
      .named(split.module)
      .flatMap((target) => namedNodes(target, split.rest, { ...lookup, hops: lookup.hops + 1 }));
  });
}

function collect({ insides }: Graph): Reach {
  return new Map(
    [...insides].map(([source, { nodes }]) => [
      source,
      new Map(
        [...nodes].map(([name, same]) => [name, MOMENTS.filter((when) => same.some((node) => node.when.has(when)))]),
      ),
    ]),
  );
}
