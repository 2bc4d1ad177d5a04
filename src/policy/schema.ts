import * as v from 'valibot';

/**
 * The policy file as it is written. This one schema validates the file, and `schema/policy.schema.json` and the tables of
 * `docs/configuration.md` are made from it, so it imports nothing but valibot. A message says what is allowed.
 */

const level = (description: string) =>
  v.pipe(v.picklist(['block', 'warn', 'note', 'off'], '"block", "warn", "note" or "off"'), v.description(description));

const text = (description: string) =>
  v.pipe(v.string('a text'), v.regex(/\S/u, 'a text that is not empty'), v.description(description));

const EXPIRES =
  'Last day on which the entry holds, in UTC. After it the entry counts for nothing and the report says so.';

const levels = (description: string) =>
  v.pipe(
    v.record(v.string(), level('Level of the findings of the rule.'), 'a table of rule id = level'),
    v.description(description),
  );

const Override = v.strictObject({
  lockfiles: v.optional(
    v.pipe(
      v.array(text('A path or a pattern with `*`, `**` and `?`.'), 'a list of paths or patterns'),
      v.minLength(1, 'at least one path or pattern, or leave the key out'),
      v.description('Lockfiles that the entry is about, by path or pattern. Without it all of them.'),
    ),
  ),
  scopes: v.optional(
    v.pipe(
      v.array(
        v.picklist(['runtime', 'development', 'optional'], '"runtime", "development" or "optional"'),
        'a list of scopes',
      ),
      v.minLength(1, 'at least one scope, or leave the key out'),
      v.description(
        'Scopes that the entry is about: dependencies that are used by these alone. Without it all of them.',
      ),
    ),
  ),
  rules: v.optional(levels('Rule id = level, as in `[rules]`.'), {}),
  'max-level': v.optional(
    v.pipe(
      v.picklist(['warn', 'note'], '"warn" or "note"'),
      v.description('The heaviest level that a finding keeps here.'),
    ),
  ),
});

const licences = (description: string) =>
  v.pipe(
    v.array(
      v.pipe(
        v.string('an SPDX licence id'),
        v.regex(/^[A-Za-z0-9][A-Za-z0-9.+-]*\*?$/u, 'an SPDX licence id such as "MIT", or a family such as "GPL-*"'),
      ),
      'a list of SPDX licence ids',
    ),
    v.description(description),
  );

const Licences = v.strictObject({
  allow: v.optional(
    licences(
      'SPDX ids of the licences that are taken; of an expression with `OR` one is enough. Without it, all that are not denied.',
    ),
  ),
  deny: v.optional(licences('SPDX ids of the licences that are refused. `GPL-*` stands for a family.'), []),
});

const onOff = (description: string) =>
  v.optional(v.pipe(v.boolean('true or false'), v.description(description)), false);

const sourceUrl = (description: string, fallback: string) =>
  v.optional(
    v.pipe(
      v.string('an https URL'),
      v.regex(/^https:\/\/[^\s@/?#]+(?:\/[^\s?#]*)?$/u, 'an https URL without user name, query or fragment'),
      v.description(description),
    ),
    fallback,
  );

const Sources = v.strictObject({
  repository: v.optional(
    v.pipe(
      v.union([v.literal('auto'), v.boolean()], '"auto", true or false'),
      v.description(
        'Whether the repositories that releases link to are asked about, with the token of the run and on its GitHub host alone. `"auto"`: for new packages and releases that newly act unasked, and what cannot be had is not missed. `true`: for every change, and what cannot be had is a gap.',
      ),
    ),
    'auto',
  ),
  domains: onOff(
    'Looks up the domains of maintainers’ e-mail addresses, in the DNS and by RDAP. The domain names leave the runner.',
  ),
  'rdap-url': sourceUrl('Root of the RDAP service that is asked about domains.', 'https://rdap.org'),
  epss: onOff(
    'Asks FIRST how likely each vulnerability is exploited within 30 days (EPSS). The CVE ids leave the runner. See [known-vulnerability](rules/known-vulnerability.md) for what it changes.',
  ),
  'epss-url': sourceUrl('Root of the API that serves EPSS scores.', 'https://api.first.org'),
  'known-exploited': onOff(
    'Reads CISA’s catalogue of vulnerabilities that are known to be exploited. See [known-vulnerability](rules/known-vulnerability.md) for what it changes.',
  ),
  'known-exploited-url': sourceUrl(
    'The JSON document of the catalogue.',
    'https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json',
  ),
  scorecard: onOff(
    'Reads the OpenSSF Scorecard of the repository that a newly added project links to. The repository’s name leaves the runner. Only ever a note.',
  ),
  'scorecard-url': sourceUrl('Root of the API that serves Scorecards.', 'https://api.scorecard.dev'),
  'deps-dev': onOff(
    'Asks deps.dev about newly added projects. Their names and versions leave the runner. Only ever a note.',
  ),
  'deps-dev-url': sourceUrl('Root of the API of deps.dev.', 'https://api.deps.dev'),
});

const Allow = v.strictObject({
  package: v.optional(
    v.pipe(
      v.string('a package URL such as "pkg:pypi/example@1.4.2"'),
      v.regex(/^pkg:pypi\/[^@/?#\s]+(?:@[^@/?#\s]+)?$/u, 'a package URL such as "pkg:pypi/example@1.4.2"'),
      v.description('Package URL of the release. Without `@version` the entry holds for every version of the project.'),
    ),
  ),
  file: v.optional(
    text('Instead of `package`: path of the lockfile, manifest or policy whose own findings are accepted.'),
  ),
  rules: v.pipe(
    v.array(v.string('a rule id'), 'a list of rule ids'),
    v.minLength(1, 'at least one rule id'),
    v.description('Ids of the rules whose findings are accepted.'),
  ),
  sha256: v.optional(
    v.pipe(
      v.array(
        v.pipe(v.string('64 hex digits'), v.regex(/^[0-9a-fA-F]{64}$/u, '64 hex digits')),
        'a list of sha256 digests',
      ),
      v.minLength(1, 'at least one digest, or leave the key out'),
      v.description(
        'Digests of the files that were looked at. When given, a file with another digest is not covered by the entry.',
      ),
    ),
  ),
  reason: text('Why it is acceptable. Shown in every report that uses the entry.'),
  owner: v.optional(text('Who answers for the entry.')),
  expires: v.optional(
    v.pipe(v.string('a date such as 2027-01-31'), v.isoDate('a date such as 2027-01-31'), v.description(EXPIRES)),
  ),
});

const Deny = v.strictObject({
  name: text('Name of the project.'),
  versions: v.optional(text('PEP 440 specifier such as `<2`. Without it every version is denied.')),
  reason: text('Why it is denied, and what to use instead.'),
});

const Index = v.strictObject({
  name: text('What to call the index in reports.'),
  url: text('Root of the simple index (PEP 503). `https`, and no user name or password.'),
  packages: v.pipe(
    v.array(text('A name or a pattern with `*` and `?`.'), 'a list of names or patterns'),
    v.minLength(1, 'at least one name or pattern'),
    v.description('Names, or patterns with `*` and `?`, that must come from this index and only from it.'),
  ),
  'file-hosts': v.optional(
    v.pipe(
      v.array(
        v.pipe(
          v.string('a host name'),
          v.regex(/^[a-zA-Z0-9.-]+(?::\d{1,5})?$/u, 'a host name such as "files.example", without scheme or path'),
        ),
        'a list of host names',
      ),
      v.description('Further hosts that serve the files of the index.'),
    ),
  ),
  'token-env': v.optional(
    v.pipe(
      v.string('the name of an environment variable'),
      v.regex(/^[A-Z_][A-Z0-9_]*$/iu, 'the name of an environment variable'),
      v.description('Environment variable that holds the token of the index. It is sent to the host of `url` alone.'),
    ),
  ),
});

const PLATFORM = 'a platform tag such as "win_amd64", or a pattern such as "manylinux*_x86_64"';

const SHARED = 'owner/repository:path@ and the 40 hex digits of a commit';

export const PolicyFile = v.strictObject({
  extends: v.optional(
    v.pipe(
      v.string(SHARED),
      v.regex(/^[\w.-]+\/[\w.-]+:[^@\s:][^@\s]*@[0-9a-f]{40}$/u, SHARED),
      v.description(
        'A policy of another repository that this one builds on, such as `"corp/policies:lockgate.toml@<commit>"`. A branch or tag could be moved, so only a commit is taken.',
      ),
    ),
  ),
  permit: v.optional(
    v.pipe(
      v.array(
        v.pipe(
          v.string('a key'),
          v.regex(/^[a-z][a-z.*-]*$/u, 'a key such as "min-age", "rules.fresh-release", "rules.*" or "allow"'),
        ),
        'a list of keys',
      ),
      v.description(
        'In a shared policy: what the repositories that extend it may loosen. Tightening needs no permission.',
      ),
    ),
    [],
  ),
  'fail-on': v.optional(
    v.pipe(
      v.picklist(['block', 'warn', 'never'], '"block", "warn" or "never"'),
      v.description('The lightest verdict that fails the job. The verdict itself does not change.'),
    ),
    'block',
  ),
  'on-gap': v.optional(
    v.pipe(
      v.picklist(['pass', 'warn', 'block'], '"pass", "warn" or "block"'),
      v.description('Verdict for what could not be checked. A lockfile that cannot be read at all always blocks.'),
    ),
    'warn',
  ),
  'min-age': v.optional(
    v.pipe(
      v.string('a duration such as "3 days", "36 hours" or "2 weeks"'),
      v.regex(/^\d{1,4} ?(?:minute|hour|day|week)s?$/u, 'a duration such as "3 days", "36 hours" or "2 weeks"'),
      v.description(
        'How old a release must be before the `fresh-release` rule is content with it. "0 days" for any age.',
      ),
    ),
    '3 days',
  ),
  audit: v.optional(
    v.pipe(v.boolean('true or false'), v.description('Shows what would block, and never fails the job.')),
    false,
  ),
  exclude: v.optional(
    v.pipe(
      v.array(text('A pattern in the syntax of .gitignore.'), 'a list of patterns in the syntax of .gitignore'),
      v.description(
        'Lockfiles and manifests to leave out, in the syntax of `.gitignore`. `lockgate detect` shows what each pattern does.',
      ),
    ),
    [],
  ),
  platforms: v.optional(
    v.pipe(
      v.array(
        v.pipe(v.string(PLATFORM), v.regex(/^[A-Za-z0-9_*]+$/u, PLATFORM)),
        'a list of platform tags or patterns',
      ),
      v.description(
        'Platform tags of the wheels that the team installs, or patterns with `*`. Wheels for other platforms are then not read, and the report names them. Without it every file that a lockfile can select is read.',
      ),
    ),
    [],
  ),
  rules: v.optional(
    levels('Rule id = level. A rule that weakened a finding itself stays at most as heavy as it made it.'),
    {},
  ),
  override: v.optional(
    v.pipe(
      v.array(Override, 'tables written as [[override]]'),
      v.description('Other levels for some lockfiles or for some scopes.'),
    ),
    [],
  ),
  licences: v.optional(v.pipe(Licences, v.description('Licences that the team takes or refuses.')), {}),
  sources: v.optional(v.pipe(Sources, v.description('Sources of evidence beside index and advisories.')), {}),
  allow: v.optional(
    v.pipe(v.array(Allow, 'tables written as [[allow]]'), v.description('Accepts the named rules for one release.')),
    [],
  ),
  deny: v.optional(
    v.pipe(v.array(Deny, 'tables written as [[deny]]'), v.description('Projects that must not be locked.')),
    [],
  ),
  index: v.optional(
    v.pipe(
      v.array(Index, 'tables written as [[index]]'),
      v.description('A private index, with the packages that must come from it.'),
    ),
    [],
  ),
});

export type PolicyDocument = v.InferOutput<typeof PolicyFile>;
