import type { Finding } from '../../src/model/finding.js';
import type { Baseline, Profile, ProfileDelta } from '../../src/model/profile.js';
import { compareProfiles } from '../../src/profile/delta.js';
import { rules } from '../../src/rules/catalog.js';
import { profileOf } from '../profile/harness.js';
import { added, artifact, changed } from '../rules/facts.js';
import { check } from '../rules/harness.js';
import { version } from '../support/model.js';
import type { Replay } from './releases.js';

export interface Replayed {
  readonly profiles: readonly Profile[];
  readonly delta: ProfileDelta;
  /** What all rules found that need no index and no advisories. */
  readonly findings: readonly Finding[];
}

/** Reads both releases with the real readers and shows the change to every rule. */
export async function play({ base, head }: Replay): Promise<Replayed> {
  const profiles = await Promise.all(head.map((built) => profileOf(built)));
  const before = await Promise.all((base ?? []).map((built) => profileOf(built)));
  const delta = compareProfiles(profiles, before, base === undefined ? NO_BASELINE : BASELINE);
  const artifacts = profiles.map((profile) => artifact({ filename: profile.artifact, url: null }));
  const change = base === undefined ? added({ artifacts }) : changed({}, { artifacts });
  return { profiles, delta, findings: rules.flatMap((rule) => check(rule, { change, profiles, delta })) };
}

const BASELINE: Baseline = { kind: 'locked', version: version('0.9') };
const NO_BASELINE: Baseline = { kind: 'none', reason: 'it is the first release' };

/** `block startup-hook`, without repeats: what a reader of the verdict sees first. */
export const verdictsOf = (findings: readonly Finding[]): readonly string[] =>
  [...new Set(findings.map(({ level, ruleId }) => `${level} ${ruleId}`))].toSorted();
