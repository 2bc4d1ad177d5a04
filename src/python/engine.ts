import { Language, Parser, type Tree } from 'web-tree-sitter';
import type { Grammar } from '../ports.js';

/**
 * The functions of tree-sitter's wasm that walk a tree. They keep the cursor in one buffer of its memory; the library's own
 * `TreeCursor` copies it there and back for every question, which costs more than parsing does.
 */
interface Calls {
  readonly root: Call;
  readonly open: Call;
  readonly close: Call;
  readonly firstChild: Call;
  readonly nextSibling: Call;
  readonly parent: Call;
  readonly kind: Call;
  readonly field: Call;
  readonly start: Call;
  readonly end: Call;
}

/** Takes the address of a tree. */
type Call = (tree: number) => number;

/** The parser with Python's grammar, and a cursor for its trees. */
export interface Engine {
  readonly parser: Parser;
  readonly language: Language;
  readonly walk: (tree: Tree) => Cursor;
}

/** Stands at one node of a tree, the root first. Only one is open at a time, and nothing else may be asked of the library then. */
export interface Cursor {
  readonly firstChild: () => boolean;
  readonly nextSibling: () => boolean;
  readonly parent: () => boolean;
  /** Number of the node's type in the grammar. */
  readonly kind: () => number;
  /** Number of the field within the parent; 0 for none. */
  readonly field: () => number;
  /** UTF-16 offsets. */
  readonly start: () => number;
  readonly end: () => number;
  readonly close: () => void;
}

// The library holds one instance of its wasm for the whole process and takes no second.
let started: Promise<Calls> | null = null;

/** Starts tree-sitter with Python's grammar. */
export async function startEngine(grammar: Grammar): Promise<Engine> {
  const [runtime, python] = await Promise.all([grammar.runtime(), grammar.python()]);
  started ??= start(runtime);
  const calls = await started;
  const parser = new Parser();
  const language = await Language.load(python);
  parser.setLanguage(language);
  return { parser, language, walk: (tree) => cursorOf(calls, tree) };
}

/** What is used of WebAssembly: the types of Node leave it out. */
declare const WebAssembly: {
  readonly instantiate: (bytes: Uint8Array, imports: unknown) => Promise<Instantiated>;
};

interface Instantiated {
  readonly module: unknown;
  readonly instance: { readonly exports: Readonly<Record<string, unknown>> };
}

/** Starts the library with an instance made here, so that its functions can be called without the copying. */
function start(wasmBinary: Uint8Array): Promise<Calls> {
  return new Promise((resolve, reject) => {
    let exported: Instantiated['instance']['exports'] = {};
    const instantiateWasm = (imports: unknown, receive: (instance: unknown, module: unknown) => void): unknown => {
      WebAssembly.instantiate(wasmBinary, imports).then(({ instance, module }) => {
        exported = instance.exports;
        receive(instance, module);
      }, reject);
      return {};
    };
    Parser.init({ wasmBinary, instantiateWasm }).then(() => resolve(callsOf(exported)), reject);
  });
}

const isCall = (value: unknown): value is Call => typeof value === 'function';

function callsOf(exported: Readonly<Record<string, unknown>>): Calls {
  const call = (name: string): Call => {
    const found = exported[name];
    if (!isCall(found)) throw new Error(`web-tree-sitter.wasm has no function "${name}"; this version is not known`);
    return found;
  };
  return {
    root: call('ts_tree_root_node_wasm'),
    open: call('ts_tree_cursor_new_wasm'),
    close: call('ts_tree_cursor_delete_wasm'),
    firstChild: call('ts_tree_cursor_goto_first_child_wasm'),
    nextSibling: call('ts_tree_cursor_goto_next_sibling_wasm'),
    parent: call('ts_tree_cursor_goto_parent_wasm'),
    kind: call('ts_tree_cursor_current_node_type_id_wasm'),
    field: call('ts_tree_cursor_current_field_id_wasm'),
    start: call('ts_tree_cursor_start_index_wasm'),
    end: call('ts_tree_cursor_end_index_wasm'),
  };
}

function cursorOf(calls: Calls, tree: Tree): Cursor {
  // The library keeps the address of a tree under this key.
  const address = Number(Reflect.get(tree, 0));
  // Each call leaves in the buffer what the next one takes from there.
  calls.root(address);
  calls.open(address);
  return {
    firstChild: () => calls.firstChild(address) !== 0,
    nextSibling: () => calls.nextSibling(address) !== 0,
    parent: () => calls.parent(address) !== 0,
    kind: () => calls.kind(address),
    field: () => calls.field(address),
    start: () => calls.start(address),
    end: () => calls.end(address),
    close: () => {
      calls.close(address);
    },
  };
}
