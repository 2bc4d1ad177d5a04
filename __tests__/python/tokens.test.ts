import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { NAME, NEWLINE, STRING, tokenize, tokenText } from '../../src/python/tokens.js';

const texts = (source: string, kind: number): readonly string[] => {
  const tokens = tokenize(source);
  return Array.from({ length: tokens.count }, (_, index) => index)
    .filter((index) => tokens.kind[index] === kind)
    .map((index) => tokenText(tokens, index));
};

describe('literals', () => {
  test.each([
    { name: 'both quotes', source: `'a"b' "c'd"`, strings: [`'a"b'`, `"c'd"`] },
    { name: 'triple quotes over lines', source: '"""a\n"b"\n"""', strings: ['"""a\n"b"\n"""'] },
    { name: 'escaped quotes', source: String.raw`'a\'b' + "c"`, strings: [String.raw`'a\'b'`, '"c"'] },
    { name: 'prefixes', source: `rb'a' Br"b" u'c'`, strings: [`rb'a'`, `Br"b"`, `u'c'`] },
    { name: 'an unclosed literal ends with its line', source: `'abc\nexec('x')`, strings: [`'abc`, `'x'`] },
    { name: 'an f-string and what is inside it', source: `f'a{exec("b")}c'`, strings: [`f'a`, '"b"', `c'`] },
    {
      name: 'the same quote inside a field (PEP 701)',
      source: `f'a{d['k']}b' + 'c'`,
      strings: [`f'a`, `'k'`, `b'`, `'c'`],
    },
    { name: 'doubled braces', source: `f'{{x}}' 'y'`, strings: [`f'{{x}}'`, `'y'`] },
    { name: 'fields within a format specification', source: `f'{a:{b}}' 'c'`, strings: [`f'`, '', `'`, `'c'`] },
  ])('$name', ({ source, strings }) => {
    expect(texts(source, STRING).filter((text) => text !== '')).toEqual(strings.filter((text) => text !== ''));
  });
});

test('comments leave no token', () => {
  expect(texts('a # exec("x")\nb', NAME)).toEqual(['a', 'b']);
});

test('brackets and backslashes join lines', () => {
  expect(texts('f(a,\n  b)\nc = \\\n  d\n', NEWLINE)).toHaveLength(3);
});

test('a bracket that is never closed does not swallow what follows', () => {
  const tokens = tokenize('x = f(\n\ndef g():\n    pass\n');

  expect(texts('x = f(\n\ndef g():\n    pass\n', NAME)).toEqual(['x', 'f', 'def', 'g', 'pass']);
  expect(tokens.kind[4]).toBe(NEWLINE);
});

test('any text gives tokens that lie within it, in order', () => {
  const pieces = fc.constantFrom(
    '"',
    "'",
    '"""',
    'f"',
    "f'''",
    '{',
    '}',
    '{{',
    ':',
    '(',
    ')',
    '[',
    '\\',
    '\n',
    '#',
    'exec',
    ' ',
    '0x1',
    'é',
    '\0',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 60 }), (parts) => {
      const text = parts.join('');
      const tokens = tokenize(text);
      let last = 0;
      for (let index = 0; index < tokens.count; index += 1) {
        const [start = -1, end = -1] = [tokens.start[index], tokens.end[index]];
        expect(start).toBeGreaterThanOrEqual(last);
        expect(end).toBeGreaterThanOrEqual(start);
        expect(end).toBeLessThanOrEqual(text.length + 1);
        last = start;
      }
    }),
  );
});
