import {
  type LockedArtifact,
  type LockedPackage,
  type Lockfile,
  type LockInclude,
  type LockOptions,
  NO_OPTIONS,
  type Scope,
} from '../model/lockfile.js';
import { entryProblem, type Problem } from '../model/problem.js';
import { printable } from '../model/text.js';
import { readFiles } from './entries.js';
import { format } from './format.js';
import { readWanted, type Wanted } from './requirements-entry.js';
import { type LogicalLine, lineAt, logicalLines } from './requirements-lines.js';
import { type FileOption, includeOf, isUnresolvable, parseOptions, withOption } from './requirements-options.js';
import { isDirect, readVia, requirementsByParent, type Via } from './requirements-via.js';

/** requirements.txt and its kin: https://pip.pypa.io/en/stable/reference/requirements-file-format/ */
export const requirements = format({
  id: 'requirements',
  title: 'requirements.txt',
  matches: (path) => NAMES.test(path) && !PROSE.test(path),
  recognises: (text) => /^[ \t]*(?:-e |-r |[A-Za-z0-9][\w.-]*(?:\[[^\]\n]*\])?[ \t]*={2,3}[ \t]*\d)/mu.test(text),

  parse(text, path) {
    const file: Draft = { path, entries: [], options: NO_OPTIONS, includes: [], problems: [] };
    for (const line of logicalLines(text)) readLine(line, file);
    return lockfileOf(file);
  },
});

const NAMES =
  /(?:^|\/)(?:[^/]*(?:requirements|constraints)[^/]*\.txt|requirements[^/]*\.lock|requirements\/[^/]+\.txt|3rdparty\/python\/(?:.+\/)?[^/]+\.txt)$/iu;
const PROSE = /(?:^|\/)(?:readme|licen[cs]e|notice|changelog|cmakelists)[^/]*\.txt$/iu;

/** A file while its lines are read. */
interface Draft {
  readonly path: string;
  readonly entries: DraftEntry[];
  options: LockOptions;
  readonly includes: LockInclude[];
  readonly problems: Problem[];
}

interface DraftEntry extends Wanted {
  readonly artifacts: readonly LockedArtifact[];
  readonly line: number;
  /** Its own comment and those behind it. */
  readonly comments: string[];
}

function readLine(line: LogicalLine, file: Draft): void {
  const text = line.text.trim();
  if (line.hiddenBreak && text !== '')
    problem(
      file,
      line.line,
      'has a line break that pip obeys and editors do not show, so what is installed differs from what is read. Write it with ordinary line ends.',
    );
  if (line.unfinished)
    problem(
      file,
      line.line,
      'ends with a backslash and nothing follows: the rest of the entry is missing. Generate the file again.',
    );
  if (text === '') file.entries.at(-1)?.comments.push(line.comment ?? '');
  else if (text.startsWith('-')) readOptions(line, text, file);
  else readRequirement(line, text, false, file);
}

function problem({ problems, path }: Draft, line: number, what: string): void {
  problems.push(entryProblem(path, line, `The line ${what}`));
}

const NOT_UNDERSTOOD =
  'is not a requirement or option that pip documents, so what it installs was not reviewed. Correct it, or generate the file with `uv pip compile`.';

function readOptions(line: LogicalLine, text: string, file: Draft): void {
  // The value of -e may hold spaces before its own options, unlike any other.
  const editable = /^(?:-e|--editable)(?:\s+|=)?(?<target>.+)$/u.exec(text)?.groups?.['target'];
  if (editable !== undefined) {
    readRequirement(line, editable, true, file);
    return;
  }
  const options = parseOptions(text);
  if (options === null) problem(file, line.line, `"${printable(text, 80)}" ${NOT_UNDERSTOOD}`);
  for (const option of options ?? []) applyOption(option, line.line, file);
}

function applyOption(option: FileOption, line: number, file: Draft): void {
  const { kind, value } = option;
  if (isUnresolvable(value))
    problem(
      file,
      line,
      `takes "${printable(value, 80)}" from an environment variable, so where it leads is not known. Write the value itself; only credentials may come from the environment.`,
    );
  else if (kind === 'requirements' || kind === 'constraints') addInclude(kind, value, line, file);
  else file.options = withOption(file.options, option, line);
}

function addInclude(kind: LockInclude['kind'], value: string, line: number, file: Draft): void {
  const include = includeOf(kind, value, file.path, line);
  file.includes.push(include);
  if (
    /^[a-z][a-z0-9+.-]*:/iu.test(include.target) ||
    (/^(?:\/|\.\.\/)/u.test(include.target) && !/^(?:\/|\.\.\/)/u.test(file.path))
  )
    problem(
      file,
      line,
      `takes in "${printable(value, 80)}", which lies outside of the repository, so what it pins was not reviewed. Copy it into the repository.`,
    );
}

function readRequirement(line: LogicalLine, text: string, editable: boolean, file: Draft): void {
  const [asked, optionsText] = splitOptions(text);
  const hashes = readHashes(optionsText);
  const wanted = readWanted(asked, editable, null);
  if (wanted === null || hashes === null || isUnresolvable(asked)) {
    problem(file, line.line, `"${printable(asked, 80)}" ${NOT_UNDERSTOOD}`);
    return;
  }
  const offset = line.text.indexOf(text) + text.length - optionsText.length;
  const own = wanted.hash === null ? [] : [{ hash: wanted.hash, at: line.line }];
  const all = [...own, ...hashes.map(({ hash, index }) => ({ hash, at: lineAt(line, offset + index) }))];
  const { artifacts, strange } = readFiles(
    all.map(({ hash, at }) => ({ filename: null, url: null, hash, size: null, uploadTime: null, line: at })),
  );
  for (const { text: hash, line: at } of strange)
    problem(
      file,
      at,
      `records the hash "${printable(hash, 80)}" for "${wanted.name}", which is none of a known kind, so that file cannot be compared. Generate the file again.`,
    );
  file.entries.push({
    ...wanted,
    artifacts: artifacts.filter((artifact) => artifact.hashes.length > 0),
    line: line.line,
    comments: [line.comment ?? ''],
  });
}

/** pip's `break_args_options`: the first word with a dash begins the options. */
function splitOptions(text: string): readonly [string, string] {
  const at = text.search(/\s-/u);
  return at === -1 ? [text.trim(), ''] : [text.slice(0, at).trim(), text.slice(at)];
}

const HASH = /\s--hash(?:=|\s+)(?<hash>\S+)/gu;
const HARMLESS = /\s(?:-C|--config-settings?|--global-option|--install-option)(?:=|\s+)?(?:"[^"]*"|'[^']*'|\S+)/gu;

/** Hashes with their offset; null when an option is not one that a requirement may have. */
function readHashes(text: string): readonly { readonly hash: string; readonly index: number }[] | null {
  if (text.replaceAll(HASH, '').replaceAll(HARMLESS, '').trim() !== '') return null;
  return [...text.matchAll(HASH)].map(({ groups, index }) => ({ hash: groups?.['hash'] ?? '', index: index + 1 }));
}

function lockfileOf({ path, entries, options, includes, problems }: Draft): Lockfile {
  const vias = entries.map(({ comments }) => readVia(comments));
  const listed = new Set(entries.map(({ name }) => name));
  const edges = requirementsByParent(entries.map((entry, index) => ({ ...entry, via: vias[index] ?? NO_VIA })));
  const context = { index: indexOf(options), scope: scopeOf(path) };
  const packages = entries.map(
    (entry, index): LockedPackage => ({
      ...lockedEntry(entry, context),
      direct: isDirect(vias[index] ?? NO_VIA, listed),
      requires: edges.get(entry.name) ?? [],
    }),
  );
  return { format: 'requirements', path, packages, options, includes, problems };
}

const NO_VIA: Via = { parents: [], fromInput: false, told: false };

/** Index options hold for the whole file, also for lines above them. */
const indexOf = ({ indexUrl, noIndex, findLinks }: LockOptions): string | null =>
  noIndex ? (findLinks[0] ?? indexUrl) : indexUrl;

interface Context {
  readonly index: string | null;
  readonly scope: Scope;
}

function lockedEntry(entry: DraftEntry, { index, scope }: Context): Omit<LockedPackage, 'direct' | 'requires'> {
  const { name, version, specifier, source, artifacts, extras, marker, line } = entry;
  return {
    name,
    version,
    source: source.kind === 'index' ? { kind: 'index', url: index } : source,
    ...(specifier === '' ? {} : { specifier }),
    artifacts,
    scopes: [scope],
    groups: [],
    extras,
    marker,
    line,
  };
}

const DEVELOPMENT = /(?:^|[/._-])(?:dev|devel|development|tests?|testing|docs?|lint|typing|ci)(?=[/._-])/iu;
const RUNTIME =
  /(?:^|\/)(?:requirements|requirements\/(?:base|main|prod|production)|requirements[._-](?:base|main|prod|production))\.(?:txt|lock)$/iu;

/** Only the name of the file tells what it is for. A constraint applies wherever something else asks for the name. */
function scopeOf(path: string): Scope {
  const [directory, file] = [path.split('/').at(-2) ?? '', path.split('/').at(-1) ?? ''];
  if (/constraints/iu.test(file)) return 'unknown';
  if (DEVELOPMENT.test(file) || (/requirements/iu.test(file) && /^(?:tests?|docs?)$/iu.test(directory)))
    return 'development';
  return RUNTIME.test(path) ? 'runtime' : 'unknown';
}
