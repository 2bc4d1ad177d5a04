import type { DistributionKind } from '../model/distributions.js';
import type { InventoryEntry } from '../model/profile.js';

const INSTALLED = /^[^/]+\.data\/(?:purelib|platlib)\//u;
const DATA_SITE = /^[^/]+\.data\/data\/(?:lib(?:64)?\/python[^/]*\/(?:site|dist)-packages|Lib\/site-packages)\//u;

/** One spelling for a file of an sdist and of the wheels built from it: what comparisons go by. */
export const installedPath = (path: string): string =>
  path
    .replace(INSTALLED, '')
    .replace(DATA_SITE, '')
    .replace(/^src\//u, '');

// Folders in which source trees keep their packages; `google/` or `zope/` at the root is a namespace instead.
const SOURCE_ROOT = /^(?:src|lib3?|python3?|source)(?=\/)/iu;

/** Where a member lands below site-packages: `.data` folders of a wheel and the source root of an sdist taken off. */
export function landingPath(path: string, kind: DistributionKind, packages: ReadonlySet<string>): string {
  if (isWheelLike(kind)) return path.replace(INSTALLED, '').replace(DATA_SITE, '');
  const root = SOURCE_ROOT.exec(path)?.[0];
  return root === undefined || packages.has(root) ? path : path.slice(root.length + 1);
}

export const isWheelLike = (kind: DistributionKind): boolean => kind === 'wheel' || kind === 'egg';

const TEST_FOLDER = /(?:^|\/)(?:tests?|_tests?|docs?|examples?|samples?|benchmarks?)\//iu;
const TEST_FILE = /(?:^|\/)(?:test_[^/]*|[^/]*_tests?|conftest|noxfile)\.pyw?$/iu;

/** Tests, documentation and examples: code that nothing installed runs, unless something else of the distribution reaches it. */
export const isTestPath = (path: string): boolean => TEST_FOLDER.test(path) || TEST_FILE.test(path);

// At the root of a source tree these belong to tools; `import setup` is nobody's intention.
const TOOL_FILES = new Set([
  'setup.py',
  'conftest.py',
  'noxfile.py',
  'tasks.py',
  'fabfile.py',
  'versioneer.py',
  'hatch_build.py',
  'pdm_build.py',
  'build.py',
]);

/** Whether `import` can find the module: everything in a wheel, and in an sdist what lies in packages or at a source root. */
export function isImportable(path: string, kind: DistributionKind, packages: ReadonlySet<string>): boolean {
  const landing = landingPath(path, kind, packages);
  if (TOOL_FILES.has(landing) || isTestPath(path)) return false;
  if (isWheelLike(kind)) return !/^[^/]+\.data\//u.test(landing);
  return !landing.includes('/') || landing !== path || packages.has(folderOf(path));
}

/** Folders that hold an `__init__.py`. */
export const packageFolders = (paths: readonly string[]): ReadonlySet<string> =>
  new Set(paths.flatMap((path) => (/(?:^|\/)__init__\.pyw?$/u.test(path) ? [folderOf(path)] : [])));

export const folderOf = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '');

export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const NOT_A_NAME = /\.(?:dist-info|egg-info|data|libs)$/u;
const MODULE = /^(?<name>[A-Za-z_]\w*)(?:\.[^/]*)?\.(?:pyw?|so|pyd)$/u;

/** Names that `import` finds at the top: what a distribution can shadow. Sorted. */
export function topLevelNames(
  entries: readonly InventoryEntry[],
  kind: DistributionKind,
  packages: ReadonlySet<string>,
): readonly string[] {
  const names = entries.flatMap(({ path, kind: what }) => {
    if ((what !== 'python' && what !== 'native') || !isImportable(path, kind, packages)) return [];
    const name = topLevelName(landingPath(path, kind, packages));
    return name === null ? [] : [name];
  });
  return [...new Set(names)].toSorted();
}

function topLevelName(path: string): string | null {
  const first = path.split('/', 1)[0] ?? '';
  if (first !== path) return NOT_A_NAME.test(first) || first === '' ? null : first;
  return MODULE.exec(first)?.groups?.['name'] ?? null;
}
