import type { Advisory } from '../../src/model/advisory.js';
import type { ChangeLabel, DependencyChange, LockPair, Occurrence } from '../../src/model/change.js';
import { type Hash, parseHash } from '../../src/model/hashes.js';
import {
  type LockedArtifact,
  type LockedPackage,
  type Lockfile,
  type LockOptions,
  NO_OPTIONS,
} from '../../src/model/lockfile.js';
import { normalizeName } from '../../src/model/names.js';
import type { Project, ReleaseFile } from '../../src/model/release.js';
import { dependencyChange, lockedPackage, project, releaseFile, version } from '../support/model.js';

/** A digest of one repeated hex digit: `hash('a')`. */
export function hash(digit: string, algorithm = 'sha256'): Hash {
  const parsed = parseHash(`${algorithm}:${digit.repeat({ md5: 32, sha256: 64, sha512: 128 }[algorithm] ?? 64)}`);
  if (parsed === null) throw new Error(`not a hash: ${digit}`);
  return parsed;
}

export const WHEEL = 'demo-1.0-py3-none-any.whl';
export const SDIST = 'demo-1.0.tar.gz';
export const WHEEL_URL = `https://files.pythonhosted.org/packages/${WHEEL}`;

/** What a lockfile records of the demo wheel; it agrees with `demoFile`. */
export const artifact = (overrides: Partial<LockedArtifact> = {}): LockedArtifact => ({
  filename: WHEEL,
  url: WHEEL_URL,
  hashes: [hash('a')],
  size: 1000,
  uploadTime: null,
  line: 5,
  ...overrides,
});

/** What the index lists of the demo wheel. */
export const demoFile = (overrides: Partial<ReleaseFile> = {}): ReleaseFile =>
  releaseFile({ filename: WHEEL, hashes: [hash('a')], ...overrides });

/** The demo project on its index, one wheel unless told otherwise. */
export const demoProject = (files: readonly ReleaseFile[] = [demoFile()], overrides: Partial<Project> = {}): Project =>
  project(files, overrides);

/** An added demo package with these artifacts. */
export const added = (overrides: Partial<LockedPackage> = {}): DependencyChange =>
  dependencyChange(null, lockedPackage({ artifacts: [artifact()], ...overrides }));

/** An added package of another name. */
export const addedName = (name: string): DependencyChange => added({ name: normalizeName(name), artifacts: [] });

/** A demo package that goes from 0.9 to 1.0, or as told. */
export const changed = (
  from: Partial<LockedPackage>,
  to: Partial<LockedPackage> = {},
  labels: readonly ChangeLabel[] = ['upgrade'],
): DependencyChange => ({
  ...dependencyChange(
    lockedPackage({
      version: version('0.9'),
      artifacts: [artifact({ filename: 'demo-0.9-py3-none-any.whl', url: null })],
      ...from,
    }),
    lockedPackage({ artifacts: [artifact()], ...to }),
  ),
  labels,
});

/** The same change as further lockfiles record it. */
export const alsoIn = (change: DependencyChange, ...others: readonly Partial<Occurrence>[]): DependencyChange => ({
  ...change,
  occurrences: [
    ...change.occurrences,
    ...others.map((other) => ({ path: 'requirements.txt', line: 9, entry: change.to ?? lockedPackage(), ...other })),
  ],
});

export const advisory = (overrides: Partial<Advisory> = {}): Advisory => ({
  id: 'GHSA-aaaa-bbbb-cccc',
  aliases: ['CVE-2026-0001'],
  summary: 'Demo reads beyond its buffer',
  kind: 'vulnerability',
  severity: 'high',
  fixedIn: ['1.1'],
  lastAffected: null,
  origin: 'service',
  exploitation: null,
  url: 'https://osv.example.invalid/GHSA-aaaa-bbbb-cccc',
  ...overrides,
});

/** One side of a lockfile, readable and without entries unless told otherwise. */
export const lockSide = (overrides: Partial<Lockfile> = {}): Lockfile => ({
  format: 'requirements',
  path: 'requirements.txt',
  packages: [],
  options: NO_OPTIONS,
  includes: [],
  problems: [],
  ...overrides,
});

/** The two sides of one lockfile. */
export const lockPair = (base: Partial<Lockfile> | null, head: Partial<Lockfile>): LockPair => ({
  path: head.path ?? 'requirements.txt',
  base: base === null ? null : lockSide({ ...(head.path === undefined ? {} : { path: head.path }), ...base }),
  head: lockSide(head),
});

/** The two sides of one lockfile that differ in options alone. */
export const optionPair = (base: Partial<LockOptions> | null, head: Partial<LockOptions>): LockPair =>
  lockPair(base === null ? null : { options: { ...NO_OPTIONS, ...base } }, { options: { ...NO_OPTIONS, ...head } });
