import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  code,
  codeBlock,
  commandData,
  commandProperty,
  html,
  jsonText,
  prose,
  terminal,
} from '../../src/report/escape.js';
import { LIVE_TEXT, look, parseMarkdown } from '../support/github-markdown.js';
import { ATTACKS, hostileText } from '../support/hostile.js';

/** What a reader sees: our own break characters are invisible. */
const visible = (text: string): string => text.replaceAll('\u200B', '');

describe('prose', () => {
  test.each([
    { name: 'plain text', text: 'runs setup.py at 3.1, then waits', shown: 'runs setup.py at 3.1, then waits' },
    { name: 'a mention', text: 'by @octocat', shown: 'by @\u200Boctocat' },
    { name: 'an issue', text: 'see #1', shown: 'see \\#\u200B1' },
    { name: 'a URL', text: 'https://x.invalid', shown: 'https:\u200B//x.invalid' },
    { name: 'an emoji code', text: ':rocket:', shown: ':\u200Brocket:' },
    { name: 'an element', text: '<b>', shown: '&lt;b&gt;' },
    { name: 'a name with underscores', text: 'a_b', shown: 'a\\_b' },
    { name: 'code that a rule quotes', text: 'run `uv lock` now', shown: 'run `uv lock` now' },
    { name: 'a lone backtick', text: 'a ` b', shown: 'a \\` b' },
    { name: 'a hidden character', text: 'a\u202Eb', shown: 'a\\u{202e}b'.replace('\\', '&#92;').replace('{', '{') },
    { name: 'a list marker at the start', text: '1. one', shown: '1\\. one' },
    { name: 'a version at the start', text: '1.0 is new', shown: '1.0 is new' },
  ])('$name', ({ text, shown }) => {
    expect(prose(text)).toBe(shown);
  });

  test.each(ATTACKS.map((text) => ({ text })))('is nothing but text: $text', ({ text }) => {
    const { tags, links, texts, comments } = look(parseMarkdown(prose(text)));
    expect(tags.filter((tag) => tag !== 'code' && tag !== 'span' && tag !== 'p')).toEqual([]);
    expect([...links, ...comments]).toEqual([]);
    for (const live of LIVE_TEXT) expect(texts.filter((part) => live.test(part))).toEqual([]);
  });

  test('shows the same characters', () => {
    const ascii = fc
      .string({ unit: 'grapheme-ascii', minLength: 1 })
      .filter((text) => !text.includes('`') && text.trim() === text && !/\s\s/u.test(text));
    fc.assert(
      fc.property(ascii, (text) => {
        expect(visible(look(parseMarkdown(`x ${prose(text)}`)).texts.join(''))).toBe(`x ${text}`);
      }),
    );
  });
});

describe('code', () => {
  test.each([
    { name: 'a name', text: 'requests', shown: '`requests`' },
    { name: 'backticks inside', text: 'a``b', shown: '```a``b```' },
    { name: 'a backtick at the end', text: 'a`', shown: '`` a` ``' },
    { name: 'a pipe', text: 'a|b', shown: '`a\\u{7c}b`' },
    { name: 'nothing', text: ' ', shown: '`(empty)`' },
  ])('$name', ({ text, shown }) => {
    expect(code(text)).toBe(shown);
  });

  test('is one code span, in running text and in a table', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const plain = look(parseMarkdown(`before ${code(text)} after`));
        expect(plain.tags).toEqual(['p', 'code']);
        const table = look(parseMarkdown(`| a | b |\n|---|---|\n| ${code(text)} | x |`));
        expect(table.tags.filter((tag) => tag === 'td')).toHaveLength(2);
        expect(table.tags.filter((tag) => tag === 'code')).toHaveLength(1);
      }),
    );
  });
});

test('a code block is one block, whatever its lines hold', () => {
  fc.assert(
    fc.property(fc.array(hostileText, { minLength: 1 }), (lines) => {
      expect(look(parseMarkdown(`${codeBlock(lines)}\n\nafter`)).tags).toEqual(['pre', 'code', 'p']);
    }),
  );
});

test('a code block keeps our indentation', () => {
  expect(codeBlock(['a', '  b'])).toBe('```text\na\n  b\n```');
});

test('html has no markup of its text', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      expect(html(text)).not.toMatch(/[<>"']/u);
    }),
  );
});

describe('terminal', () => {
  test.each([
    { name: 'an escape sequence', text: '\u001B[31m', shown: '\\u{1b}[31m' },
    { name: 'a line break', text: 'a\n::error::b', shown: 'a ::error::b' },
    { name: 'a workflow command at the start', text: '\n ::error::b', shown: '\\u{3a}:error::b' },
    { name: 'an old workflow command', text: 'x ##[error]y', shown: 'x #\\u{23}[error]y' },
  ])('$name', ({ text, shown }) => {
    expect(terminal(text)).toBe(shown);
  });
});

test('workflow commands', () => {
  expect(commandData('50%\r\n::x')).toBe('50%25%0D%0A::x');
  expect(commandProperty('a:b,c')).toBe('a%3Ab%2Cc');
});

test('JSON holds every character and shows none that hides', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const written = jsonText({ text }, 2);
      expect(JSON.parse(written)).toEqual({ text });
      expect(written).not.toMatch(/[\p{Cf}\p{Cs}\u007F-\u009F]/u);
    }),
  );
});
