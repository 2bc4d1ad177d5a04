import { parseDistributionName } from '../model/distributions.js';
import { groupBy } from '../model/group.js';
import type { LockedRequirement, PackageSource, Scope } from '../model/lockfile.js';
import { type NormalizedName, normalizeName } from '../model/names.js';
import { canonicalIndexUrl, withoutCredentials } from '../model/urls.js';
import { parseVersion, versionKey } from '../model/versions.js';
import { anyMarker, isCommit, orderedScopes } from './entries.js';
import type { PoetryConstraint, PoetryFile, PoetryPackage } from './poetry-schema.js';

/** Where poetry takes an entry from; null for a kind that is not known. No table means the project's own indexes. */
export function poetrySource({ source, develop = false }: PoetryPackage): PackageSource | null {
  const { type, url, reference = null, resolved_reference: resolved = null, subdirectory = null } = source ?? {};
  if (type === undefined) return { kind: 'index', url: null };
  if (url === undefined) return null;
  switch (type) {
    case 'legacy':
      return { kind: 'index', url: canonicalIndexUrl(url) };
    case 'git': {
      const commit = [resolved, reference].find((text) => text !== null && isCommit(text)) ?? null;
      return { kind: 'vcs', vcs: 'git', url: withoutCredentials(url), commit, ref: reference, subdirectory };
    }
    case 'url':
      return { kind: 'archive-url', url: withoutCredentials(url) };
    case 'file':
    case 'directory':
      return { kind: 'local', path: url, editable: develop };
    default:
      return null;
  }
}

/**
 * 2.1 records groups, 1.x a category; 2.0 since Poetry 1.5 neither, so nothing is known of its entries.
 * An optional entry of the main group is only installed for an extra.
 */
export function poetryScopes({ groups, category, optional = false }: PoetryPackage): readonly Scope[] {
  const names = groups ?? (category === undefined ? [] : [category]);
  if (names.length === 0) return ['unknown'];
  const main: Scope = optional ? 'optional' : 'runtime';
  return orderedScopes(names.map((name) => (name === 'main' ? main : 'development')));
}

/** One marker for all groups, or a table with one for each; a group that the table leaves out has no condition. */
export function poetryMarker({ markers, groups = ['main'] }: PoetryPackage): string | null {
  if (markers === undefined || typeof markers === 'string') return markers ?? null;
  return anyMarker(groups.map((group) => (Object.hasOwn(markers, group) ? (markers[group] ?? null) : null)));
}

/** Every form of `[package.dependencies]`: text, table, or an array of either for several markers. */
export function poetryRequirements({ dependencies = {} }: PoetryPackage): readonly PoetryRequirement[] {
  return Object.entries(dependencies).flatMap(([name, constraint]) =>
    (Array.isArray(constraint) ? constraint : [constraint]).map((one) =>
      requirementOf(name, typeof one === 'string' ? {} : one),
    ),
  );
}

export interface PoetryRequirement extends LockedRequirement {
  /** Only wanted for an extra of the package. */
  readonly optional: boolean;
}

const requirementOf = (
  name: string,
  { markers, extras = [], optional = false }: PoetryConstraint,
): PoetryRequirement => ({
  name: normalizeName(name),
  version: null,
  marker: markers ?? null,
  extras: extras.map(normalizeName),
  optional,
});

/**
 * Takes the files of one entry out of those that lock-version 1.x lists for all versions of a name together. A file goes to the
 * version in its name; one whose name does not tell goes to the first entry that asks.
 */
export function fileTaker(
  shared: Readonly<Record<string, readonly PoetryFile[]>>,
): (entry: PoetryPackage) => readonly PoetryFile[] {
  const named = Object.entries(shared).flatMap(([name, files]) =>
    files.map((file) => ({ name: normalizeName(name), file })),
  );
  const left = groupBy(named, ({ name, file }) => `${name} ${versionIn(file.file, name)}`);
  const taken = new Map<string, number>();
  const take = (key: string, times: number): readonly PoetryFile[] => {
    const before = taken.get(key) ?? 0;
    taken.set(key, before + 1);
    return before < times ? (left.get(key) ?? []).map(({ file }) => file) : [];
  };
  return ({ name, version }) => {
    const [project, parsed] = [normalizeName(name), parseVersion(version)];
    const own = parsed === null ? [] : take(`${project} ${versionKey(parsed)}`, MAX_SHARERS);
    return [...own, ...take(`${project} ${LOOSE}`, 1)];
  };
}

const LOOSE = '';

// A version from two sources is two entries with one list of files. Thousands of entries with a list of thousands is an attack; those
// beyond this number are then told as entries without a file.
const MAX_SHARERS = 20;

function versionIn(file: string, name: NormalizedName): string {
  const named = parseDistributionName(file, name);
  return named === null ? LOOSE : versionKey(named.version);
}
