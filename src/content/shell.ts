import { type Command, HOLE } from './command.js';

/** Commands kept of one script, and how deep substitutions are followed. */
const MAX_COMMANDS = 20_000;
const MAX_DEPTH = 5;
/** A substitution that is not closed within so many characters is taken for text. */
const MAX_SUBSTITUTION = 8000;

/**
 * Splits a shell script into simple commands: comments, quotes, here-documents, substitutions and assignments of plain texts are respected; functions,
 * loops and conditions are not followed, so everything counts as run. Linear, and never fails.
 */
export const parseShell = (text: string, line = 1): readonly Command[] =>
  parse(text, line, 0, { filled: 500_000, substitutions: 2000, heredocs: 10 });

/** What one script may cost, however it is written: each of these can make an input work many times its length. */
interface Budget {
  /** Characters that variables may fill in: a value that doubles itself must end. */
  filled: number;
  substitutions: number;
  /** Here-documents that are never closed: the rest of the script is searched for each. */
  heredocs: number;
}

const parse = (text: string, line: number, depth: number, budget: Budget): readonly Command[] => {
  const lexer: Lexer = {
    text,
    depth,
    at: 0,
    line,
    lineStart: 0,
    budget,
    variables: new Map(),
    commands: [],
    ...NEW_COMMAND(),
  };
  while (lexer.at < text.length && lexer.commands.length < MAX_COMMANDS) step(lexer);
  endCommand(lexer, '');
  return lexer.commands;
};

interface Draft {
  words: string[];
  word: string | null;
  writesTo: string[];
  inner: Command[];
  isPiped: boolean;
  isTarget: boolean;
  start: number;
  startLine: number;
  heredoc: string | null;
}

interface Lexer extends Draft {
  readonly budget: Budget;
  readonly text: string;
  readonly depth: number;
  readonly variables: Map<string, string>;
  readonly commands: Command[];
  at: number;
  line: number;
  /** Index of the first command of the line. */
  lineStart: number;
}

const NEW_COMMAND = (): Draft => ({
  words: [],
  word: null,
  writesTo: [],
  inner: [],
  isPiped: false,
  isTarget: false,
  start: 0,
  startLine: 1,
  heredoc: null,
});

const TOKENS: readonly { readonly pattern: RegExp; readonly take: (lexer: Lexer, match: RegExpExecArray) => void }[] = [
  { pattern: /\\\r?\n/y, take: skipText },
  { pattern: /[ \t\r]+/y, take: endWord },
  { pattern: /\n/y, take: newline },
  { pattern: /<<-?[ \t]*(?<quote>["']?)(?<mark>\w+)\k<quote>/y, take: startHeredoc },
  { pattern: /(?:\d|&)?>>?[|&]?/y, take: startTarget },
  { pattern: /&&|\|\||\|&|[;&|]/y, take: (lexer, [operator]) => endCommand(lexer, operator) },
  { pattern: /<\(/y, take: substitution },
  { pattern: /[()]/y, take: (lexer) => endCommand(lexer, '') },
  { pattern: /<+/y, take: endWord },
  { pattern: /'(?<inside>[^']*)'/y, take: addText },
  { pattern: /\$\(/y, take: substitution },
  { pattern: /"/y, take: doubleQuote },
  { pattern: /`(?<inside>[^`]{0,8000})`/y, take: backquote },
  { pattern: /\$\{?(?<name>\w+)\}?|\$\{[^}\n]*\}|\$[#?@*$!-]/y, take: variable },
  { pattern: /\\(?<inside>[\s\S])/y, take: addText },
  { pattern: /[^\s'"`$\\;&|<>()]+/y, take: addWordText },
  { pattern: /[\s\S]/y, take: addText },
];

function step(lexer: Lexer): void {
  for (const { pattern, take } of TOKENS) {
    pattern.lastIndex = lexer.at;
    const match = pattern.exec(lexer.text);
    if (match === null) continue;
    if (lexer.words.length === 0 && lexer.word === null) {
      lexer.start = lexer.at;
      lexer.startLine = lexer.line;
    }
    lexer.at += match[0].length;
    take(lexer, match);
    lexer.line += newlines(match[0]);
    return;
  }
}

const newlines = (text: string): number => text.split('\n').length - 1;

function skipText(): void {
  // A line that goes on: neither a word nor its end.
}

function addText(lexer: Lexer, match: RegExpExecArray): void {
  lexer.word = `${lexer.word ?? ''}${match.groups?.['inside'] ?? match[0]}`;
}

function addWordText(lexer: Lexer, match: RegExpExecArray): void {
  const [text] = match;
  if (lexer.word === null && text.startsWith('#')) {
    const end = lexer.text.indexOf('\n', lexer.at);
    lexer.at = end === -1 ? lexer.text.length : end;
  } else addText(lexer, match);
}

function endWord(lexer: Lexer): void {
  const { word } = lexer;
  lexer.word = null;
  if (word === null) return;
  if (lexer.isTarget) lexer.writesTo.push(word);
  else lexer.words.push(word);
  lexer.isTarget = false;
}

function startTarget(lexer: Lexer, [operator]: RegExpExecArray): void {
  endWord(lexer);
  // `2>&1` names no file.
  const isCopy = operator.endsWith('&') && /[\d-]/u.test(lexer.text[lexer.at] ?? '');
  if (isCopy) lexer.at += 1;
  lexer.isTarget = !isCopy;
}

function newline(lexer: Lexer): void {
  const { heredoc } = lexer;
  endCommand(lexer, '\n');
  const first = lexer.lineStart;
  lexer.lineStart = lexer.commands.length;
  if (heredoc === null) return;
  const body = hereDocument(lexer, heredoc);
  // What stands between belongs to the commands of the line before: `sh <<EOF`.
  for (const command of lexer.commands.splice(first)) lexer.commands.push({ ...command, given: body });
}

/** Takes the text up to a line with the mark alone; null when there is none. */
function hereDocument(lexer: Lexer, mark: string): string | null {
  if (lexer.budget.heredocs <= 0) return null;
  const end = new RegExp(`^[ \\t]*${mark}[ \\t\\r]*$`, 'mu').exec(lexer.text.slice(lexer.at));
  if (end === null) {
    lexer.budget.heredocs -= 1;
    return null;
  }
  const body = lexer.text.slice(lexer.at, lexer.at + end.index);
  lexer.line += newlines(body);
  lexer.at += end.index + end[0].length;
  return body;
}

function startHeredoc(lexer: Lexer, match: RegExpExecArray): void {
  endWord(lexer);
  lexer.heredoc = match.groups?.['mark'] ?? null;
}

function endCommand(lexer: Lexer, operator: string): void {
  endWord(lexer);
  const { words, writesTo, inner, isPiped, start, startLine } = lexer;
  const text = lexer.text.slice(start, Math.min(lexer.at, start + 2000)).trim();
  const assignment = words.length === 1 ? /^(?<name>\w+)=(?<value>[\s\S]*)$/u.exec(words[0] ?? '') : null;
  if (assignment !== null)
    lexer.variables.set(assignment.groups?.['name'] ?? '', (assignment.groups?.['value'] ?? '').slice(0, 100_000));
  if (words.length > 0 || writesTo.length > 0 || inner.length > 0)
    lexer.commands.push({
      words,
      writesTo,
      inner,
      isPiped,
      isDetached: operator === '&',
      given: null,
      text,
      line: startLine,
    });
  // A pipe at the end of a line goes on in the next.
  const goesOn = words.length === 0 && isPiped && operator === '\n';
  Object.assign(lexer, NEW_COMMAND(), {
    heredoc: operator === '\n' ? null : lexer.heredoc,
    isPiped: goesOn || operator === '|' || operator === '|&',
  });
}

function substitution(lexer: Lexer): void {
  lexer.budget.substitutions -= 1;
  const end = lexer.budget.substitutions < 0 ? -1 : closing(lexer.text, lexer.at);
  if (end === -1) return;
  nest(lexer, lexer.text.slice(lexer.at, end));
  lexer.line += newlines(lexer.text.slice(lexer.at, end));
  lexer.at = end + 1;
}

/** Where the parenthesis before `from` is closed; -1 when that is too far. */
function closing(text: string, from: number): number {
  let open = 1;
  for (let at = from; at < Math.min(text.length, from + MAX_SUBSTITUTION); at += 1) {
    if (text[at] === '(') open += 1;
    else if (text[at] === ')') open -= 1;
    if (open === 0) return at;
  }
  return -1;
}

function nest(lexer: Lexer, text: string): void {
  if (lexer.depth < MAX_DEPTH) lexer.inner.push(...parse(text, lexer.line, lexer.depth + 1, lexer.budget));
  lexer.word = `${lexer.word ?? ''}${HOLE}`;
}

function backquote(lexer: Lexer, match: RegExpExecArray): void {
  nest(lexer, match.groups?.['inside'] ?? '');
}

function variable(lexer: Lexer, match: RegExpExecArray): void {
  fillIn(lexer, match.groups?.['name'] ?? '');
}

function fillIn(lexer: Lexer, name: string): void {
  const known = name === 'HOME' ? '~' : lexer.variables.get(name);
  const value = known === undefined || known.length > lexer.budget.filled ? HOLE : known;
  lexer.budget.filled -= value.length;
  lexer.word = `${lexer.word ?? ''}${value}`;
}

/** Text in double quotes with its substitutions; the part up to the next special character at a time. */
function doubleQuote(lexer: Lexer): void {
  const inside = /[^"\\$`]+|\\[\s\S]|\$\(|\$\{?\w+\}?|`[^`]{0,8000}`|[$`]/y;
  lexer.word ??= '';
  while (lexer.at < lexer.text.length) {
    inside.lastIndex = lexer.at;
    const match = inside.exec(lexer.text);
    if (match === null) break;
    const [text] = match;
    lexer.at += text.length;
    lexer.line += newlines(text);
    if (text === '$(') substitution(lexer);
    else if (text.startsWith('`') && text.length > 1) nest(lexer, text.slice(1, -1));
    else if (text.startsWith('\\')) lexer.word += /^\\["\\$`]$/u.test(text) ? text.slice(1) : text;
    else if (/^\$\{?\w/u.test(text)) fillIn(lexer, text.replaceAll(/[${}]/gu, ''));
    else lexer.word += text;
  }
  lexer.at += 1;
}
