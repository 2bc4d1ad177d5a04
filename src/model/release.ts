import type { DistributionKind } from './distributions.js';
import type { Hash } from './hashes.js';
import type { CoreMetadata } from './metadata.js';
import type { NormalizedName } from './names.js';
import { type Version, versionKey } from './versions.js';

/** A project as one index serves it today (PEP 691, 700, 792). */
export interface Project {
  readonly name: NormalizedName;
  /** Canonical simple index URL that answered. */
  readonly indexUrl: string;
  /** PEP 792; `unknown` when the index does not serve the field. */
  readonly status: ProjectStatus;
  readonly statusReason: string | null;
  readonly files: readonly ReleaseFile[];
}

export type ProjectStatus = 'active' | 'archived' | 'quarantined' | 'deprecated' | 'unknown';

/** One uploaded file. */
export interface ReleaseFile {
  readonly filename: string;
  /** Absolute, resolved against the page it stood on. */
  readonly url: string;
  readonly kind: DistributionKind;
  /** null when the file name does not tell (it then belongs to no release). */
  readonly version: Version | null;
  readonly hashes: readonly Hash[];
  /** Bytes; null before PEP 700. */
  readonly size: number | null;
  /** Milliseconds since the epoch; null before PEP 700: unknown, never "old". */
  readonly uploadedAt: number | null;
  /** PEP 592: null when not yanked, else the reason, which may be empty. */
  readonly yanked: string | null;
  /** URL of the PEP 740 provenance object. */
  readonly provenance: string | null;
  readonly requiresPython: string | null;
}

/** Name and version with the files that the index lists for it today. */
export interface Release {
  readonly project: Project;
  readonly version: Version;
  readonly files: readonly ReleaseFile[];
  /** What the index shows people of the release; null when the index was not asked or did not tell. */
  readonly metadata: CoreMetadata | null;
}

/** The release of that version, null when the project lists no file for it. Spelling of the version does not matter. */
export function releaseOf(project: Project, version: Version): Release | null {
  const wanted = versionKey(version);
  const files = project.files.filter((file) => file.version !== null && versionKey(file.version) === wanted);
  return files.length === 0 ? null : { project, version, files, metadata: null };
}

/** Every release the project lists, files grouped by version; files of unknown version belong to none. */
export function releasesOf(project: Project): readonly Release[] {
  const byVersion = new Map<Version, ReleaseFile[]>();
  for (const file of project.files) {
    if (file.version === null) continue;
    const files = byVersion.get(file.version) ?? [];
    byVersion.set(file.version, files);
    files.push(file);
  }
  return [...byVersion].map(([version, files]) => ({ project, version, files, metadata: null }));
}

/** Earliest upload of any file, milliseconds since the epoch; null when one of the files carries no time. */
export function firstUpload(files: readonly ReleaseFile[]): number | null {
  return files.reduce<number | null>(
    (earliest, { uploadedAt }) => (uploadedAt === null || earliest === null ? null : Math.min(earliest, uploadedAt)),
    files.length === 0 ? null : Number.POSITIVE_INFINITY,
  );
}
