import { printable } from '../model/text.js';

/**
 * Text of packages and lockfiles is data of whoever wrote them. It must reach a reader as the characters it is: never as markup,
 * a link, a mention that notifies people, an issue reference, an emoji, a workflow command or a terminal sequence.
 */

/** Splits what GitHub would link after the Markdown is rendered; backslashes are gone by then, so only a character in between helps. */
const BREAK = '\u200B';

const BREAKS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/@/gu, `@${BREAK}`], // users, teams, e-mail addresses, owner/repo@sha
  [/#(?=\w)/gu, `#${BREAK}`], // issues
  [/(gh)-(?=\d)/giu, `$1${BREAK}-`], // issues, GH-1
  [/:\/\//gu, `:${BREAK}//`], // bare URLs
  // Wherever the word stands: GitHub begins a link after `_`, `*`, `~` and `(` too, which a word boundary would miss.
  [/(www)\./giu, `$1${BREAK}.`], // bare URLs without a scheme
  [/(mailto|xmpp):/giu, `$1${BREAK}:`],
  [/:(?=[\w+-]+:)/gu, `:${BREAK}`], // emoji codes
  [/(?<=(?<![0-9a-z])(?:[0-9a-f]{6})+)(?=[0-9a-f])/giu, BREAK], // commit ids, from seven digits
];

const MARKDOWN_SPECIAL = /[\\`*_[\]<>&|~#$]/gu;

// Entities where a backslash would be read differently by tables; `$` as GitHub's documentation of its math syntax asks.
const MARKDOWN_ESCAPES: Readonly<Record<string, string>> = {
  '\\': '&#92;',
  '|': '&#124;',
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  $: '<span>$</span>',
};

/**
 * Markdown that shows `text` as running text on one line, at most `limit` characters of it. What stands between backticks
 * becomes a code span, as rules mean it; a package that writes backticks gains nothing but another typeface.
 */
export const prose = (text: string, limit = 1000): string =>
  printable(text, limit)
    .split(/(?<!`)`([^`]+)`(?!`)/u)
    .map((part, at) => (at % 2 === 1 ? code(part, limit) : plain(part)))
    .join('');

const plain = (text: string): string =>
  BREAKS.reduce((shown, [pattern, replacement]) => shown.replaceAll(pattern, replacement), text)
    .replaceAll(MARKDOWN_SPECIAL, (character) => MARKDOWN_ESCAPES[character] ?? `\\${character}`)
    // Lists, headings and rules begin only at the start of a line.
    .replace(/^(\s*)(\d*)([-+=.)])(?=\s|$|[-=])/u, '$1$2\\$3');

/** Markdown code span. A pipe is written `\u{7c}`: inside a table it would end the cell. */
export function code(text: string, limit = 200): string {
  const shown = printable(text, limit).replaceAll('|', '\\u{7c}');
  if (shown === '') return '`(empty)`';
  const fence = '`'.repeat(longestRun(shown) + 1);
  const padding = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  return `${fence}${padding}${shown}${padding}${fence}`;
}

/** Markdown code block; each line is made printable and cut on its own. */
export function codeBlock(lines: readonly string[], language: 'text' | 'toml' = 'text', limit = 240): string {
  const shown = lines.map((line) => indentation(line) + printable(line, limit));
  const fence = '`'.repeat(Math.max(3, longestRun(shown.join('\n')) + 1));
  return [`${fence}${language}`, ...shown, fence].join('\n');
}

// `printable` trims, but the columns of an evidence listing are ours.
const indentation = (line: string): string => /^ */u.exec(line)?.[0] ?? '';

const longestRun = (text: string): number => Math.max(0, ...(text.match(/`+/gu) ?? []).map((run) => run.length));

const HTML_ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** HTML text or attribute value. */
export const html = (text: string, limit = 2000): string =>
  printable(text, limit).replaceAll(/[&<>"']/gu, (character) => HTML_ESCAPES[character] ?? '');

/**
 * One line for a terminal or a job log. The runner obeys `##[command]` anywhere in a line and `::command` at its start, blanks
 * left aside, so both are taken apart.
 */
export const terminal = (text: string, limit = 1000): string =>
  printable(text, limit).replaceAll('##[', '#\\u{23}[').replace(/^::/u, '\\u{3a}:');

/** Message of a workflow command. */
export const commandData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

/** Property of a workflow command. */
export const commandProperty = (text: string): string =>
  commandData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

const UNSAFE_IN_JSON = /[\u007F-\u009F\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** JSON with every hidden character as an escape of four hexadecimal digits: the data is whole, and a terminal shows it as it is. */
export const jsonText = (value: unknown, indent: number): string =>
  JSON.stringify(value, null, indent).replaceAll(UNSAFE_IN_JSON, (character) =>
    // By UTF-16 unit, as JSON spells characters beyond the first plane.
    [...Array(character.length).keys()]
      .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
      .join(''),
  );
