import { parse } from 'smol-toml';
import { normalizePath } from '../artifacts/paths.js';
import type { EntryPoint } from './entry-points.js';

/** What pyproject.toml says of how a project is built and what it installs, as far as code gains execution by it. */
export interface BuildConfig {
  /** `module:object` of the backend; null for the default, setuptools. */
  readonly backend: string | null;
  /** Folders of the project that hold the backend (PEP 517 `backend-path`). */
  readonly backendPath: readonly string[];
  /** Requirements that a build installs first (PEP 518). */
  readonly requires: readonly string[];
  /** Files of the project that a backend runs, with the tool that does. */
  readonly hooks: readonly BuildHook[];
  /** `module:object` that a backend imports and calls, with the tool that does. */
  readonly objects: readonly BuildObject[];
  readonly entryPoints: readonly EntryPoint[];
}

export interface BuildObject {
  readonly tool: string;
  readonly target: string;
}

export interface BuildHook {
  readonly tool: string;
  readonly path: string;
}

type Table = Readonly<Record<string, unknown>>;

/** Reads pyproject.toml; null when it is no TOML, so that no backend could build it. */
export function parseBuildConfig(text: string): BuildConfig | null {
  const document = parseTable(text);
  if (document === null) return null;
  const build = tableAt(document, 'build-system');
  return {
    backend: stringAt(build, 'build-backend'),
    backendPath: stringsAt(build, 'backend-path'),
    requires: stringsAt(build, 'requires'),
    hooks: [...hatchHooks(document), ...pdmHooks(document), ...poetryHooks(document), ...scikitHooks(document)].map(
      ({ tool, path }) => ({
        tool,
        path: normalizePath(path),
      }),
    ),
    objects: [...commandClasses(document), ...pdmVersion(document)],
    entryPoints: [...projectEntryPoints(document), ...poetryEntryPoints(document)],
  };
}

export const NO_BUILD_CONFIG: BuildConfig = {
  backend: null,
  backendPath: [],
  requires: [],
  hooks: [],
  objects: [],
  entryPoints: [],
};

function parseTable(text: string): Table | null {
  try {
    return parse(text);
  } catch {
    return null;
  }
}

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The table at a path of keys; an empty one when there is none. */
function tableAt(table: Table, ...keys: readonly string[]): Table {
  let value: unknown = table;
  for (const key of keys) value = isTable(value) && Object.hasOwn(value, key) ? value[key] : null;
  return isTable(value) ? value : {};
}

const valueAt = (table: Table, key: string): unknown => (Object.hasOwn(table, key) ? table[key] : undefined);

const stringAt = (table: Table, key: string): string | null => {
  const value = valueAt(table, key);
  return typeof value === 'string' ? value : null;
};

const stringsAt = (table: Table, key: string): readonly string[] => {
  const value = valueAt(table, key);
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
};

/** Hatchling's custom build and metadata hooks, and a version that is code (https://hatch.pypa.io/latest/plugins/). */
function hatchHooks(document: Table): readonly BuildHook[] {
  const hatch = tableAt(document, 'tool', 'hatch');
  const targets = Object.values(tableAt(hatch, 'build', 'targets')).filter(isTable);
  const holders = [tableAt(hatch, 'build'), tableAt(hatch, 'metadata'), ...targets];
  const custom = holders
    .map((holder) => tableAt(holder, 'hooks'))
    .filter((hooks) => Object.hasOwn(hooks, 'custom'))
    .map((hooks) => stringAt(tableAt(hooks, 'custom'), 'path') ?? 'hatch_build.py');
  const version = tableAt(hatch, 'version');
  const versionFile = stringAt(version, 'source') === 'code' ? stringAt(version, 'path') : null;
  return [...custom, ...(versionFile === null ? [] : [versionFile])].map((path) => ({ tool: 'hatch', path }));
}

/** pdm-backend runs `pdm_build.py` when it is there; the caller drops files that are not (https://backend.pdm-project.org/hooks/). */
function pdmHooks(document: Table): readonly BuildHook[] {
  const usesPdm = (stringAt(tableAt(document, 'build-system'), 'build-backend') ?? '').startsWith('pdm.');
  const named = stringAt(tableAt(document, 'tool', 'pdm', 'build'), 'custom-hook');
  return usesPdm || named !== null ? [{ tool: 'pdm', path: named ?? 'pdm_build.py' }] : [];
}

/** Poetry's build script, in the three places where it has been set over the years. */
function poetryHooks(document: Table): readonly BuildHook[] {
  const poetry = tableAt(document, 'tool', 'poetry');
  const path =
    stringAt(poetry, 'build') ?? stringAt(tableAt(poetry, 'build'), 'script') ?? stringAt(poetry, 'build-script');
  return path === null ? [] : [{ tool: 'poetry', path }];
}

/** scikit-build-core's metadata providers that lie in the project (https://scikit-build-core.readthedocs.io/en/latest/configuration/dynamic.html). */
function scikitHooks(document: Table): readonly BuildHook[] {
  const providers = Object.values(tableAt(document, 'tool', 'scikit-build', 'metadata')).filter(isTable);
  return providers.flatMap((table) => {
    const [provider, folder] = [stringAt(table, 'provider'), stringAt(table, 'provider-path')];
    if (provider === null || folder === null) return [];
    return [{ tool: 'scikit-build', path: `${folder}/${provider.replaceAll('.', '/')}.py` }];
  });
}

/** `[tool.setuptools.cmdclass]`: command classes by dotted name. */
const commandClasses = (document: Table): readonly BuildObject[] =>
  Object.values(tableAt(document, 'tool', 'setuptools', 'cmdclass')).flatMap((name) =>
    typeof name === 'string' ? [{ tool: 'setuptools', target: name.replace(/\.(?=[^.]*$)/u, ':') }] : [],
  );

/** A version that pdm-backend gets by a call: `getter = "module:function(argument)"`. */
function pdmVersion(document: Table): readonly BuildObject[] {
  const version = tableAt(document, 'tool', 'pdm', 'version');
  const getter = stringAt(version, 'source') === 'call' ? stringAt(version, 'getter') : null;
  return getter === null ? [] : [{ tool: 'pdm', target: getter.replace(/\(.*$/su, '').trim() }];
}

function projectEntryPoints(document: Table): readonly EntryPoint[] {
  const project = tableAt(document, 'project');
  const groups = Object.entries(tableAt(project, 'entry-points'));
  return [
    ...pointsOf('console_scripts', valueAt(project, 'scripts')),
    ...pointsOf('gui_scripts', valueAt(project, 'gui-scripts')),
    ...groups.flatMap(([group, points]) => pointsOf(group, points)),
  ];
}

function poetryEntryPoints(document: Table): readonly EntryPoint[] {
  const poetry = tableAt(document, 'tool', 'poetry');
  return [
    ...pointsOf('console_scripts', valueAt(poetry, 'scripts')),
    ...Object.entries(tableAt(poetry, 'plugins')).flatMap(([group, points]) => pointsOf(group, points)),
  ];
}

/** `demo.cli:main [extra]` names the same object as entry_points.txt of a wheel does without it. */
const withoutExtras = (target: string): string => target.replace(/\[[^\]]*\]\s*$/u, '').replaceAll(/\s/gu, '');

const pointsOf = (group: string, points: unknown): readonly EntryPoint[] =>
  isTable(points)
    ? Object.entries(points).flatMap(([name, target]) =>
        typeof target === 'string' ? [{ group, name, target: withoutExtras(target) }] : [],
      )
    : [];
