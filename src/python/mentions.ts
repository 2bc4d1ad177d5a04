import { isOperator } from './lines.js';
import { normalizeIdentifier } from './names.js';
import { NAME, OPERATOR, type Tokens, tokenText } from './tokens.js';

/** What one scope names, as far as tokens tell. */
export interface Mentioning {
  /** Dotted names as written, of calls and of functions handed on. */
  readonly mentions: Set<string>;
  /** Names of its parameters. */
  readonly parameters: Set<string>;
  /** It calls one of them, or hands it to what will, by itself and not in a function inside. */
  callsArgument: boolean;
}

interface Span {
  readonly from: number;
  /** The token after the last. */
  readonly to: number;
}

interface Walk {
  readonly tokens: Tokens;
  readonly current: Mentioning;
  /** Takes the names of parameters, when what is walked is a signature. */
  readonly signature: Set<string> | null;
  /** Brackets open around the token. */
  depth: number;
  /** Within an annotation, which hands nothing on: `Optional[Editor]`. Calls in it do run. */
  annotates: boolean;
  /** The parameters of the signature are over. */
  returns: boolean;
  /** Something before in the statement runs what it is handed. */
  runs: boolean;
  /** What was called last, at each depth. */
  readonly calls: string[];
}

/** Notes every name that is called, or stands among the arguments of a call. */
export function noteMentions(
  tokens: Tokens,
  { from, to }: Span,
  current: Mentioning,
  signature: Set<string> | null = null,
): void {
  const annotates = signature === null && annotatesName(tokens, from, to);
  const walk: Walk = { tokens, current, signature, depth: 0, annotates, returns: false, runs: false, calls: [] };
  let before = 0;
  for (let at = from; at < to; at += 1) {
    const isOperatorToken = tokens.kind[at] === OPERATOR;
    const code = isOperatorToken ? tokens.text.charCodeAt(tokens.start[at] ?? 0) : 0;
    if (isOperatorToken) noteOperator(walk, code, before);
    else if (tokens.kind[at] === NAME && before === DOT) noteMethod(walk, at);
    else if (tokens.kind[at] === NAME) at = noteName(walk, { from: at, to }, before) - 1;
    before = code;
  }
}

/** `name: annotation = value`, and none of the words that a colon follows as well. */
const annotatesName = (tokens: Tokens, from: number, to: number): boolean =>
  tokens.kind[from] === NAME &&
  isOperator(tokens, nameEnd(tokens, from, to), ':') &&
  !/^(?:else|try|finally)$/u.test(tokenText(tokens, from));

/** Counts brackets, and tells where annotations begin and end: after a parameter's `:` and after `->`. */
function noteOperator(walk: Walk, code: number, before: number): void {
  walk.depth += nesting(code);
  if (walk.signature === null) {
    if (walk.depth === 0 && code === EQUALS) walk.annotates = false;
  } else if (walk.returns) {
    walk.annotates = walk.depth > 0 || code !== COLON;
  } else {
    walk.returns = walk.depth === 0 && before === MINUS && code === GREATER;
    if (walk.returns || (walk.depth === 1 && code === COLON)) walk.annotates = true;
    else if (walk.depth === 1 && (code === EQUALS || code === COMMA)) walk.annotates = false;
  }
}

const MINUS = 45;
const COMMA = 44;
const COLON = 58;
const EQUALS = 61;
const GREATER = 62;
const DOT = 46;
const AT = 64;

/** `Worker().start()`: a method of what was made before the dot. */
function noteMethod({ tokens, current, calls, depth }: Walk, at: number): void {
  const made = isOperator(tokens, at - 2, ')') ? calls[depth] : undefined;
  if (made !== undefined && current.mentions.size < MAX_MENTIONS)
    current.mentions.add(`${made}.${tokenText(tokens, at)}`);
}

/** Notes the dotted name that begins at a token, and gives the token after it. */
function noteName(walk: Walk, { from, to }: Span, before: number): number {
  const { tokens, current, signature, depth } = walk;
  const next = nameEnd(tokens, from, to);
  const called = isOperator(tokens, next, '(');
  const isParameter = signature !== null ? opensParameter(depth, before) : depth > 0 && isKeyword(tokens, from);
  if (isParameter) signature?.add(tokenText(tokens, from));
  else if (called || (depth > 0 && !walk.annotates) || before === AT) {
    noteMention(tokens, { from, to: next }, current);
    if (called) walk.calls[depth] = tokens.text.slice(tokens.start[from], tokens.end[next - 1]);
    const isOwn = current.parameters.size > 0 && next === from + 1 && current.parameters.has(tokenText(tokens, from));
    if (isOwn && (called || walk.runs)) current.callsArgument = true;
    walk.runs ||= called && RUNNERS.has(tokenText(tokens, next - 1));
  }
  return next;
}

/** Callables that call what they are handed without being asked again. */
const RUNNERS: ReadonlySet<string> = new Set(
  'Thread Timer Process submit apply_async start_new_thread call_soon call_later create_task ensure_future'.split(' '),
);

/** Whether a name in a signature is that of a parameter, which is nobody's function: it follows `(`, `,` or `*`. */
const opensParameter = (depth: number, before: number): boolean =>
  depth === 1 && (before === 40 || before === 44 || before === 42);

/** `name=` in a call; `==` is two tokens. */
const isKeyword = (tokens: Tokens, at: number): boolean =>
  isOperator(tokens, at + 1, '=') && !isOperator(tokens, at + 2, '=');

/** 1 for an opening bracket, -1 for a closing one. */
export function nesting(code: number): number {
  if (code === 40 || code === 91 || code === 123) return 1;
  return code === 41 || code === 93 || code === 125 ? -1 : 0;
}

/** The token after a dotted name. */
export function nameEnd({ text, kind, start }: Tokens, from: number, to: number): number {
  let next = from + 1;
  while (
    next + 1 < to &&
    kind[next] === OPERATOR &&
    text.charCodeAt(start[next] ?? 0) === DOT &&
    kind[next + 1] === NAME
  )
    next += 2;
  return next;
}

/** Most names that one scope is kept with. */
export const MAX_MENTIONS = 5000;

/** Keeps one dotted name. */
export function noteMention(tokens: Tokens, { from, to }: Span, current: Mentioning): void {
  if (current.mentions.size >= MAX_MENTIONS) return;
  const written = tokens.text.slice(tokens.start[from], tokens.end[to - 1]);
  if (written.length > 200) return;
  // Blanks and line ends may stand around the dots.
  current.mentions.add(normalizeIdentifier(/\s|\\/u.test(written) ? written.replaceAll(/\s|\\/gu, '') : written));
}
