import type { LockedPackage, PackageSource } from '../model/lockfile.js';
import { isProjectName, normalizeName } from '../model/names.js';
import { printable } from '../model/text.js';
import { parseVersion } from '../model/versions.js';
import { fileNameOf, isCommit, type ReadFiles, readFiles } from './entries.js';
import { archiveSource, sourceOfLocation } from './locations.js';
import type { PexBlock } from './pex-lines.js';
import type { PexRequirement, PexResolve } from './pex-schema.js';
import { requiresDist } from './requires-dist.js';
import type { Read } from './toml.js';

interface PexContext {
  /** What the project itself asks for under this name; null when only others do. */
  readonly asked: { readonly url: string | null; readonly extras: readonly string[] } | null;
  readonly block: PexBlock;
  readonly resolve: PexResolve;
}

/** One locked requirement. PEX records no index, no groups and no parents but `requires_dists`. */
export function pexPackage(
  raw: PexRequirement,
  { asked, block, resolve }: PexContext,
): Read<{ readonly entry: LockedPackage; readonly strange: ReadFiles['strange'] }> {
  const written = printable(raw.project_name, 80);
  if (!isProjectName(raw.project_name)) return misread(`"${written}" is no project name`);
  const version = parseVersion(raw.version);
  if (version === null)
    return misread(`"${written}" has version "${printable(raw.version, 60)}", which is no version (PEP 440)`);
  const source = sourceOf(raw, asked?.url ?? null);
  if (source === 'unknown') return misread(`"${written}" comes from a place that is not known here, or from several`);
  const { artifacts, strange } = filesOf(raw, source, block);
  const entry: LockedPackage = {
    name: normalizeName(raw.project_name),
    version,
    source,
    artifacts,
    scopes: ['runtime'],
    groups: [],
    extras: (asked?.extras ?? []).toSorted(),
    marker: resolve.marker ?? null,
    direct: asked !== null,
    requires: requiresDist(raw.requires_dists ?? [], asked?.extras ?? []),
    line: block.line,
  };
  return { kind: 'value', value: { entry, strange } };
}

const misread = (what: string): Read<never> => ({ kind: 'misread', what, line: null });

/** Every file of an entry comes from one kind of place; a http URL is a direct one only when the project asks for it. */
function sourceOf({ artifacts }: PexRequirement, askedUrl: string | null): PackageSource | 'unknown' {
  const sources = artifacts.map(({ url, commit_id: commit, editable }) => {
    const source = sourceOfLocation(url.replace(MAPPED, '.$<rest>'), editable ?? false);
    const full = commit?.toLowerCase() ?? '';
    return source !== null && source !== 'unknown' && source.kind === 'vcs' && isCommit(full)
      ? { ...source, commit: full }
      : source;
  });
  const [first = null] = sources;
  if (sources.some((source) => sourceKind(source) !== sourceKind(first))) return 'unknown';
  if (first !== null) return first;
  return askedUrl !== null && /^https?:/iu.test(askedUrl) ? archiveSource(askedUrl) : { kind: 'index', url: null };
}

/** `${NAME}/dir`: a directory that each machine maps to its own (`--path-mapping`). */
const MAPPED = /^\$\{[A-Z0-9_]+\}(?<rest>.*)$/u;

const sourceKind = (source: ReturnType<typeof sourceOfLocation>): string =>
  source === null || source === 'unknown' ? String(source) : source.kind;

/** What PEX hashes of a commit or a directory is no file that anyone serves. */
function filesOf({ artifacts }: PexRequirement, { kind }: PackageSource, block: PexBlock): ReadFiles {
  const files = artifacts.filter(
    ({ url }) => kind !== 'vcs' && (kind !== 'local' || /\.(?:whl|zip|tar\.\w+|tgz)$/iu.test(url)),
  );
  return readFiles(
    files.map(({ url, algorithm, hash }) => ({
      filename: fileNameOf(url),
      url: kind === 'local' ? null : url,
      hash: `${algorithm}:${hash}`,
      size: null,
      uploadTime: null,
      line: block.lineOfUrl(url),
    })),
  );
}
