import type { ManifestChange } from '../../src/model/manifest.js';
import { normalizeName } from '../../src/model/names.js';

/** A pyproject.toml that newly asks for idna, or as told. */
export const manifestChange = (overrides: Partial<ManifestChange> = {}): ManifestChange => ({
  path: 'app/pyproject.toml',
  kind: 'pyproject',
  changed: [{ name: normalizeName('idna'), how: 'added', line: 6 }],
  locks: [],
  ...overrides,
});
