import { parseDistributionName } from '../model/distributions.js';
import type { LockedPackage, PackageSource, Scope } from '../model/lockfile.js';
import { isProjectName, normalizeName } from '../model/names.js';
import { printable } from '../model/text.js';
import { canonicalIndexUrl, hostOf } from '../model/urls.js';
import { parseVersion } from '../model/versions.js';
import { fileNameOf, orderedScopes, type ReadFiles, readFiles } from './entries.js';
import { sourceOfLocation } from './locations.js';
import type { PixiUse } from './pixi-environments.js';
import type { PixiRow } from './pixi-schema.js';
import { requiresDist } from './requires-dist.js';
import type { Read } from './toml.js';

interface RowInput {
  readonly row: PixiRow;
  /** URL or path, as written. */
  readonly location: string;
  readonly use: PixiUse;
  readonly lines: { readonly entry: number; readonly file: number };
}

interface ReadRow {
  readonly entry: LockedPackage;
  readonly strange: ReadFiles['strange'];
}

/** One row of a PyPI package: one file of one release. */
export function pypiRow({ row, location, use, lines }: RowInput): Read<ReadRow> {
  const source = sourceOfLocation(location, row.editable === 'true');
  if (source === 'unknown') return misread(`"${printable(location, 120)}" is no URL or path that is known here`);
  const filename = fileNameOf(location);
  const written = row.name ?? (filename === null ? null : wheelName(filename)) ?? directoryName(source, filename);
  if (written === null || !isProjectName(written))
    return misread(`"${printable(written ?? location, 120)}" is no project name`);
  const name = normalizeName(written);
  const told = row.version ?? (filename === null ? null : (parseDistributionName(filename, name)?.version ?? null));
  const version = told === null ? null : parseVersion(told);
  if (version === null && told !== null)
    return misread(`"${name}" has version "${printable(told, 60)}", which is no version (PEP 440)`);
  if (version === null && source === null) return misread(`"${name}" has no version`);
  const { artifacts, strange } = filesOf({ row, location, use, lines }, source);
  const extras = use.extras.map(normalizeName).toSorted();
  const entry: LockedPackage = {
    name,
    version,
    source: source ?? { kind: 'index', url: indexOf(row, location, use) },
    artifacts,
    scopes: orderedScopes(use.environments.length === 0 ? ['unknown'] : use.environments.map(scopeOf)),
    groups: use.environments.toSorted(),
    extras,
    marker: null,
    direct: null,
    requires: requiresDist(row.requires_dist ?? [], extras),
    line: lines.entry,
  };
  return { kind: 'value', value: { entry, strange } };
}

const misread = (what: string): Read<never> => ({ kind: 'misread', what, line: null });

/** What the name of an environment means is up to the team, except that the default one is what runs. */
const scopeOf = (environment: string): Scope => (environment === 'default' ? 'runtime' : 'unknown');

/** A directory may go without a name (version 6 on); its own name is the best there is, and local sources are never looked up by it. */
function directoryName(source: PackageSource | null, filename: string | null): string | null {
  if (source?.kind !== 'local') return null;
  return filename !== null && isProjectName(filename) ? filename : 'project';
}

const wheelName = (filename: string): string | null =>
  /^(?<name>[^-]+)-.+\.whl$/u.exec(filename)?.groups?.['name'] ?? null;

/** A directory or a commit is not one file, so no hash of one belongs to it. */
function filesOf({ row, location, lines }: RowInput, source: PackageSource | null): ReadFiles {
  const isFile = /\.(?:whl|zip|tar\.\w+|tgz)$/iu.test(fileNameOf(location) ?? '');
  if (source !== null && (source.kind === 'vcs' || !isFile)) return { artifacts: [], strange: [] };
  const hash = row.sha256 ? `sha256:${row.sha256}` : row.md5 ? `md5:${row.md5}` : null;
  const url = source?.kind === 'local' ? null : location.replace(/^direct\+/u, '');
  return readFiles([{ filename: fileNameOf(location), url, hash, size: null, uploadTime: null, line: lines.file }]);
}

/**
 * From version 7 a row names its index unless it is PyPI. Before, only the environment lists its indexes: the file's host tells which one
 * it is, and where none fits, the default stands, so that a file from a strange host is seen as one.
 */
function indexOf({ index }: PixiRow, location: string, { indexes }: PixiUse): string | null {
  if (index) return canonicalIndexUrl(index);
  const host = hostOf(location);
  return indexes.find((url) => hostOf(url) === host) ?? null;
}
