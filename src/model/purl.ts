import type { NormalizedName } from './names.js';
import type { Version } from './versions.js';

/** Package URL of a release, `pkg:pypi/<name>@<version>` (purl specification, type `pypi`). */
export const purlOf = (name: NormalizedName, version: Version | null): string =>
  version === null ? `pkg:pypi/${name}` : `pkg:pypi/${name}@${encodeURIComponent(version)}`;
