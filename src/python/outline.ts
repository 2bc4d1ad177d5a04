import { dottedName, forEachLine, isName, isOperator, type LogicalLine } from './lines.js';
import { canonicalName, importedName, normalizeIdentifier, resolveRelative } from './names.js';
import { NAME, OPERATOR, type Tokens, tokenText } from './tokens.js';

/** What tokens alone say of a file's shape: who imports what, which scopes there are, what each names. */
export interface Outline {
  readonly imports: ReadonlySet<string>;
  /** Local name → dotted name it was imported as. */
  readonly aliases: ReadonlyMap<string, string>;
  /** Canonical name → the name it was imported under, where they differ. */
  readonly renamed: ReadonlyMap<string, string>;
  readonly scopes: ReadonlyMap<string, OutlineScope>;
  /** Modules of `from … import *`. */
  readonly stars: readonly string[];
  /** Class → dotted names of its bases that were imported. */
  readonly bases: ReadonlyMap<string, readonly string[]>;
  /** Lines with the scope they run in, in order. */
  readonly lines: readonly ScopedLine[];
}

export interface OutlineScope {
  readonly name: string;
  /** The class whose body or method it is. */
  readonly owner: string | null;
  /** Dotted names as written, of calls and of functions handed on. */
  readonly mentions: Set<string>;
  /** Modules it imports when it runs. */
  readonly imports: Set<string>;
  /** As `Outline.aliases`, for what is imported here: other functions do not see it. */
  readonly aliases: Map<string, string>;
}

export interface ScopedLine extends LogicalLine {
  readonly scope: string;
}

interface Block {
  readonly indent: number;
  readonly kind: 'def' | 'class' | 'main' | 'types';
  /** Qualified name of what is defined, with a dot behind it; that of the surroundings for other blocks. */
  readonly prefix: string;
  /** Where its lines run. */
  readonly scope: OutlineScope;
}

interface Draft {
  readonly tokens: Tokens;
  readonly path: string;
  readonly imports: Set<string>;
  readonly aliases: Map<string, string>;
  readonly renamed: Map<string, string>;
  readonly scopes: Map<string, OutlineScope>;
  readonly stars: string[];
  readonly bases: Map<string, string[]>;
  /** Bases of the class header that was read last, as written. */
  readonly newBases: string[];
  readonly lines: ScopedLine[];
  readonly blocks: Block[];
}

/** Reads the shape of a file from its tokens; linear, and total on broken source. */
export function outline(tokens: Tokens, path: string): Outline {
  const draft: Draft = {
    tokens,
    path,
    imports: new Set(),
    aliases: new Map(),
    renamed: new Map(),
    scopes: new Map(),
    stars: [],
    bases: new Map(),
    newBases: [],
    lines: [],
    blocks: [],
  };
  scope(draft, '', null);
  forEachLine(tokens, (line) => readLine(draft, line));
  return draft;
}

function scope(draft: Draft, name: string, owner: string | null): OutlineScope {
  const known = draft.scopes.get(name);
  if (known !== undefined) return known;
  const made: OutlineScope = { name, owner, mentions: new Set(), imports: new Set(), aliases: new Map() };
  draft.scopes.set(name, made);
  return made;
}

function readLine(draft: Draft, line: LogicalLine): void {
  const { tokens, blocks } = draft;
  while ((blocks.at(-1)?.indent ?? -1) >= line.indent) blocks.pop();
  if (blocks.at(-1)?.kind === 'types') return;
  const from = tokenText(tokens, line.from) === 'async' ? line.from + 1 : line.from;
  const word = tokenText(tokens, from);
  if (word === 'def' || word === 'class') openBlock(draft, line, { word, from });
  else if (word !== 'if' || !guard(draft, line, from)) {
    const current = currentScope(draft);
    draft.lines.push({ ...line, scope: current.name });
    readStatements(draft, line, current);
  }
}

/** A line may hold several statements: `x = 1; import y`, `if x: import y`. */
function readStatements(draft: Draft, line: LogicalLine, current: OutlineScope): void {
  const { tokens } = draft;
  let from = line.from;
  for (let at = line.from; at <= line.to; at += 1) {
    const ends = at === line.to || isOperator(tokens, at, ';');
    if (!ends && !(isOperator(tokens, at, ':') && /^(?:import|from)$/u.test(tokenText(tokens, at + 1)))) continue;
    const word = tokenText(tokens, from);
    if (word === 'import') readImport(draft, from + 1, at, current);
    else if (word === 'from') readFrom(draft, from + 1, at, current);
    else mentions(draft, from, at, current);
    from = at + 1;
  }
}

/** `__main__` blocks are a scope of their own; blocks for type checkers do not run. */
function guard(draft: Draft, line: LogicalLine, from: number): boolean {
  const text = draft.tokens.text.slice(draft.tokens.start[from], draft.tokens.end[line.to - 1] ?? 0).slice(0, 60);
  const main = /^if\s*\(?\s*__name__\s*==\s*["']__main__["']/u.test(text);
  const types = /^if\s+(?:\w+\.)?TYPE_CHECKING\s*:/u.test(text);
  if ((!main && !types) || draft.blocks.some((block) => block.kind === 'def')) return false;
  const inside = main ? scope(draft, '__main__', null) : currentScope(draft);
  draft.blocks.push({
    indent: line.indent,
    kind: main ? 'main' : 'types',
    prefix: currentPrefix(draft),
    scope: inside,
  });
  if (main) mentions(draft, from + 1, line.to, inside);
  return true;
}

function openBlock(draft: Draft, line: LogicalLine, { word, from }: { word: 'def' | 'class'; from: number }): void {
  const { tokens, blocks } = draft;
  const outer = currentScope(draft);
  const short = normalizeIdentifier(tokenText(tokens, from + 1));
  // Defaults, bases and annotations run where the definition stands; a body on the same line is counted with them.
  draft.lines.push({ ...line, scope: outer.name });
  if (word === 'def') mentions(draft, from + 2, line.to, outer, true);
  const name = currentPrefix(draft) + short;
  if (word === 'class') {
    bases(draft, from + 2, line.to, outer);
    noteBases(draft, name);
  }
  const owner = blocks.at(-1)?.kind === 'class' ? currentPrefix(draft).slice(0, -1) : null;
  const inside = word === 'def' ? scope(draft, name, owner) : outer;
  blocks.push({ indent: line.indent, kind: word, prefix: `${name}.`, scope: inside });
}

/** Keeps the bases that were imported, under their dotted names. */
function noteBases(draft: Draft, name: string): void {
  const imported = draft.newBases.splice(0).flatMap((written) => {
    const [head = '', ...rest] = written.split('.');
    const home = draft.aliases.get(head);
    return home === undefined ? [] : [[home, ...rest].join('.')];
  });
  if (imported.length > 0) draft.bases.set(name, imported);
}

/** The innermost function around, or the module; a class body runs with what is around it. */
const currentScope = (draft: Draft): OutlineScope => draft.blocks.at(-1)?.scope ?? scope(draft, '', null);

const currentPrefix = (draft: Draft): string => draft.blocks.at(-1)?.prefix ?? '';

function importName(draft: Draft, module: string, current: OutlineScope): void {
  if (module === '') return;
  if (current.name === '') draft.imports.add(module);
  else current.imports.add(module);
}

function alias(draft: Draft, written: string, name: string, current: OutlineScope): void {
  const canonical = canonicalName(name);
  draft.aliases.set(normalizeIdentifier(written), canonical);
  current.aliases.set(normalizeIdentifier(written), canonical);
  if (canonical !== name) draft.renamed.set(canonical, name);
}

function readImport(draft: Draft, from: number, to: number, current: OutlineScope): void {
  const { tokens } = draft;
  for (let at = from; at < to; at += 1) {
    const dotted = dottedName(tokens, at, to);
    if (dotted === null) continue;
    const name = normalizeIdentifier(dotted.name);
    importName(draft, name, current);
    at = dotted.next;
    if (tokenText(tokens, at) === 'as') {
      alias(draft, tokenText(tokens, at + 1), name, current);
      at += 2;
    } else {
      const [top = name] = name.split('.');
      alias(draft, top, top, current);
    }
  }
}

const MAX_STARS = 50;
/** Modules whose names are tried for a name that nothing defines. */
const MAX_STARRED = 4;

function readFrom(draft: Draft, from: number, to: number, current: OutlineScope): void {
  const { tokens, path } = draft;
  let at = from;
  let dots = 0;
  for (; at < to && isOperator(tokens, at, '.'); at += 1) dots += 1;
  const dotted = tokenText(tokens, at) === 'import' ? null : dottedName(tokens, at, to);
  at = dotted?.next ?? at;
  const written = normalizeIdentifier(dotted?.name ?? '');
  const module = dots === 0 ? written : resolveRelative(path, dots, written);
  importName(draft, module, current);
  for (at += 1; at < to; at += 1) {
    if (isOperator(tokens, at, '*') && draft.stars.length < MAX_STARS) draft.stars.push(module);
    if (!isName(tokens, at)) continue;
    const name = normalizeIdentifier(tokenText(tokens, at));
    const full = module === '' ? name : `${module}.${name}`;
    importName(draft, full, current);
    const renamed = tokenText(tokens, at + 1) === 'as';
    alias(draft, tokenText(tokens, renamed ? at + 2 : at), full, current);
    if (renamed) at += 2;
  }
}

/** The header of a class. Making a class runs `__init_subclass__` of its bases, not what makes their instances. */
function bases(draft: Draft, from: number, to: number, current: OutlineScope): void {
  const { tokens } = draft;
  let depth = 0;
  let start = to;
  for (let at = from; at < to; at += 1) {
    if (tokens.kind[at] !== OPERATOR) continue;
    const code = tokens.text.charCodeAt(tokens.start[at] ?? 0);
    const deeper = depth + nesting(code);
    if (depth === 0 && code === 58) {
      mentions(draft, at + 1, to, current); // a body on the same line
      return;
    }
    if (depth === 0 && deeper === 1) start = at + 1;
    else if (deeper === 0 || (depth === 1 && code === 44)) {
      readBase(draft, start, at, current);
      start = at + 1;
    }
    depth = deeper;
  }
}

/** A plain name is a base; anything else (`metaclass=Meta`, `namedtuple(…)`) is called to make the class or a base. */
function readBase(draft: Draft, from: number, to: number, current: OutlineScope): void {
  const { tokens } = draft;
  const dotted = dottedName(tokens, from, to);
  if (dotted?.next === to) {
    draft.newBases.push(normalizeIdentifier(dotted.name));
    current.mentions.add(`${normalizeIdentifier(dotted.name)}.__init_subclass__`);
    return;
  }
  for (let at = from; at < to; at += 1) {
    if (!isName(tokens, at)) continue;
    const next = nameEnd(tokens, at, to);
    mention(tokens, { from: at, to: next }, current);
    at = next - 1;
  }
}

/** Notes every name that is called, or stands among the arguments of a call. */
function mentions(draft: Draft, from: number, to: number, current: OutlineScope, isSignature = false): void {
  const { tokens } = draft;
  const { text, kind, start } = tokens;
  let depth = 0;
  let before = 0;
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(start[at] ?? 0);
    if (kind[at] === OPERATOR) {
      depth += nesting(code);
    } else if (kind[at] === NAME && before !== 46) {
      const next = nameEnd(tokens, at, to);
      const called = kind[next] === OPERATOR && text.charCodeAt(start[next] ?? 0) === 40;
      const isParameter = isSignature ? opensParameter(depth, before) : depth > 0 && isKeyword(tokens, at);
      if (!isParameter && (called || depth > 0 || before === 64)) mention(tokens, { from: at, to: next }, current);
      at = next - 1;
    }
    before = kind[at] === OPERATOR ? code : 0;
  }
}

/** Whether a name in a signature is that of a parameter, which is nobody's function: it follows `(`, `,` or `*`. */
const opensParameter = (depth: number, before: number): boolean =>
  depth === 1 && (before === 40 || before === 44 || before === 42);

/** `name=` in a call; `==` is two tokens. */
const isKeyword = (tokens: Tokens, at: number): boolean =>
  isOperator(tokens, at + 1, '=') && !isOperator(tokens, at + 2, '=');

/** 1 for an opening bracket, -1 for a closing one. */
function nesting(code: number): number {
  if (code === 40 || code === 91 || code === 123) return 1;
  return code === 41 || code === 93 || code === 125 ? -1 : 0;
}

/** The token after a dotted name. */
function nameEnd({ text, kind, start }: Tokens, from: number, to: number): number {
  let next = from + 1;
  while (
    next + 1 < to &&
    kind[next] === OPERATOR &&
    text.charCodeAt(start[next] ?? 0) === 46 &&
    kind[next + 1] === NAME
  )
    next += 2;
  return next;
}

/** Most names that one scope is kept with. */
const MAX_MENTIONS = 5000;

function mention(tokens: Tokens, { from, to }: { from: number; to: number }, current: OutlineScope): void {
  if (current.mentions.size >= MAX_MENTIONS) return;
  const written = tokens.text.slice(tokens.start[from], tokens.end[to - 1]);
  if (written.length > 200) return;
  // Blanks and line ends may stand around the dots.
  current.mentions.add(normalizeIdentifier(/\s|\\/u.test(written) ? written.replaceAll(/\s|\\/gu, '') : written));
}

/** What a scope calls, as far as names tell: local functions and methods, and dotted names through imports. */
export function callsOf(shape: Outline, from: OutlineScope): readonly string[] {
  const calls = new Set<string>(from.imports);
  const owner = from.owner ?? '';
  for (const mention of from.mentions) {
    const [head = '', ...rest] = mention.split('.');
    const tail = rest.join('.');
    const home = homeOf(shape, from, head);
    if ((head === 'self' || head === 'cls') && owner !== '') add(shape, calls, `${owner}.${tail}`);
    else if (home !== undefined) addImported(shape, calls, tail === '' ? home : `${home}.${tail}`);
    else addOwn(shape, calls, { from, mention });
  }
  return [...calls];
}

/** Something of the file itself, or of a module whose names it took all. */
function addOwn(shape: Outline, calls: Set<string>, { from, mention }: { from: OutlineScope; mention: string }): void {
  if (!shape.scopes.has(mention))
    for (const star of shape.stars.slice(0, MAX_STARRED)) addImported(shape, calls, `${star}.${mention}`);
  add(shape, calls, mention);
  add(shape, calls, `${mention}.__init__`);
  add(shape, calls, `${mention}.run`);
  if (from.name !== '') add(shape, calls, `${from.name}.${mention}`);
}

/** What a name was imported as, in the scope itself, a function around it, or the module. */
function homeOf(shape: Outline, from: OutlineScope, name: string): string | undefined {
  for (let scopeName = from.name; ; scopeName = scopeName.slice(0, Math.max(scopeName.lastIndexOf('.'), 0))) {
    const home = shape.scopes.get(scopeName)?.aliases.get(name);
    if (home !== undefined || scopeName === '') return home;
  }
}

function addImported(shape: Outline, calls: Set<string>, name: string): void {
  calls.add(name);
  const written = importedName(shape.renamed, name);
  if (written !== null) calls.add(written);
}

const add = (shape: Outline, calls: Set<string>, name: string): void => {
  if (shape.scopes.has(name)) calls.add(name);
};
