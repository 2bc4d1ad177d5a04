import type { Scope } from '../model/lockfile.js';
import { type NormalizedName, normalizeName } from '../model/names.js';
import { anyMarker, orderedScopes } from './entries.js';
import type { UvDependency, UvDocument, UvNode } from './uv-schema.js';
import { sameUvSource } from './uv-source.js';

/** What the graph of a uv.lock says about one of its packages. */
export interface UvUse {
  readonly scopes: readonly Scope[];
  readonly groups: readonly string[];
  readonly direct: boolean | null;
  readonly extras: readonly NormalizedName[];
  readonly marker: string | null;
}

/** One way into the lock: what a project asks for at run time, by an extra or in a dependency group. */
interface Section {
  readonly scope: Scope;
  readonly group: string | null;
  readonly wanted: readonly UvDependency[];
}

// A lock may name as many groups as packages. Walking each group is quadratic then, so the walks share one budget; a group that
// does not fit is named only on what it lists itself. Scopes never depend on it.
const GROUP_BUDGET = 500_000;

/**
 * Which scopes and groups reach each package. uv.lock records them on the projects (the roots), not on packages.
 * Without any root the answer is `unknown`, never "not used".
 */
export function usesOf(packages: readonly UvNode[], manifest: UvDocument['manifest']): readonly UvUse[] {
  const graph = graphOf(packages);
  const sections = sectionsOf(packages, manifest);
  const scopes = packages.map(() => new Set<Scope>());
  const groups = packages.map(() => new Set<string>());
  const direct = new Set(sections.flatMap(({ wanted }) => wanted.flatMap((dependency) => graph.targets(dependency))));

  for (const scope of ['runtime', 'optional', 'development'] as const) {
    const wanted = sections.filter((section) => section.scope === scope).flatMap((section) => section.wanted);
    for (const index of reach(graph, wanted, Number.POSITIVE_INFINITY).reached) scopes[index]?.add(scope);
  }
  markGroups(graph, sections, groups);
  for (const index of rootsOf(packages, manifest)) scopes[index]?.add('runtime');

  const told = sections.length > 0;
  const uses = incoming(packages, manifest, graph);
  return packages.map((entry, index) => ({
    scopes: told && (scopes[index]?.size ?? 0) > 0 ? orderedScopes(scopes[index] ?? []) : ['unknown'],
    groups: [...(groups[index] ?? [])].toSorted(),
    direct: told ? direct.has(index) : null,
    extras: extrasOf(uses[index] ?? []),
    marker:
      entry['resolution-markers']?.join(' or ') ?? anyMarker(uses[index]?.map(({ marker }) => marker ?? null) ?? []),
  }));
}

/** Hardly any dependency asks for one. */
function extrasOf(uses: readonly UvDependency[]): readonly NormalizedName[] {
  const asked = uses.filter(({ extra }) => extra !== undefined);
  return [...new Set(asked.flatMap(({ extra = [] }) => extra.map(normalizeName)))].toSorted();
}

interface Graph {
  readonly packages: readonly UvNode[];
  /** Indexes of the packages that a dependency means; several when the lock does not tell forks apart. */
  readonly targets: (dependency: UvDependency) => readonly number[];
}

// uv names the fork it means. Looking through every fork is quadratic, so it is only done for as many as a real lock holds.
const MAX_FORKS = 20;

function graphOf(packages: readonly UvNode[]): Graph {
  const byName = new Map<string, number[]>();
  for (const [index, { name }] of packages.entries()) {
    const same = byName.get(name);
    if (same === undefined) byName.set(name, [index]);
    else same.push(index);
  }
  return {
    packages,
    targets: (dependency) => {
      const named = byName.get(dependency.name) ?? [];
      if (named.length < 2) return named;
      return named.length > MAX_FORKS ? [] : named.filter((index) => isMeant(dependency, packages[index]));
    },
  };
}

const isMeant = ({ version, source }: UvDependency, entry: UvNode | undefined): boolean =>
  entry !== undefined &&
  (version === undefined || entry.version === version) &&
  (source === undefined || sameUvSource(source, entry.source));

function rootsOf(packages: readonly UvNode[], manifest: UvDocument['manifest']): readonly number[] {
  const members = new Set(manifest?.members ?? []);
  const isRoot = ({ name, source }: UvNode): boolean =>
    members.size > 0 ? members.has(name) : [source.virtual, source.editable, source.directory].includes('.');
  return [...packages.keys()].filter((index) => {
    const entry = packages[index];
    return entry !== undefined && isRoot(entry);
  });
}

function sectionsOf(packages: readonly UvNode[], manifest: UvDocument['manifest']): readonly Section[] {
  const scripts = manifest?.requirements ?? [];
  const loose = Object.entries(manifest?.['dependency-groups'] ?? {});
  const sections: Section[] = loose.map(([group, wanted]) => ({
    scope: 'development',
    group,
    wanted: wanted.map(asDependency),
  }));
  if (scripts.length > 0) sections.push({ scope: 'runtime', group: null, wanted: scripts.map(asDependency) });
  for (const index of rootsOf(packages, manifest)) {
    const root = packages[index];
    sections.push({ scope: 'runtime', group: null, wanted: root?.dependencies ?? [] });
    for (const [group, wanted] of Object.entries(root?.['optional-dependencies'] ?? {}))
      sections.push({ scope: 'optional', group, wanted });
    for (const [group, wanted] of Object.entries(root?.['dev-dependencies'] ?? {}))
      sections.push({ scope: 'development', group, wanted });
  }
  return sections;
}

type Named = NonNullable<NonNullable<UvDocument['manifest']>['requirements']>[number];

const asDependency = ({ name, marker, extras }: Named): UvDependency => ({
  name,
  ...(marker === undefined ? {} : { marker }),
  ...(extras === undefined ? {} : { extra: [...extras] }),
});

function markGroups(graph: Graph, sections: readonly Section[], groups: readonly Set<string>[]): void {
  let budget = GROUP_BUDGET;
  for (const { group, wanted } of sections) {
    if (group === null) continue;
    const { reached, steps } = reach(graph, wanted, budget);
    budget -= steps;
    for (const index of reached) groups[index]?.add(group);
  }
}

/** Breadth first over packages and the extras asked of them; after `limit` steps it holds what is listed directly and little more. */
function reach(graph: Graph, wanted: readonly UvDependency[], limit: number): Reached {
  const seen = new Set<number | string>();
  const reached = new Set<number>();
  const queue = [...wanted];
  for (const [step, dependency] of queue.entries()) {
    if (step > limit && step >= wanted.length) return { reached, steps: step };
    for (const index of graph.targets(dependency))
      visit(graph.packages[index], index, dependency, { seen, reached, queue });
  }
  return { reached, steps: queue.length };
}

interface Reached {
  readonly reached: ReadonlySet<number>;
  readonly steps: number;
}

interface Walk {
  /** `index` for a package, `index extra` for one of its extras. */
  readonly seen: Set<number | string>;
  readonly reached: Set<number>;
  readonly queue: UvDependency[];
}

/** A dependency means a package, and its extras besides. */
function visit(
  entry: UvNode | undefined,
  index: number,
  { extra }: UvDependency,
  { seen, reached, queue }: Walk,
): void {
  if (!seen.has(index)) {
    seen.add(index);
    reached.add(index);
    for (const next of entry?.dependencies ?? []) queue.push(next);
  }
  for (const part of extra ?? []) {
    const state = `${index} ${part}`;
    if (seen.has(state)) continue;
    seen.add(state);
    for (const next of entry?.['optional-dependencies']?.[part] ?? []) queue.push(next);
  }
}

/** Every dependency that means a package, by the package's index. */
function incoming(
  packages: readonly UvNode[],
  manifest: UvDocument['manifest'],
  graph: Graph,
): readonly (readonly UvDependency[])[] {
  const uses = packages.map((): UvDependency[] => []);
  const asked = [...(manifest?.requirements ?? []), ...Object.values(manifest?.['dependency-groups'] ?? {}).flat()].map(
    asDependency,
  );
  for (const dependency of [...asked, ...packages.flatMap(dependenciesOf)]) {
    for (const index of graph.targets(dependency)) uses[index]?.push(dependency);
  }
  return uses;
}

/** Dependencies of every section of an entry. */
export const dependenciesOf = (entry: UvNode): readonly UvDependency[] => [
  ...(entry.dependencies ?? []),
  ...Object.values(entry['optional-dependencies'] ?? {}).flat(),
  ...Object.values(entry['dev-dependencies'] ?? {}).flat(),
];
