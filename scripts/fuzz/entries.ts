import { documentOf } from './documents.js';

/** What a lock asks to install, found with the libraries of the languages alone and none of our readers. */
export interface Listed {
  /** Null where the entry does not say it as text. */
  readonly name: string | null;
  readonly version: string | null;
}

type Tree = Readonly<Record<string, unknown>>;

/** Every entry of the text; null when the text is no document of its language. */
export function listedIn(format: string, text: string): readonly Listed[] | null {
  if (format === 'requirements') return requirementLines(text);
  const document = documentOf(format, text);
  const list = LISTS[format];
  if (document === null || list === undefined) return null;
  return list(treeOf(document));
}

const LISTS: Readonly<Record<string, (document: Tree) => readonly Listed[]>> = {
  uv: (document) => rowsOf(document['package']).map(named),
  poetry: (document) => rowsOf(document['package']).map(named),
  pdm: (document) => rowsOf(document['package']).map(named),
  pylock: (document) => rowsOf(document['packages']).map(named),
  pipfile: (document) =>
    Object.entries(document)
      .filter(([key]) => key !== '_meta')
      .flatMap(([, category]) => Object.keys(treeOf(category)).map((name) => ({ name, version: null }))),
  pex: (document) =>
    rowsOf(document['locked_resolves']).flatMap((resolve) =>
      rowsOf(treeOf(resolve)['locked_requirements']).map((row) => ({
        ...named(row),
        name: textOf(treeOf(row)['project_name']),
      })),
    ),
  'conda-lock': (document) =>
    rowsOf(document['package'])
      .filter((row) => treeOf(row)['manager'] !== 'conda')
      .map(named),
  pixi: (document) =>
    rowsOf(document['packages'])
      .filter((row) => Object.hasOwn(treeOf(row), 'pypi') || treeOf(row)['kind'] === 'pypi')
      .map(named),
};

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);
const treeOf = (value: unknown): Tree => (isTree(value) ? value : {});
const rowsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const named = (row: unknown): Listed => ({
  name: textOf(treeOf(row)['name']),
  version: textOf(treeOf(row)['version']),
});

/** Lines that nobody could read as anything but a pin: those behind a line that goes on are left out. */
function requirementLines(text: string): readonly Listed[] {
  const lines = text.replace(/^\uFEFF/u, '').split(/\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/u);
  return lines.flatMap((line, index) => {
    const pin = /^(?<name>[A-Za-z0-9][\w.-]*)==(?<version>\d[\w.]*)(?=\s|$)/u.exec(line)?.groups;
    if (pin === undefined || lines[index - 1]?.endsWith('\\')) return [];
    return [{ name: pin['name'] ?? null, version: pin['version'] ?? null }];
  });
}
