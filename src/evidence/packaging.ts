import { parse } from 'smol-toml';
import * as v from 'valibot';
import { isProjectName, type NormalizedName, normalizeName } from '../model/names.js';

const FILES = /(?:^|\/)(?:pyproject\.toml|setup\.cfg|setup\.py)$/u;
const ASIDE =
  /(?:^|\/)(?:tests?|docs?|examples?|samples?|fixtures?|benchmarks?|templates?|node_modules|vendor|_vendor|third_party)\//iu;
const KINDS = ['pyproject.toml', 'setup.cfg', 'setup.py'];

/**
 * The packaging file of a tree that would be the project's: in a folder of its name, else at the root, else the only one there is. null
 * where several packages lie side by side and none is called like it: any of them would be a guess.
 */
export function packagingFileFor(name: NormalizedName, paths: readonly string[]): string | null {
  const files = paths.filter((path) => FILES.test(path) && !ASIDE.test(path)).toSorted(byKind);
  const folders = [...new Set(files.map(folderOf))];
  const own = folders.find((folder) => isFolderOf(folder, name));
  const chosen =
    own ??
    (folders.length === 1 ? folders[0] : folders.length > MANY ? undefined : folders.find((folder) => folder === ''));
  return chosen === undefined ? null : (files.find((path) => folderOf(path) === chosen) ?? null);
}

/** A workspace has a root of its own beside its many packages. */
const MANY = 3;

const folderOf = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '');

const byKind = (a: string, b: string): number => KINDS.indexOf(baseName(a)) - KINDS.indexOf(baseName(b));

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** `packages/demo-core` and `demo/core` are folders of `demo-core`, and so is `libs/core` of `libs-core`. */
function isFolderOf(folder: string, name: NormalizedName): boolean {
  const parts = folder.split('/').filter((part) => part !== '');
  return (
    parts.some((_, from) => {
      const joined = parts.slice(from).join('-');
      return isProjectName(joined) && normalizeName(joined) === name;
    }) ||
    (parts.length > 0 && name.endsWith(`-${normalizeName(parts.at(-1) ?? '')}`))
  );
}

const Named = v.optional(v.object({ name: v.optional(v.string()) }));
const Pyproject = v.object({
  project: Named,
  tool: v.optional(
    v.object({
      poetry: Named,
      flit: v.optional(
        v.object({
          metadata: v.optional(v.object({ module: v.optional(v.string()), 'dist-name': v.optional(v.string()) })),
        }),
      ),
    }),
  ),
});

/** The project that a packaging file names in plain text; null when it computes the name, or names none. Nothing is run. */
export function projectNamedBy(path: string, text: string): NormalizedName | null {
  const name = baseName(path) === 'pyproject.toml' ? pyprojectName(text) : assignedName(path, text);
  return name !== null && isProjectName(name) ? normalizeName(name) : null;
}

function pyprojectName(text: string): string | null {
  const read = v.safeParse(Pyproject, parsedToml(text));
  if (!read.success) return null;
  const { project, tool } = read.output;
  const flit = tool?.flit?.metadata;
  return project?.name ?? tool?.poetry?.name ?? flit?.['dist-name'] ?? flit?.module ?? null;
}

function parsedToml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return null;
  }
}

/** `name = demo` below `[metadata]` of setup.cfg; the one `name="demo"` of setup.py. */
function assignedName(path: string, text: string): string | null {
  if (baseName(path) === 'setup.cfg') {
    const section =
      /^\[metadata\][^\n]*\n(?<body>(?:(?!\[)[^\n]*(?:\n|$))*)/mu.exec(text.slice(0, MAX_TEXT))?.groups?.['body'] ?? '';
    return /^name[ \t]*[=:][ \t]*(?<name>[\w.-]+)[ \t]*$/mu.exec(section)?.groups?.['name'] ?? null;
  }
  const names = [
    ...text.slice(0, MAX_TEXT).matchAll(/(?<![\w.])name[ \t]*=[ \t]*(?:"(?<a>[\w.-]+)"|'(?<b>[\w.-]+)')/gu),
  ];
  const distinct = new Set(names.map(({ groups }) => groups?.['a'] ?? groups?.['b'] ?? ''));
  return distinct.size === 1 ? ([...distinct][0] ?? null) : null;
}

const MAX_TEXT = 200_000;
