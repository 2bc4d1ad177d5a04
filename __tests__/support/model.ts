import type { DependencyChange } from '../../src/model/change.js';
import type { LockedPackage } from '../../src/model/lockfile.js';
import { normalizeName } from '../../src/model/names.js';
import type { Project, ReleaseFile } from '../../src/model/release.js';
import { parseVersion, type Version } from '../../src/model/versions.js';

/** A version literal of a test; a typing error shows at once. */
export function version(text: string): Version {
  const parsed = parseVersion(text);
  if (parsed === null) throw new Error(`not a version: ${text}`);
  return parsed;
}

/** A runtime entry from the default index, with whatever the test is about. */
export const lockedPackage = (overrides: Partial<LockedPackage> = {}): LockedPackage => ({
  name: normalizeName('demo'),
  version: version('1.0'),
  source: { kind: 'index', url: null },
  artifacts: [],
  scopes: ['runtime'],
  groups: [],
  extras: [],
  marker: null,
  direct: null,
  requires: [],
  line: 1,
  ...overrides,
});

/** An entry that was added (`from` null) or changed, seen in one lockfile. */
export const dependencyChange = (from: LockedPackage | null, to: LockedPackage): DependencyChange => ({
  kind: from === null ? 'added' : 'changed',
  name: to.name,
  from,
  to,
  labels: from === null ? [] : ['upgrade'],
  occurrences: [{ path: 'uv.lock', line: to.line, entry: to }],
  path: [],
});

export const releaseFile = (overrides: Partial<ReleaseFile> = {}): ReleaseFile => ({
  filename: 'demo-1.0-py3-none-any.whl',
  url: 'https://files.pythonhosted.org/packages/demo-1.0-py3-none-any.whl',
  kind: 'wheel',
  version: version('1.0'),
  hashes: [],
  size: 1000,
  uploadedAt: Date.UTC(2026, 0, 1),
  yanked: null,
  provenance: null,
  requiresPython: null,
  ...overrides,
});

export const project = (files: readonly ReleaseFile[], overrides: Partial<Project> = {}): Project => ({
  name: normalizeName('demo'),
  indexUrl: 'https://pypi.org/simple',
  status: 'active',
  statusReason: null,
  files,
  ...overrides,
});
