import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DAY, DEFAULT_POLICY } from '../../src/model/policy.js';
import type { OwnLevels } from '../../src/policy/loosening.js';
import { parsePolicy } from '../../src/policy/parse.js';

const RULES: OwnLevels = new Map([
  ['denied-package', 'block'],
  ['fresh-release', 'warn'],
  ['install-time-execution', 'block'],
  ['startup-hook', 'block'],
]);
const PATH = '.github/lockgate.toml';
const parse = (text: string) => parsePolicy(text, PATH, RULES);

const ALLOW = '[[allow]]\npackage = "pkg:pypi/example@1.4.2"\nrules = ["startup-hook"]\nreason = "checked"\n';
const INDEX = '[[index]]\nname = "corp"\nurl = "https://pypi.corp.example/simple/"\npackages = ["corp-*"]\n';

test('an empty file is the built-in policy, with its source', () => {
  expect(parse('')).toEqual({ policy: { ...DEFAULT_POLICY, source: PATH }, problems: [] });
});

test('every key is read', () => {
  const { policy, problems } = parse(`
fail-on = "warn"
on-gap  = "block"
min-age = "36 hours"
audit   = true

[rules]
fresh-release = "note"

[[allow]]
package = "pkg:pypi/Example_Lib@1.4.2%2BCU121"
rules   = ["install-time-execution"]
sha256  = ["${'AB'.repeat(32)}"]
reason  = "builds its bundled C library"
owner   = "@platform"
expires = 2027-01-31

[[allow]]
file = "uv.lock"
rules = ["fresh-release"]
reason = "agreed"

[[override]]
scopes = ["development"]
max-level = "warn"

[[override]]
lockfiles = ["docs/**"]
rules = { startup-hook = "note" }

[licences]
allow = ["MIT", "BSD-*"]
deny = ["AGPL-3.0-only"]

[[deny]]
name = "example-old"
versions = "<2"
reason = "replaced by example"

[[index]]
name = "corp"
url = "https://pypi.corp.example/simple/"
packages = ["Corp_*"]
file-hosts = ["Files.corp.example:8443"]
token-env = "CORP_INDEX_TOKEN"
`);
  expect(problems).toEqual([]);
  expect(policy).toEqual({
    failOn: 'warn',
    onGap: 'block',
    minAge: 1.5 * DAY,
    rules: { 'fresh-release': 'note' },
    allow: [
      {
        name: 'example-lib',
        version: '1.4.2+cu121',
        file: null,
        rules: ['install-time-execution'],
        sha256: ['ab'.repeat(32)],
        reason: 'builds its bundled C library',
        owner: '@platform',
        expires: '2027-01-31',
        line: 10,
      },
      {
        name: null,
        version: null,
        file: 'uv.lock',
        rules: ['fresh-release'],
        sha256: [],
        reason: 'agreed',
        owner: null,
        expires: null,
        line: 18,
      },
    ],
    deny: [{ name: 'example-old', versions: '<2', reason: 'replaced by example', line: 35 }],
    indexes: [
      {
        name: 'corp',
        url: 'https://pypi.corp.example/simple',
        packages: ['corp-*'],
        fileHosts: ['files.corp.example:8443'],
        tokenEnv: 'CORP_INDEX_TOKEN',
      },
    ],
    overrides: [
      { lockfiles: [], scopes: ['development'], rules: {}, maxLevel: 'warn', line: 23 },
      { lockfiles: ['docs/**'], scopes: [], rules: { 'startup-hook': 'note' }, maxLevel: null, line: 27 },
    ],
    licences: { allow: ['MIT', 'BSD-*'], deny: ['AGPL-3.0-only'] },
    exclude: [],
    platforms: [],
    sources: DEFAULT_POLICY.sources,
    audit: true,
    permits: [],
    extends: null,
    source: PATH,
  });
});

test('every source can be switched and moved', () => {
  const text = [
    '[sources]',
    ...['epss', 'known-exploited', 'scorecard', 'deps-dev'].flatMap((key) => [
      `${key} = true`,
      `${key}-url = "https://mirror.invalid/${key}"`,
    ]),
  ].join('\n');

  expect(parse(text).policy.sources).toEqual({
    ...DEFAULT_POLICY.sources,
    epss: true,
    epssUrl: 'https://mirror.invalid/epss',
    knownExploited: true,
    knownExploitedUrl: 'https://mirror.invalid/known-exploited',
    scorecard: true,
    scorecardUrl: 'https://mirror.invalid/scorecard',
    depsDev: true,
    depsDevUrl: 'https://mirror.invalid/deps-dev',
  });
});

test.each([
  { name: 'minutes', text: '90 minutes', days: 1 / 16 },
  { name: 'days', text: '3 days', days: 3 },
  { name: 'one day', text: '1 day', days: 1 },
  { name: 'weeks', text: '2 weeks', days: 14 },
  { name: 'no space', text: '12hours', days: 0.5 },
  { name: 'any age', text: '0 days', days: 0 },
])('a duration in $name', ({ text, days }) => {
  expect(parse(`min-age = "${text}"`).policy.minAge).toBe(days * DAY);
});

test('an allow entry without a version holds for every version', () => {
  expect(parse(ALLOW.replace('@1.4.2', '')).policy.allow[0]).toMatchObject({ name: 'example', version: null });
});

describe('a mistake is named with its line, key, value and what is allowed', () => {
  test.each([
    { name: 'no TOML', text: 'fail-on = "block"\nmin-age = "3 days', line: 2, says: ['Not valid TOML'] },
    {
      name: 'a key that is defined twice',
      text: 'audit = true\naudit = false',
      line: 2,
      says: ['Not valid TOML', 'redefine'],
    },
    {
      name: 'an unknown key',
      text: '\nfail_on = "block"',
      line: 2,
      says: ['`fail_on` is no key', 'extends, permit, fail-on, on-gap, min-age'],
    },
    {
      name: 'an unknown key of an entry',
      text: `${ALLOW}until = 2027-01-31`,
      line: 5,
      says: ['`allow[1].until`', 'package, file, rules, sha256'],
    },
    { name: 'a missing key', text: '[[deny]]\nname = "x"', line: 1, says: ['`deny[1].reason` is missing'] },
    {
      name: 'a value out of its set',
      text: 'fail-on = "blokc"',
      line: 1,
      says: ['`fail-on` is "blokc"', '"block", "warn" or "never"'],
    },
    {
      name: 'a value of another type',
      text: 'on-gap = 3',
      line: 1,
      says: ['`on-gap` is 3', '"pass", "warn" or "block"'],
    },
    { name: 'a duration without a unit', text: 'min-age = "3"', line: 1, says: ['`min-age` is "3"', '36 hours'] },
    {
      name: 'a level out of its set',
      text: '[rules]\nstartup-hook = "error"',
      line: 2,
      says: ['`rules.startup-hook` is "error"', '"off"'],
    },
    {
      name: 'an unknown rule',
      text: '[rules]\n\nfresh-relase = "off"',
      line: 3,
      says: ['`fresh-relase` is no rule', 'Did you mean `fresh-release`?', 'startup-hook'],
    },
    {
      name: 'an unknown rule in an entry',
      text: ALLOW.replace('startup-hook', '*'),
      line: 1,
      says: ['`*` is no rule'],
    },
    {
      name: 'no rule in an entry',
      text: ALLOW.replace('"startup-hook"', ''),
      line: 3,
      says: ['`allow[1].rules`', 'at least one rule id'],
    },
    {
      name: 'another kind of package URL',
      text: ALLOW.replace('pypi', 'npm'),
      line: 2,
      says: ['pkg:npm/example@1.4.2', 'pkg:pypi/example@1.4.2'],
    },
    { name: 'a version that is none', text: ALLOW.replace('1.4.2', 'latest'), line: 2, says: ['latest', 'PEP 440'] },
    { name: 'a short digest', text: `${ALLOW}sha256 = ["abc"]`, line: 5, says: ['"abc"', '64 hex digits'] },
    { name: 'a date in words', text: `${ALLOW}expires = "next year"`, line: 5, says: ['"next year"', '2027-01-31'] },
    {
      name: 'a day that does not exist',
      text: `${ALLOW}expires = "2027-02-30"`,
      line: 5,
      says: ['2027-02-30', 'does not exist'],
    },
    {
      name: 'a time instead of a date',
      text: `${ALLOW}expires = 2027-01-31T00:00:00Z`,
      line: 5,
      says: ['2027-01-31T00:00:00', 'Allowed: a date'],
    },
    {
      name: 'a pattern as a denied name',
      text: '[[deny]]\nname = "ex*"\nreason = "r"',
      line: 2,
      says: ['ex*', 'Patterns are not allowed'],
    },
    {
      name: 'a specifier that is none',
      text: '[[deny]]\nname = "x"\nversions = "old"\nreason = "r"',
      line: 3,
      says: ['"old"', 'PEP 440 specifier'],
    },
    {
      name: 'an index without https',
      text: INDEX.replace('https', 'http'),
      line: 3,
      says: ['http://pypi.corp.example', 'Use https'],
    },
    {
      name: 'a password in a URL',
      text: INDEX.replace('https://', 'https://user:secret@'),
      line: 3,
      says: ['password', '`token-env`'],
    },
    {
      name: 'an index that is no URL',
      text: INDEX.replace('https://pypi.corp.example/simple/', 'corp'),
      line: 3,
      says: ['"corp"', 'no URL'],
    },
    {
      name: 'a pattern with other characters',
      text: INDEX.replace('corp-*', '^corp'),
      line: 4,
      says: ['"^corp"', '`*` and `?`'],
    },
    {
      name: 'an entry for nothing',
      text: ALLOW.replace(/^package.*\n/mu, ''),
      line: 1,
      says: ['either `package`', 'or `file`'],
    },
    { name: 'an entry for two things', text: `${ALLOW}file = "uv.lock"`, line: 1, says: ['either `package`'] },
    {
      name: 'digests of a lockfile',
      text: `${ALLOW.replace(/^package.*$/mu, 'file = "uv.lock"')}sha256 = ["${'a'.repeat(64)}"]`,
      line: 5,
      says: ['needs `package`'],
    },
    {
      name: 'an override for everything',
      text: '[[override]]\nmax-level = "warn"',
      line: 1,
      says: ['`lockfiles` or `scopes`', '`[rules]`'],
    },
    {
      name: 'an override without effect',
      text: '[[override]]\nscopes = ["development"]',
      line: 1,
      says: ['changes nothing'],
    },
    {
      name: 'an override of an unknown rule',
      text: '[[override]]\nscopes = ["development"]\nrules = { startup = "off" }',
      line: 1,
      says: ['`startup` is no rule'],
    },
    {
      name: 'a scope that counts as runtime',
      text: '[[override]]\nscopes = ["unknown"]\nmax-level = "warn"',
      line: 2,
      says: ['"unknown"', '"development"'],
    },
    { name: 'a licence in words', text: '[licences]\ndeny = ["GNU GPL"]', line: 2, says: ['"GNU GPL"', 'SPDX'] },
    {
      name: 'a shared policy at a branch',
      text: 'extends = "corp/policies:lockgate.toml@main"',
      line: 1,
      says: ['40 hex digits'],
    },
    {
      name: "GitHub's own token",
      text: `${INDEX}token-env = "GITHUB_TOKEN"`,
      line: 5,
      says: ['GITHUB_TOKEN', 'never sent'],
    },
  ])('$name', ({ text, line, says }) => {
    const { policy, problems } = parse(text);

    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ path: PATH, line, affects: 'file' });
    for (const part of says) expect(problems[0]?.message).toContain(part);
    // What the broken file allowed must not hold.
    expect(policy).toEqual({ ...DEFAULT_POLICY, source: PATH });
  });

  test('a password is not repeated', () => {
    const { problems } = parse(INDEX.replace('https://', 'https://user:hunter2@'));
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });

  test('every mistake is told, not only the first', () => {
    expect(
      parse('fail-on = "x"\non-gap = "y"\nz = 1')
        .problems.map(({ line }) => line)
        .toSorted(),
    ).toEqual([1, 2, 3]);
  });
});

describe('contradictions', () => {
  const DENY = '[[deny]]\nname = "Example"\nreason = "replaced"\n';
  test.each([
    { name: 'allowed and denied', text: ALLOW + DENY, line: 1, says: 'denied on line 5' },
    {
      name: 'allowed and denied by a specifier',
      text: `${ALLOW}${DENY}versions = "<2"`,
      line: 1,
      says: 'denied on line 5',
    },
    {
      name: 'two indexes of one name',
      text: INDEX + INDEX.replace('corp-*', 'other-*'),
      line: 5,
      says: 'called "corp"',
    },
    {
      name: 'one pattern on two indexes',
      text: INDEX + INDEX.replace('"corp"', '"other"'),
      line: 5,
      says: 'listed by two',
    },
    {
      name: 'a licence that is taken and refused',
      text: '[licences]\nallow = ["MIT"]\ndeny = ["MIT"]',
      line: 3,
      says: '"MIT" is both',
    },
  ])('$name', ({ text, line, says }) => {
    const { problems } = parse(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ line });
    expect(problems[0]?.message).toContain(says);
  });

  test('a release outside the denied versions may be allowed', () => {
    expect(parse(`${ALLOW}${DENY}versions = ">=2"`).problems).toEqual([]);
  });
});

test('no text makes it throw', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[[\]="'{}a-z.\n#,0-9-]{0,60}$/u)),
      (text) => {
        const { problems } = parse(text);
        expect(problems.every(({ message, path }) => message !== '' && path === PATH)).toBe(true);
      },
    ),
  );
});
