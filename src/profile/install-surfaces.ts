import type { BuildConfig } from './build-config.js';
import { parseIni } from './ini.js';
import { type Contents, type FoundSurfaces, fileRoot, NONE, surfaceOf } from './surface.js';
import { textOf } from './text.js';
import { importedAttributes } from './version-attr.js';

/** What building from source runs: setup.py, the backend and its hooks, and what they are told to import. */
export const installSurfaces = (build: BuildConfig, contents: Contents): readonly FoundSurfaces[] => [
  setupPy(contents),
  buildBackend(build, contents),
  ...buildHooks(build, contents),
  ...attributes(contents),
  ...builders(contents),
  ...commandClasses(build, contents),
];

/** setuptools runs setup.py as `__main__`, already to learn a release's dependencies. */
function setupPy({ artifact, files }: Contents): FoundSurfaces {
  if (files.get('setup.py') === undefined) return NONE;
  const surface = surfaceOf({ when: 'install', kind: 'setup-py', text: 'setup.py', path: 'setup.py' }, artifact);
  return { ...NONE, surfaces: [surface], roots: [fileRoot('install', 'setup.py', 'script')] };
}

/** A backend that lies in the project itself (PEP 517 `backend-path`): its module and hooks run at every build. */
function buildBackend({ backend, backendPath }: BuildConfig, { artifact, files }: Contents): FoundSurfaces {
  if (backend === null || backendPath.length === 0) return NONE;
  const text = `build-backend = "${backend}", backend-path = [${backendPath.map((path) => `"${path}"`).join(', ')}]`;
  const surface = surfaceOf({ when: 'install', kind: 'build-backend', text, path: 'pyproject.toml' }, artifact);
  const module = (backend.split(':', 1)[0] ?? '').replaceAll('.', '/');
  const modules = backendPath
    .map((folder) => folder.replace(/^\.\/?|\/+$/gu, ''))
    .flatMap((folder) =>
      [`${module}.py`, `${module}/__init__.py`].map((file) => (folder === '' ? file : `${folder}/${file}`)),
    )
    .filter((path) => files.get(path) !== undefined);
  return { ...NONE, surfaces: [surface], roots: modules.map((path) => fileRoot('install', path, 'all')) };
}

function buildHooks({ hooks }: BuildConfig, { artifact, files }: Contents): readonly FoundSurfaces[] {
  const present = hooks.filter(({ path }) => files.get(path) !== undefined);
  return present.map(({ tool, path }) => ({
    ...NONE,
    surfaces: [surfaceOf({ when: 'install', kind: 'build-hook', text: `${tool}: ${path}`, path }, artifact)],
    roots: [fileRoot('install', path, 'all')],
  }));
}

/** Modules that setuptools imports for a value of theirs. */
const attributes = ({ artifact, files }: Contents): readonly FoundSurfaces[] =>
  importedAttributes(files).map(({ module, path }) => ({
    ...NONE,
    surfaces: [surfaceOf({ when: 'install', kind: 'build-hook', text: `setuptools: ${path}`, path }, artifact)],
    roots: [fileRoot('install', path), { kind: 'object', when: 'install', target: module }],
  }));

/**
 * Scripts behind `cffi_modules=["package/build.py:ffi"]`: cffi runs them while setuptools builds
 * (https://cffi.readthedocs.io/en/stable/cdef.html#preparing-and-distributing-modules).
 */
function builders({ artifact, files }: Contents): readonly FoundSurfaces[] {
  const text = textOf(files.get('setup.py')?.bytes ?? new Uint8Array());
  const list = /\bcffi_modules["']?\s*[=:]\s*(?<list>[[(]?[^\])]{0,2000})/u.exec(text)?.groups?.['list'] ?? '';
  const paths = [...list.matchAll(/["'](?<path>[^"':\n]+\.py):\w+["']/gu)].map(({ groups }) => groups?.['path'] ?? '');
  return [...new Set(paths)]
    .filter((path) => files.get(path) !== undefined)
    .map((path) => ({
      ...NONE,
      surfaces: [surfaceOf({ when: 'install', kind: 'build-hook', text: `cffi: ${path}`, path }, artifact)],
      roots: [fileRoot('install', path, 'all')],
    }));
}

/** Classes and functions that a build imports and calls by their dotted name. */
function commandClasses({ objects }: BuildConfig, { artifact, files }: Contents): readonly FoundSurfaces[] {
  const listed = parseIni(textOf(files.get('setup.cfg')?.bytes ?? new Uint8Array()))
    .get('options')
    ?.get('cmdclass')
    ?.split('\n')
    .flatMap((line) => /=\s*(?<name>[A-Za-z_][\w.]*)\s*$/u.exec(line)?.groups?.['name'] ?? []);
  const all = [
    ...objects.map((object) => ({ ...object, path: 'pyproject.toml' })),
    ...(listed ?? []).map((name) => ({ tool: 'setuptools', target: targetOf(name), path: 'setup.cfg' })),
  ];
  return all.map(({ tool, target, path }) => ({
    ...NONE,
    surfaces: [surfaceOf({ when: 'install', kind: 'build-hook', text: `${tool}: ${target}`, path }, artifact)],
    roots: [{ kind: 'object', when: 'install', target }],
  }));
}

/** `package.module.Class` as `package.module:Class`. */
const targetOf = (name: string): string => name.replace(/\.(?=[^.]*$)/u, ':');
