import type { ForeignPackage, LockedPackage } from '../model/lockfile.js';
import { entryProblem, type Problem } from '../model/problem.js';
import { printable } from '../model/text.js';
import { condaPackage } from './conda.js';
import { unreadable } from './entries.js';
import { foldRows } from './fold-rows.js';
import { format } from './format.js';
import { environmentsOf, type PixiUse, pixiOptions, type Uses } from './pixi-environments.js';
import { pypiRow } from './pixi-row.js';
import { PixiDocument, PixiRow } from './pixi-schema.js';
import { type Read, readAs } from './toml.js';
import { readYaml, type Yaml } from './yaml.js';

const RELOCK = 'Run `pixi lock` and commit the result.';
const VERSIONS = [4, 5, 6, 7];

/** pixi.lock, versions 4 to 7: https://pixi.sh/latest/workspace/lockfile/ */
export const pixi = format({
  id: 'pixi',
  title: 'pixi.lock',
  matches: (path) => /(?:^|\/)pixi\.lock$/u.test(path),
  recognises: (text) =>
    /^version: \d+\s*$/mu.test(text) && /^environments:\s*$/mu.test(text) && /^packages:/mu.test(text),

  parse(text, path) {
    const id = { format: 'pixi', path };
    const read = readDocument(text);
    if (read.kind === 'misread') return unreadable(id, read.what, RELOCK, read.line);
    const { yaml, document } = read.value;
    // Every version so far moved fields: what would be read of another could be wrong without looking wrong.
    if (!VERSIONS.includes(Number(document.version)))
      return unreadable(
        id,
        `it has version "${printable(document.version, 20)}", and only 4 to 7 are known`,
        'Lock with a release of pixi that writes one of them, or use a release of Lockgate that knows it.',
      );
    const uses = environmentsOf(document, yaml);
    const rows = (document.packages ?? []).map((row) => readRow(row, { yaml, uses, path, document }));
    const named = new Set(rows.map(({ location }) => location));
    return {
      ...id,
      packages: foldRows(rows.flatMap(({ locked }) => locked ?? [])),
      options: pixiOptions(document, yaml),
      includes: [],
      problems: [...rows.flatMap(({ problems }) => problems), ...dangling(uses, named, path)],
      foreign: rows.flatMap(({ foreign }) => foreign ?? []),
    };
  },
});

interface Document {
  readonly yaml: Yaml;
  readonly document: PixiDocument;
}

function readDocument(text: string): Read<Document> {
  const yaml = readYaml(text);
  if (yaml.kind === 'misread') return yaml;
  const document = readAs(PixiDocument, yaml.value.value);
  return document.kind === 'misread'
    ? document
    : { kind: 'value', value: { yaml: yaml.value, document: document.value } };
}

export interface PixiContext extends Document {
  readonly uses: Uses;
  readonly path: string;
}

interface Row {
  readonly location: string | null;
  readonly locked: LockedPackage | null;
  readonly foreign: ForeignPackage | null;
  readonly problems: readonly Problem[];
}

function readRow(value: unknown, context: PixiContext): Row {
  const line = context.yaml.lineOf(value);
  const refuse = (what: string, location: string | null = null): Row => ({
    location,
    locked: null,
    foreign: null,
    problems: [entryProblem(context.path, line, `This package was not reviewed: ${what}. ${RELOCK}`)],
  });
  const read = readAs(PixiRow, value);
  if (read.kind === 'misread') return refuse(read.what);
  const row = read.value;
  const conda = row.conda ?? row.conda_source ?? row.source ?? (row.kind === 'conda' ? (row.url ?? row.path) : null);
  if (conda) {
    const foreign = condaPackage({ ...row, location: conda, line });
    return { location: conda, locked: null, foreign, problems: [] };
  }
  const location = row.pypi ?? (row.kind === 'pypi' ? (row.url ?? row.path) : null);
  if (!location) return refuse('it is of a kind that is not known here, or has no location');
  const use: PixiUse = context.uses.get(location) ?? { environments: [], extras: [], indexes: [], line: null };
  const keyLine = (key: string): number | null => context.yaml.lineOfKey(value, key);
  const lines = { entry: line, file: keyLine('pypi') ?? keyLine('url') ?? keyLine('path') ?? line };
  const locked = pypiRow({ row, location, use, lines });
  if (locked.kind === 'misread') return refuse(locked.what, location);
  const { entry, strange } = locked.value;
  const problems = strange.map(({ text }) =>
    entryProblem(
      context.path,
      line,
      `"${entry.name}" has the hash "${printable(text, 80)}", which is none of a known kind, so that file cannot be compared. ${RELOCK}`,
    ),
  );
  return { location, locked: entry, foreign: null, problems };
}

/** A lock that was cut, or edited by hand, names packages that it does not describe. */
function dangling(uses: Uses, named: ReadonlySet<string | null>, path: string): readonly Problem[] {
  return [...uses].flatMap(([location, { environments, line }]) =>
    named.has(location)
      ? []
      : [
          entryProblem(
            path,
            line,
            `Environment "${printable(environments[0] ?? '', 60)}" names "${printable(location, 120)}", which has no entry under \`packages\`, so it was not reviewed. ${RELOCK}`,
          ),
        ],
  );
}
