import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { diffLockfiles } from '../../src/diff/diff.js';
import type { LockfileFormat } from '../../src/lockfiles/format.js';
import { identityOf, isReadable, type Lockfile } from '../../src/model/lockfile.js';
import { normalizeName } from '../../src/model/names.js';
import { parseVersion } from '../../src/model/versions.js';
import { type FixtureSide, fixtureText, hasFixture } from './fixtures.js';

export interface ContractFixture {
  readonly name: string;
  /** Path of the lockfile within each side. */
  readonly file: string;
  readonly sides?: readonly FixtureSide[];
}

/** How a format lays out its entries, where it differs from one block a release with each file on one line. */
export interface ContractShape {
  /** Several rows make one release: one a file, or one a platform. */
  readonly rowsFold?: boolean;
  /** A file's hash and its name stand on lines of their own; the name's is the file's line. */
  readonly hashApart?: boolean;
}

/** What every format owes: see "Tests" in CONTRIBUTING. `startsEntry` tells whether a line begins an entry. */
export function lockfileContract(
  format: LockfileFormat,
  fixtures: readonly ContractFixture[],
  startsEntry: (line: string) => boolean,
  shape: ContractShape = {},
): void {
  const cases = fixtures.flatMap(({ name, file, sides = ['base', 'head'] }) =>
    sides.map((side) => ({ name, file, side })),
  );
  describe(`${format.id} contract`, () => {
    describe.each(cases)('$name/$side/$file', ({ name, file, side }) => {
      const text = fixtureText(name, side, file);
      const lockfile = format.parse(text, file);
      wellFormed(lockfile, text, startsEntry, shape);
      robust(format, text, file);
      test('says how it was made', () => expect(hasFixture(name, 'made-by.txt')).toBe(true));
    });
  });
}

function wellFormed(
  lockfile: Lockfile,
  text: string,
  startsEntry: (line: string) => boolean,
  { rowsFold = false, hashApart = false }: ContractShape,
): void {
  const lines = text.split('\n');
  test('is read without problems, every entry of it', () => {
    expect(lockfile.problems).toEqual([]);
    const rows = lines.filter(startsEntry).length;
    const count = lockfile.packages.length;
    expect(rowsFold ? count > 0 && count <= rows : count === rows).toBe(true);
  });
  test('has normalised names and versions', () => {
    for (const { name, version } of lockfile.packages) {
      expect(name).toBe(normalizeName(name));
      if (version !== null) expect(parseVersion(version)).toBe(version);
    }
  });
  test('keeps hashes, and points at the lines of entries and files', () => {
    for (const entry of lockfile.packages) {
      expect(startsEntry(lines[entry.line - 1] ?? '')).toBe(true);
      for (const { line, hashes, filename } of entry.artifacts) {
        expect(hashes).toHaveLength(1);
        for (const hash of hashes) expect(hashApart ? text : lines[line - 1]).toContain(hash.split(':')[1]);
        if (filename !== null) expect(decodeURIComponent(lines[line - 1] ?? '')).toContain(filename);
      }
    }
  });
  test('differs in nothing from itself, in any order', () => {
    const turned = { ...lockfile, packages: lockfile.packages.toReversed() };
    expect(diffLockfiles([{ path: lockfile.path, base: lockfile, head: turned }])).toMatchObject({
      changes: [],
      options: [],
    });
  });
}

function robust(format: LockfileFormat, text: string, path: string): void {
  const whole = format.parse(text, path);
  const identities = new Set(whole.packages.map(identityOf));

  test('reads CRLF as it reads LF', () => {
    const crlf = format.parse(text.replaceAll('\n', '\r\n'), path);
    expect(crlf).toEqual(whole);
  });
  test('never throws on mutated text', () => {
    fc.assert(
      fc.property(mutation(text), (mutated) => {
        const { packages, problems } = format.parse(mutated, path);
        for (const { line } of [...packages, ...problems]) expect(line ?? 1).toBeGreaterThan(0);
      }),
      { numRuns: 20 },
    );
  });
  test('shows a cut: as a problem, or as entries that are missing or differ', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: text.length - 2 }), (end) => {
        const cut = format.parse(text.slice(0, end), path);
        if (cut.problems.length > 0 || !isReadable(cut)) return;
        const invented = cut.packages.filter((entry) => !identities.has(identityOf(entry)));
        const { changes } = diffLockfiles([{ path, base: whole, head: cut }]);
        const complete = format.parse(text.slice(0, end), path).packages.length === whole.packages.length;
        expect(complete || changes.length > 0).toBe(true);
        expect(invented.length).toBeLessThan(2);
      }),
      { numRuns: 30 },
    );
  });
}

/** The text with a stretch removed, repeated or replaced. */
const mutation = (text: string): fc.Arbitrary<string> =>
  fc
    .record({
      at: fc.nat(text.length - 1),
      length: fc.nat(200),
      put: fc.oneof(
        fc.string({ maxLength: 20 }),
        fc.constantFrom('"', '[', ']', '{', '\n', '\\\n', '[[package]]\n', '#', '\u2028', '\0'),
      ),
    })
    .map(({ at, length, put }) => text.slice(0, at) + put + text.slice(at + length));
