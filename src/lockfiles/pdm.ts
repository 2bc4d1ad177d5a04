import { type LockedPackage, type LockOptions, NO_OPTIONS } from '../model/lockfile.js';
import { isProjectName, normalizeName } from '../model/names.js';
import { entryProblem, type Problem } from '../model/problem.js';
import { printable } from '../model/text.js';
import { parseVersion } from '../model/versions.js';
import { fileNameOf, type ReadFiles, readFiles, unreadable } from './entries.js';
import { foldRows } from './fold-rows.js';
import { format } from './format.js';
import { pdmRequirements, pdmScopes, pdmSource } from './pdm-package.js';
import { PdmDocument, type PdmFile, PdmPackage } from './pdm-schema.js';
import { type Read, readAs, readToml } from './toml.js';
import { allFileLines, type Block, type TomlLines, tomlLines } from './toml-lines.js';

const RELOCK = 'Run `pdm lock` and commit the result.';

/** pdm.lock, lock_version 4.x: https://pdm-project.org/latest/usage/lockfile/ */
export const pdm = format({
  id: 'pdm',
  title: 'pdm.lock',
  matches: (path) => /(?:^|\/)pdm(?:\.[^/]+)?\.lock$/u.test(path),
  recognises: (text) => /^\[metadata\]$/mu.test(text) && /^lock_version = "/mu.test(text),

  parse(text, path) {
    const id = { format: 'pdm', path };
    const document = readDocument(text);
    if (document.kind === 'misread') return unreadable(id, document.what, RELOCK, document.line);
    const { metadata, package: entries = [] } = document.value;
    const [major, minor] = metadata.lock_version.split('.').map(Number);
    // Another major version may move fields: what would be read could be wrong without looking wrong.
    if (major !== 4)
      return unreadable(
        id,
        `it has lock_version "${printable(metadata.lock_version, 20)}", and only 4.x is known`,
        'Use a release of Lockgate that knows it, or lock again with PDM 2.',
      );

    const lines = tomlLines(text, entries.length);
    const shared = sharedFiles(metadata.files ?? {}, text);
    const read = entries.map((entry, index) => readEntry(entry, lines.blocks[index], { path, shared }));
    const newer = (minor ?? 0) > KNOWN_MINOR ? [newerMinor(metadata.lock_version, path, lines)] : [];
    return {
      ...id,
      // One table for each combination of extras of a package.
      packages: foldRows(read.flatMap(({ locked }) => (locked === null ? [] : [locked]))),
      options: optionsOf(document.value, lines),
      includes: [],
      problems: [...newer, ...read.flatMap(({ problems }) => problems)],
    };
  },
});

const KNOWN_MINOR = 5;

function readDocument(text: string): Read<PdmDocument> {
  const table = readToml(text);
  return table.kind === 'misread' ? table : readAs(PdmDocument, table.value);
}

const newerMinor = (version: string, path: string, lines: TomlLines): Problem =>
  entryProblem(
    path,
    lines.lineOf('lock_version'),
    `lock_version "${printable(version, 20)}" is newer than 4.${KNOWN_MINOR}, so what it adds was not reviewed. Use a release of Lockgate that knows it.`,
  );

/** Files of `[metadata.files]` by normalised name and version, each with its line. */
interface SharedFiles {
  readonly byRelease: ReadonlyMap<string, readonly PdmFile[]>;
  readonly lineOf: (file: string) => number | undefined;
}

function sharedFiles(files: Readonly<Record<string, readonly PdmFile[]>>, text: string): SharedFiles {
  const byRelease = new Map(
    Object.entries(files).map(([key, list]) => {
      const [name = '', version = ''] = key.split(' ', 2);
      return [releaseKey(name.replace(/\[.*$/u, ''), version), list];
    }),
  );
  const lines = byRelease.size === 0 ? null : allFileLines(text);
  return { byRelease, lineOf: (file) => lines?.get(file) };
}

const releaseKey = (name: string, version: string): string => `${normalizeName(name)} ${version}`;

interface Entry {
  readonly locked: LockedPackage | null;
  readonly problems: readonly Problem[];
}

interface Context {
  readonly path: string;
  readonly shared: SharedFiles;
}

function readEntry(value: unknown, block: Block = { line: 1, lineOfFile: () => 1 }, context: Context): Entry {
  const problem = (what: string, line = block.line): Problem => entryProblem(context.path, line, `${what} ${RELOCK}`);
  const refuse = (what: string): Entry => ({
    locked: null,
    problems: [problem(`This [[package]] was not reviewed: ${what}.`)],
  });
  const read = readAs(PdmPackage, value);
  if (read.kind === 'misread') return refuse(read.what);
  const raw = read.value;
  const [source, name] = [pdmSource(raw), printable(raw.name, 80)];
  const version = raw.version === undefined ? null : parseVersion(raw.version);
  if (!isProjectName(raw.name)) return refuse(`"${name}" is no project name`);
  if (source === null) return refuse(`"${name}" names several sources`);
  if (version === null && raw.version !== undefined)
    return refuse(`"${name}" has version "${printable(raw.version, 60)}", which is no version (PEP 440)`);
  if (version === null && source.kind === 'index') return refuse(`"${name}" has no version`);

  const project = normalizeName(raw.name);
  const files = filesOf(raw, block, context.shared);
  const { requires, strange } = pdmRequirements(raw.dependencies ?? [], project);
  const locked: LockedPackage = {
    name: project,
    version,
    source,
    artifacts: files.artifacts,
    scopes: pdmScopes(raw),
    groups: raw.groups ?? [],
    extras: (raw.extras ?? []).map(normalizeName).toSorted(),
    marker: raw.marker ?? null,
    direct: null,
    requires,
    line: block.line,
  };
  const told = [...files.strange.map(strangeHash(name)), ...strange.map(strangeDependency(name, block.line))];
  const problems = told.map(({ what, line }) => problem(what, line));
  return { locked, problems: [...problems, ...withoutFiles(locked).map((what) => problem(what))] };
}

interface Told {
  readonly what: string;
  readonly line: number;
}

const strangeHash =
  (name: string) =>
  ({ text, line }: ReadFiles['strange'][number]): Told => ({
    what: `"${name}" has the hash "${printable(text, 80)}", which is none of a known kind, so that file cannot be compared.`,
    line,
  });

const strangeDependency =
  (name: string, line: number) =>
  (text: string): Told => ({
    what: `"${name}" depends on "${printable(text, 80)}", which is no dependency specifier (PEP 508), so what brings other packages in is not known.`,
    line,
  });

const withoutFiles = ({ name, source, artifacts }: LockedPackage): readonly string[] =>
  source.kind === 'index' && artifacts.length === 0
    ? [`"${name}" comes from an index and lists no file, so what would be installed cannot be compared.`]
    : [];

function filesOf(raw: PdmPackage, block: Block, { byRelease, lineOf }: SharedFiles): ReadFiles {
  const listed = raw.files ?? byRelease.get(releaseKey(raw.name, raw.version ?? '')) ?? [];
  return readFiles(
    listed.map(({ file, url, hash }) => {
      const where = url ?? file ?? '';
      return {
        filename: fileNameOf(file ?? where),
        url: url ?? null,
        hash: hash ?? null,
        size: null,
        uploadTime: null,
        line: raw.files === undefined ? (lineOf(where) ?? block.line) : block.lineOfFile(where),
      };
    }),
  );
}

function optionsOf({ metadata }: PdmDocument, lines: TomlLines): LockOptions {
  const required = new Set(metadata.targets?.map((target) => target.requires_python ?? ''));
  const [requiresPython = ''] = required.size === 1 ? required : [];
  const keys = {
    formatVersion: 'lock_version',
    ...(requiresPython === '' ? {} : { requiresPython: 'requires_python' }),
  };
  const found = Object.entries(keys).map(([option, key]) => [option, lines.lineOf(key)] as const);
  return {
    ...NO_OPTIONS,
    formatVersion: metadata.lock_version,
    // Several targets may want several Pythons; one alone would be wrong for the others.
    requiresPython: requiresPython === '' ? null : requiresPython,
    lines: Object.fromEntries(found.flatMap(([option, line]) => (line === null ? [] : [[option, line]]))),
  };
}
