import { parseHash } from '../../src/model/hashes.js';
import { type LockedArtifact, type LockedPackage, type Lockfile, NO_OPTIONS } from '../../src/model/lockfile.js';
import { normalizeName } from '../../src/model/names.js';
import { parseVersion } from '../../src/model/versions.js';

/** A sha256 made of one repeated character. */
export const sha = (character: string): string => `sha256:${character.repeat(64)}`;

/** A file with a hash; `null` as name for a format that records only hashes. */
export const file = (
  filename: string | null,
  hash: string | null = sha('a'),
  url: string | null = null,
): LockedArtifact => {
  const parsed = hash === null ? null : parseHash(hash);
  return { filename, url, hashes: parsed === null ? [] : [parsed], size: null, uploadTime: null, line: 1 };
};

/** `name==version` as an index entry at run time, with one sdist. */
export function pin(text: string, more: Partial<LockedPackage> = {}): LockedPackage {
  const [name = '', version] = text.split('==');
  return {
    name: normalizeName(name),
    version: version === undefined ? null : parseVersion(version),
    source: { kind: 'index', url: null },
    artifacts: [file(`${name}-${version}.tar.gz`)],
    scopes: ['runtime'],
    groups: [],
    extras: [],
    marker: null,
    direct: null,
    requires: [],
    line: 1,
    ...more,
  };
}

/** A lockfile with entries one below the other. */
export const lock = (packages: readonly LockedPackage[], more: Partial<Lockfile> = {}): Lockfile => ({
  format: 'uv',
  path: 'uv.lock',
  packages: packages.map((entry, index) => ({ ...entry, line: index + 1 })),
  options: NO_OPTIONS,
  includes: [],
  problems: [],
  ...more,
});
