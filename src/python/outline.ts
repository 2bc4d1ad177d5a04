import { dottedName, forEachLine, isName, isOperator, type LogicalLine } from './lines.js';
import { MAX_MENTIONS, type Mentioning, nameEnd, nesting, noteMention, noteMentions } from './mentions.js';
import { canonicalName, importedName, normalizeIdentifier, resolveRelative } from './names.js';
import { OPERATOR, type Tokens, tokenText } from './tokens.js';

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
  /** What stands under decorators: `by` as written. */
  readonly decorated: readonly Decorated[];
  /** Lines with the scope they run in, in order. */
  readonly lines: readonly ScopedLine[];
}

export interface Decorated {
  readonly scope: string;
  readonly by: string;
  /** Qualified name. */
  readonly name: string;
}

export interface OutlineScope extends Mentioning {
  readonly name: string;
  /** The class whose body or method it is. */
  readonly owner: string | null;
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
  readonly decorated: Decorated[];
  /** Decorators of the definition that comes next, as written. */
  readonly decorators: string[];
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
    decorated: [],
    decorators: [],
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
  const made: OutlineScope = {
    name,
    owner,
    mentions: new Set(),
    imports: new Set(),
    aliases: new Map(),
    parameters: new Set(),
    callsArgument: false,
  };
  draft.scopes.set(name, made);
  return made;
}

function readLine(draft: Draft, line: LogicalLine): void {
  const { tokens, blocks } = draft;
  while ((blocks.at(-1)?.indent ?? -1) >= line.indent) blocks.pop();
  if (blocks.at(-1)?.kind === 'types') return;
  const from = tokenText(tokens, line.from) === 'async' ? line.from + 1 : line.from;
  const word = tokenText(tokens, from);
  if (word === '@') noteDecorator(draft, from + 1, line.to);
  if (word === 'def' || word === 'class') openBlock(draft, line, { word, from });
  else if (word !== 'if' || !guard(draft, line, from)) {
    const current = currentScope(draft);
    draft.lines.push({ ...line, scope: current.name });
    readStatements(draft, line, current);
  }
}

/** Kept for the definition that follows. */
function noteDecorator(draft: Draft, from: number, to: number): void {
  const dotted = dottedName(draft.tokens, from, to);
  if (dotted !== null && draft.decorators.length < 20) draft.decorators.push(normalizeIdentifier(dotted.name));
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
    else {
      noteMentions(draft.tokens, { from, to: at }, current);
      noteInstance(draft, from, at, current);
    }
    from = at + 1;
  }
}

/** `worker = Worker(…)`: what is called on the name from here on is a method of the class, if it is one. */
function noteInstance(draft: Draft, from: number, to: number, current: OutlineScope): void {
  const { tokens } = draft;
  if (!isName(tokens, from) || !isOperator(tokens, from + 1, '=')) return;
  const made = dottedName(tokens, from + 2, to);
  if (made === null || !isOperator(tokens, made.next, '(')) return;
  const [head = '', ...rest] = normalizeIdentifier(made.name).split('.');
  const name = normalizeIdentifier(tokenText(tokens, from));
  const home = current.aliases.get(head) ?? draft.aliases.get(head) ?? head;
  if (name !== head && !current.aliases.has(name) && !draft.aliases.has(name))
    current.aliases.set(name, [home, ...rest].join('.'));
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
  if (main) noteMentions(draft.tokens, { from: from + 1, to: line.to }, inside);
  return true;
}

function openBlock(draft: Draft, line: LogicalLine, { word, from }: { word: 'def' | 'class'; from: number }): void {
  const { tokens, blocks } = draft;
  const outer = currentScope(draft);
  const short = normalizeIdentifier(tokenText(tokens, from + 1));
  // Defaults, bases and annotations run where the definition stands; a body on the same line is counted with them.
  draft.lines.push({ ...line, scope: outer.name });
  const parameters = new Set<string>();
  if (word === 'def') noteMentions(draft.tokens, { from: from + 2, to: line.to }, outer, parameters);
  const name = currentPrefix(draft) + short;
  if (word === 'class') {
    bases(draft, from + 2, line.to, outer);
    noteBases(draft, name);
  }
  const owner = blocks.at(-1)?.kind === 'class' ? currentPrefix(draft).slice(0, -1) : null;
  const inside = word === 'def' ? scope(draft, name, owner) : outer;
  if (word === 'def') for (const parameter of parameters) inside.parameters.add(parameter);
  for (const by of draft.decorators.splice(0))
    if (draft.decorated.length < MAX_MENTIONS) draft.decorated.push({ scope: outer.name, by, name });
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
      noteMentions(draft.tokens, { from: at + 1, to: to }, current); // a body on the same line
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
    noteMention(tokens, { from: at, to: next }, current);
    at = next - 1;
  }
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

/** Dotted names that a written name may stand for, seen from a scope; itself when it is of the file. */
export function namesFor(shape: Outline, scopeName: string, written: string): readonly string[] {
  const from = shape.scopes.get(scopeName);
  const [head = '', ...rest] = written.split('.');
  const home = from === undefined ? undefined : homeOf(shape, from, head);
  if (home !== undefined) return [[home, ...rest].join('.')];
  if (shape.scopes.has(written) || shape.stars.length === 0) return [written];
  return shape.stars.slice(0, MAX_STARRED).map((star) => `${star}.${written}`);
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
