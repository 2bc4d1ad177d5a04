import { decodeSource } from './decode.js';
import type { ModuleText, TopStatement } from './facts.js';
import { forEachLine, isName, isOperator, type LogicalLine } from './lines.js';
import { normalizeIdentifier } from './names.js';
import { tellingText } from './telling-text.js';
import { NUMBER, STRING, type Tokens, tokenize, tokenText } from './tokens.js';

/** Cuts a module into its top-level statements and notes which names each of them binds; linear, and total on broken source. */
export function moduleText(bytes: Uint8Array): ModuleText {
  const tokens = tokenize(decodeSource(bytes).text);
  const draft: Draft = { tokens, statements: [], names: new Map(), stars: [], decorated: false };
  forEachLine(tokens, (line) => readLine(draft, line));
  return { text: tokens.text, statements: draft.statements, names: draft.names, stars: draft.stars, trees: new Map() };
}

interface OpenStatement extends TopStatement {
  kind: TopStatement['kind'];
  end: number;
  data: boolean;
  looks: TopStatement['looks'];
  calls: boolean;
  /** Characters of literals, a number counting one. */
  literals: number;
}

interface Draft {
  readonly tokens: Tokens;
  readonly statements: OpenStatement[];
  readonly names: Map<string, number[]>;
  readonly stars: number[];
  /** The line before was a decorator of what follows. */
  decorated: boolean;
}

/** Lines that go on with the compound statement before them. */
const CONTINUES: ReadonlySet<string> = new Set(['else', 'elif', 'except', 'finally']);
/** A text this long can be a piece of something; shorter ones are modes, codecs and separators. */
const TELLING_DATA = 8;

function readLine(draft: Draft, line: LogicalLine): void {
  const { tokens, statements } = draft;
  const start = tokens.start[line.from] ?? 0;
  const end = tokens.end[line.to - 1] ?? start;
  const from = tokenText(tokens, line.from) === 'async' ? line.from + 1 : line.from;
  const word = tokenText(tokens, from);
  const begins = line.indent === 0 && !CONTINUES.has(word) && !draft.decorated;
  if (begins || statements.length === 0) {
    statements.push({ kind: 'other', start, end, data: false, looks: null, calls: false, literals: 0 });
  }
  const statement = statements.at(-1);
  if (statement === undefined) return;
  const isBody = line.indent > 0 && (statement.kind === 'function' || statement.kind === 'class');
  statement.end = end;
  draft.decorated = !isBody && word === '@';
  if (isBody || draft.decorated) return;
  if (line.indent === 0) statement.kind = kindOf(word, statement.kind);
  if (statement.kind === 'other') countLiterals(tokens, line, statement);
  bindNames(draft, { ...line, from }, word);
}

function kindOf(word: string, before: TopStatement['kind']): TopStatement['kind'] {
  if (word === 'def') return 'function';
  if (word === 'class') return 'class';
  if (word === 'import' || word === 'from') return 'import';
  return CONTINUES.has(word) ? before : 'other';
}

function countLiterals(tokens: Tokens, line: LogicalLine, statement: OpenStatement): void {
  for (let at = line.from; at < line.to; at += 1) {
    if (tokens.kind[at] === STRING) {
      statement.literals += (tokens.end[at] ?? 0) - (tokens.start[at] ?? 0) - 2;
      statement.looks ??= tellingText(
        tokens.text
          .slice(tokens.start[at], Math.min(tokens.end[at] ?? 0, (tokens.start[at] ?? 0) + 4000))
          .replaceAll(/^[A-Za-z]*['"]+|['"]+$/gu, ''),
      );
    } else if (tokens.kind[at] === NUMBER) statement.literals += 1;
    else if (isOperator(tokens, at, '(') && isName(tokens, at - 1)) statement.calls = true;
  }
  statement.data = statement.literals >= TELLING_DATA;
}

function bindNames(draft: Draft, line: LogicalLine, word: string): void {
  const { tokens } = draft;
  if (word === 'def' || word === 'class') {
    add(draft, line.from + 1);
    return;
  }
  // A line may hold several statements, and a header the first of its body: `x = 1; import y`, `try: import z`.
  let from = line.from;
  let depth = 0;
  for (let at = line.from; at <= line.to; at += 1) {
    depth += at < line.to ? nesting(tokens, at) : 0;
    const ends = at === line.to || (depth === 0 && (isOperator(tokens, at, ';') || opensBody(tokens, at)));
    if (!ends) continue;
    bindStatement(draft, from, at);
    from = at + 1;
  }
}

/** The colon before a statement that stands on the line of its header. */
const opensBody = (tokens: Tokens, at: number): boolean =>
  isOperator(tokens, at, ':') && /^(?:import|from)$/u.test(tokenText(tokens, at + 1));

function nesting(tokens: Tokens, at: number): number {
  if (isOperator(tokens, at, '(') || isOperator(tokens, at, '[') || isOperator(tokens, at, '{')) return 1;
  return isOperator(tokens, at, ')') || isOperator(tokens, at, ']') || isOperator(tokens, at, '}') ? -1 : 0;
}

function bindStatement(draft: Draft, from: number, to: number): void {
  const word = tokenText(draft.tokens, from);
  if (word === 'import') bindImports(draft, from + 1, to);
  else if (word === 'from') bindFrom(draft, from + 1, to);
  else bindTargets(draft, from, to);
}

/** `import a.b, c as d` binds `a` and `d`. */
function bindImports(draft: Draft, from: number, to: number): void {
  const { tokens } = draft;
  let first = from;
  for (let at = from; at <= to; at += 1) {
    if (at < to && !isOperator(tokens, at, ',')) continue;
    add(draft, tokenText(tokens, at - 2) === 'as' ? at - 1 : first);
    first = at + 1;
  }
}

/** `from a import b, c as d` binds `b` and `d`. */
function bindFrom(draft: Draft, from: number, to: number): void {
  const { tokens, stars, statements } = draft;
  let at = from;
  while (at < to && tokenText(tokens, at) !== 'import') at += 1;
  for (at += 1; at < to; at += 1) {
    if (isOperator(tokens, at, '*')) stars.push(statements.length - 1);
    else if (isName(tokens, at) && tokenText(tokens, at + 1) !== 'as' && tokenText(tokens, at) !== 'as') add(draft, at);
  }
}

/** Names left of an assignment, after `for` and `as`, before `:=`, and the one that a method or element of is touched. */
function bindTargets(draft: Draft, from: number, to: number): void {
  const { tokens } = draft;
  const assigned = lastAssignment(tokens, from, to);
  for (let at = from; at < to; at += 1) {
    if (!isName(tokens, at) || isOperator(tokens, at - 1, '.')) continue;
    const before = tokenText(tokens, at - 1);
    const isTarget =
      at < assigned ||
      before === 'for' ||
      before === 'as' ||
      (isOperator(tokens, at + 1, ':') && isOperator(tokens, at + 2, '=')) ||
      (at === from && (isOperator(tokens, at + 1, '.') || isOperator(tokens, at + 1, '[')));
    if (isTarget) add(draft, at);
  }
}

/** Position of the last `=` outside brackets that assigns. */
function lastAssignment(tokens: Tokens, from: number, to: number): number {
  let depth = 0;
  let found = from;
  for (let at = from; at < to; at += 1) {
    depth += nesting(tokens, at);
    if (depth !== 0 || !isOperator(tokens, at, '=')) continue;
    const compares = isOperator(tokens, at + 1, '=') || /^[=!<>]$/u.test(tokenText(tokens, at - 1));
    if (!compares) found = at;
  }
  return found;
}

/** Most statements that one name is kept with: a table that is filled line by line. */
const MAX_STATEMENTS = 2000;

function add({ tokens, statements, names }: Draft, token: number): void {
  if (!isName(tokens, token)) return;
  const name = normalizeIdentifier(tokenText(tokens, token));
  const position = statements.length - 1;
  const known = names.get(name);
  if (known === undefined) names.set(name, [position]);
  else if (known.at(-1) !== position && known.length < MAX_STATEMENTS) known.push(position);
}
