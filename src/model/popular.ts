import type { NormalizedName } from './names.js';

/** Widely used projects, most used first. */
export interface PopularProjects {
  /** Normalised name → 1-based rank. */
  readonly rankOf: ReadonlyMap<NormalizedName, number>;
  /** `YYYY-MM-DD` of the ranking. */
  readonly date: string;
  /** What the most used of them install; a project that is not here was not looked at. */
  readonly details: ReadonlyMap<NormalizedName, PopularDetails>;
  /** Top-level modules of Python itself, which belong to no project. */
  readonly standardModules: ReadonlySet<string>;
}

/** What one widely used project puts into an environment. */
export interface PopularDetails {
  /** Top-level names that `import` finds; namespace packages, which belong to nobody, are left out. */
  readonly modules: readonly string[];
  /** Console scripts. */
  readonly commands: readonly string[];
  /** `github.com/psf/requests`, in lower case; null when not known. */
  readonly repository: string | null;
}

/** Projects that install a top-level module of this name, most used first. */
export const ownersOfModule = (module: string, popular: PopularProjects): readonly NormalizedName[] =>
  ownersIn(popular).modules.get(module) ?? [];

/** Projects that install a command of this name, most used first. */
export const ownersOfPopularCommand = (command: string, popular: PopularProjects): readonly NormalizedName[] =>
  ownersIn(popular).commands.get(command) ?? [];

interface Owners {
  readonly modules: ReadonlyMap<string, readonly NormalizedName[]>;
  readonly commands: ReadonlyMap<string, readonly NormalizedName[]>;
}

const known = new WeakMap<PopularProjects['details'], Owners>();

function ownersIn({ details, rankOf }: PopularProjects): Owners {
  const before = known.get(details);
  if (before !== undefined) return before;
  const rank = (name: NormalizedName): number => rankOf.get(name) ?? Number.POSITIVE_INFINITY;
  const ordered = [...details].toSorted(([a], [b]) => rank(a) - rank(b));
  const owners = {
    modules: inverted(ordered, ({ modules }) => modules),
    commands: inverted(ordered, ({ commands }) => commands.map((command) => command.toLowerCase())),
  };
  known.set(details, owners);
  return owners;
}

function inverted(
  details: readonly (readonly [NormalizedName, PopularDetails])[],
  part: (details: PopularDetails) => readonly string[],
): ReadonlyMap<string, readonly NormalizedName[]> {
  const owners = new Map<string, NormalizedName[]>();
  for (const [name, one] of details) {
    for (const key of part(one)) owners.set(key, [...(owners.get(key) ?? []), name]);
  }
  return owners;
}
