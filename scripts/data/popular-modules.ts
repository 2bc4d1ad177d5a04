import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openWheelByRange } from '../../src/artifacts/range.js';
import { popularProjects } from '../../src/data/popular-projects.js';
import { pypiRoute } from '../../src/evidence/routes.js';
import { createHttp } from '../../src/host/http.js';
import { createMemoryCache } from '../../src/host/memory-cache.js';
import { type NormalizedName, normalizeName } from '../../src/model/names.js';
import { DAY } from '../../src/model/policy.js';
import { type Project, type ReleaseFile, releasesOf } from '../../src/model/release.js';
import { TOOL_VERSION } from '../../src/model/tool.js';
import { compareVersions, isPrerelease, type Version } from '../../src/model/versions.js';
import { packageFolders, topLevelNames } from '../../src/profile/layout.js';
import { parseHeaders } from '../../src/profile/metadata.js';
import { createIndexClient } from '../../src/registry/index-client.js';
import { LIST, listText, moduleText, readList } from './popular-modules-text.mjs';

/**
 * `npm run data:modules -- [--count N] [--all] [--write-only] [NAME…]`: what widely used projects install, read from the index by
 * range requests: the directory of one wheel, its METADATA and its entry points. Nothing is installed.
 *
 * Reads the N most used projects, or those named; one that was read before is left alone unless `--all` is given, so that a run that
 * was stopped goes on where it stopped. Writes popular-modules.txt beside this script and src/data/popular-modules.ts.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '1000' },
    all: { type: 'boolean', default: false },
    'write-only': { type: 'boolean', default: false },
  },
});

interface Row {
  readonly name: string;
  readonly modules: readonly string[];
  readonly commands: readonly string[];
  readonly repository: string | null;
  readonly version: string | null;
}

/** Below what anyone would notice: each project is a page and a few small ranges. */
const AT_ONCE = 4;
const SAVE_EVERY = 50;

const clock = { now: () => Date.now() };
const log = { progress: () => {}, warning: console.error, debug: () => {} };
const route = pypiRoute('https://pypi.org');
const http = createHttp({
  allowedHosts: ['pypi.org', ...route.fileHosts],
  deadlineAt: clock.now() + DAY,
  clock,
  log,
  version: TOOL_VERSION,
});
const index = createIndexClient({ http, cache: createMemoryCache(), log });

const today = (): string => new Date(clock.now()).toISOString().slice(0, 10);

const before = readList();
const rows = new Map<string, Row>(before.rows.map((row) => [row.name, row]));

function namesToRead(): readonly NormalizedName[] {
  const ranked = [...popularProjects().rankOf.keys()].slice(0, Number(values.count));
  const names = positionals.length > 0 ? positionals.map(normalizeName) : ranked;
  return values.all ? names : names.filter((name) => (rows.get(name)?.version ?? null) === null);
}

async function readAll(names: readonly NormalizedName[]): Promise<void> {
  const left = [...names];
  let done = 0;
  const work = async (): Promise<void> => {
    for (let name = left.shift(); name !== undefined; name = left.shift()) {
      const row = await readProject(name);
      if (row !== null) rows.set(name, row);
      done += 1;
      console.error(`[${done}/${names.length}] ${name} ${row?.version ?? 'not read'}`);
      if (done % SAVE_EVERY === 0) write({ source: before.source, date: before.date });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

function write({ source, date }: { readonly source: string; readonly date: string }): void {
  const sorted = [...rows.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  writeFileSync(LIST, listText(source, date, sorted));
  writeFileSync(new URL('../../src/data/popular-modules.ts', import.meta.url), moduleText(source, date, sorted));
}

/** null when it has no wheel or could not be read: the row that stands is then left as it is. */
async function readProject(name: NormalizedName): Promise<Row | null> {
  const project = await index.project(name, route);
  if (project.kind !== 'found') return null;
  const chosen = smallestWheel(project.value);
  if (chosen === null) return null;
  const source = await index.ranges(chosen.file, route);
  if (source.kind !== 'found') return null;
  const opened = await openWheelByRange(source.value, (path) => INFO.test(path));
  if (opened.kind !== 'found' || opened.value.unread.length > 0) return null;
  const { members } = opened.value;
  const textOf = (ending: string): string =>
    new TextDecoder().decode(
      members.find(({ path }) => path.endsWith(`.dist-info/${ending}`))?.bytes ?? new Uint8Array(),
    );
  return {
    name,
    modules: ownModules(members.map(({ path }) => path)),
    commands: commandsOf(textOf('entry_points.txt')),
    repository: repositoryOf(textOf('METADATA')),
    version: chosen.version,
  };
}

const INFO = /^[^/]+\.dist-info\/(?:METADATA|entry_points\.txt)$/u;

function smallestWheel(project: Project): { readonly file: ReleaseFile; readonly version: Version } | null {
  const [newest] = releasesOf(project)
    .filter(({ version, files }) => !isPrerelease(version) && files.some(({ yanked }) => yanked === null))
    .toSorted((a, b) => compareVersions(b.version, a.version));
  const [file] = (newest?.files ?? [])
    .filter(({ kind }) => kind === 'wheel')
    .toSorted((a, b) => (a.size ?? 0) - (b.size ?? 0));
  return newest === undefined || file === undefined ? null : { file, version: newest.version };
}

// What many wheels bring by mistake belongs to nobody.
const ASIDE = /^(?:tests?|docs?|examples?|scripts|tools|benchmarks?|build|src|lib|utils?|__pycache__)$/u;

const kindOfPath = (path: string): 'python' | 'native' | 'data' => {
  if (/\.pyw?$/iu.test(path)) return 'python';
  return /\.(?:so|pyd|dylib)$/iu.test(path) ? 'native' : 'data';
};

/** Top-level names with code of their own; a folder without `__init__` is a namespace that others fill too (PEP 420). */
function ownModules(paths: readonly string[]): readonly string[] {
  const entries = paths.map((path) => ({
    path,
    kind: kindOfPath(path),
    size: 0,
    sha256: null,
    gitId: null,
    format: null,
    traits: [],
  }));
  const packages = packageFolders(paths);
  const singles = new Set(paths.filter((path) => !path.includes('/')).map((path) => path.split('.', 1)[0]));
  return topLevelNames(entries, 'wheel', packages).filter(
    (name) => (packages.has(name) || singles.has(name)) && !ASIDE.test(name),
  );
}

function commandsOf(text: string): readonly string[] {
  const section = /^\[console_scripts\]\s*$(?<body>[^[]*)/mu.exec(text)?.groups?.['body'] ?? '';
  const names = section
    .split('\n')
    .flatMap((line) => /^\s*(?<name>[^=\s#;,]+)\s*=/u.exec(line)?.groups?.['name'] ?? []);
  return [...new Set(names)].toSorted();
}

const REPOSITORY =
  /^https?:\/\/(?:www\.)?(?<host>github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)\/(?<owner>[\w.-]+)\/(?<name>[\w.-]+?)(?:\.git)?(?:[/#?].*)?$/iu;

/** The first link to a repository; links to sponsors and organisations have no second part. */
function repositoryOf(metadata: string): string | null {
  const urls = parseHeaders(metadata).flatMap(({ name, value }) => {
    if (name === 'home-page') return [{ label: 'z', url: value }];
    const [label = '', url = ''] = value.split(/,\s*/u);
    return name === 'project-url' ? [{ label: /source|repo|code|github/iu.test(label) ? 'a' : 'y', url }] : [];
  });
  for (const { url } of urls.toSorted((a, b) => (a.label < b.label ? -1 : 1))) {
    const { host, owner, name } = REPOSITORY.exec(url)?.groups ?? {};
    if (host !== undefined && owner !== 'sponsors') return `${host}/${owner}/${name}`.toLowerCase();
  }
  return null;
}

if (!values['write-only']) await readAll(namesToRead());
write(
  values['write-only']
    ? before
    : { source: 'wheels on pypi.org, and rows written by hand where no release is named', date: today() },
);
