import { describe, expect, test } from '@jest/globals';
import { extendPolicy } from '../../src/policy/extend.js';
import type { OwnLevels } from '../../src/policy/loosening.js';

const RULES: OwnLevels = new Map([
  ['fresh-release', 'warn'],
  ['startup-hook', 'block'],
]);
const PATH = '.github/lockgate.toml';
const SHARED = { owner: 'corp', repository: 'policies', path: 'lockgate.toml', commit: 'a'.repeat(40) };
const HEAD = `extends = "corp/policies:lockgate.toml@${'a'.repeat(40)}"\n`;

const extend = (own: string, sharedText: string) =>
  extendPolicy({ text: HEAD + own, path: PATH, shared: SHARED, sharedText }, RULES);

const ALLOW = '[[allow]]\npackage = "pkg:pypi/demo@1.0"\nrules = ["startup-hook"]\nreason = "read"\n';
const DENY = '[[deny]]\nname = "old"\nreason = "replaced"\n';

test('single keys replace, tables and lists add up', () => {
  const { policy, problems } = extend(
    `on-gap = "block"\nexclude = ["b/"]\n[rules]\nfresh-release = "block"\n${DENY.replace('old', 'older')}`,
    `fail-on = "warn"\non-gap = "warn"\npermit = ["exclude"]\nexclude = ["a/"]\n[rules]\nstartup-hook = "block"\n${DENY}`,
  );

  expect(problems).toEqual([]);
  expect(policy).toMatchObject({
    failOn: 'warn',
    onGap: 'block',
    exclude: ['a/', 'b/'],
    rules: { 'startup-hook': 'block', 'fresh-release': 'block' },
    deny: [
      { name: 'old', line: null },
      { name: 'older', line: 6 },
    ],
    extends: SHARED,
    source: PATH,
  });
});

describe('loosening', () => {
  interface Row {
    readonly name: string;
    readonly own: string;
    readonly shared?: string;
    readonly permit: string;
    readonly line: number;
    readonly says: string;
  }

  const rows: readonly Row[] = [
    { name: 'fail-on', own: 'fail-on = "never"\n', permit: 'fail-on', line: 2, says: '"never"' },
    { name: 'the minimum age', own: 'min-age = "1 day"\n', permit: 'min-age', line: 2, says: '24 hours' },
    {
      name: 'a rule',
      own: '[rules]\nstartup-hook = "warn"\n',
      permit: 'rules.startup-hook',
      line: 3,
      says: '"startup-hook" from "block" to "warn"',
    },
    { name: 'a rule by family', own: '[rules]\nstartup-hook = "warn"\n', permit: 'rules.*', line: 3, says: '"warn"' },
    { name: 'an exception', own: ALLOW, permit: 'allow', line: 2, says: 'pkg:pypi/demo@1.0' },
    {
      name: 'a milder scope',
      own: '[[override]]\nscopes = ["development"]\nmax-level = "note"\n',
      permit: 'override',
      line: 2,
      says: 'development',
    },
    {
      name: 'a licence',
      own: '[licences]\nallow = ["MIT", "ISC"]\n',
      shared: '[licences]\nallow = ["MIT"]\n',
      permit: 'licences',
      line: 2,
      says: '"ISC"',
    },
  ];

  test.each(rows)('$name is refused where it is not permitted', ({ own, shared = '', line, says }) => {
    const { problems } = extend(own, shared);

    expect(problems).toMatchObject([{ path: PATH, line, affects: 'file' }]);
    expect(problems[0]?.message).toContain(says);
    expect(problems[0]?.message).toContain('permits to loosen nothing');
  });

  test.each(rows)('$name stands where it is permitted', ({ own, shared = '', permit }) => {
    expect(extend(own, `permit = ["${permit}"]\n${shared}`).problems).toEqual([]);
  });

  test('what is permitted is named', () => {
    const { problems } = extend('fail-on = "never"\n', 'permit = ["min-age"]\n');

    expect(problems[0]?.message).toContain('permits to loosen only min-age');
  });
});

test.each([
  { name: 'is broken', shared: 'fail-on = "blokc"\n', says: 'line 1: `fail-on` is "blokc"' },
  { name: 'extends another', shared: HEAD, says: 'only one step' },
  { name: 'is no TOML', shared: '[', says: 'Not valid TOML' },
])('a shared policy that $name is a problem at `extends`', ({ shared, says }) => {
  const { problems } = extend('', shared);

  expect(problems).toMatchObject([{ path: PATH, line: 1 }]);
  expect(problems[0]?.message).toContain('corp/policies:lockgate.toml@');
  expect(problems[0]?.message).toContain(says);
});

test('what is allowed here and denied there is a contradiction', () => {
  const { problems } = extend(ALLOW.replace('demo@1.0', 'old@1.0'), `permit = ["allow"]\n${DENY}`);

  expect(problems).toMatchObject([{ line: 2 }]);
  expect(problems[0]?.message).toContain('denied elsewhere');
});

test('a repository cannot permit itself anything', () => {
  const { policy, problems } = extend('permit = ["fail-on"]\nfail-on = "never"\n', '');

  expect(problems).toHaveLength(1);
  expect(policy.permits).toEqual([]);
});
