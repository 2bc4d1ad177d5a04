import { groupBy } from '../model/group.js';
import { type LockOptions, NO_OPTIONS } from '../model/lockfile.js';
import { canonicalIndexUrl } from '../model/urls.js';
import type { PixiDocument, PixiEnvironment } from './pixi-schema.js';
import type { Yaml } from './yaml.js';

/** How the environments of a lock use one PyPI package. */
export interface PixiUse {
  readonly environments: readonly string[];
  readonly extras: readonly string[];
  /** Canonical indexes of those environments. */
  readonly indexes: readonly string[];
  /** Line of the first reference. */
  readonly line: number | null;
}

/** By URL or path, as the lock writes it. */
export type Uses = ReadonlyMap<string, PixiUse>;

export function environmentsOf(document: PixiDocument, yaml: Yaml): Uses {
  const references = Object.entries(document.environments).flatMap(([name, environment]) =>
    referencesOf(name, environment, mapAt(mapAt(yaml.value, 'environments'), name), yaml),
  );
  return new Map(
    [...groupBy(references, ({ pypi }) => pypi)].map(([location, same]) => [
      location,
      {
        environments: distinct(same.map(({ environment }) => environment)),
        extras: distinct(same.flatMap(({ extras }) => extras)),
        indexes: distinct(same.flatMap(({ indexes }) => indexes)),
        line: same[0]?.line ?? null,
      },
    ]),
  );
}

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)];

interface Reference {
  readonly pypi: string;
  readonly environment: string;
  readonly extras: readonly string[];
  readonly indexes: readonly string[];
  readonly line: number;
}

function referencesOf(name: string, environment: PixiEnvironment, node: unknown, yaml: Yaml): readonly Reference[] {
  const indexes = (environment.indexes ?? []).map(canonicalIndexUrl);
  const platforms = mapAt(node, 'packages');
  return Object.entries(environment.packages ?? {}).flatMap(([platform, references]) => {
    const rows = platforms[platform];
    return (references ?? []).flatMap(({ pypi, extras }, index) => {
      const line = yaml.lineOf(Array.isArray(rows) ? rows[index] : null);
      return pypi ? [{ pypi, environment: name, extras: extras ?? [], indexes, line }] : [];
    });
  });
}

/** The map itself, or the value under a key of it; the schema has been checked, this only finds the nodes that carry lines. */
function mapAt(node: unknown, key?: string): Readonly<Record<string, unknown>> {
  const map: Readonly<Record<string, unknown>> =
    typeof node === 'object' && node !== null && !Array.isArray(node) ? Object.fromEntries(Object.entries(node)) : {};
  return key === undefined ? map : mapAt(map[key]);
}

/** Settings of all environments together: the first index is the primary one, any other is an extra. */
export function pixiOptions({ version, environments }: PixiDocument, yaml: Yaml): LockOptions {
  const all: readonly PixiEnvironment[] = Object.values(environments);
  const urls = [...new Set(all.flatMap(({ indexes }) => indexes ?? []).map(canonicalIndexUrl))];
  const links = all
    .flatMap((environment) => environment['find-links'] ?? [])
    .flatMap(({ url, path }) => url ?? path ?? []);
  const cutOff = all.map(({ options }) => options?.['exclude-newer']).find((value) => typeof value === 'string');
  return {
    ...NO_OPTIONS,
    formatVersion: version,
    indexUrl: urls[0] ?? null,
    extraIndexUrls: urls.slice(1),
    findLinks: [...new Set(links)],
    excludeNewer: typeof cutOff === 'string' ? cutOff : null,
    allowPrereleases: all.some(({ options }) => options?.['pypi-prerelease-mode'] === 'allow'),
    lines: { formatVersion: yaml.lineOfKey(yaml.value, 'version') ?? 1 },
  };
}
