import { ActionError } from '../model/error.js';
import type { ReadArtifact } from '../model/evidence.js';
import type { Fetched } from '../model/fetched.js';
import type { Gap } from '../model/gap.js';
import type { LockedArtifact, LockedPackage } from '../model/lockfile.js';
import { isProjectName, type NormalizedName, normalizeName } from '../model/names.js';
import type { Profile } from '../model/profile.js';
import { type Project, type Release, type ReleaseFile, releaseOf, releasesOf } from '../model/release.js';
import { printable } from '../model/text.js';
import { compareVersions, isPrerelease, parseVersion, type Version } from '../model/versions.js';
import { type ProfileTools, profileBytes, profileFiles } from './profiles.js';
import type { IndexRoute } from './routes.js';

/** What to inspect: a distribution at hand, or a release on the index. */
export type Specimen =
  | { readonly kind: 'file'; readonly filename: string; readonly bytes: Uint8Array }
  /** A null version means the newest that is neither yanked nor a pre-release. */
  | { readonly kind: 'release'; readonly name: NormalizedName; readonly version: Version | null };

/** One distribution of a specimen, or the reason why it could not be read. */
export interface OpenedDistributionFile {
  readonly artifact: string;
  readonly profile: Profile | null;
  readonly read: ReadArtifact | null;
  readonly gaps: readonly Gap[];
}

export interface OpenedSpecimen {
  readonly label: string;
  /** As if a lockfile pinned it: what rules judge. */
  readonly entry: LockedPackage;
  /** null for a distribution at hand. */
  readonly project: Fetched<Project> | null;
  readonly release: Fetched<Release> | null;
  readonly distributions: readonly OpenedDistributionFile[];
}

/** Reads `NAME`, `NAME==VERSION`; null when the text is neither. */
export function parseSpecimenName(text: string): Extract<Specimen, { kind: 'release' }> | null {
  const [name = '', versionText, ...rest] = text.split('==');
  const version = versionText === undefined ? null : parseVersion(versionText);
  if (rest.length > 0 || !isProjectName(name) || (versionText !== undefined && version === null)) return null;
  return { kind: 'release', name: normalizeName(name), version };
}

/** Fetches (when it is a release) and profiles every distribution. */
export async function openSpecimen(
  specimen: Specimen,
  route: IndexRoute,
  tools: ProfileTools,
): Promise<OpenedSpecimen> {
  return specimen.kind === 'file' ? openFile(specimen, tools) : openRelease(specimen, route, tools);
}

async function openFile(
  { filename, bytes }: Extract<Specimen, { kind: 'file' }>,
  tools: ProfileTools,
): Promise<OpenedSpecimen> {
  const { profile, artifact, gaps } = await profileBytes(filename, bytes, tools);
  const name = profile?.metadata?.name ?? normalizeName(filename);
  return {
    label: filename,
    entry: entryOf(name, profile?.metadata?.version ?? null, []),
    project: null,
    release: null,
    distributions: [{ artifact: filename, profile, read: artifact, gaps }],
  };
}

async function openRelease(
  { name, version }: Extract<Specimen, { kind: 'release' }>,
  route: IndexRoute,
  tools: ProfileTools,
): Promise<OpenedSpecimen> {
  const project = await tools.index.project(name, route);
  if (project.kind === 'absent') throw unknownRelease(`${route.url} has no project "${name}".`);
  if (project.kind === 'unavailable')
    throw unknownRelease(`The index could not be asked about "${name}": ${project.reason}.`);

  const release = version === null ? newestRelease(project.value) : releaseOf(project.value, version);
  if (release === null)
    throw unknownRelease(`${route.url} lists no file of "${name}"${version === null ? '' : ` ${version}`}.`);
  const results = await profileFiles(release, release.files, route, new Map(), tools);
  return {
    label: `${name} ${release.version}`,
    entry: entryOf(name, release.version, release.files),
    project,
    release: { kind: 'found', value: release },
    distributions: results.files.map(({ filename, profile, artifact, gaps }) => ({
      artifact: filename,
      profile,
      read: artifact,
      gaps,
    })),
  };
}

const unknownRelease = (message: string): ActionError =>
  new ActionError('usage', printable(message), 'Check the name and version; `--pypi-url` names another index.');

function newestRelease(project: Project): Release | null {
  const releases = releasesOf(project).toSorted((a, b) => compareVersions(b.version, a.version));
  const sound = releases.filter(
    ({ version, files }) => !isPrerelease(version) && files.some((file) => file.yanked === null),
  );
  return sound[0] ?? releases[0] ?? null;
}

const entryOf = (name: NormalizedName, version: Version | null, files: readonly ReleaseFile[]): LockedPackage => ({
  name,
  version,
  source: { kind: 'index', url: null },
  artifacts: files.map(artifactOf),
  scopes: ['runtime'],
  groups: [],
  extras: [],
  marker: null,
  direct: true,
  requires: [],
  line: 1,
});

const artifactOf = ({ filename, url, hashes, size }: ReleaseFile): LockedArtifact => ({
  filename,
  url,
  hashes,
  size,
  uploadTime: null,
  line: 1,
});
