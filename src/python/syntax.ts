import type { Language, Parser, Tree } from 'web-tree-sitter';
import type { Grammar } from '../ports.js';
import { type Cursor, type Engine, startEngine } from './engine.js';
import type { SyntaxNode } from './tree.js';

/** What the grammar made of a text. */
export type Parsed =
  | {
      readonly kind: 'tree';
      readonly root: SyntaxNode;
      /** Why some of the text is not in the tree; null when all is. */
      readonly partly: string | null;
    }
  | { readonly kind: 'cancelled'; readonly reason: string };

/** Parses one text; bounded in time. */
export type ParsePython = (text: string) => Parsed;

/** Longest that one text may keep the grammar busy, in milliseconds: hostile input makes it superlinear. */
const PARSE_BUDGET = 2000;
// Deeper trees are no work of people; everything after this walks by recursion and must not run out of stack.
const MAX_DEPTH = 400;
const MAX_NODES = 3_000_000;

/** Loads tree-sitter and its Python grammar from their bytes. */
export async function loadPythonGrammar(grammar: Grammar): Promise<ParsePython> {
  const engine = await startEngine(grammar);
  const kinds = kindsOf(engine.language);
  return (text) => parse(engine, kinds, text);
}

/** The grammar's tables, read once: asking for names costs more than parsing does. */
interface Kinds {
  readonly types: readonly string[];
  /** What becomes of a node of each type. */
  readonly keep: readonly Keep[];
  readonly fields: readonly (string | null)[];
}

/** `leaf`: what is inside is not copied. `meaning`: it has no name of its own, but means something in some parents. */
type Keep = 'always' | 'leaf' | 'meaning' | 'never';

const LEAVES: ReadonlySet<string> = new Set([
  'identifier',
  'integer',
  'float',
  'string_start',
  'string_end',
  'string_content',
]);

function kindsOf(language: Language): Kinds {
  const types = Array.from({ length: language.nodeTypeCount }, (_, id) => language.nodeTypeForId(id) ?? '');
  const keep = types.map((type, id): Keep => {
    if (type === 'comment') return 'never';
    if (language.nodeTypeIsNamed(id)) return LEAVES.has(type) ? 'leaf' : 'always';
    return /^[(){}[\],.;]$/u.test(type) ? 'never' : 'meaning';
  });
  const fields = Array.from({ length: language.fieldCount + 1 }, (_, id) => language.fieldNameForId(id));
  return { types, keep, fields };
}

function parse(engine: Engine, kinds: Kinds, text: string): Parsed {
  const deadline = performance.now() + PARSE_BUDGET;
  const { parser } = engine;
  let tree: Tree | null = null;
  try {
    tree = parser.parse(text, null, { progressCallback: () => performance.now() > deadline });
    if (tree === null) return cancelled(parser, `its syntax took longer than ${PARSE_BUDGET / 1000} s to read`);
    const broken = tree.rootNode.hasError ? 'its syntax has errors' : null;
    return copy(engine.walk(tree), kinds, broken);
  } catch (error) {
    return cancelled(parser, `its syntax could not be read (${error instanceof Error ? error.name : 'unknown error'})`);
  } finally {
    tree?.delete();
  }
}

function cancelled(parser: Parser, reason: string): Parsed {
  parser.reset();
  return { kind: 'cancelled', reason };
}

interface Draft extends SyntaxNode {
  readonly children: Draft[];
}

interface Copy {
  readonly kinds: Kinds;
  /** The node whose children the cursor stands among comes last. */
  readonly path: { readonly node: Draft; readonly level: number }[];
  nodes: number;
  partly: string | null;
}

/** Walks by cursor, not by recursion: the depth of a tree is the author's choice. */
function copy(cursor: Cursor, kinds: Kinds, broken: string | null): Parsed {
  const type = kinds.types[cursor.kind()] ?? 'ERROR';
  const root: Draft = { type, field: null, start: 0, end: cursor.end(), children: [] };
  const state: Copy = { kinds, path: [{ node: root, level: 0 }], nodes: 0, partly: broken };
  try {
    if (cursor.firstChild()) while (visit(cursor, state));
  } finally {
    cursor.close();
  }
  return { kind: 'tree', root, partly: state.partly };
}

/** Copies the cursor's node and moves on; false at the end. */
function visit(cursor: Cursor, state: Copy): boolean {
  const entered = enter(cursor, state);
  if (entered && cursor.firstChild()) return true;
  if (entered) state.path.pop();
  while (!cursor.nextSibling()) {
    if (!cursor.parent() || state.path.length <= 1) return false;
    state.path.pop();
  }
  return true;
}

/** Adds the cursor's node to the copy; true when its children are to be copied too. */
function enter(cursor: Cursor, state: Copy): boolean {
  const { kinds } = state;
  const id = cursor.kind();
  // The type of an error node has no place in the table.
  const keep = kinds.keep[id] ?? 'always';
  if (keep === 'never') return false;
  const parent = state.path.at(-1);
  const type = kinds.types[id] ?? 'ERROR';
  if (parent === undefined || (keep === 'meaning' && !means(type, parent.node.type))) return false;
  const field = kinds.fields[cursor.field()] ?? null;
  // A long sum or chain of `and` nests on its left side only; it is read by a loop and may be as long as it likes.
  const level = isSpine(type, field, parent.node.type) ? parent.level : parent.level + 1;
  if (level > MAX_DEPTH || state.nodes > MAX_NODES) {
    state.partly = level > MAX_DEPTH ? `it nests deeper than ${MAX_DEPTH} levels` : 'its syntax tree is too large';
    return false;
  }
  state.nodes += 1;
  const leaf = keep === 'leaf';
  const node: Draft = { type, field, start: cursor.start(), end: cursor.end(), children: leaf ? NONE : [] };
  parent.node.children.push(node);
  if (!leaf) state.path.push({ node, level });
  return !leaf;
}

/** Leaves share one list: there are more of them than of anything else. */
const NONE: Draft[] = [];

/** Operators and the colons of slices have no name of their own, but mean something. */
const means = (type: string, parent: string): boolean =>
  (type === ':' && parent === 'slice') ||
  parent.endsWith('_operator') ||
  (parent === 'augmented_assignment' && type.endsWith('='));

const isSpine = (type: string, field: string | null, parent: string): boolean =>
  field === 'left' && type === parent && (type === 'binary_operator' || type === 'boolean_operator');
