/** The house rules that a compiler does not see: who may import whom, what is banned, how long things get, what every plugin brings. */

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import { KINDS, pluginIds } from '../scripts/generate.mjs';
import { type Import, nodesOf, placeOf, ROOT, readSources, type SourceFile } from './support/source-tree.js';

const sources = readSources();

const EVERYTHING_BELOW_REVIEW = [
  'artifacts',
  'content',
  'data',
  'diff',
  'evidence',
  'lockfiles',
  'manifests',
  'model',
  'policy',
  'ports',
  'profile',
  'python',
  'reading',
  'registry',
  'report',
  'rules',
];

/** Room → the rooms it may import besides itself. `type:x` allows types of x only. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  model: [],
  ports: ['model'],
  data: ['model'],
  lockfiles: ['model'],
  manifests: ['lockfiles', 'model'],
  diff: ['model'],
  policy: ['model'],
  report: ['model'],
  python: ['model', 'type:ports'],
  artifacts: ['model'],
  content: ['model'],
  profile: ['artifacts', 'content', 'model', 'python'],
  registry: ['model', 'ports'],
  rules: ['model', 'type:profile'],
  reading: ['lockfiles', 'manifests', 'model', 'policy', 'ports'],
  evidence: ['artifacts', 'model', 'ports', 'profile', 'python', 'registry'],
  host: ['model', 'ports'],
  github: ['model', 'policy', 'ports', 'report'],
  review: EVERYTHING_BELOW_REVIEW,
  inspect: EVERYTHING_BELOW_REVIEW,
  cli: [...EVERYTHING_BELOW_REVIEW, 'host', 'inspect', 'review'],
  main: [...EVERYTHING_BELOW_REVIEW, 'github', 'host', 'review'],
};

/** Rooms that turn values into values: no network, files, clock or environment. */
const PURE_ROOMS = [
  'artifacts',
  'content',
  'data',
  'diff',
  'lockfiles',
  'manifests',
  'model',
  'policy',
  'profile',
  'python',
  'report',
  'rules',
];
const PURE_NODE_MODULES = [
  'buffer',
  'crypto',
  'events',
  'path',
  'stream',
  'stream/promises',
  'string_decoder',
  'util',
  'zlib',
];

/** Packages and Node modules → the only rooms that may import them. */
const ONLY_IN: readonly { readonly matches: RegExp; readonly rooms: readonly string[] }[] = [
  { matches: /^@(?:actions|octokit)\//u, rooms: ['github'] },
  { matches: /^undici$/u, rooms: ['github', 'host'] },
  { matches: /^web-tree-sitter$/u, rooms: ['python'] },
  { matches: /^node:fs(?:\/promises)?$/u, rooms: ['cli', 'host', 'main'] },
  { matches: /^node:child_process$/u, rooms: ['cli'] },
  { matches: /^node:(?:vm|repl|inspector|cluster|dgram)$/u, rooms: [] },
  { matches: /^node:module$/u, rooms: ['host'] },
];

describe('imports', () => {
  test('every room is known', () => {
    expect([...new Set(sources.map(({ room }) => room))].filter((room) => !(room in MAY_IMPORT))).toEqual([]);
  });

  test.each(Object.entries(MAY_IMPORT))('%s imports only what it may', (room, allowed) => {
    const violations = sources
      .filter((file) => file.room === room)
      .flatMap((file) =>
        file.imports
          .filter((found) => !mayImport(room, allowed, found))
          .map(({ specifier }) => `${file.path} → ${specifier}`),
      );
    expect(violations).toEqual([]);
  });

  test('no cycles', () => {
    expect(cycles(sources)).toEqual([]);
  });

  test.each(ONLY_IN.map((row) => ({ name: row.matches.source, ...row })))(
    '$name only in its rooms',
    ({ matches, rooms }) => {
      const violations = sources
        .filter(({ room }) => !rooms.includes(room))
        .flatMap((file) =>
          file.imports
            .filter(({ specifier }) => matches.test(specifier))
            .map(({ specifier }) => `${file.path} → ${specifier}`),
        );
      expect(violations).toEqual([]);
    },
  );

  test('pure rooms import no Node module that reaches outside', () => {
    const violations = sources
      .filter(({ room }) => PURE_ROOMS.includes(room))
      .flatMap((file) =>
        file.imports
          .filter(
            ({ specifier }) =>
              specifier.startsWith('node:') && !PURE_NODE_MODULES.includes(specifier.slice('node:'.length)),
          )
          .map(({ specifier }) => `${file.path} → ${specifier}`),
      );
    expect(violations).toEqual([]);
  });
});

describe('banned', () => {
  test.each([
    { name: 'eval', banned: (node: ts.Node) => isCallOf(node, 'eval') },
    { name: 'new Function', banned: (node: ts.Node) => isCallOf(node, 'Function') },
    { name: 'require', banned: (node: ts.Node) => isCallOf(node, 'require') },
    { name: 'a computed import', banned: isComputedImport },
    { name: 'a class that is not an error', banned: isOtherClass },
    { name: 'a default export', banned: (node: ts.Node) => ts.isExportAssignment(node) },
  ])('$name', ({ banned }) => {
    expect(placesWhere(sources, banned)).toEqual([]);
  });

  test('fetch, process and timers in pure rooms', () => {
    const pure = sources.filter(({ room }) => PURE_ROOMS.includes(room));
    const outside = new Set(['fetch', 'process', 'setTimeout', 'setInterval', 'require']);
    expect(placesWhere(pure, (node) => isGlobalUse(node, outside))).toEqual([]);
  });

  // A cast hides what the compiler would have said. Brands need one each, made in model/; that a rule's needs are met before it
  // runs needs two, where rules are declared and where they are run.
  test('a cast outside a brand constructor', () => {
    const others = sources.filter(
      ({ room, path }) => room !== 'model' && !/^src\/rules\/(?:rule|check)\.ts$/u.test(path),
    );
    expect(placesWhere(others, isCast)).toEqual([]);
  });
});

describe('size', () => {
  const written = sources.filter(({ room, path }) => room !== 'data' && !path.endsWith('/catalog.ts'));

  test('files have at most 400 lines', () => {
    expect(written.filter(({ lines }) => lines > 400).map(({ path, lines }) => `${path}: ${lines}`)).toEqual([]);
  });

  test('functions have at most 60 lines', () => {
    expect(placesWhere(written, (node, file) => isFunction(node) && lineCount(node, file) > 60)).toEqual([]);
  });
});

const DOCS: Readonly<Record<string, string>> = { rule: 'docs/rules', format: 'docs/lockfiles', output: 'docs/outputs' };

describe.each(KINDS.map((kind) => ({ ...kind, docs: DOCS[kind.helper] ?? '' })))('$folder', (kind) => {
  const ids = pluginIds(ROOT, kind);

  test('every plugin has a test', () => {
    const tests = kind.folder.replace('src/', '__tests__/');
    expect(ids.filter((id) => !existsSync(join(ROOT, tests, `${id}.test.ts`)))).toEqual([]);
  });

  test('every plugin has a doc', () => {
    expect(ids.filter((id) => !existsSync(join(ROOT, kind.docs, `${id}.md`)))).toEqual([]);
  });

  test('every doc has a plugin', () => {
    const folder = join(ROOT, kind.docs);
    const docs = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.md')) : [];
    const stems = docs.map((name) => name.slice(0, -'.md'.length)).filter((stem) => stem !== 'README');
    expect(stems.filter((stem) => !ids.includes(stem))).toEqual([]);
  });
});

describe('text', () => {
  const texts = repositoryFiles()
    .filter((path) => !/(?:^|\/)fixtures\/|^examples\/|^dist\/|^package-lock\.json$|\.(?:wasm|png)$/u.test(path))
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));

  test('leaves nothing for later', () => {
    const words = new RegExp(`\\b(?:${['TO', 'FIX', 'XX'].join('|')})(?:DO|ME|X)\\b`, 'u');
    expect(texts.filter(({ text }) => words.test(text)).map(({ path }) => path)).toEqual([]);
  });

  test('names no path of the machine it was written on', () => {
    expect(texts.filter(({ text }) => text.includes(`${ROOT}/`)).map(({ path }) => path)).toEqual([]);
  });
});

function mayImport(room: string, allowed: readonly string[], { path, typeOnly }: Import): boolean {
  if (path === null) return true;
  const target = (path.split('/')[1] ?? '').replace(/\.ts$/u, '');
  return target === room || allowed.includes(target) || (typeOnly && allowed.includes(`type:${target}`));
}

/** Each cycle once, as `a → b → a`. An import of types is gone at run time and closes none. */
function cycles(files: readonly SourceFile[]): readonly string[] {
  const targets = new Map(
    files.map(({ path, imports }) => [
      path,
      imports.flatMap((found) => (found.path === null || found.typeOnly ? [] : [found.path])),
    ]),
  );
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) found.push([...trail.slice(start), path].join(' → '));
    if (start >= 0 || done.has(path)) return;
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const { path } of files) visit(path, []);
  return found;
}

const placesWhere = (
  files: readonly SourceFile[],
  matches: (node: ts.Node, file: SourceFile) => boolean,
): readonly string[] =>
  files.flatMap((file) => nodesOf(file.tree).flatMap((node) => (matches(node, file) ? [placeOf(file, node)] : [])));

const isCallOf = (node: ts.Node, name: string): boolean =>
  (ts.isCallExpression(node) || ts.isNewExpression(node)) &&
  ts.isIdentifier(node.expression) &&
  node.expression.text === name;

function isComputedImport(node: ts.Node): boolean {
  if (!ts.isCallExpression(node) || node.expression.kind !== ts.SyntaxKind.ImportKeyword) return false;
  const [argument] = node.arguments;
  return argument === undefined || !ts.isStringLiteral(argument);
}

function isOtherClass(node: ts.Node): boolean {
  if (!ts.isClassDeclaration(node) && !ts.isClassExpression(node)) return false;
  const parents =
    node.heritageClauses?.flatMap(({ types }) => types.map(({ expression }) => expression.getText())) ?? [];
  return !parents.some((parent) => parent.endsWith('Error'));
}

function isGlobalUse(node: ts.Node, names: ReadonlySet<string>): boolean {
  if (!ts.isIdentifier(node) || !names.has(node.text)) return false;
  const { parent } = node;
  const isCall = ts.isCallExpression(parent) && parent.expression === node;
  const isMember = ts.isPropertyAccessExpression(parent) && parent.expression === node;
  return isCall || isMember;
}

const isCast = (node: ts.Node): boolean =>
  ts.isTypeAssertionExpression(node) || (ts.isAsExpression(node) && node.type.getText() !== 'const');

const isFunction = (node: ts.Node): boolean =>
  ts.isFunctionDeclaration(node) ||
  ts.isFunctionExpression(node) ||
  ts.isArrowFunction(node) ||
  ts.isMethodDeclaration(node);

function lineCount(node: ts.Node, { tree }: SourceFile): number {
  const lineAt = (position: number): number => tree.getLineAndCharacterOfPosition(position).line;
  return lineAt(node.getEnd()) - lineAt(node.getStart(tree)) + 1;
}

// Committed files and those about to be; what .gitignore names is nobody's to read.
function repositoryFiles(): readonly string[] {
  const arguments_ = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const names = execFileSync('git', arguments_, { cwd: ROOT, encoding: 'utf8' });
  return [...new Set(names.split('\0'))].filter((path) => path !== '' && existsSync(join(ROOT, path)));
}
