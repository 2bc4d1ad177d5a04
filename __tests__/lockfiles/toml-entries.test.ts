import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type EntryReader, readTomlEntries, readWhole } from '../../src/lockfiles/toml-entries.js';
import { fixtureText } from './fixtures.js';

const FIXTURES = [
  { name: 'uv-medium', file: 'uv.lock' },
  { name: 'uv-sources', file: 'uv.lock' },
  { name: 'poetry-1.1', file: 'poetry.lock' },
  { name: 'poetry-sources', file: 'poetry.lock' },
];

/** Everything a reader is given: the value, its line and the lines of the files in it. */
const seen: EntryReader<{ readonly value: unknown; readonly line: number; readonly files: readonly number[] }> = (
  value,
  block,
) => {
  const files = [...JSON.stringify(value).matchAll(/"(?:url|file)":"([^"\\]+)"/gu)].map(([, file = '']) => file);
  return { value, line: block.line, files: files.map((file) => block.lineOfFile(file)) };
};

const KEYS = ['version', 'revision', 'requires-python', 'lock-version', 'python-versions', 'exclude-newer'];

function told(text: string, reader: typeof readWhole) {
  const read = reader(text, seen);
  if (read.kind === 'misread') return read;
  const { document, entries, lineOf } = read.value;
  return { document: { ...document }, entries, lines: KEYS.map(lineOf) };
}

const expectAgreement = (text: string): void => expect(told(text, readTomlEntries)).toEqual(told(text, readWhole));

/** The lines of a mutated text are left out: at once they are only guessed where a string or an array holds what looks like a header. */
const expectSameValues = (text: string): void =>
  expect(valuesOf(told(text, readTomlEntries))).toEqual(valuesOf(told(text, readWhole)));

const valuesOf = (read: ReturnType<typeof told>): unknown =>
  'kind' in read ? read : { document: read.document, entries: read.entries.map(({ value }) => value) };

describe.each(FIXTURES)('$name, piece by piece and at once', ({ name, file }) => {
  const text = fixtureText(name, 'head', file);
  const lineStarts = [...text.matchAll(/^/gmu)].map(({ index }) => index);
  const place = fc.oneof(fc.constantFrom(...lineStarts), fc.nat(text.length - 1));
  const put = fc.oneof(
    fc.constantFrom(
      ...[
        '"',
        "'",
        '"""',
        "'''",
        '[',
        ']',
        '{',
        '}',
        '#',
        '\\',
        '\r',
        '\n',
        '\t',
        'x = """\n',
        "x = '''\n",
        'x = [\n',
        'x = {\n',
        'x =\n',
      ],
      ...[
        '[[package]]\n',
        '  [[package]]\n',
        '[["package"]]\n',
        '[[ package ]]\n',
        '[package]\n',
        '[package.x]\n',
        '[[package.x]]\n',
      ],
      ...[
        '[options]\n',
        '[metadata]\n',
        '[metadata.x]\n',
        '[[metadata]]\n',
        'package = []\n',
        'package.x = 1\n',
        '__proto__ = 1\n',
        '[__proto__]\n',
      ],
    ),
    fc.string({ maxLength: 8 }),
  );

  test('agree on the lock', () => expectAgreement(text));
  test('agree on any mutation of it', () => {
    const edit = fc.record({ at: place, length: fc.constantFrom(0, 0, 1, 12, 400), put });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
        const mutated = edits.reduce(
          (all, { at, length, put: piece }) => all.slice(0, at) + piece + all.slice(at + length),
          text,
        );
        expectSameValues(mutated);
      }),
      { numRuns: 150 },
    );
  });
});

describe('what pieces alone would get wrong', () => {
  const entry = (name: string): string => `[[package]]\nname = "${name}"\n`;
  test.each([
    { name: 'a header within a string', text: `version = 1\nnote = """\n${entry('a')}"""\n${entry('b')}`, entries: 1 },
    {
      name: 'a header within a literal string',
      text: `version = 1\nnote = '''\n${entry('a')}'''\n${entry('b')}`,
      entries: 1,
    },
    { name: 'entries in an array', text: 'package = [{ name = "a" }, { name = "b" }]\n', entries: 2 },
    { name: 'a header that does not begin its line', text: `${entry('a')} ${entry('b')}`, entries: 2 },
    { name: 'a header in quotes', text: `${entry('a')}[["package"]]\nname = "b"\n`, entries: 2 },
    { name: 'a table between the entries', text: `${entry('a')}[metadata]\nx = 1\n${entry('b')}`, entries: 2 },
    { name: 'parts of a table on both sides', text: `[metadata]\nx = 1\n${entry('a')}[metadata.files]\n`, entries: 1 },
    { name: 'no entry at all', text: 'version = 1\n', entries: 0 },
    { name: 'nothing but entries', text: entry('a') + entry('b'), entries: 2 },
  ])('$name', ({ text, entries }) => {
    expectAgreement(text);
    expect(told(text, readTomlEntries)).toMatchObject({ entries: { length: entries } });
  });

  test.each([
    { name: 'a table twice', text: `[options]\n${entry('a')}[options]\n` },
    { name: 'a table on each side of an entry', text: `${entry('a')}[options]\n${entry('b')}[options]\n` },
    { name: 'a key among the entries of a table', text: `package = 1\n${entry('a')}` },
    { name: 'an array without end', text: `x = [\n${entry('a')}` },
    { name: 'a string without end', text: `x = """\n${entry('a')}` },
    { name: 'a key without value', text: `x =\n${entry('a')}` },
    { name: 'an inline table without end', text: `x = { y = 1\n${entry('a')}` },
    { name: 'a header that goes on', text: `${entry('a')}[[package]]x\nname = "b"\n` },
  ])('$name is a mistake', ({ text }) => {
    expect(readTomlEntries(text, seen).kind).toBe('misread');
    expectAgreement(text);
  });
});

test.each([
  { name: 'three quotes within a string', note: `"say ''' to it"` },
  { name: 'three quotes within a literal string', note: `'say """ to it'` },
  { name: 'three quotes in a comment', note: `"x" # '''` },
  { name: 'three quotes, escaped', note: `"\\"\\"\\""` },
  { name: 'an empty string and a string of several lines', note: `["", """\n[[package]]\n"""]` },
])('$name: entries keep their lines', ({ note }) => {
  const text = `[[package]]\nname = "a"\nnote = ${note}\n[[package]]\nname = "b"\n`;
  const lines = note.split('\n').length;
  expect(told(text, readWhole)).toMatchObject({ entries: [{ line: 1 }, { line: 3 + lines }] });
  expectAgreement(text);
});
