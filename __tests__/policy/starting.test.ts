import { expect, test } from '@jest/globals';
import type { Lockfile } from '../../src/model/lockfile.js';
import type { OwnLevels } from '../../src/policy/loosening.js';
import { parsePolicy } from '../../src/policy/parse.js';
import { startingPolicy } from '../../src/policy/starting.js';
import { lockSide } from '../rules/facts.js';
import { lockedPackage } from '../support/model.js';
import { NOW } from '../support/report.js';

const LEVELS: OwnLevels = new Map([
  ['fresh-release', 'warn'],
  ['unverifiable-source', 'warn'],
]);

const private_ = lockedPackage({ source: { kind: 'index', url: 'https://user:secret@pypi.corp.invalid/simple' } });
const development = lockedPackage({ scopes: ['development'] });
const git = lockedPackage({
  source: { kind: 'vcs', vcs: 'git', url: 'https://git.invalid/x', commit: null, ref: 'main', subdirectory: null },
});

const locks = (...packages: Lockfile['packages']): readonly Lockfile[] => [lockSide({ path: 'uv.lock', packages })];

/** The draft with every comment that looks like TOML switched on. */
const uncommented = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.replace(/^# (?=\[|[a-z-]+ *=)/u, ''))
    .join('\n');

interface Row {
  readonly name: string;
  readonly given: readonly Lockfile[];
  readonly says: readonly string[];
}

const rows: readonly Row[] = [
  { name: 'nothing', given: [], says: ['No lockfile was found', 'fail-on = "block"', 'min-age = "3 days"'] },
  { name: 'a lockfile', given: locks(), says: ['1 lockfile', 'uv.lock (requirements, 0 packages)'] },
  { name: 'a private index', given: locks(private_), says: ['pypi.corp.invalid', 'packages  = ["demo"]'] },
  { name: 'development dependencies', given: locks(development), says: ['scopes    = ["development"]'] },
  { name: 'a source without an index', given: locks(git), says: ['"unverifiable-source"', 'expires = 2027-02-21'] },
  {
    name: 'locks among tests',
    given: [lockSide({ path: 'tests/data/uv.lock' }), lockSide({ path: 'a/fixtures/uv.lock' })],
    says: ['exclude = ["/a/fixtures/", "/tests/"]'],
  },
];

test.each(rows)('$name: says it in a policy that holds', ({ given, says }) => {
  const text = startingPolicy(given, NOW);

  for (const part of says) expect(text).toContain(part);
  expect(text).not.toContain('user:');
  expect(parsePolicy(text, 'p', LEVELS).problems).toEqual([]);
});

test.each(rows)('$name: what it suggests holds too', ({ given }) => {
  expect(parsePolicy(uncommented(startingPolicy(given, NOW)), 'p', LEVELS).problems).toEqual([]);
});

test('a path cannot leave its comment', () => {
  const text = startingPolicy([lockSide({ path: 'a\nfail-on = "never"\n/uv.lock' })], NOW);

  expect(parsePolicy(text, 'p', LEVELS)).toMatchObject({ policy: { failOn: 'block' }, problems: [] });
});
