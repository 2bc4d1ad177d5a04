import * as v from 'valibot';
import { parseDistributionName } from '../model/distributions.js';
import { type Hash, parseHash } from '../model/hashes.js';
import type { LockedArtifact, LockedRequirement, PackageSource } from '../model/lockfile.js';
import { type NormalizedName, normalizeName } from '../model/names.js';
import type { Publisher } from '../model/provenance.js';
import { printable } from '../model/text.js';
import { canonicalIndexUrl, withoutCredentials } from '../model/urls.js';
import { parseVersion, type Version, versionKey } from '../model/versions.js';
import { fileNameOf, isCommit, type ReadFiles } from './entries.js';
import { pdmRequirements } from './pdm-package.js';
import {
  type PylockFile,
  PylockIdentities,
  type PylockPackage,
  PylockPdmTool,
  type PylockVcs,
} from './pylock-schema.js';
import { readAs } from './toml.js';
import type { Block } from './toml-lines.js';

/** The one kind of source that an entry has; a clause that says what is wrong otherwise. */
export function pylockSource(entry: PylockPackage): PackageSource | string {
  const { vcs, directory, archive, sdist, wheels, index } = entry;
  const listed = sdist !== undefined || wheels !== undefined;
  const kinds = [vcs, directory, archive, listed ? true : undefined].filter((kind) => kind !== undefined);
  if (kinds.length === 0) return 'it names no file and no source';
  // The specification has them exclude each other: which one is taken would be up to the installer.
  if (kinds.length > 1) return 'it names several kinds of source';
  if (vcs !== undefined) return vcsSource(vcs);
  if (directory !== undefined) return { kind: 'local', path: directory.path, editable: directory.editable ?? false };
  if (archive !== undefined) return archiveSource(archive);
  return { kind: 'index', url: index === undefined ? null : canonicalIndexUrl(index) };
}

function vcsSource(entry: PylockVcs): PackageSource | string {
  const { type, url, path, subdirectory = null, 'commit-id': id, 'requested-revision': requested } = entry;
  const vcs = (['git', 'hg', 'svn', 'bzr'] as const).find((system) => system === type);
  const location = url ?? path;
  if (vcs === undefined || location === undefined)
    return 'its "vcs" is of a kind that is not known here, or has no URL';
  const commit = id !== undefined && isCommit(id) ? id : null;
  const ref = requested ?? (commit === null ? (id ?? null) : null);
  return { kind: 'vcs', vcs, url: withoutCredentials(location), commit, ref, subdirectory };
}

function archiveSource({ url, path }: PylockFile): PackageSource | string {
  if (url !== undefined) return { kind: 'archive-url', url: withoutCredentials(url) };
  return path === undefined ? 'its "archive" has neither a URL nor a path' : { kind: 'local', path, editable: false };
}

/** Files that an installer may select, or the one archive. */
export function pylockFiles({ archive, sdist, wheels = [] }: PylockPackage, block: Block): ReadFiles {
  const files = [archive, sdist, ...wheels].flatMap((file) => (file === undefined ? [] : [file]));
  const strange: { text: string; line: number }[] = [];
  const artifacts = files.map((file): LockedArtifact => {
    const where = file.url ?? file.path ?? file.name;
    const line = where === undefined ? block.line : block.lineOfFile(where);
    const hashes = Object.entries(file.hashes ?? {}).flatMap(([algorithm, digest]): readonly Hash[] => {
      const hash = parseHash(`${algorithm}:${digest}`);
      if (hash === null) strange.push({ text: `${algorithm}:${digest}`, line });
      return hash === null ? [] : [hash];
    });
    return {
      // By the specification the name may be left out where the URL or path ends in it.
      filename: file.name ?? (where === undefined ? null : fileNameOf(where)),
      // Parsing thousands of URLs that hold no credentials would cost more than all the rest.
      url: file.url?.includes('@') ? withoutCredentials(file.url) : (file.url ?? null),
      hashes,
      size: file.size ?? null,
      uploadTime: timeText(file['upload-time']),
      line,
    };
  });
  return { artifacts, strange };
}

const timeText = (time: Date | string | undefined): string | null => {
  if (time === undefined || typeof time === 'string') return time ?? null;
  return time.toISOString();
};

/** The version that is written, or else the one that every file name bears; null when they do not tell. */
export function pylockVersion(
  { version }: PylockPackage,
  artifacts: readonly LockedArtifact[],
  name: NormalizedName,
): Version | null {
  if (version !== undefined) return parseVersion(version);
  const told = artifacts.map(({ filename }) =>
    filename === null ? null : (parseDistributionName(filename, name)?.version ?? null),
  );
  const [first = null] = told;
  const same = first !== null && told.every((other) => other !== null && versionKey(other) === versionKey(first));
  return same ? first : null;
}

/** Who attested the files, as the lockfile has it; null where it does not tell. */
export function pylockIdentities({ name, ...entry }: PylockPackage): readonly Publisher[] | string | null {
  const written = entry['attestation-identities'];
  if (written === undefined) return null;
  const read = v.safeParse(PylockIdentities, written);
  if (!read.success) return `"${printable(name, 80)}" has "attestation-identities" that are no tables with a "kind"`;
  return read.output.map(({ kind, repository, workflow, workflow_filepath: path, environment, email }) => ({
    kind,
    repository: repository ?? null,
    workflow: workflow ?? path ?? null,
    environment: environment ?? null,
    account: email ?? null,
  }));
}

/** Edges are optional in the format. PDM writes its own under `tool`, where anything may stand. */
export function pylockRequirements({ name, dependencies = [], tool }: PylockPackage): readonly LockedRequirement[] {
  const pdm = readAs(PylockPdmTool, tool);
  const texts = pdm.kind === 'value' ? pdm.value.pdm.dependencies : [];
  return [
    ...dependencies.map((dependency) => ({
      name: normalizeName(dependency.name),
      version: dependency.version === undefined ? null : parseVersion(dependency.version),
      marker: dependency.marker ?? null,
      extras: [],
    })),
    ...pdmRequirements(texts, normalizeName(name)).requires,
  ];
}
