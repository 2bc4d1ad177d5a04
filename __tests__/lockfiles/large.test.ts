import { describe, expect, test } from '@jest/globals';
import { diffLockfiles } from '../../src/diff/diff.js';
import { readTomlEntries, readWhole } from '../../src/lockfiles/toml-entries.js';
import { fixtureLock, fixtureText } from './fixtures.js';

const sides = { base: fixtureLock('uv-large', 'base', 'uv.lock'), head: fixtureLock('uv-large', 'head', 'uv.lock') };
const texts = { base: fixtureText('uv-large', 'base', 'uv.lock'), head: fixtureText('uv-large', 'head', 'uv.lock') };

/** What stands in the text, found without any of our parsers. */
const entriesIn = (text: string): readonly string[] =>
  [
    ...text.matchAll(
      /^\[\[package\]\]\nname = "(?<name>.+)"\n(?:version = "(?<version>.+)"\n)?source = (?<source>.+)$/gmu,
    ),
  ].map(({ groups }) => `${groups?.['name']} ${groups?.['version']} ${groups?.['source']}`);

const without = (all: readonly string[], others: readonly string[]): readonly string[] => {
  const known = new Set(others);
  return all.filter((entry) => !known.has(entry));
};

describe.each(['base', 'head'] as const)('a real lock of more than 600 packages, %s', (side) => {
  test('is understood entry by entry and file by file', () => {
    const { packages, problems } = sides[side];
    expect(problems).toEqual([]);
    expect(packages).toHaveLength(entriesIn(texts[side]).length);
    expect(packages.length).toBeGreaterThan(600);
    const hashes = packages.flatMap(({ artifacts }) => artifacts.flatMap((artifact) => artifact.hashes));
    expect(hashes).toHaveLength(texts[side].match(/\bhash = "sha256:/gu)?.length ?? 0);
  });
  test('has every entry and file on its line', () => {
    const lines = texts[side].split('\n');
    for (const { line, artifacts } of sides[side].packages) {
      expect(lines[line - 1]).toBe('[[package]]');
      for (const file of artifacts) expect(lines[file.line - 1]).toContain(file.hashes[0]);
    }
  });
  test('means the same piece by piece and at once', () => {
    const [pieces, whole] = [readTomlEntries(texts[side], (value) => value), readWhole(texts[side], (value) => value)];
    expect(JSON.stringify(pieces)).toBe(JSON.stringify(whole));
  });
  test('tells the scope of every package', () => {
    expect(sides[side].packages.filter(({ scopes }) => scopes.length === 0 || scopes.includes('unknown'))).toEqual([]);
  });
});

describe('what a few days bring to it', () => {
  const { changes } = diffLockfiles([{ path: 'uv.lock', base: sides.base, head: sides.head }]);
  const spelled = (lines: readonly string[]): readonly string[] =>
    lines.map((line) => line.split(' ').slice(0, 2).join(' ')).toSorted();

  test('is every entry that differs in the text, and no other', () => {
    const [base, head] = [entriesIn(texts.base), entriesIn(texts.head)];
    const moved = changes.filter(({ labels }) => !labels.every((label) => label === 'marker-changed'));
    const come = moved.flatMap(({ to }) => (to === null ? [] : [`${to.name} ${to.version}`]));
    const gone = moved.flatMap(({ from }) => (from === null ? [] : [`${from.name} ${from.version}`]));
    expect(come.toSorted()).toEqual(spelled(without(head, base)));
    expect(gone.toSorted()).toEqual(spelled(without(base, head)));
  });
  test.each([
    { name: 'gitdep', kind: 'changed', labels: ['upgrade', 'source-changed'] },
    { name: 'iniconfig', kind: 'changed', labels: ['upgrade', 'source-changed'] },
    { name: 'boto3', kind: 'changed', labels: ['upgrade'] },
    { name: 'ipython', kind: 'changed', labels: ['upgrade', 'fork'] },
  ])('$name: $kind, $labels', ({ name, kind, labels }) => {
    expect(changes.filter((change) => change.name === name)).toMatchObject([{ kind, labels }]);
  });
  test('says by which path each of them is there', () => {
    const pathless = changes.filter(({ to, path }) => to !== null && path.length === 0);
    expect(pathless.map(({ name }) => name)).toEqual([]);
  });
});
