import type { LockedPackage, Lockfile, PackageSource } from '../model/lockfile.js';
import { isProjectName, normalizeName } from '../model/names.js';
import { entryProblem, type Problem } from '../model/problem.js';
import { printable } from '../model/text.js';
import { readFiles, unreadable } from './entries.js';
import { format } from './format.js';
import { type JsonDocument, lineOfJson, readJson } from './json-places.js';
import { pipfileExtras, pipfileMarker, pipfilePin, pipfilePlace, pipfileScope } from './pipfile-entry.js';
import { PipfileEntry, PipfileMeta } from './pipfile-schema.js';
import { hasVariable, type PipfileIndexes, pipfileIndexes, pipfileOptions } from './pipfile-sources.js';
import { type Read, readAs, type Table } from './toml.js';

const RELOCK = 'Run `pipenv lock` and commit the result.';

/** Pipfile.lock, `pipfile-spec` 6: https://pipenv.pypa.io/en/latest/pipfile.html */
export const pipfile = format({
  id: 'pipfile',
  title: 'Pipfile.lock',
  matches: (path) => /(?:^|\/)Pipfile\.lock$/u.test(path),
  recognises: (text) => /^\s*\{/u.test(text) && /"pipfile-spec"\s*:/u.test(text),

  parse(text, path) {
    const id = { format: 'pipfile', path };
    const read = readDocument(text);
    if (read.kind === 'misread') return unreadable(id, read.what, RELOCK, read.line);
    const { meta, categories, json } = read.value;
    // Another specification may move fields: what would be read could be wrong without looking wrong.
    if (meta['pipfile-spec'] !== 6)
      return unreadable(
        id,
        `it has pipfile-spec ${meta['pipfile-spec']}, and only 6 is known`,
        'Use a release of Lockgate that knows it.',
      );

    const context: Context = { path, indexes: pipfileIndexes(meta), json };
    const entries = Object.entries(categories).flatMap(([category, value]) => readCategory(category, value, context));
    return {
      ...id,
      packages: entries.flatMap(({ locked }) => (locked === null ? [] : [locked])),
      options: pipfileOptions(meta, (...steps) => lineOfJson(json.root, ['_meta', ...steps])),
      includes: [],
      problems: [...unresolved(context), ...entries.flatMap(({ problems }) => problems)],
    };
  },
});

interface Document {
  readonly meta: PipfileMeta;
  readonly categories: Table;
  readonly json: JsonDocument;
}

function readDocument(text: string): Read<Document> {
  const json = readJson(text);
  if (json.kind === 'misread') return json;
  const { value } = json.value;
  if (!isTable(value)) return { kind: 'misread', what: 'it holds no object', line: null };
  const { _meta, ...categories } = value;
  const meta = readAs(PipfileMeta, _meta);
  if (meta.kind === 'misread') return { ...meta, what: `in "_meta", ${meta.what}` };
  return { kind: 'value', value: { meta: meta.value, categories, json: json.value } };
}

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

interface Context {
  readonly path: string;
  readonly indexes: PipfileIndexes;
  readonly json: JsonDocument;
}

const unresolved = ({ path, indexes, json }: Context): Lockfile['problems'] =>
  indexes.unresolved.map((url) =>
    entryProblem(
      path,
      lineOfJson(json.root, ['_meta', 'sources']),
      `The source "${printable(url, 80)}" is taken from an environment variable, so where it leads is not known. Write the URL itself; only credentials may come from the environment.`,
    ),
  );

interface Entry {
  readonly locked: LockedPackage | null;
  readonly problems: readonly Problem[];
}

function readCategory(category: string, value: unknown, context: Context): readonly Entry[] {
  if (isTable(value))
    return Object.entries(value).map(([name, entry]) => readEntry({ category, name }, entry, context));
  const line = lineOfJson(context.json.root, [category]);
  const what = `The category "${printable(category, 60)}" is not an object, so nothing in it was reviewed. ${RELOCK}`;
  return [{ locked: null, problems: [entryProblem(context.path, line, what)] }];
}

interface Place {
  readonly category: string;
  readonly name: string;
}

function readEntry({ category, name }: Place, value: unknown, { path, indexes, json }: Context): Entry {
  const lineOf = (...steps: readonly (string | number)[]): number => lineOfJson(json.root, [category, name, ...steps]);
  const shown = printable(name, 80);
  const refuse = (what: string): Entry => ({
    locked: null,
    problems: [
      entryProblem(path, lineOf(), `"${shown}" in "${printable(category, 60)}" was not reviewed: ${what}. ${RELOCK}`),
    ],
  });
  const read = readAs(PipfileEntry, value);
  if (read.kind === 'misread') return refuse(read.what);
  const raw = read.value;
  if (!isProjectName(name)) return refuse('this is no project name');
  const source = sourceOf(raw, indexes);
  if (typeof source === 'string') return refuse(source);
  const pin = pipfilePin(raw, normalizeName(name));
  if (pin === null)
    return refuse(`its version is "${printable(raw.version ?? '', 60)}", which is no specifier (PEP 440)`);

  const hashes = (raw.hashes ?? []).map((hash, index) => ({ hash, line: lineOf('hashes', index) }));
  const { artifacts, strange } = readFiles(
    hashes.map((recorded) => ({ ...recorded, filename: null, url: null, size: null, uploadTime: null })),
  );
  const locked: LockedPackage = {
    name: normalizeName(name),
    version: pin.version,
    source,
    ...(pin.specifier === null ? {} : { specifier: pin.specifier }),
    artifacts: artifacts.filter((artifact) => artifact.hashes.length > 0),
    scopes: [pipfileScope(category)],
    groups: [category],
    extras: pipfileExtras(raw),
    marker: pipfileMarker(raw),
    direct: null,
    requires: [],
    line: lineOf(),
  };
  const problems = strange.map(({ text, line }) =>
    entryProblem(
      path,
      line,
      `"${shown}" has the hash "${printable(text, 80)}", which is none of a known kind, so that file cannot be compared. ${RELOCK}`,
    ),
  );
  return { locked, problems };
}

/** Where the entry comes from, or why that cannot be told. */
function sourceOf(entry: PipfileEntry, indexes: PipfileIndexes): PackageSource | string {
  const place = pipfilePlace(entry);
  if (place === 'unknown') return 'it names several sources, or one of a kind that is not known here';
  if (place !== null && 'url' in place && hasVariable(place.url ?? ''))
    return `"${printable(place.url ?? '', 80)}" takes its place from an environment variable, so where it leads is not known`;
  if (place !== null) return place;
  if (entry.version === undefined) return 'it has neither a version nor a source';
  const url = indexes.urlOf(entry.index);
  return url === undefined
    ? `its index "${printable(entry.index ?? '', 60)}" is not the name of one source`
    : { kind: 'index', url };
}
