import { describe, expect, test } from '@jest/globals';
import { diffLockfiles } from '../../src/diff/diff.js';
import { identityOf, type Lockfile } from '../../src/model/lockfile.js';
import { type FixtureSide, fixtureLock } from './fixtures.js';

/**
 * One dependency set, locked by different tools on one date: whichever file replaces which, nothing changed. Local projects are left
 * out, since not every format lists the project itself.
 */
interface Lock {
  readonly name: string;
  readonly file: string;
  /** Names that only other environments need, which a tool that locks for the one it runs in leaves out. */
  readonly without?: readonly string[];
  /** Names of groups and extras that the reference does not have. */
  readonly beside?: readonly string[];
}

const PYTEST = ['iniconfig', 'packaging', 'pluggy', 'pytest'];
const WINDOWS = ['colorama'];
const OLDER_PYTHON = ['async-timeout'];
const HEAD: readonly FixtureSide[] = ['head'];
const BOTH: readonly FixtureSide[] = ['base', 'head'];

interface DependencySet {
  readonly reference: Lock;
  readonly sides: readonly FixtureSide[];
  readonly locks: readonly Lock[];
}

const SETS: readonly DependencySet[] = [
  {
    reference: { name: 'uv-small', file: 'uv.lock' },
    sides: BOTH,
    locks: [
      { name: 'pdm-small', file: 'pdm.lock', beside: [...PYTEST, 'pygments', 'markdown'] },
      { name: 'pipfile-small', file: 'Pipfile.lock', without: WINDOWS, beside: [...PYTEST, 'pygments', 'markdown'] },
      { name: 'pylock-small', file: 'pylock.toml' },
      { name: 'pylock-small', file: 'pylock.compiled.toml' },
      { name: 'pylock-small', file: 'pylock.pip.toml', without: WINDOWS },
      { name: 'pylock-small', file: 'pylock.pdm.toml' },
      { name: 'pylock-small', file: 'pylock.pex.toml' },
      { name: 'pylock-hatch', file: 'pylock.toml', without: WINDOWS },
      { name: 'pex-small', file: 'lock.json' },
      { name: 'pixi-small', file: 'pixi.lock' },
      { name: 'conda-lock-small', file: 'conda-lock.yml' },
    ],
  },
  {
    reference: { name: 'uv-medium', file: 'uv.lock' },
    sides: HEAD,
    locks: [
      { name: 'pdm-medium', file: 'pdm.lock' },
      { name: 'pipfile-medium', file: 'Pipfile.lock', without: [...WINDOWS, ...OLDER_PYTHON] },
    ],
  },
];

const RECORDED: ReadonlySet<string> = new Set(['artifacts-added', 'artifacts-removed']);

const rows = SETS.flatMap(({ reference, sides, locks }) =>
  sides.flatMap((side) => locks.map((lock) => ({ reference, side, ...lock }))),
);

describe.each(rows)('$name/$side/$file', ({ reference, side, name, file, without = [], beside = [] }) => {
  const theirs = indexEntries(fixtureLock(reference.name, side, reference.file), without);
  const here = indexEntries(
    fixtureLock(name, side, file),
    beside.filter((each) => !has(theirs, each)),
  );

  test('holds the releases that uv.lock holds', () => {
    expect(identities(here)).toEqual(identities(theirs));
  });

  test.each([
    { name: 'from uv.lock', base: theirs, head: here },
    { name: 'to uv.lock', base: here, head: theirs },
  ])('a move $name changes no release', ({ base, head }) => {
    const { changes, problems } = diffLockfiles([
      { path: base.path, base, head: null },
      { path: head.path, base: null, head },
    ]);
    expect(problems).toEqual([]);
    // Formats record more or fewer files of a release; that none of them is another one is what counts.
    expect(changes.filter(({ labels }) => labels.some((label) => !RECORDED.has(label)))).toEqual([]);
    expect(changes.filter(({ kind }) => kind !== 'changed')).toEqual([]);
  });
});

function has({ packages }: Lockfile, wanted: string): boolean {
  return packages.some(({ name }) => name === wanted);
}

function identities({ packages }: Lockfile): readonly string[] {
  return [...new Set(packages.map(identityOf))].toSorted();
}

function indexEntries(lockfile: Lockfile, leftOut: readonly string[]): Lockfile {
  const packages = lockfile.packages.filter(({ name, source }) => source.kind === 'index' && !leftOut.includes(name));
  return { ...lockfile, packages };
}
