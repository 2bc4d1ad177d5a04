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

const Allow = v.strictObject({
  package: v.pipe(
    v.string('a package URL such as "pkg:pypi/example@1.4.2"'),
    v.regex(/^pkg:pypi\/[^@/?#\s]+(?:@[^@/?#\s]+)?$/u, 'a package URL such as "pkg:pypi/example@1.4.2"'),
    v.description('Package URL of the release. Without `@version` the entry holds for every version of the project.'),
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

export const PolicyFile = v.strictObject({
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
  rules: v.optional(
    v.pipe(
      v.record(v.string(), level('Level of the findings of the rule.'), 'a table of rule id = level'),
      v.description('Rule id = level. A rule that weakened a finding itself stays at most as heavy as it made it.'),
    ),
    {},
  ),
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
