import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { normalizeName } from '../../src/model/names.js';
import type { AllowEntry } from '../../src/model/policy.js';
import { type Appended, appendAllow } from '../../src/policy/append.js';
import { parsePolicy } from '../../src/policy/parse.js';
import { allowLines } from '../../src/report/allow-entry.js';
import { hostileText } from '../support/hostile.js';
import { version } from '../support/report.js';

const PATH = '.github/lockgate.toml';
const RULES = new Map([
  ['typosquat', 'block' as const],
  ['startup-hook', 'block' as const],
]);

const ENTRY: Omit<AllowEntry, 'line'> = {
  name: normalizeName('demo'),
  version: version('1.4.2'),
  file: null,
  rules: ['typosquat'],
  sha256: ['ab'.repeat(32), 'cd'.repeat(32)],
  reason: 'it is ours',
  owner: '@octocat',
  expires: '2027-02-21',
};

const linesOf = (entry: Omit<AllowEntry, 'line'>): readonly string[] =>
  allowLines({
    ...entry,
    subject: { package: `pkg:pypi/${entry.name}@${entry.version}` },
    owner: entry.owner ?? '',
    expires: entry.expires ?? '',
  });

const append = (text: string | null, entry = ENTRY, lines = linesOf(entry)): Appended =>
  appendAllow({ text, path: PATH, lines, entry, rules: RULES });

test('a file that is not there yet', () => {
  expect(append(null)).toMatchInlineSnapshot(`
{
  "kind": "appended",
  "text": "[[allow]]
package = "pkg:pypi/demo@1.4.2"
rules = ["typosquat"]
sha256 = [
  "abababababababababababababababababababababababababababababababab",
  "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
]
reason = "it is ours"
owner = "@octocat"
expires = 2027-02-21
",
}
`);
});

describe('what stands there stays byte for byte', () => {
  test.each([
    {
      name: 'comments and odd layout',
      text: '# Ours\n\n  fail-on   =  "warn" # strict\n\n\n[rules]\ntyposquat="warn"\n',
    },
    { name: 'no end of the last line', text: 'fail-on = "warn"' },
    { name: 'a comment at the end', text: 'fail-on = "warn"\n# [[allow]]' },
    { name: 'Windows line ends', text: 'fail-on = "warn"\r\n\r\n[rules]\r\n' },
    { name: 'another entry', text: '[[allow]]\npackage = "pkg:pypi/a@1"\nrules = ["typosquat"]\nreason = "x"\n' },
    { name: 'a text over several lines', text: '[[deny]]\nname = "x"\nreason = """\n[[allow]]\nno entry"""\n' },
    { name: 'nothing but blanks', text: '\n\n' },
  ])('$name', ({ text }) => {
    const appended = append(text);
    if (appended.kind !== 'appended') throw new Error(appended.reason);

    expect(appended.text.startsWith(text)).toBe(true);
    expect(parsePolicy(appended.text, PATH, RULES).policy.allow.at(-1)).toMatchObject(ENTRY);
    expect(/[^\r]\n/u.test(appended.text)).toBe(!text.includes('\r'));
  });
});

describe('refuses', () => {
  test.each([
    { name: 'a file that is no TOML', text: 'fail-on = ', says: 'could not be read (line 1)' },
    { name: 'a file with an unknown key', text: 'nonsense = 1\n', says: '`nonsense` is no key' },
    { name: 'a list of entries in brackets', text: 'allow = []\n', says: 'could not be read' },
  ])('$name', ({ text, says }) => {
    expect(append(text)).toEqual({ kind: 'refused', reason: expect.stringContaining(says) });
  });

  test.each([
    { name: 'a second entry', more: ['[[allow]]', 'package = "pkg:pypi/b"', 'rules = ["typosquat"]', 'reason = "x"'] },
    { name: 'another table', more: ['[rules]', 'typosquat = "off"'] },
    { name: 'a denied package less', more: ['[[deny]]', 'name = "z"', 'reason = "x"'] },
  ])('lines that bring more than the entry: $name', ({ more }) => {
    expect(append('fail-on = "warn"\n', ENTRY, [...linesOf(ENTRY), ...more])).toEqual({
      kind: 'refused',
      reason: 'With the entry the policy would say something else than the entry.',
    });
  });

  test('lines that say another thing than the entry', () => {
    expect(append(null, ENTRY, linesOf({ ...ENTRY, rules: ['startup-hook'] }))).toMatchObject({ kind: 'refused' });
  });
});

test('invariant 3: no text breaks out of the entry', () => {
  const anything = fc.oneof(
    hostileText,
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom(
      '"',
      '"\n[rules]\ntyposquat = "off"\n#',
      '"""',
      "'''",
      '\\',
      '\\u0022',
      '\u007F',
      '\u0085',
      '\uFEFF',
      '\0',
    ),
  );
  fc.assert(
    fc.property(anything, anything, (reason, owner) => {
      const entry = { ...ENTRY, reason, owner };
      const appended = append('fail-on = "warn"\n', entry);
      // What TOML cannot hold (half a surrogate pair) or the schema does not take (an empty reason) is refused; nothing else may come of it.
      if (appended.kind === 'refused') return;
      const { policy, problems } = parsePolicy(appended.text, PATH, RULES);
      expect(problems).toEqual([]);
      expect(policy.failOn).toBe('warn');
      expect(policy.allow).toHaveLength(1);
      expect(policy.allow[0]).toMatchObject(entry);
    }),
    { numRuns: 500 },
  );
});
