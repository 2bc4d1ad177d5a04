import type { LockDiff, LockPair } from '../model/change.js';
import { type Evidence, listingOf } from '../model/evidence.js';
import type { Fetched } from '../model/fetched.js';
import type { Finding, Location } from '../model/finding.js';
import type { Gap } from '../model/gap.js';
import { compareLevels } from '../model/level.js';
import type { LockedPackage } from '../model/lockfile.js';
import type { ManifestChange } from '../model/manifest.js';
import type { Policy, ProposedPolicy } from '../model/policy.js';
import type { PopularProjects } from '../model/popular.js';
import { purlOf } from '../model/purl.js';
import { listOf, printable } from '../model/text.js';
import type { Hit, Need, Needs, Rule, Subject } from './rule.js';
import { isOff, levelUnder, type Place } from './support/levels.js';

export interface CheckInput {
  readonly rules: readonly Rule[];
  readonly evidence: readonly Evidence[];
  readonly diff: LockDiff;
  readonly locks: readonly LockPair[];
  /** Left out: none changed without its lockfile. */
  readonly manifests?: readonly ManifestChange[];
  readonly policy: Policy;
  /** Left out or null: the change leaves the policy file as it is. */
  readonly proposed?: ProposedPolicy | null;
  readonly popular: PopularProjects;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface Checked {
  /** Heaviest first. */
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
}

/**
 * Runs every rule that policy has not switched off on every change and every lockfile. A need that could not be met and a
 * rule that crashes become gaps: neither hides what the other rules saw.
 */
export function checkRules(input: CheckInput): Checked {
  const rules = input.rules.filter((rule) => !isOff(rule.id, input.policy));
  const results = [
    ...input.evidence.filter(hasHead).map((evidence) => checkChange(rules, evidence, input)),
    ...input.locks.map((pair) => checkLock(rules, pair, input)),
    ...(input.manifests ?? []).map((manifest) => checkManifest(rules, manifest, input)),
    ...(input.proposed == null ? [] : [checkPolicy(rules, input.proposed, input)]),
  ];
  return {
    findings: results
      .flatMap((result) => result.findings)
      .toSorted((a, b) => compareLevels(b.level, a.level) || a.subject.localeCompare(b.subject)),
    gaps: results.flatMap((result) => result.gaps),
  };
}

interface HeadEvidence extends Evidence {
  readonly change: Evidence['change'] & { readonly to: LockedPackage };
}

const hasHead = (evidence: Evidence): evidence is HeadEvidence => evidence.change.to !== null;

function checkChange(rules: readonly Rule[], evidence: HeadEvidence, input: CheckInput): Checked {
  const { change } = evidence;
  const subject = purlOf(change.to.name, change.to.version);
  const needs = needsOf(evidence);
  const facts = { ...subjectOf(evidence, input), ...found(needs) };
  const target = {
    subject,
    fallback: change.occurrences.map(({ path, line }): Location => ({ kind: 'lockfile', path, line })),
    places: change.occurrences.map(({ path, entry }): Place => ({ lockfile: path, scopes: entry.scopes })),
  };

  const results = rules.map((rule) => {
    const missing = rule.needs.filter((need) => needs[need]?.kind !== 'found');
    if (rule.check === undefined || missing.length > 0) return NOTHING;
    // Every need of the rule is among the facts: `missing` is empty.
    return run(rule, target, input, () => rule.check?.(facts as Subject & Needs) ?? []);
  });
  return {
    findings: results.flatMap((result) => result.findings),
    gaps: [...unmetNeeds(rules, needs, subject), ...results.flatMap((result) => result.gaps)],
  };
}

function checkLock(rules: readonly Rule[], pair: LockPair, input: CheckInput): Checked {
  const { policy, now } = input;
  const facts = { pair, options: input.diff.options.filter(({ path }) => path === pair.path), policy, now };
  const results = rules.map((rule) =>
    rule.checkLock === undefined ? NOTHING : run(rule, targetOf(pair.path), input, () => rule.checkLock?.(facts) ?? []),
  );
  return {
    findings: results.flatMap((result) => result.findings),
    gaps: results.flatMap((result) => result.gaps),
  };
}

function checkManifest(rules: readonly Rule[], manifest: ManifestChange, input: CheckInput): Checked {
  const { path } = manifest;
  const facts = { manifest, policy: input.policy };
  const results = rules.map((rule) =>
    rule.checkManifest === undefined
      ? NOTHING
      : run(rule, targetOf(path), input, () => rule.checkManifest?.(facts) ?? []),
  );
  return {
    findings: results.flatMap((result) => result.findings),
    gaps: results.flatMap((result) => result.gaps),
  };
}

function checkPolicy(rules: readonly Rule[], proposed: ProposedPolicy, input: CheckInput): Checked {
  const { policy, locks } = input;
  const facts = { policy, proposed, locks };
  const results = rules.map((rule) =>
    rule.checkPolicy === undefined
      ? NOTHING
      : run(rule, targetOf(proposed.path), input, () => rule.checkPolicy?.(facts) ?? []),
  );
  return {
    findings: results.flatMap((result) => result.findings),
    gaps: results.flatMap((result) => result.gaps),
  };
}

const NOTHING: Checked = { findings: [], gaps: [] };

/** What a finding is about, and where it counts. */
interface Target {
  readonly subject: string;
  /** Where a reader finds it when the hit names no place. */
  readonly fallback: readonly Location[];
  readonly places: readonly Place[];
}

const targetOf = (path: string): Target => ({
  subject: path,
  fallback: [{ kind: 'lockfile', path, line: null }],
  places: [{ lockfile: path, scopes: [] }],
});

function run(rule: Rule, target: Target, { policy }: CheckInput, check: () => readonly Hit[]): Checked {
  const { subject } = target;
  try {
    return { findings: check().flatMap((hit) => findingOf(rule, hit, target, policy)), gaps: [] };
  } catch (error) {
    const reason = printable(error instanceof Error ? error.message : String(error));
    const message = `Rule ${rule.id} crashed (${reason}), so it did not judge ${subject}. The other rules ran. Please report this with the debug log.`;
    return { findings: [], gaps: [{ stage: 'rule', subject, message }] };
  }
}

/** The finding; none where policy has switched the rule off for every place. */
function findingOf(rule: Rule, hit: Hit, { subject, fallback, places }: Target, policy: Policy): readonly Finding[] {
  const level = levelUnder(rule, hit, policy, places);
  if (level === null) return [];
  const finding: Finding = {
    ruleId: rule.id,
    level,
    confidence: hit.confidence ?? rule.confidence,
    subject,
    headline: rule.headline,
    message: hit.message,
    remedy: hit.remedy ?? rule.remedy,
    locations: withLockfile(hit.at, fallback),
    trace: hit.trace ?? [],
    fingerprint: [rule.id, subject, hit.key ?? hit.message].join('|'),
    allowedBy: null,
  };
  return [finding];
}

/** A reader always learns which lockfile line brought the package in, also when the evidence lies inside the package. */
const withLockfile = (at: readonly Location[], fallback: readonly Location[]): readonly Location[] =>
  at.some((location) => location.kind === 'lockfile') ? at : [...fallback, ...at];

type NeedAnswers = { readonly [N in Need]: Fetched<Needs[N]> | null };

const needsOf = ({
  project,
  release,
  advisories,
  delta,
  provenance,
  domains,
  repository,
  health,
}: Evidence): NeedAnswers => ({
  project,
  release,
  advisories,
  delta,
  provenance,
  domains,
  repository,
  health,
});

const found = (needs: NeedAnswers): Partial<Needs> =>
  Object.fromEntries(
    Object.entries(needs).flatMap(([need, answer]) => (answer?.kind === 'found' ? [[need, answer.value]] : [])),
  );

const subjectOf = (evidence: HeadEvidence, { policy, popular, locks, now }: CheckInput): Subject => ({
  change: evidence.change,
  entry: evidence.change.to,
  listing: listingOf(evidence),
  artifacts: evidence.artifacts,
  profiles: evidence.profiles,
  policy,
  popular,
  locks,
  now,
});

const STAGE: Readonly<Record<Need, Gap['stage']>> = {
  project: 'index',
  release: 'index',
  advisories: 'advisories',
  delta: 'profile',
  provenance: 'index',
  domains: 'domains',
  repository: 'repository',
  health: 'health',
};

/** One gap per reason, naming every rule that could not run for it. */
function unmetNeeds(rules: readonly Rule[], needs: NeedAnswers, subject: string): readonly Gap[] {
  const byReason = new Map<string, { stage: Gap['stage']; ids: Set<string> }>();
  for (const rule of rules) {
    for (const need of rule.needs) {
      const answer = needs[need];
      if (answer?.kind !== 'unavailable') continue;
      const entry = byReason.get(answer.reason) ?? { stage: STAGE[need], ids: new Set<string>() };
      byReason.set(answer.reason, entry);
      entry.ids.add(rule.id);
    }
  }
  return [...byReason].map(([reason, { stage, ids }]) => ({
    stage,
    subject,
    message: `${reason}. Not checked: ${listOf([...ids].toSorted(), 8)}.`,
  }));
}
