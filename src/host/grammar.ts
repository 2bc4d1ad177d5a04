import { readFile } from 'node:fs/promises';
import { once } from '../model/once.js';
import type { Grammar } from '../ports.js';

/**
 * The parser's two WebAssembly files, read when first asked for. The build puts them beside the bundle; in a checkout they are
 * where npm installed them.
 */
export function createGrammar(): Grammar {
  return {
    runtime: once(() => readFirst(new URL('./web-tree-sitter.wasm', import.meta.url), installed('web-tree-sitter'))),
    python: once(() =>
      readFirst(new URL('./tree-sitter-python.wasm', import.meta.url), installed('tree-sitter-python')),
    ),
  };
}

// Not written as one literal: the bundler would take the file for an asset and copy it a second time.
const installed = (name: string): URL =>
  new URL(['..', '..', 'node_modules', name, `${name}.wasm`].join('/'), import.meta.url);

const readFirst = (bundled: URL, fallback: URL): Promise<Uint8Array> =>
  readFile(bundled).catch(() => readFile(fallback));
