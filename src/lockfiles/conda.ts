import { parseHash } from '../model/hashes.js';
import type { ForeignPackage } from '../model/lockfile.js';
import { withoutCredentials } from '../model/urls.js';
import { fileNameOf } from './entries.js';

/** What a lock records of a conda package. */
export interface CondaRow {
  readonly name?: string | null | undefined;
  readonly version?: string | null | undefined;
  readonly location: string;
  readonly sha256?: string | null | undefined;
  readonly md5?: string | null | undefined;
  readonly line: number;
}

/** A conda package; what its row leaves out stands in its file name, `name-version-build.conda` (conda build specification). */
export function condaPackage({ name, version, location, sha256, md5, line }: CondaRow): ForeignPackage {
  const file = /^(?<name>.+)-(?<version>[^-]+)-[^-]+\.(?:conda|tar\.bz2)$/u.exec(fileNameOf(location) ?? '')?.groups;
  const hash = sha256 ? `sha256:${sha256}` : md5 ? `md5:${md5}` : null;
  return {
    ecosystem: 'conda',
    name: name ?? file?.['name'] ?? location,
    version: version ?? file?.['version'] ?? null,
    location: withoutCredentials(location),
    hash: hash === null ? null : (parseHash(hash) ?? hash),
    line,
  };
}
