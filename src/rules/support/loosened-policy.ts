import type { Level } from '../../model/level.js';
import type { AllowEntry, DenyEntry, Policy, PolicyIndex } from '../../model/policy.js';
import { purlOf } from '../../model/purl.js';
import { canonicalIndexUrl } from '../../model/urls.js';
import type { PolicySubject } from '../rule.js';
import { duration, quoted } from './words.js';

export interface Loosening {
  /** The rest of a sentence that begins with "The policy". */
  readonly what: string;
  /** 1-based line in the proposed file; null where there is none. */
  readonly line: number | null;
}

/** Everything that a proposed policy would let through and the standing one does not. Tightening is no finding. */
export function looseningsOf({ policy, proposed, levels }: Omit<PolicySubject, 'locks'>): readonly Loosening[] {
  if (proposed.kind === 'unusable')
    return [
      {
        what: `that is proposed cannot be used, and after the merge no review would run: ${quoted(proposed.reason, 300)}`,
        line: proposed.line,
      },
    ];
  const to = proposed.policy;
  return [
    ...settings(policy, to),
    ...ruleLevels(policy, to, levels),
    ...to.allow.filter((entry) => !policy.allow.some((known) => covers(known, entry))).map(allowed),
    ...policy.deny.filter((entry) => !to.deny.some((other) => denies(other, entry))).map(undenied),
    ...indexes(policy, to),
    ...exclusions(policy, to),
  ];
}

/** A pattern more leaves files out, and so does a `!` pattern less, which had taken them back in. */
const exclusions = (from: Policy, to: Policy): readonly Loosening[] => [
  ...to.exclude
    .filter((pattern) => !pattern.startsWith('!') && !from.exclude.includes(pattern))
    .map((pattern) => loosening(`would leave out lockfiles that match ${quoted(pattern)}`)),
  ...from.exclude
    .filter((pattern) => pattern.startsWith('!') && !to.exclude.includes(pattern))
    .map((pattern) => loosening(`would no longer take ${quoted(pattern.slice(1))} back in`)),
];

const loosening = (what: string, line: number | null = null): Loosening => ({ what, line });

const FAIL_ON = ['never', 'block', 'warn'] as const;
const ON_GAP = ['pass', 'warn', 'block'] as const;

function settings(from: Policy, to: Policy): readonly Loosening[] {
  return [
    ...(FAIL_ON.indexOf(to.failOn) < FAIL_ON.indexOf(from.failOn)
      ? [loosening(`would fail the job on ${quoted(to.failOn)} instead of ${quoted(from.failOn)}`)]
      : []),
    ...(ON_GAP.indexOf(to.onGap) < ON_GAP.indexOf(from.onGap)
      ? [loosening(`would answer what could not be checked with ${quoted(to.onGap)} instead of ${quoted(from.onGap)}`)]
      : []),
    ...(to.minAge < from.minAge
      ? [loosening(`would lower the minimum age from ${duration(from.minAge)} to ${duration(to.minAge)}`)]
      : []),
    ...(to.audit && !from.audit ? [loosening('would turn on audit mode, in which nothing fails')] : []),
  ];
}

const LEVELS: readonly (Level | 'off')[] = ['off', 'note', 'warn', 'block'];

function ruleLevels(from: Policy, to: Policy, levels: PolicySubject['levels']): readonly Loosening[] {
  const ids = new Set([...Object.keys(from.rules), ...Object.keys(to.rules)]);
  return [...ids].flatMap((id) => {
    const own = levels.get(id);
    const [before, after] = [from.rules[id] ?? own, to.rules[id] ?? own];
    if (before === undefined || after === undefined || LEVELS.indexOf(after) >= LEVELS.indexOf(before)) return [];
    return [loosening(`would set ${quoted(id)} from ${quoted(before)} to ${quoted(after)}`)];
  });
}

/** Whether an entry that stands accepts all that another would. */
const covers = (known: AllowEntry, entry: AllowEntry): boolean =>
  known.name === entry.name &&
  (known.version === null || known.version === entry.version) &&
  entry.rules.every((id) => known.rules.includes(id)) &&
  (known.sha256.length === 0 ||
    (entry.sha256.length > 0 && entry.sha256.every((digest) => known.sha256.includes(digest)))) &&
  (known.expires === null || (entry.expires !== null && entry.expires <= known.expires));

const allowed = ({ name, version, rules, line }: AllowEntry): Loosening =>
  loosening(`would accept ${quoted(rules.join(', '))} for ${quoted(purlOf(name, version))}`, line);

const denies = (other: DenyEntry, entry: DenyEntry): boolean =>
  other.name === entry.name && (other.versions === null || other.versions === entry.versions);

const undenied = ({ name, versions }: DenyEntry): Loosening =>
  loosening(`would no longer deny ${quoted(versions === null ? name : `${name} ${versions}`)}`);

function indexes(from: Policy, to: Policy): readonly Loosening[] {
  const added = to.indexes.filter((index) => sameIndex(from.indexes, index) === undefined);
  const kept = to.indexes.flatMap((index) => {
    const before = sameIndex(from.indexes, index);
    return before === undefined ? [] : widened(before, index);
  });
  const routed = new Set(to.indexes.flatMap(({ packages }) => packages));
  const freed = from.indexes.flatMap(({ packages }) => packages).filter((pattern) => !routed.has(pattern));
  return [
    ...added.map(({ name, url }) => loosening(`would trust another index, ${quoted(name)} at ${quoted(url)}`)),
    ...kept,
    ...freed.map((pattern) => loosening(`would no longer bind ${quoted(pattern)} to an index of its own`)),
  ];
}

const sameIndex = (known: readonly PolicyIndex[], { url }: PolicyIndex): PolicyIndex | undefined =>
  known.find((index) => canonicalIndexUrl(index.url) === canonicalIndexUrl(url));

const widened = (before: PolicyIndex, after: PolicyIndex): readonly Loosening[] =>
  after.fileHosts
    .filter((host) => !before.fileHosts.includes(host))
    .map((host) => loosening(`would take files of the index ${quoted(after.name)} from ${quoted(host)} too`));
