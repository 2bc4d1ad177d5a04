import { sha256Of } from '../artifacts/member.js';
import type { Act } from '../model/profile.js';
import { count } from '../model/text.js';
import type {
  DefinitionFlow,
  FoundModule,
  ImportedModules,
  ModuleText,
  OtherModule,
  PythonFile,
  PythonReader,
  SetName,
  TopStatement,
} from '../python/facts.js';
import { hintsIn, namesWholeEnvironment } from '../python/hints.js';
import { moduleText } from '../python/module-text.js';
import { moduleName } from '../python/names.js';
import { flowOfBits } from './flow-bits.js';
import { findJoins, type HeldText, type Joins } from './joins.js';
import { installedPath } from './layout.js';
import { indexModules, type ModuleIndex } from './modules.js';
import type { OwnFiles } from './own-files.js';
import { type ReadSource, readSyntax } from './python-files.js';

/** Bytes of files that are read a second time, together with what they import, for one distribution. */
const MAX_JOINED = 32 * 1024 * 1024;

/** What is known of one distribution's modules while its files are read together. */
interface Library {
  readonly modules: ModuleIndex;
  readonly texts: Map<ReadSource, ModuleText>;
  readonly handles: Map<ReadSource, OtherModule>;
  readonly sources: Map<OtherModule, ReadSource>;
  readonly hashes: Map<ReadSource, string>;
  /** Path and name of a module's attribute → what other modules set it to. */
  readonly sets: ReadonlyMap<string, readonly SetName[]>;
  readonly files: OwnFiles;
}

export interface JoinOptions {
  readonly python: PythonReader;
  /** Whether the file at a path is read at all, beyond its outline. */
  readonly isEligible: (path: string) => boolean;
  /** Whether a scope of the file at a path runs without anybody asking for it. */
  readonly isUnasked: (path: string, scope: string) => boolean;
  readonly files: OwnFiles;
}

/**
 * Reads once more, with the modules that they import, those files in which a flow may come together from several. A file that is
 * not among them keeps the facts it has alone, which are the same in every distribution that holds it.
 */
export function readJoined(
  alone: readonly ReadSource[],
  packages: ReadonlySet<string>,
  { python, isEligible, isUnasked, files }: JoinOptions,
): readonly ReadSource[] {
  const first = survey(alone, packages, { isUnasked, files });
  const candidates = new Set(first.joins.candidates().filter(({ path }) => isEligible(path)));
  const sources = candidates.size === 0 ? alone : withSyntax(alone, candidates, python);
  const isAnything =
    first.joins.files.size > 0 ||
    sources.some(runsOwnData) ||
    sources.some((source, index) => source !== alone[index] && first.joins.mayFlow(source));
  if (!isAnything) return sources;
  // What was read since says more exactly than its words what a module carries.
  const { library, joins } = sources === alone ? first : survey(sources, packages, { isUnasked, files });
  const chosen = new Set(
    [...joins.files, ...sources.filter(runsOwnData)].filter(({ path, bytes }) => bytes !== null && isEligible(path)),
  );
  if (chosen.size === 0) return sources;
  let left = MAX_JOINED;
  return sources.map((source) => {
    if (!chosen.has(source) || source.bytes === null) return source;
    left -= source.bytes.length;
    if (left < 0) return { ...source, unread: source.unread ?? notFollowed(chosen.size) };
    const file = joinedFile(source, library, { joins, python });
    return { ...source, file, unread: file.partly };
  });
}

const withSyntax = (
  sources: readonly ReadSource[],
  chosen: ReadonlySet<ReadSource>,
  python: PythonReader,
): readonly ReadSource[] => sources.map((source) => (chosen.has(source) ? readSyntax(source, python) : source));

/** Code that may lie in a file of data can only be read together with that file. */
const runsOwnData = ({ file }: ReadSource): boolean =>
  file.scopes.some(({ acts }) => acts.some(({ act, inputs }) => RUNS.has(act) && inputs.includes('own-data')));

const RUNS: ReadonlySet<Act> = new Set(['run-code', 'run-process']);

interface Survey {
  readonly library: Library;
  readonly joins: Joins;
}

function survey(
  sources: readonly ReadSource[],
  packages: ReadonlySet<string>,
  { isUnasked, files }: Pick<JoinOptions, 'isUnasked' | 'files'>,
): Survey {
  const modules = indexModules(sources, packages);
  const library: Library = {
    modules,
    texts: new Map(),
    handles: new Map(),
    sources: new Map(),
    hashes: new Map(),
    sets: setsOf(sources, modules),
    files,
  };
  const around = {
    heldAs: (source: ReadSource, name: string) => heldAs(library, source, name),
    isUnasked: ({ path }: ReadSource, scope: string) => isUnasked(path, scope),
  };
  return { library, joins: findJoins(sources, modules, around) };
}

const notFollowed = (files: number): string =>
  `the flow of data between ${count(files, 'file')} was followed for the first ${MAX_JOINED / 1024 / 1024} MiB`;

function textOf({ texts }: Library, source: ReadSource): ModuleText {
  const known = texts.get(source);
  if (known !== undefined) return known;
  const made = moduleText(source.bytes ?? new Uint8Array());
  texts.set(source, made);
  return made;
}

/** The module as the readings of other files see it. */
function handleOf(library: Library, source: ReadSource): OtherModule {
  const known = library.handles.get(source);
  if (known !== undefined) return known;
  const defined = new Set(source.file.scopes.flatMap(({ name }) => [name, name.split('.', 1)[0] ?? '']));
  const handle: OtherModule = {
    path: source.path,
    name: moduleName(source.path),
    text: () => textOf(library, source),
    defines: (name) => defined.has(name),
  };
  library.handles.set(source, handle);
  library.sources.set(handle, source);
  return handle;
}

const VERSION_NAME = /version/iu;

/** What a name holds, by the statements that bind it; a version is what changes in every release and hides nothing. */
function heldAs(library: Library, source: ReadSource, name: string): HeldText | null {
  if (source.bytes === null) return null;
  const { names, statements, text } = textOf(library, source);
  const held = (names.get(name) ?? []).flatMap((position) => statements[position] ?? []).filter(isHeld);
  if (held.length === 0) return null;
  const written = held.map(({ start, end }) => text.slice(start, Math.min(end, start + MAX_SEARCHED))).join('\n');
  return {
    data: !VERSION_NAME.test(name) && held.some(({ data }) => data),
    looks: held.find(({ looks }) => looks !== null)?.looks ?? null,
    gives: hintsIn(written),
    allVariables: namesWholeEnvironment(written),
    calls: held.some(({ calls }) => calls),
  };
}

const isHeld = ({ kind }: TopStatement): boolean => kind === 'other';
/** Characters of one statement that are searched for words. */
const MAX_SEARCHED = 2000;

/** Attributes of modules that other modules set, by the path of the module and the name of the attribute. */
function setsOf(sources: readonly ReadSource[], modules: ModuleIndex): ReadonlyMap<string, readonly SetName[]> {
  const sets = new Map<string, SetName[]>();
  for (const source of sources) {
    for (const set of source.file.links?.sets ?? []) {
      const split = modules.split(set.name);
      if (split === null || split.rest === '' || split.rest.includes('.')) continue;
      const placed = { ...set, at: { ...set.at, path: source.path } };
      for (const target of modules.named(split.module)) {
        const key = `${target.path}\0${split.rest}`;
        sets.set(key, [...(sets.get(key) ?? []), placed].slice(0, 20));
      }
    }
  }
  return sets;
}

interface Tools {
  readonly joins: Joins;
  readonly python: PythonReader;
}

/** Facts of a file that was read with others, and every question about them whose answer went into the facts. */
interface Kept {
  readonly answers: ReadonlyMap<string, string>;
  readonly file: PythonFile;
}

function joinedFile(source: ReadSource, library: Library, { joins, python }: Tools): PythonFile {
  const cache = cacheOf(python);
  const key = `${hashOf(library, source)} ${installedPath(source.path)}`;
  const known = cache.get(key) ?? [];
  const kept = known.find(({ answers }) =>
    [...answers].every(([question, answer]) => answerTo(question, source, { library, joins }) === answer),
  );
  if (kept !== undefined) return kept.file;
  const answers = new Map<string, string>();
  const file = python.read(
    source.bytes ?? new Uint8Array(),
    source.path,
    'full',
    asking(source, { library, joins }, answers),
  );
  cache.set(key, [{ answers, file }, ...known.slice(0, 3)]);
  return file;
}

interface Knowledge {
  readonly library: Library;
  readonly joins: Joins;
}

/** The modules as one file's reading asks for them; notes what it was told. */
function asking(source: ReadSource, knowledge: Knowledge, answers: Map<string, string>): ImportedModules {
  const { library, joins } = knowledge;
  const note = (question: string): void => {
    if (!answers.has(question)) answers.set(question, answerTo(question, source, knowledge));
  };
  const found = new Map<string, FoundModule | null>();
  return {
    self: moduleName(source.path),
    find: (dotted) => {
      const known = found.get(dotted);
      if (known !== undefined) return known;
      note(`find ${questionOf(dotted, library)}`);
      const answer = findModule(dotted, source, library);
      found.set(dotted, answer);
      return answer;
    },
    flowOf: (module, name) => {
      note(`flow ${module.name} ${name}`);
      return flowOf(module, name, { library, joins });
    },
    isWanted: (dotted) => {
      note(`wanted ${questionOf(dotted, library)}`);
      return joins.isWanted(source, dotted);
    },
    setElsewhere: (module, name) => {
      const sets = library.sets.get(`${module.path}\0${name}`) ?? [];
      note(`set ${module.name} ${name}`);
      return sets;
    },
    contentOf: (path) => {
      note(`file ${path}`);
      return library.files.contentOf(path, source.path);
    },
  };
}

/** Names that begin like none of the distribution's modules are one question, whatever follows. */
function questionOf(dotted: string, { modules }: Library): string {
  const [head = ''] = dotted.split('.', 1);
  return modules.heads.has(head) ? dotted : head;
}

/** An answer as text, the same wherever the same is known. */
function answerTo(question: string, source: ReadSource, { library, joins }: Knowledge): string {
  const [kind = '', module = '', name = ''] = question.split(' ');
  if (kind === 'file') {
    const content = library.files.contentOf(question.slice('file '.length), source.path);
    return content === null ? '' : sha256Of(content);
  }
  if (kind === 'wanted') return String(joins.isWanted(source, module));
  const found = findModule(module, source, library);
  if (kind === 'find') {
    const target = found === null ? undefined : library.sources.get(found.module);
    return target === undefined ? '' : `${hashOf(library, target)} ${installedPath(target.path)} ${found?.rest ?? ''}`;
  }
  if (found === null) return '';
  if (kind === 'flow') return JSON.stringify(flowOf(found.module, name, { library, joins }));
  return JSON.stringify(library.sets.get(`${found.module.path}\0${name}`) ?? []);
}

function findModule(dotted: string, from: ReadSource, library: Library): FoundModule | null {
  const split = library.modules.split(dotted);
  if (split === null) return null;
  const named = library.modules.named(split.module);
  // Of several files of one name, the one that asks is meant by itself.
  const source = named.find((candidate) => candidate === from) ?? named.find(({ bytes }) => bytes !== null);
  return source === undefined || source.bytes === null ? null : { module: handleOf(library, source), rest: split.rest };
}

function flowOf(module: OtherModule, name: string, { library, joins }: Knowledge): DefinitionFlow {
  const source = library.sources.get(module);
  return flowOfBits(source === undefined ? 0 : joins.flowOf(source, name));
}

function hashOf(library: Library, source: ReadSource): string {
  const known = library.hashes.get(source);
  if (known !== undefined) return known;
  const hash = source.bytes === null ? '' : sha256Of(source.bytes);
  library.hashes.set(source, hash);
  return hash;
}

const caches = new WeakMap<PythonReader, Map<string, readonly Kept[]>>();

function cacheOf(python: PythonReader): Map<string, readonly Kept[]> {
  const known = caches.get(python);
  if (known !== undefined) return known;
  const cache = new Map<string, readonly Kept[]>();
  caches.set(python, cache);
  return cache;
}
