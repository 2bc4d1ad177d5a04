import { type LockedPackage, type LockOptions, NO_OPTIONS } from '../model/lockfile.js';
import { isProjectName, normalizeName } from '../model/names.js';
import { entryProblem, type Problem } from '../model/problem.js';
import { printable } from '../model/text.js';
import { type ReadFiles, unreadable } from './entries.js';
import { format } from './format.js';
import { pylockFiles, pylockIdentities, pylockRequirements, pylockSource, pylockVersion } from './pylock-package.js';
import { PylockDocument, PylockPackage } from './pylock-schema.js';
import { type Selection, selectionOf, usesOfMarker } from './pylock-scopes.js';
import { type Read, readAs, readToml } from './toml.js';
import { tomlArrayLines } from './toml-array-lines.js';
import type { Block, TomlLines } from './toml-lines.js';

const RELOCK = 'Write the file again with the tool that made it and commit the result.';

/** pylock.toml and pylock.NAME.toml (PEP 751): https://packaging.python.org/specifications/pylock-toml/ */
export const pylock = format({
  id: 'pylock',
  title: 'pylock.toml',
  matches: (path) => /(?:^|\/)pylock\.(?:[^./]+\.)?toml$/u.test(path),
  recognises: (text) =>
    /^lock-version = "/mu.test(text) &&
    /^created-by = "/mu.test(text) &&
    /^(?:\[\[packages\]\]|packages = \[)/mu.test(text),

  parse(text, path) {
    const id = { format: 'pylock', path };
    const document = readDocument(text);
    if (document.kind === 'misread') return unreadable(id, document.what, RELOCK, document.line);
    const { 'lock-version': version, packages: entries } = document.value;
    const [major, minor] = version.split('.').map(Number);
    // Another major version may move fields: what would be read could be wrong without looking wrong.
    if (major !== 1)
      return unreadable(
        id,
        `it has lock-version "${printable(version, 20)}", and only 1.x is known`,
        'Use a release of Lockgate that knows it.',
      );

    const lines = tomlArrayLines(text, 'packages', entries.length);
    const context: Context = { path, selection: selectionOf(document.value, path) };
    const read = entries.map((entry, index) => readEntry(entry, lines.blocks[index], context));
    const newer = minor === 0 ? [] : [newerMinor(version, path, lines)];
    return {
      ...id,
      packages: read.flatMap(({ locked }) => (locked === null ? [] : [locked])),
      options: optionsOf(document.value, lines),
      includes: [],
      problems: [...newer, ...read.flatMap(({ problems }) => problems)],
    };
  },
});

function readDocument(text: string): Read<PylockDocument> {
  const table = readToml(text);
  return table.kind === 'misread' ? table : readAs(PylockDocument, table.value);
}

/** The specification has tools warn of a minor version that they do not know. */
const newerMinor = (version: string, path: string, lines: TomlLines): Problem =>
  entryProblem(
    path,
    lines.lineOf('lock-version'),
    `lock-version "${printable(version, 20)}" is not 1.0, so what it adds was not reviewed. Use a release of Lockgate that knows it.`,
  );

interface Entry {
  readonly locked: LockedPackage | null;
  readonly problems: readonly Problem[];
}

interface Context {
  readonly path: string;
  readonly selection: Selection;
}

function readEntry(value: unknown, block: Block = { line: 1, lineOfFile: () => 1 }, context: Context): Entry {
  const problem = (what: string, line = block.line): Problem => entryProblem(context.path, line, `${what} ${RELOCK}`);
  const refuse = (what: string): Entry => ({
    locked: null,
    problems: [problem(`This [[packages]] was not reviewed: ${what}.`)],
  });
  const read = readAs(PylockPackage, value);
  if (read.kind === 'misread') return refuse(read.what);
  const raw = read.value;
  const shown = printable(raw.name, 80);
  if (!isProjectName(raw.name)) return refuse(`"${shown}" is no project name`);
  const [name, source, files] = [normalizeName(raw.name), pylockSource(raw), pylockFiles(raw, block)];
  if (typeof source === 'string') return refuse(`"${shown}": ${source}`);
  const version = pylockVersion(raw, files.artifacts, name);
  if (version === null && raw.version !== undefined)
    return refuse(`"${shown}" has version "${printable(raw.version, 60)}", which is no version (PEP 440)`);
  if (version === null && source.kind === 'index')
    return refuse(`"${shown}" has no version, and its files do not tell one`);

  const marker = raw.marker ?? null;
  const identities = pylockIdentities(raw);
  const locked: LockedPackage = {
    name,
    version,
    source,
    artifacts: files.artifacts,
    ...usesOfMarker(marker, context.selection),
    extras: [],
    marker,
    direct: null,
    requires: pylockRequirements(raw),
    ...(identities === null || typeof identities === 'string' ? {} : { attestedBy: identities }),
    line: block.line,
  };
  const told = [
    ...fileProblems(shown, files, locked),
    ...(typeof identities === 'string'
      ? [{ what: `${identities}, so they were not compared.`, line: block.line }]
      : []),
  ];
  return { locked, problems: told.map(({ what, line }) => problem(what, line)) };
}

interface Told {
  readonly what: string;
  readonly line: number;
}

function fileProblems(
  shown: string,
  { strange }: ReadFiles,
  { source, artifacts, line }: LockedPackage,
): readonly Told[] {
  const hashes = strange.map((hash) => ({
    what: `"${shown}" has the hash "${printable(hash.text, 80)}", which is none of a known kind, so that file cannot be compared.`,
    line: hash.line,
  }));
  const nameless = artifacts.filter(({ filename }) => filename === null);
  if (nameless.length > 0)
    return [...hashes, { what: `"${shown}" lists a file without a name, so it cannot be compared.`, line }];
  return source.kind === 'index' && artifacts.length === 0
    ? [...hashes, { what: `"${shown}" lists no file, so what would be installed cannot be compared.`, line }]
    : hashes;
}

function optionsOf(document: PylockDocument, lines: TomlLines): LockOptions {
  const keys = { formatVersion: 'lock-version', requiresPython: 'requires-python' };
  const found = Object.entries(keys).map(([option, key]) => [option, lines.lineOf(key)] as const);
  return {
    ...NO_OPTIONS,
    formatVersion: document['lock-version'],
    requiresPython: document['requires-python'] ?? null,
    lines: Object.fromEntries(found.flatMap(([option, line]) => (line === null ? [] : [[option, line]]))),
  };
}
