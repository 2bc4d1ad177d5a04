import * as v from 'valibot';
import {
  type ForeignPackage,
  type LockedPackage,
  type LockOptions,
  NO_OPTIONS,
  type Scope,
} from '../model/lockfile.js';
import { isProjectName, normalizeName } from '../model/names.js';
import { entryProblem, type Problem } from '../model/problem.js';
import { printable } from '../model/text.js';
import { parseVersion } from '../model/versions.js';
import { condaPackage } from './conda.js';
import { fileNameOf, readFiles, unreadable } from './entries.js';
import { foldRows } from './fold-rows.js';
import { format } from './format.js';
import { archiveSource, sourceOfLocation } from './locations.js';
import { readAs } from './toml.js';
import { readYaml, type Yaml } from './yaml.js';

const RELOCK = 'Run `conda-lock` and commit the result.';

/** conda-lock.yml and NAME.conda-lock.yml, version 1: https://conda.github.io/conda-lock/ */
export const condaLock = format({
  id: 'conda-lock',
  title: 'conda-lock.yml',
  matches: (path) => /(?:^|[/.])conda-lock\.ya?ml$/u.test(path),
  recognises: (text) =>
    /^version: 1\s*$/mu.test(text) &&
    /^metadata:\s*$/mu.test(text) &&
    /^package:/mu.test(text) &&
    /^ {2,}content_hash:/mu.test(text),

  parse(text, path) {
    const id = { format: 'conda-lock', path };
    const yaml = readYaml(text);
    if (yaml.kind === 'misread') return unreadable(id, yaml.what, RELOCK, yaml.line);
    const document = readAs(Document, yaml.value.value);
    if (document.kind === 'misread') return unreadable(id, document.what, RELOCK);
    const { version } = document.value;
    // Another version may move fields: what would be read could be wrong without looking wrong.
    if (version !== '1')
      return unreadable(
        id,
        `it has version "${printable(version, 20)}", and only version 1 is known`,
        'Use a release of Lockgate that knows it.',
      );
    const rows = document.value.package.map((row) => readRow(row, yaml.value, path));
    return {
      ...id,
      packages: foldRows(rows.flatMap(({ locked }) => locked ?? [])),
      options: optionsOf(version, yaml.value),
      includes: [],
      problems: rows.flatMap(({ problems }) => problems),
      foreign: rows.flatMap(({ foreign }) => foreign ?? []),
    };
  },
});

const optionalText = v.nullish(v.string());

const Document = v.looseObject({ version: v.string(), metadata: v.looseObject({}), package: v.array(v.unknown()) });

/** One package on one platform; https://github.com/conda/conda-lock, `conda_lock/lockfile/v1/models.py`. */
const CondaLockRow = v.looseObject({
  name: v.string(),
  version: v.string(),
  manager: v.string(),
  url: v.string(),
  hash: v.nullish(v.looseObject({ sha256: optionalText, md5: optionalText })),
  dependencies: v.nullish(v.record(v.string(), v.nullish(v.string()))),
  category: optionalText,
  optional: optionalText,
  source: v.nullish(v.looseObject({ type: optionalText, url: optionalText })),
});
type CondaLockRow = v.InferOutput<typeof CondaLockRow>;

interface Row {
  readonly locked: LockedPackage | null;
  readonly foreign: ForeignPackage | null;
  readonly problems: readonly Problem[];
}

function readRow(value: unknown, yaml: Yaml, path: string): Row {
  const line = yaml.lineOf(value);
  const problem = (what: string): Problem => entryProblem(path, line, `${what} ${RELOCK}`);
  const refuse = (what: string): Row => ({
    locked: null,
    foreign: null,
    problems: [problem(`This package was not reviewed: ${what}.`)],
  });
  const read = readAs(CondaLockRow, value);
  if (read.kind === 'misread') return refuse(read.what);
  const row = read.value;
  if (row.manager === 'conda') {
    const foreign = condaPackage({ ...row, location: row.url, sha256: row.hash?.sha256, md5: row.hash?.md5, line });
    return { locked: null, foreign, problems: [] };
  }
  if (row.manager !== 'pip')
    return refuse(`its manager is "${printable(row.manager, 40)}", and only conda and pip are known`);
  return pipRow(row, { line, file: yaml.lineOfKey(value, 'url') ?? line, refuse, problem });
}

interface PipContext {
  readonly line: number;
  readonly file: number;
  readonly refuse: (what: string) => Row;
  readonly problem: (what: string) => Problem;
}

function pipRow(row: CondaLockRow, { line, file, refuse, problem }: PipContext): Row {
  const written = printable(row.name, 80);
  if (!isProjectName(row.name)) return refuse(`"${written}" is no project name`);
  const version = parseVersion(row.version);
  if (version === null)
    return refuse(`"${written}" has version "${printable(row.version, 60)}", which is no version (PEP 440)`);
  // `source: {type: url}` is a URL that the environment file asks for; without it the file was listed by an index.
  const source = row.source?.type === 'url' ? archiveSource(row.url) : sourceOfLocation(row.url, false);
  if (source === 'unknown') return refuse(`"${printable(row.url, 120)}" is no URL that is known here`);
  const { artifacts, strange } = filesOf(row, source?.kind === 'vcs', file);
  return {
    locked: {
      name: normalizeName(row.name),
      version,
      source: source ?? { kind: 'index', url: null },
      artifacts,
      scopes: [scopeOf(row)],
      groups: row.category ? [row.category] : [],
      extras: [],
      marker: null,
      direct: null,
      requires: Object.keys(row.dependencies ?? {}).map((name) => ({
        name: normalizeName(name),
        version: null,
        marker: null,
        extras: [],
      })),
      line,
    },
    foreign: null,
    problems: strange.map((hash) =>
      problem(
        `"${written}" has the hash "${printable(hash.text, 80)}", which is none of a known kind, so that file cannot be compared.`,
      ),
    ),
  };
}

/** A commit is not one file: what conda-lock records as its hash belongs to nothing an index lists. */
function filesOf({ url, hash }: CondaLockRow, isVcs: boolean, line: number): ReturnType<typeof readFiles> {
  if (isVcs) return { artifacts: [], strange: [] };
  const recorded = hash?.sha256 ? `sha256:${hash.sha256}` : hash?.md5 ? `md5:${hash.md5}` : null;
  return readFiles([{ filename: fileNameOf(url), url, hash: recorded, size: null, uploadTime: null, line }]);
}

/** `main` is what always gets installed; every other category is asked for by name, as `dev` is by default. */
function scopeOf({ category, optional }: CondaLockRow): Scope {
  if (!category) return 'unknown';
  if (category === 'main') return optional === 'true' ? 'optional' : 'runtime';
  return category === 'dev' ? 'development' : 'optional';
}

const optionsOf = (version: string, yaml: Yaml): LockOptions => ({
  ...NO_OPTIONS,
  formatVersion: version,
  lines: { formatVersion: yaml.lineOfKey(yaml.value, 'version') ?? 1 },
});
