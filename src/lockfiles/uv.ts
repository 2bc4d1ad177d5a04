import {
  type LockedPackage,
  type LockedRequirement,
  type Lockfile,
  type LockOptions,
  NO_OPTIONS,
} from '../model/lockfile.js';
import { isProjectName, normalizeName } from '../model/names.js';
import { entryProblem, type Problem } from '../model/problem.js';
import { printable } from '../model/text.js';
import { parseVersion } from '../model/versions.js';
import { fileNameOf, type ReadFiles, type RecordedFile, readFiles, unreadable } from './entries.js';
import { format } from './format.js';
import { readAs } from './toml.js';
import { readTomlEntries } from './toml-entries.js';
import type { Block, TomlLines } from './toml-lines.js';
import { uvCutOff } from './uv-cutoff.js';
import { dependenciesOf, type UvUse, usesOf } from './uv-graph.js';
import { type UvDependency, UvDocument, type UvFile, type UvNode, UvPackage } from './uv-schema.js';
import { uvSource } from './uv-source.js';

const RELOCK = 'Run `uv lock` and commit the result.';

/** uv.lock and locks of scripts (`name.py.lock`): https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile */
export const uv = format({
  id: 'uv',
  title: 'uv.lock',
  matches: (path) => /(?:^|\/)(?:uv\.lock|[^/]+\.py\.lock)$/u.test(path),
  recognises: (text) =>
    /^version = \d+$/mu.test(text) && /^\[\[package\]\]$/mu.test(text) && /^source = \{/mu.test(text),

  parse(text, path) {
    const id = { format: 'uv', path };
    const lock = readTomlEntries(text, (value, block) => readEntry(value, block, path));
    if (lock.kind === 'misread') return unreadable(id, lock.what, RELOCK, lock.line);
    const document = readAs(UvDocument, lock.value.document);
    if (document.kind === 'misread') return unreadable(id, document.what, RELOCK);
    const { version } = document.value;
    // Another major version may move fields: what would be read could be wrong without looking wrong. Revisions only add.
    if (version !== 1)
      return unreadable(
        id,
        `it has version ${version}, and only version 1 is known`,
        'Use a release of Lockgate that knows it.',
      );
    if (document.value.distribution !== undefined)
      return unreadable(id, 'it lists [[distribution]] tables, the form of uv before 0.4', RELOCK);

    const { entries, lineOf } = lock.value;
    return { ...id, ...assemble(entries, document.value), options: optionsOf(document.value, lineOf), includes: [] };
  },
});

interface Entry {
  readonly node: UvNode | null;
  /** Everything but what the graph tells. */
  readonly locked: Omit<LockedPackage, keyof UvUse> | null;
  readonly problems: readonly Problem[];
}

function readEntry(value: unknown, block: Block, path: string): Entry {
  const refuse = (what: string): Entry => ({
    node: null,
    locked: null,
    problems: [entryProblem(path, block.line, `This [[package]] was not reviewed: ${what}. ${RELOCK}`)],
  });
  const read = readAs(UvPackage, value);
  if (read.kind === 'misread') return refuse(read.what);
  const raw = read.value;
  const source = uvSource(raw.source);
  const version = raw.version === undefined ? null : parseVersion(raw.version);
  const name = printable(raw.name, 80);
  if (!isProjectName(raw.name)) return refuse(`"${name}" is no project name`);
  if (source === null) return refuse(`"${name}" names no source that is known here, or several`);
  if (version === null && raw.version !== undefined)
    return refuse(`"${name}" has version "${printable(raw.version, 60)}", which is no version (PEP 440)`);
  if (version === null && source.kind === 'index') return refuse(`"${name}" has no version`);

  const files = filesOf(raw, block);
  const locked = {
    name: normalizeName(raw.name),
    version,
    source,
    artifacts: files.artifacts,
    requires: dependenciesOf(raw).map(requirement),
    line: block.line,
  };
  // The files weigh most of an entry; without them what the graph needs stays small.
  const { sdist: _sdist, wheels: _wheels, ...node } = raw;
  return { node, locked, problems: [...fileProblems(raw, files, path, block.line), ...missingFiles(locked, path)] };
}

function filesOf({ sdist, wheels = [], source }: UvPackage, block: Block): ReadFiles {
  const files = sdist === undefined ? wheels : [sdist, ...wheels];
  return readFiles(files.map((file) => recordedFile(file, source.url ?? source.path ?? null, block)));
}

/** Direct sources record only a hash: their one file is the source itself. */
function recordedFile(file: UvFile, location: string | null, block: Block): RecordedFile {
  const where = file.url ?? file.path ?? file.filename ?? location;
  return {
    filename: file.filename ?? (where === null ? null : fileNameOf(where)),
    url: file.url ?? null,
    hash: file.hash ?? null,
    size: file.size ?? null,
    uploadTime: file['upload-time'] ?? file.upload_time ?? null,
    line: where === null ? block.line : block.lineOfFile(where),
  };
}

function fileProblems(
  { name }: UvPackage,
  { strange, artifacts }: ReadFiles,
  path: string,
  line: number,
): readonly Problem[] {
  const hashes = strange.map((hash) =>
    entryProblem(
      path,
      hash.line,
      `"${name}" has the hash "${printable(hash.text, 80)}", which is none of a known kind, so that file cannot be compared. ${RELOCK}`,
    ),
  );
  const nameless = artifacts.filter(({ filename }) => filename === null);
  return nameless.length === 0
    ? hashes
    : [
        ...hashes,
        entryProblem(path, line, `"${name}" lists a file without a name, so it cannot be compared. ${RELOCK}`),
      ];
}

/** uv never locks a release without a file; a lock that was cut after `source` looks like this. */
function missingFiles(
  { name, source, artifacts, line }: Pick<LockedPackage, 'name' | 'source' | 'artifacts' | 'line'>,
  path: string,
): readonly Problem[] {
  return source.kind === 'index' && artifacts.length === 0
    ? [
        entryProblem(
          path,
          line,
          `"${name}" comes from an index and lists no file, so what would be installed cannot be compared. ${RELOCK}`,
        ),
      ]
    : [];
}

const requirement = ({ name, version, marker, extra }: UvDependency): LockedRequirement => ({
  name: normalizeName(name),
  version: version === undefined ? null : parseVersion(version),
  marker: marker ?? null,
  extras: (extra ?? []).map(normalizeName),
});

function assemble(entries: readonly Entry[], { manifest }: UvDocument): Pick<Lockfile, 'packages' | 'problems'> {
  const nodes = entries.flatMap(({ node }) => (node === null ? [] : [node]));
  const uses = usesOf(nodes, manifest);
  const locked = entries.flatMap((entry) => (entry.locked === null ? [] : [entry.locked]));
  return {
    packages: locked.map((entry, index) => ({ ...entry, ...(uses[index] ?? NOT_TOLD) })),
    problems: entries.flatMap(({ problems }) => problems),
  };
}

const NOT_TOLD: UvUse = { scopes: ['unknown'], groups: [], direct: null, extras: [], marker: null };

function optionsOf(document: UvDocument, lineOf: TomlLines['lineOf']): LockOptions {
  const keys = {
    formatVersion: 'version',
    requiresPython: 'requires-python',
    excludeNewer: 'exclude-newer',
    allowPrereleases: 'prerelease-mode',
  };
  const found = Object.entries(keys).map(([option, key]) => [option, lineOf(key)] as const);
  return {
    ...NO_OPTIONS,
    formatVersion: `${document.version}.${document.revision ?? 0}`,
    requiresPython: document['requires-python'] ?? null,
    ...uvCutOff(document),
    allowPrereleases: document.options?.['prerelease-mode'] === 'allow',
    lines: Object.fromEntries(found.flatMap(([option, line]) => (line === null ? [] : [[option, line]]))),
  };
}
