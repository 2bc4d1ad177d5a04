import type { Manifest, ManifestDependency } from '../model/manifest.js';
import { normalizeName } from '../model/names.js';
import { parseRequirement } from '../model/requirement.js';

/** What a manifest asks for, before its path and kind are known. */
export type Wishes = Pick<Manifest, 'dependencies' | 'complete'>;

export const NOTHING_READ: Wishes = { dependencies: [], complete: false };
export const NOTHING_ASKED: Wishes = { dependencies: [], complete: true };

export const joined = (parts: readonly Wishes[]): Wishes => ({
  dependencies: parts.flatMap(({ dependencies }) => dependencies),
  complete: parts.every(({ complete }) => complete),
});

/** Dependency specifiers (PEP 508) of one group. A line that is none makes the group incomplete. */
export function specifierWishes(texts: readonly string[], group: string): Wishes {
  const read = texts.map((text) => specifierWish(text, group));
  return { dependencies: read.filter((wish) => wish !== null), complete: !read.includes(null) };
}

function specifierWish(text: string, group: string): ManifestDependency | null {
  const requirement = parseRequirement(text);
  if (requirement === null) return null;
  const { name, extras, specifier, url, marker } = requirement;
  const clauses = specifier.split(',').toSorted();
  return { ecosystem: 'pypi', name, wanted: comparable([extras.toSorted(), clauses, url, marker]), group };
}

/** Entries of a table that maps names to constraints, as Poetry, Pipenv and pixi write them. */
export const tableWishes = (
  table: Readonly<Record<string, unknown>>,
  group: string,
  ecosystem: ManifestDependency['ecosystem'] = 'pypi',
): Wishes => ({
  dependencies: Object.entries(table).map(([name, value]) => ({
    ecosystem,
    name: normalizeName(name),
    wanted: comparable(value),
    group,
  })),
  complete: true,
});

/** One text for equal values, whatever the order of keys. Values come from TOML or YAML and are no deeper than their parsers allow. */
export function comparable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(comparable).join(',')}]`;
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' ? JSON.stringify(value) : String(value);
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${comparable(item)}`).join(',')}}`;
}

export type Table = Readonly<Record<string, unknown>>;

/** The table under a path of keys; an empty one where there is none. */
export function tableAt(value: unknown, ...keys: readonly string[]): Table {
  let at: unknown = value;
  for (const key of keys) at = isTable(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  return isTable(at) ? at : {};
}

export const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The texts of a list; null for anything else. */
export const textsOf = (value: unknown): readonly string[] | null =>
  Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : null;
