import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { openArchive } from '../../src/artifacts/open.js';
import { parseDistributionName } from '../../src/model/distributions.js';
import type { Finding } from '../../src/model/finding.js';
import { normalizeName } from '../../src/model/names.js';
import type { Baseline, Profile } from '../../src/model/profile.js';
import { compareProfiles } from '../../src/profile/delta.js';
import { profileDistribution } from '../../src/profile/profile.js';
import type { PythonReader } from '../../src/python/facts.js';
import { createPythonReader } from '../../src/python/reader.js';
import type { Rule } from '../../src/rules/rule.js';
import { version } from '../support/model.js';
import type { BuiltDistribution } from '../support/wheel.js';
import { added, artifact } from './facts.js';
import { check, type Table, tableTest } from './harness.js';

/** Distributions of a head, and of the release it is held against; without `base` it is a project's first release. */
export interface Releases {
  readonly base?: BuiltDistribution | readonly BuiltDistribution[];
  readonly head: BuiltDistribution | readonly BuiltDistribution[];
}

/** Runs a rule on built distributions, through the real archive readers, profiles and deltas. */
export const releaseTest = (rule: Rule, table: Table<Releases>): void =>
  tableTest(rule, table, (releases) => findingsOf(rule, releases));

/** What a rule finds in a head's distributions. */
export async function findingsOf(rule: Rule, { base, head }: Releases): Promise<readonly Finding[]> {
  const profiles = await profilesOf(head);
  const before = base === undefined ? [] : await profilesOf(base);
  return check(rule, {
    change: added({ artifacts: profiles.map((profile) => artifact({ filename: profile.artifact, url: null })) }),
    profiles,
    delta: compareProfiles(profiles, before, base === undefined ? NO_BASELINE : BASELINE),
  });
}

const BASELINE: Baseline = { kind: 'locked', version: version('0.9') };
const NO_BASELINE: Baseline = { kind: 'none', reason: 'it is the first release' };

const profilesOf = (built: BuiltDistribution | readonly BuiltDistribution[]): Promise<readonly Profile[]> =>
  Promise.all([built].flat().map(profileOf));

async function profileOf({ filename, bytes }: BuiltDistribution): Promise<Profile> {
  reader ??= createPythonReader({
    runtime: () => grammarFile('web-tree-sitter'),
    python: () => grammarFile('tree-sitter-python'),
  });
  const archive = await openArchive(bytes, filename);
  const kind = parseDistributionName(filename, normalizeName('demo'))?.kind ?? 'other';
  return profileDistribution({ archive, artifact: filename, kind, sha256: null }, await reader);
}

let reader: Promise<PythonReader> | null = null;

const { resolve } = createRequire(import.meta.url);

/** Both packages carry one wasm file, named like the package. */
const grammarFile = (name: string): Promise<Uint8Array> => readFile(resolve(`${name}/${name}.wasm`));
