import { LEVELS, type Level } from '../model/level.js';
import {
  type AllowEntry,
  type DenyEntry,
  describeShared,
  type Loosening,
  type Policy,
  type PolicyIndex,
  type PolicyOverride,
  subjectOfAllow,
} from '../model/policy.js';
import { listOf, printable } from '../model/text.js';
import { canonicalIndexUrl } from '../model/urls.js';

/** Each rule's own level, which holds where a policy names none. */
export type OwnLevels = ReadonlyMap<string, Level>;

/** Everything that `to` would let through and `from` does not. Tightening is none. */
export const looseningsOf = (from: Policy, to: Policy, own: OwnLevels): readonly Loosening[] => [
  ...settings(from, to),
  ...ruleLevels(from, to, own),
  ...to.overrides
    .filter((entry) => !from.overrides.some((known) => sameOverride(known, entry)))
    .flatMap(overridden(own, to)),
  ...to.allow.filter((entry) => !from.allow.some((known) => covers(known, entry))).map(allowed),
  ...from.deny.filter((entry) => !to.deny.some((other) => denies(other, entry))).map(undenied),
  ...indexes(from, to),
  ...licences(from, to),
  ...exclusions(from, to),
  ...platforms(from, to),
  ...sources(from, to),
  ...(from.extends === null || (to.extends !== null && describeShared(to.extends) === describeShared(from.extends))
    ? []
    : [loosening('extends', `would no longer extend ${quoted(describeShared(from.extends))}`)]),
];

/** A pattern more leaves files out, and so does a `!` pattern less, which had taken them back in. */
const exclusions = (from: Policy, to: Policy): readonly Loosening[] => [
  ...to.exclude
    .filter((pattern) => !pattern.startsWith('!') && !from.exclude.includes(pattern))
    .map((pattern) => loosening('exclude', `would leave out lockfiles that match ${quoted(pattern)}`)),
  ...from.exclude
    .filter((pattern) => pattern.startsWith('!') && !to.exclude.includes(pattern))
    .map((pattern) => loosening('exclude', `would no longer take ${quoted(pattern.slice(1))} back in`)),
];

/** Fewer platforms are fewer files that are read; no list means all of them. */
const platforms = (from: Policy, to: Policy): readonly Loosening[] =>
  to.platforms.length > 0 &&
  (from.platforms.length === 0 || from.platforms.some((platform) => !to.platforms.includes(platform)))
    ? [loosening('platforms', `would read only what installs on ${quoted(listOf(to.platforms))}`)]
    : [];

const REPOSITORY = [false, 'auto', true] as const;

const sources = ({ sources: from }: Policy, { sources: to }: Policy): readonly Loosening[] => [
  ...(REPOSITORY.indexOf(to.repository) < REPOSITORY.indexOf(from.repository)
    ? [loosening('sources', 'would look at fewer of the repositories that releases link to')]
    : []),
  ...SWITCHES.flatMap(({ on, url, what, verb }): readonly Loosening[] => {
    if (!from[on]) return [];
    if (!to[on]) return [loosening('sources', `would no longer ${verb} ${what}`)];
    return from[url] === to[url] ? [] : [loosening('sources', `would ask ${quoted(to[url])} about ${what}`)];
  }),
];

/** Sources that are on or off, and where they are asked: another address may answer whatever suits it. */
const SWITCHES = [
  { on: 'domains', url: 'rdapUrl', verb: 'look up', what: 'the domains of maintainers' },
  { on: 'epss', url: 'epssUrl', verb: 'ask about', what: 'the odds that vulnerabilities are exploited' },
  { on: 'knownExploited', url: 'knownExploitedUrl', verb: 'look up', what: 'known exploited vulnerabilities' },
  { on: 'scorecard', url: 'scorecardUrl', verb: 'read', what: 'the Scorecards of new projects' },
  { on: 'depsDev', url: 'depsDevUrl', verb: 'ask about', what: 'new projects at deps.dev' },
] as const;

const loosening = (key: string, what: string, line: number | null = null): Loosening => ({ key, what, line });

const quoted = (text: string): string => `"${printable(text, 120)}"`;

const FAIL_ON = ['never', 'block', 'warn'] as const;
const ON_GAP = ['pass', 'warn', 'block'] as const;

function settings(from: Policy, to: Policy): readonly Loosening[] {
  return [
    ...(FAIL_ON.indexOf(to.failOn) < FAIL_ON.indexOf(from.failOn)
      ? [loosening('fail-on', `would fail the job on ${quoted(to.failOn)} instead of ${quoted(from.failOn)}`)]
      : []),
    ...(ON_GAP.indexOf(to.onGap) < ON_GAP.indexOf(from.onGap)
      ? [
          loosening(
            'on-gap',
            `would answer what could not be checked with ${quoted(to.onGap)} instead of ${quoted(from.onGap)}`,
          ),
        ]
      : []),
    ...(to.minAge < from.minAge
      ? [loosening('min-age', `would lower the minimum age from ${hours(from.minAge)} to ${hours(to.minAge)}`)]
      : []),
    ...(to.audit && !from.audit ? [loosening('audit', 'would turn on audit mode, in which nothing fails')] : []),
  ];
}

function hours(milliseconds: number): string {
  const whole = Math.floor(milliseconds / 3_600_000);
  return whole >= 48 ? `${Math.floor(whole / 24)} days` : `${whole} hours`;
}

/** `off` is lighter than every level. */
const weightOf = (level: Level | 'off'): number => (level === 'off' ? -1 : LEVELS.indexOf(level));

function ruleLevels(from: Policy, to: Policy, own: OwnLevels): readonly Loosening[] {
  const ids = new Set([...Object.keys(from.rules), ...Object.keys(to.rules)]);
  return [...ids].flatMap((id) => {
    const [before, after] = [from.rules[id] ?? own.get(id), to.rules[id] ?? own.get(id)];
    if (before === undefined || after === undefined || weightOf(after) >= weightOf(before)) return [];
    return [loosening(`rules.${id}`, `would set ${quoted(id)} from ${quoted(before)} to ${quoted(after)}`)];
  });
}

const sameOverride = (a: PolicyOverride, b: PolicyOverride): boolean =>
  JSON.stringify({ ...a, line: null }) === JSON.stringify({ ...b, line: null });

/** What an override lowers. One that raises levels, here or against the policy's own, is none. */
const overridden =
  (own: OwnLevels, { rules }: Policy) =>
  (entry: PolicyOverride): readonly Loosening[] => {
    const lowered = Object.entries(entry.rules)
      .filter(([id, level]) => weightOf(level) < weightOf(rules[id] ?? own.get(id) ?? 'block'))
      .map(([id, level]) => `${id} = ${level}`);
    const what = [...lowered, ...(entry.maxLevel === null ? [] : [`at most ${entry.maxLevel}`])];
    if (what.length === 0) return [];
    const where = [...entry.lockfiles, ...entry.scopes.map((scope) => `${scope} dependencies`)];
    return [loosening('override', `would set ${quoted(listOf(what))} for ${quoted(listOf(where))}`, entry.line)];
  };

/** Whether an entry that stands accepts all that another would. */
const covers = (known: AllowEntry, entry: AllowEntry): boolean =>
  known.name === entry.name &&
  known.file === entry.file &&
  (known.version === null || known.version === entry.version) &&
  entry.rules.every((id) => known.rules.includes(id)) &&
  (known.sha256.length === 0 ||
    (entry.sha256.length > 0 && entry.sha256.every((digest) => known.sha256.includes(digest)))) &&
  (known.expires === null || (entry.expires !== null && entry.expires <= known.expires));

const allowed = (entry: AllowEntry): Loosening =>
  loosening('allow', `would accept ${quoted(entry.rules.join(', '))} for ${quoted(subjectOfAllow(entry))}`, entry.line);

const denies = (other: DenyEntry, entry: DenyEntry): boolean =>
  other.name === entry.name && (other.versions === null || other.versions === entry.versions);

const undenied = ({ name, versions }: DenyEntry): Loosening =>
  loosening('deny', `would no longer deny ${quoted(versions === null ? name : `${name} ${versions}`)}`);

function indexes(from: Policy, to: Policy): readonly Loosening[] {
  const added = to.indexes.filter((index) => sameIndex(from.indexes, index) === undefined);
  const kept = to.indexes.flatMap((index) => {
    const before = sameIndex(from.indexes, index);
    return before === undefined ? [] : widened(before, index);
  });
  const routed = new Set(to.indexes.flatMap(({ packages }) => packages));
  const freed = from.indexes.flatMap(({ packages }) => packages).filter((pattern) => !routed.has(pattern));
  return [
    ...added.map(({ name, url }) => loosening('index', `would trust another index, ${quoted(name)} at ${quoted(url)}`)),
    ...kept,
    ...freed.map((pattern) => loosening('index', `would no longer bind ${quoted(pattern)} to an index of its own`)),
  ];
}

const sameIndex = (known: readonly PolicyIndex[], { url }: PolicyIndex): PolicyIndex | undefined =>
  known.find((index) => canonicalIndexUrl(index.url) === canonicalIndexUrl(url));

const widened = (before: PolicyIndex, after: PolicyIndex): readonly Loosening[] =>
  after.fileHosts
    .filter((host) => !before.fileHosts.includes(host))
    .map((host) => loosening('index', `would take files of the index ${quoted(after.name)} from ${quoted(host)} too`));

/** A licence more that is taken, or one less that is refused. */
function licences({ licences: from }: Policy, { licences: to }: Policy): readonly Loosening[] {
  const before = from.allow;
  const taken =
    before === null ? [] : to.allow === null ? ['every licence'] : to.allow.filter((id) => !before.includes(id));
  return [
    ...taken.map((id) => loosening('licences', `would take ${quoted(id)} too`)),
    ...from.deny
      .filter((id) => !to.deny.includes(id))
      .map((id) => loosening('licences', `would no longer refuse ${quoted(id)}`)),
  ];
}
