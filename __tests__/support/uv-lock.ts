import { sha256Of } from './index-server.js';
import type { BuiltDistribution } from './wheel.js';

export interface LockedRelease {
  readonly name: string;
  readonly version: string;
  readonly wheel: BuiltDistribution;
  /** Written instead of the true hash. */
  readonly sha256?: string;
}

/** A uv.lock as uv writes it, of a project with these direct dependencies from PyPI. */
export function uvLock(releases: readonly LockedRelease[]): string {
  const names = releases.map(({ name }) => `    { name = "${name}" },`).join('\n');
  const project = [
    '[[package]]',
    'name = "parcel"',
    'version = "0.1.0"',
    'source = { virtual = "." }',
    `dependencies = [\n${names}\n]`,
    '',
    '[package.metadata]',
    `requires-dist = [\n${names}\n]`,
    '',
  ].join('\n');
  const packages = releases.map(
    ({ name, version, wheel, sha256 }) => `[[package]]
name = "${name}"
version = "${version}"
source = { registry = "https://pypi.org/simple" }
wheels = [
    { url = "https://files.pythonhosted.org/packages/00/00/${wheel.filename}", hash = "sha256:${sha256 ?? sha256Of(wheel.bytes)}", size = ${wheel.bytes.length} },
]
`,
  );
  return ['version = 1\nrevision = 3\nrequires-python = ">=3.12"\n', ...packages, project].join('\n');
}
