import { DEFAULT_INDEX_URL, type LockedPackage, type Lockfile } from '../model/lockfile.js';
import { DAY } from '../model/policy.js';
import { count, printable } from '../model/text.js';
import { canonicalIndexUrl, withoutCredentials } from '../model/urls.js';

/**
 * A policy to begin with: the defaults spelt out, and for what the repository's own lockfiles hold (private indexes, test locks, development
 * dependencies, sources that no index vouches for) the entries that a team would want next, as comments where somebody has to decide.
 */
export function startingPolicy(lockfiles: readonly Lockfile[], now: number): string {
  const packages = lockfiles.flatMap((lockfile) => lockfile.packages);
  return [
    ...introduction(lockfiles),
    ...DEFAULTS,
    ...exclusions(lockfiles),
    ...indexes(packages),
    ...scopes(packages),
    ...unverifiable(packages, now),
    ...EXAMPLES,
    '',
  ].join('\n');
}

const DOCS = 'https://github.com/lockgate/lockgate/blob/main/docs/configuration.md';

const introduction = (lockfiles: readonly Lockfile[]): readonly string[] => [
  '# Lockgate’s policy. It is read at the tip of the base branch, so a change to it takes effect when it is merged.',
  `# Every key: ${DOCS}`,
  '#',
  `# ${lockfiles.length === 0 ? 'No lockfile was found in this repository yet.' : `${count(lockfiles.length, 'lockfile')} ${lockfiles.length === 1 ? 'is' : 'are'} reviewed (\`lockgate detect\` says why):`}`,
  ...lockfiles
    .slice(0, 30)
    .map(({ path, format, packages }) => `#   ${comment(path)} (${format}, ${count(packages.length, 'package')})`),
  ...(lockfiles.length > 30 ? [`#   and ${lockfiles.length - 30} more`] : []),
  '',
];

/** Text of a repository inside a comment: one line, and nothing that ends it. */
const comment = (text: string): string => printable(text, 200);

const DEFAULTS = [
  '# The lightest verdict that fails the job: "block", "warn", or "never" while you get to know it.',
  'fail-on = "block"',
  '',
  '# What could not be checked (an index that did not answer, a file that could not be read): "pass", "warn" or "block".',
  'on-gap = "warn"',
  '',
  '# How old a release must be. Most malicious releases are found and removed within three days.',
  'min-age = "3 days"',
  '',
];

const DAYS_ACCEPTED = 90;

const TEST_FOLDER = /^(?:.*\/)?(?:tests?|testdata|fixtures|examples?|samples?)\//iu;

/** Locks among tests and examples are mostly data of the tests. */
function exclusions(lockfiles: readonly Lockfile[]): readonly string[] {
  const folders = [...new Set(lockfiles.flatMap(({ path }) => TEST_FOLDER.exec(path)?.[0] ?? []))].toSorted();
  if (folders.length === 0) return [];
  return [
    '# Lockfiles that nobody installs. Take out the # where that is so.',
    `# exclude = [${folders
      .slice(0, 20)
      .map((folder) => toml(`/${folder}`))
      .join(', ')}]`,
    '',
  ];
}

/** Indexes that the lockfiles name besides PyPI: without an entry here they are findings, not destinations. */
function indexes(packages: readonly LockedPackage[]): readonly string[] {
  const byUrl = new Map<string, Set<string>>();
  for (const { name, source } of packages) {
    if (source.kind !== 'index' || source.url === null) continue;
    const url = canonicalIndexUrl(withoutCredentials(source.url));
    if (url === DEFAULT_INDEX_URL) continue;
    byUrl.set(url, (byUrl.get(url) ?? new Set()).add(name));
  }
  return [...byUrl].flatMap(([url, names], at) => [
    `# The lockfiles take ${count(names.size, 'package')} from this index. List the names that must come from it and only from it.`,
    '# [[index]]',
    `# name      = ${toml(`index-${at + 1}`)}`,
    `# url       = ${toml(url)}`,
    `# packages  = [${[...names].toSorted().slice(0, 40).map(toml).join(', ')}]`,
    '# token-env = "INDEX_TOKEN"',
    '',
  ]);
}

const scopes = (packages: readonly LockedPackage[]): readonly string[] =>
  packages.some(({ scopes: own }) => own.length > 0 && own.every((scope) => scope === 'development'))
    ? [
        '# What only developers install runs on their machines and in CI, with their secrets; so it is judged like the rest. To be milder:',
        '# [[override]]',
        '# scopes    = ["development"]',
        '# max-level = "warn"',
        '',
      ]
    : [];

/** What no index vouches for will be a finding on every change. */
function unverifiable(packages: readonly LockedPackage[], now: number): readonly string[] {
  const names = packages
    .filter(({ source }) => source.kind === 'vcs' || source.kind === 'archive-url')
    .map(({ name }) => name);
  if (names.length === 0) return [];
  return [
    '# Taken from a repository or a URL, where no index vouches for the bytes. Accept the ones you know, each for a while:',
    ...[...new Set(names)]
      .slice(0, 20)
      .flatMap((name) => [
        '# [[allow]]',
        `# package = ${toml(`pkg:pypi/${name}`)}`,
        '# rules   = ["unverifiable-source"]',
        '# reason  = "say here why this is acceptable"',
        '# owner   = "@your-team"',
        `# expires = ${new Date(now + DAYS_ACCEPTED * DAY).toISOString().slice(0, 10)}`,
      ]),
    '',
  ];
}

const EXAMPLES = [
  '# [rules]                        # any rule id: "block", "warn", "note" or "off" (`lockgate rules` lists them)',
  '# fresh-release = "note"',
  '',
  '# [licences]                     # SPDX ids',
  '# deny = ["AGPL-*"]',
  '',
  '# [[deny]]',
  '# name   = "example-old"',
  '# reason = "replaced by example"',
];

// JSON's string escapes are a subset of TOML's.
const toml = (text: string): string => JSON.stringify(text);
