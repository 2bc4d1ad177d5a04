/**
 * Environment markers of PEP 508: https://packaging.python.org/specifications/dependency-specifiers/#environment-markers
 *
 * Tools rewrite markers without changing what they mean (uv 0.12 drops terms that `requires-python` implies). So two markers are
 * compared by their truth over sample environments: every Python release and platform that either of them could tell apart.
 */
export type Marker =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Marker[] }
  | {
      readonly kind: 'compare';
      readonly variable: string;
      readonly operator: string;
      readonly value: string;
      readonly flipped: boolean;
    };

// A marker is written by whoever wrote the lockfile: bounds keep nesting off the stack and comparison cheap.
const MAX_LENGTH = 4_000;
const MAX_DEPTH = 50;

const TOKEN =
  /\s*(?:(?<punctuation>[()])|(?<operator><=|>=|===|==|!=|~=|<|>)|'(?<single>[^']*)'|"(?<double>[^"]*)"|(?<word>[a-z_][a-z0-9_.]*))/iuy;

interface Token {
  readonly kind: 'punctuation' | 'operator' | 'text' | 'word';
  readonly text: string;
}

/** Reads a marker; null when the text is none, or is longer or deeper than any tool writes. */
export function parseMarker(text: string): Marker | null {
  const tokens = text.length > MAX_LENGTH ? null : tokenize(text.trim());
  if (tokens === null) return null;
  const cursor: Cursor = { tokens, at: 0, depth: 0 };
  const marker = parseJoined(cursor, 'or');
  return cursor.at === tokens.length ? marker : null;
}

interface Cursor {
  readonly tokens: readonly Token[];
  at: number;
  depth: number;
}

function tokenize(text: string): readonly Token[] | null {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const groups = TOKEN.exec(text)?.groups;
    if (groups === undefined) return null;
    tokens.push(tokenOf(groups));
  }
  return tokens;
}

function tokenOf({ punctuation, operator, single, double, word = '' }: Readonly<Record<string, string>>): Token {
  if (punctuation !== undefined) return { kind: 'punctuation', text: punctuation };
  if (operator !== undefined) return { kind: 'operator', text: operator };
  const quoted = single ?? double;
  return quoted === undefined ? { kind: 'word', text: word } : { kind: 'text', text: quoted };
}

function parseJoined(cursor: Cursor, kind: 'and' | 'or'): Marker | null {
  const parts: Marker[] = [];
  do {
    const part = kind === 'or' ? parseJoined(cursor, 'and') : parseAtom(cursor);
    if (part === null) return null;
    parts.push(part);
  } while (take(cursor, 'word', kind));
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { kind, parts };
}

function parseAtom(cursor: Cursor): Marker | null {
  if (!take(cursor, 'punctuation', '(')) return parseComparison(cursor);
  cursor.depth += 1;
  if (cursor.depth > MAX_DEPTH) return null;
  const inner = parseJoined(cursor, 'or');
  cursor.depth -= 1;
  return inner !== null && take(cursor, 'punctuation', ')') ? inner : null;
}

const VARIABLES: ReadonlySet<string> = new Set([
  'os_name',
  'sys_platform',
  'platform_machine',
  'platform_python_implementation',
  'platform_release',
  'platform_system',
  'platform_version',
  'python_version',
  'python_full_version',
  'implementation_name',
  'implementation_version',
  'extra',
  'extras',
  'dependency_groups',
]);

const isVariable = ({ kind, text }: Token): boolean => kind === 'word' && VARIABLES.has(text);

function parseComparison(cursor: Cursor): Marker | null {
  const left = next(cursor);
  const operator = parseOperator(cursor);
  const right = next(cursor);
  if (left === null || operator === null || right === null) return null;
  if (isVariable(left) && right.kind === 'text') {
    return { kind: 'compare', variable: left.text, operator, value: right.text, flipped: false };
  }
  if (left.kind === 'text' && isVariable(right)) {
    return { kind: 'compare', variable: right.text, operator, value: left.text, flipped: true };
  }
  return null;
}

function parseOperator(cursor: Cursor): string | null {
  const token = next(cursor);
  if (token?.kind === 'operator' || (token?.kind === 'word' && token.text === 'in')) return token.text;
  if (token?.kind === 'word' && token.text === 'not' && take(cursor, 'word', 'in')) return 'not in';
  return null;
}

function next(cursor: Cursor): Token | null {
  const token = cursor.tokens[cursor.at] ?? null;
  cursor.at += 1;
  return token;
}

function take(cursor: Cursor, kind: Token['kind'], text: string): boolean {
  const token = cursor.tokens[cursor.at];
  if (token?.kind !== kind || token.text !== text) return false;
  cursor.at += 1;
  return true;
}
