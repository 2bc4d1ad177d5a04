import type { Member } from '../artifacts/archive.js';
import { printable } from '../model/text.js';
import { type BuildConfig, NO_BUILD_CONFIG, parseBuildConfig } from './build-config.js';
import { type EntryPoint, parseEntryPoints, setupCfgEntryPoints } from './entry-points.js';
import { installSurfaces } from './install-surfaces.js';
import { baseName, isImportable, isWheelLike, landingPath } from './layout.js';
import { executableLines, type StartupLine, sourceOfLines, startTargets } from './startup-files.js';
import { type Contents, type FoundSurfaces, fileRoot, NONE, surfaceOf } from './surface.js';
import { textOf } from './text.js';
import { toolFile } from './tool-surfaces.js';

/** Every place where a distribution gains execution, with the code that runs there. */
export function findSurfaces(contents: Contents): FoundSurfaces {
  const config = isWheelLike(contents.kind) ? NO_BUILD_CONFIG : buildConfigOf(contents.files);
  const build = config ?? NO_BUILD_CONFIG;
  const parts = [
    ...contents.members.flatMap((member) => [
      startupFile(member, contents),
      scriptFile(member, contents),
      toolFile(member, contents),
    ]),
    ...(isWheelLike(contents.kind) ? [] : installSurfaces(build, contents)),
    ...entryPointsOf(build, contents).map((point) => entryPointSurface(point, contents)),
    importSurfaces(contents),
  ];
  const surfaces = parts.flatMap((part) => part.surfaces);
  return {
    surfaces: surfaces.slice(0, MAX_SURFACES),
    roots: parts.flatMap(({ roots }) => roots),
    sources: parts.flatMap(({ sources }) => sources),
    unread: [
      ...parts.flatMap(({ unread }) => unread),
      ...(config === null
        ? ['pyproject.toml is no TOML that can be read, so the build hooks it may name are unknown.']
        : []),
      ...(surfaces.length > MAX_SURFACES
        ? [`Only ${MAX_SURFACES} of ${surfaces.length} places that run code are listed.`]
        : []),
    ],
  };
}

/** setuptools, the richest of all, declares about a hundred. */
const MAX_SURFACES = 5000;

/** What pyproject.toml says; null when it cannot be read, which is not the same as saying nothing. */
function buildConfigOf(files: Contents['files']): BuildConfig | null {
  const member = files.get('pyproject.toml');
  if (member === undefined) return NO_BUILD_CONFIG;
  return member.bytes === null ? null : parseBuildConfig(textOf(member.bytes));
}

/** What `site` runs by itself. In an sdist the file may come to lie in site-packages when its build puts it there. */
function startupFile(member: Member, { artifact, kind, packages }: Contents): FoundSurfaces {
  const installed = landingPath(member.path, kind, packages);
  if (installed.includes('/') || !STARTUP.test(installed)) return NONE;
  if (member.bytes === null)
    return { ...NONE, unread: [`${printable(member.path)} may run at every Python start and was not read.`] };
  if (/\.pth$/iu.test(installed)) return pthFile(member.path, executableLines(member.bytes), artifact);
  if (/\.start$/iu.test(installed)) return startFile(member.path, startTargets(member.bytes), artifact);
  const text = `${installed} sha256:${member.sha256 ?? ''}`;
  const draft = { when: 'startup', kind: 'sitecustomize', text, path: member.path } as const;
  return { ...NONE, surfaces: [surfaceOf(draft, artifact)], roots: [fileRoot('startup', member.path)] };
}

const STARTUP = /\.(?:pth|start)$|^(?:site|user)customize\.py$/iu;

function pthFile(path: string, lines: readonly StartupLine[], artifact: string): FoundSurfaces {
  const first = lines[0];
  if (first === undefined) return NONE;
  const text = lines.map((line) => line.text).join('\n');
  return {
    ...NONE,
    surfaces: [surfaceOf({ when: 'startup', kind: 'pth', text, path, line: first.line }, artifact)],
    roots: [fileRoot('startup', path)],
    sources: [{ path, bytes: sourceOfLines(lines) }],
  };
}

function startFile(path: string, targets: readonly StartupLine[], artifact: string): FoundSurfaces {
  const first = targets[0];
  if (first === undefined) return NONE;
  const text = targets.map((target) => target.text).join('\n');
  return {
    ...NONE,
    surfaces: [surfaceOf({ when: 'startup', kind: 'start', text, path, line: first.line }, artifact)],
    roots: targets.map((target) => ({ kind: 'object', when: 'startup', target: target.text })),
  };
}

const SCRIPT = /^[^/]+\.data\/scripts\/[^/]+$/u;

function scriptFile({ path, sha256 }: Member, { artifact }: Contents): FoundSurfaces {
  if (!SCRIPT.test(path)) return NONE;
  const text = `${baseName(path)} sha256:${sha256 ?? 'unread'}`;
  const surface = surfaceOf({ when: 'command', kind: 'script-file', text, path }, artifact);
  return { ...NONE, surfaces: [surface], roots: [fileRoot('command', path, 'script')] };
}

interface PlacedEntryPoint extends EntryPoint {
  readonly path: string;
}

const ENTRY_POINTS = /^(?:[^/]+\.dist-info|EGG-INFO|(?:src\/)?[^/]+\.egg-info)\/entry_points\.txt$/u;

/** Entry points by whichever file declares them; an sdist declares them in pyproject.toml, setup.cfg or not at all. */
function entryPointsOf(build: BuildConfig, { kind, members, files }: Contents): readonly PlacedEntryPoint[] {
  const listed = members
    .filter(({ path }) => ENTRY_POINTS.test(path))
    .flatMap(({ path, bytes }) =>
      parseEntryPoints(textOf(bytes ?? new Uint8Array())).map((point) => ({ ...point, path })),
    );
  const setupCfg = isWheelLike(kind) ? null : (files.get('setup.cfg')?.bytes ?? null);
  const all = [
    ...listed,
    ...build.entryPoints.map((point) => ({ ...point, path: 'pyproject.toml' })),
    ...(setupCfg === null
      ? []
      : setupCfgEntryPoints(textOf(setupCfg)).map((point) => ({ ...point, path: 'setup.cfg' }))),
  ];
  const byText = new Map<string, PlacedEntryPoint>();
  for (const point of all) {
    const key = `${point.group} ${point.name} ${point.target}`;
    if (!byText.has(key)) byText.set(key, point);
  }
  return [...byText.values()];
}

const COMMAND_GROUPS = new Set(['console_scripts', 'gui_scripts']);

function entryPointSurface({ group, name, target, path }: PlacedEntryPoint, { artifact }: Contents): FoundSurfaces {
  const isCommand = COMMAND_GROUPS.has(group);
  const when = isCommand ? 'command' : 'plugin';
  const text = isCommand ? `${name} = ${target}` : `[${group}] ${name} = ${target}`;
  const kind = isCommand ? 'console-script' : 'plugin-entry-point';
  return {
    ...NONE,
    surfaces: [surfaceOf({ when, kind, text, path }, artifact)],
    roots: [{ kind: 'object', when, target }],
  };
}

/** Top-level packages and modules as surfaces; every importable module, `__main__` and script body as a root. */
function importSurfaces({ artifact, kind, members, packages }: Contents): FoundSurfaces {
  const importable = members.filter(({ path }) => /\.pyw?$/iu.test(path) && isImportable(path, kind, packages));
  const landing = (path: string): string => landingPath(path, kind, packages);
  const top = importable.filter(({ path }) => /^(?:[^/]+\/__init__|[^/]+)\.pyw?$/u.test(landing(path)));
  const nameOf = (path: string): string => landing(path).replace(/(?:\/__init__)?\.pyw?$/u, '');
  return {
    ...NONE,
    surfaces: top.map(({ path }) =>
      surfaceOf({ when: 'import', kind: 'package-init', text: `import ${nameOf(path)}`, path }, artifact),
    ),
    roots: [
      ...importable.map(({ path }) => (isMainFile(path) ? fileRoot('command', path) : fileRoot('import', path))),
      ...importable.map(({ path }) => fileRoot('command', path, 'main')),
    ],
  };
}

const isMainFile = (path: string): boolean => /(?:^|\/)__main__\.pyw?$/u.test(path);
