/**
 * `npm run build`: src → lib (tsc) → dist (ncc): index.js for the Action, cli.js for the command line, and the two wasm files they read.
 *
 * The output is committed and must come out the same on every machine: no path, date or file order of this one may reach it.
 */

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ncc from '@vercel/ncc';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LIB = join(ROOT, 'lib');
const DIST = join(ROOT, 'dist');
const require = createRequire(import.meta.url);

const ENTRIES = [
  { source: 'main.js', name: 'index', mode: 0o644 },
  { source: 'cli.js', name: 'cli', mode: 0o755 },
];

/** Read by src/host/grammar.ts, from beside whichever bundle it is part of. */
const WASM_FILES = ['web-tree-sitter/web-tree-sitter.wasm', 'tree-sitter-python/tree-sitter-python.wasm'].map((path) =>
  require.resolve(path),
);

/**
 * web-tree-sitter looks for its wasm on disk and asks for `require`, and neither survives bundling. Both are only for callers that
 * hand over no bytes, which ours does. Every edit must match exactly once, so that another version cannot slip by.
 * @type {readonly (readonly [string, string])[]}
 */
const WEB_TREE_SITTER_EDITS = [
  [
    'var ENVIRONMENT_IS_NODE = typeof process == "object" && process.versions?.node && process.type != "renderer";',
    'var ENVIRONMENT_IS_NODE = false;',
  ],
  ['    const { createRequire } = await import("module");\n    var require = createRequire(import.meta.url);\n', ''],
  ['var _scriptName = import.meta.url;', 'var _scriptName = "";'],
  ['    var fs = require("fs");\n', ''],
  ['      scriptDirectory = require("path").dirname(require("url").fileURLToPath(_scriptName)) + "/";\n', ''],
  ['return new URL("web-tree-sitter.wasm", import.meta.url).href;', 'return "web-tree-sitter.wasm";'],
];

compile();
placeWebTreeSitter();
// ncc rewrites `new URL('./x.wasm', import.meta.url)` to a file beside the bundle, if there is one where the URL points.
copyWasm(join(LIB, 'host'));

/** @type {Output[]} */
const outputs = [{ name: 'package.json', text: `${JSON.stringify({ type: 'module' })}\n`, mode: 0o644 }];
for (const entry of ENTRIES) outputs.push(...(await bundle(entry)));
// Only now, so that what runs dist meanwhile finds it whole.
rmSync(DIST, { recursive: true, force: true });
copyWasm(DIST);
for (const output of outputs) write(output);

function compile() {
  rmSync(LIB, { recursive: true, force: true });
  const tsc = require.resolve('typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', join(ROOT, 'tsconfig.build.json')], { stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}

// A copy in lib/node_modules is found before the one in node_modules, which stays as it was installed.
function placeWebTreeSitter() {
  const from = dirname(require.resolve('web-tree-sitter/web-tree-sitter.wasm'));
  const to = join(LIB, 'node_modules', 'web-tree-sitter');
  mkdirSync(to, { recursive: true });
  for (const name of ['package.json', 'LICENSE']) writeFileSync(join(to, name), readFileSync(join(from, name)));
  const text = readFileSync(join(from, 'web-tree-sitter.js'), 'utf8');
  writeFileSync(join(to, 'web-tree-sitter.js'), WEB_TREE_SITTER_EDITS.reduce(editOnce, text));
}

/**
 * @param {string} text
 * @param {readonly [string, string]} edit
 */
function editOnce(text, [before, after]) {
  if (text.split(before).length !== 2)
    throw new Error(
      `web-tree-sitter.js no longer holds exactly one ${JSON.stringify(before)}, so it would not work in a bundle. Read how this version loads its wasm and adapt WEB_TREE_SITTER_EDITS.`,
    );
  return text.replace(before, () => after);
}

/** @param {string} folder */
function copyWasm(folder) {
  mkdirSync(folder, { recursive: true });
  for (const file of WASM_FILES) writeFileSync(join(folder, basename(file)), readFileSync(file));
}

/**
 * @typedef {object} Output
 * @property {string} name
 * @property {string} text
 * @property {number} mode
 */

/**
 * @param {{ source: string, name: string, mode: number }} entry
 * @returns {Promise<Output[]>}
 */
async function bundle({ source, name, mode }) {
  const licences = `${name}.licenses.txt`;
  const { code, map, assets } = await ncc(join(LIB, source), {
    filename: `${name}.js`,
    esm: true,
    cache: false,
    // Whoever pins this action should be able to read what it runs.
    minify: false,
    quiet: true,
    sourceMap: true,
    sourceMapRegister: false,
    license: licences,
    target: 'es2022',
  });
  return [
    { name: `${name}.js`, text: `${code.trimEnd()}\n`, mode },
    { name: `${name}.js.map`, text: `${withoutDependencyText(map)}\n`, mode: 0o644 },
    { name: licences, text: `${assets[licences]?.source}\n${grammarLicence()}`, mode: 0o644 },
  ];
}

/**
 * Positions in dependencies stay, their text goes: package-lock.json says where to find it.
 * @param {string} text
 */
function withoutDependencyText(text) {
  /** @type {{ sources: string[], sourcesContent: (string | null)[] }} */
  const map = JSON.parse(text);
  map.sourcesContent = map.sources.map((path, index) =>
    path.includes('node_modules/') ? null : (map.sourcesContent[index] ?? null),
  );
  return JSON.stringify(map);
}

// ncc sees the grammar as a mere file and so leaves its licence out.
function grammarLicence() {
  const folder = dirname(require.resolve('tree-sitter-python/tree-sitter-python.wasm'));
  return `tree-sitter-python\nMIT\n${readFileSync(join(folder, 'LICENSE'), 'utf8')}`;
}

/** @param {Output} output */
function write({ name, text, mode }) {
  if (text.includes(ROOT)) throw new Error(`dist/${name} holds ${ROOT}: it would differ on another machine.`);
  writeFileSync(join(DIST, name), text, { mode });
  console.error(`dist/${name} ${(text.length / 1e6).toFixed(2)} MB`);
}
