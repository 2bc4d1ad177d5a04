import { type LockedPackage, type LockOptions, NO_OPTIONS } from '../model/lockfile.js';
import { isProjectName, type NormalizedName, normalizeName } from '../model/names.js';
import { entryProblem, type Problem } from '../model/problem.js';
import { printable } from '../model/text.js';
import { parseVersion } from '../model/versions.js';
import { fileNameOf, readFiles, unreadable } from './entries.js';
import { format } from './format.js';
import {
  fileTaker,
  type PoetryRequirement,
  poetryMarker,
  poetryRequirements,
  poetryScopes,
  poetrySource,
} from './poetry-package.js';
import { PoetryDocument, type PoetryFile, PoetryPackage } from './poetry-schema.js';
import { type Read, readAs } from './toml.js';
import { readTomlEntries } from './toml-entries.js';
import { allFileLines, type Block, type TomlLines } from './toml-lines.js';

const RELOCK = 'Run `poetry lock` and commit the result.';

/** poetry.lock, lock-version 1.0 to 2.1: https://github.com/python-poetry/poetry/blob/main/src/poetry/packages/locker.py */
export const poetry = format({
  id: 'poetry',
  title: 'poetry.lock',
  matches: (path) => /(?:^|\/)poetry\.lock$/u.test(path),
  recognises: (text) =>
    /^\[metadata\]$/mu.test(text) &&
    /^lock-version = "/mu.test(text) &&
    /^(?:content-hash|python-versions) = "/mu.test(text),

  parse(text, path) {
    const id = { format: 'poetry', path };
    const lock = readTomlEntries(text, (value, block) => ({ read: readAs(PoetryPackage, value), block }));
    if (lock.kind === 'misread') return unreadable(id, lock.what, RELOCK, lock.line);
    const document = readAs(PoetryDocument, lock.value.document);
    if (document.kind === 'misread') return unreadable(id, document.what, RELOCK);
    const { metadata } = document.value;
    const [major, minor] = metadata['lock-version'].split('.').map(Number);
    // Another major version may move fields: what would be read could be wrong without looking wrong.
    if (major !== 1 && major !== 2)
      return unreadable(
        id,
        `it has lock-version "${printable(metadata['lock-version'], 20)}", and only 1.x and 2.x are known`,
        'Use a release of Lockgate that knows it.',
      );

    const { entries, lineOf } = lock.value;
    const shared = sharedFiles(metadata.files ?? {}, text);
    const read = entries.map((entry) => readEntry(entry, { path, shared }));
    const newer = major === 2 && (minor ?? 0) > 1 ? [newerMinor(metadata['lock-version'], path, lineOf)] : [];
    return {
      ...id,
      packages: linked(read.flatMap(({ locked }) => (locked === null ? [] : [locked]))),
      options: optionsOf(document.value, lineOf),
      includes: [],
      problems: [...newer, ...read.flatMap(({ problems }) => problems)],
    };
  },
});

const newerMinor = (version: string, path: string, lineOf: TomlLines['lineOf']): Problem =>
  entryProblem(
    path,
    lineOf('lock-version'),
    `lock-version "${printable(version, 20)}" is newer than 2.1, so what it adds was not reviewed. Use a release of Lockgate that knows it.`,
  );

/** Files of `[metadata.files]`, each with its line. */
interface SharedFiles {
  readonly take: (entry: PoetryPackage) => readonly PoetryFile[];
  readonly lineOf: (file: string) => number | undefined;
}

function sharedFiles(files: Readonly<Record<string, readonly PoetryFile[]>>, text: string): SharedFiles {
  const lines = Object.keys(files).length === 0 ? null : allFileLines(text);
  return { take: fileTaker(files), lineOf: (file) => lines?.get(file) };
}

/** An entry before its optional dependencies are checked against the lock. */
interface Draft extends Omit<LockedPackage, 'requires' | 'extras'> {
  readonly requires: readonly PoetryRequirement[];
}

interface Entry {
  readonly locked: Draft | null;
  readonly problems: readonly Problem[];
}

interface Context {
  readonly path: string;
  readonly shared: SharedFiles;
}

interface RawEntry {
  readonly read: Read<PoetryPackage>;
  readonly block: Block;
}

function readEntry({ read, block }: RawEntry, context: Context): Entry {
  const problem = (what: string): Problem => entryProblem(context.path, block.line, `${what} ${RELOCK}`);
  const refuse = (what: string): Entry => ({
    locked: null,
    problems: [problem(`This [[package]] was not reviewed: ${what}.`)],
  });
  if (read.kind === 'misread') return refuse(read.what);
  const raw = read.value;
  const [source, version, name] = [poetrySource(raw), parseVersion(raw.version), printable(raw.name, 80)];
  if (!isProjectName(raw.name)) return refuse(`"${name}" is no project name`);
  if (source === null)
    return refuse(
      `"${name}" has the source type "${printable(raw.source?.type ?? '', 40)}", which is not known here or has no URL`,
    );
  if (version === null)
    return refuse(`"${name}" has version "${printable(raw.version, 60)}", which is no version (PEP 440)`);

  const { artifacts, strange } = artifactsOf(raw, block, context.shared);
  const problems = strange.map(({ text, line }) =>
    entryProblem(
      context.path,
      line,
      `"${name}" has the hash "${printable(text, 80)}", which is none of a known kind, so that file cannot be compared. ${RELOCK}`,
    ),
  );
  const fileless = source.kind === 'index' && artifacts.length === 0;
  const locked: Draft = {
    name: normalizeName(raw.name),
    version,
    source,
    artifacts,
    scopes: poetryScopes(raw),
    groups: raw.groups ?? [],
    marker: poetryMarker(raw),
    direct: null,
    requires: poetryRequirements(raw),
    line: block.line,
  };
  return {
    locked,
    problems: fileless
      ? [
          ...problems,
          problem(`"${name}" comes from an index and lists no file, so what would be installed cannot be compared.`),
        ]
      : problems,
  };
}

function artifactsOf(raw: PoetryPackage, block: Block, { take, lineOf }: SharedFiles): ReturnType<typeof readFiles> {
  const listed = raw.files ?? take(raw);
  return readFiles(
    listed.map(({ file, hash, url, size, upload_time: uploadTime }) => ({
      filename: fileNameOf(file),
      url: url ?? null,
      hash: hash ?? null,
      size: size ?? null,
      uploadTime: uploadTime ?? null,
      line: raw.files === undefined ? (lineOf(file) ?? block.line) : block.lineOfFile(file),
    })),
  );
}

/** Drops dependencies that belong to an extra nobody asked for, and tells each entry which extras are asked of it. */
function linked(drafts: readonly Draft[]): readonly LockedPackage[] {
  const names = new Set(drafts.map(({ name }) => name));
  const extras = new Map<NormalizedName, Set<string>>();
  for (const { name, extras: wanted } of drafts.flatMap(({ requires }) => requires)) {
    const known = extras.get(name) ?? new Set();
    for (const extra of wanted) known.add(extra);
    extras.set(name, known);
  }
  return drafts.map((draft) => ({
    ...draft,
    requires: draft.requires
      .filter(({ optional, name }) => !optional || names.has(name))
      .map(({ optional: _, ...rest }) => rest),
    extras: [...(extras.get(draft.name) ?? [])].toSorted(),
  }));
}

function optionsOf({ metadata }: PoetryDocument, lineOf: TomlLines['lineOf']): LockOptions {
  const keys = { formatVersion: 'lock-version', requiresPython: 'python-versions' };
  const found = Object.entries(keys).map(([option, key]) => [option, lineOf(key)] as const);
  return {
    ...NO_OPTIONS,
    formatVersion: metadata['lock-version'],
    requiresPython: metadata['python-versions'] ?? null,
    lines: Object.fromEntries(found.flatMap(([option, line]) => (line === null ? [] : [[option, line]]))),
  };
}
