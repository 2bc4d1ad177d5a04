import type { Member } from '../artifacts/archive.js';
import { isWheelLike, landingPath } from './layout.js';
import { type Contents, type FoundSurfaces, fileRoot, NONE, surfaceOf } from './surface.js';

/** Files that a tool looks for by their place, without an entry point that announces them. */
export function toolFile({ path }: Member, { artifact, kind, packages }: Contents): FoundSurfaces {
  if (!isWheelLike(kind)) return NONE;
  const found = TOOL_FILES.find(({ at }) => at.test(landingPath(path, kind, packages)));
  if (found === undefined) return NONE;
  const text = `[${found.group}] ${path.replace(/^[^/]+\.data\/data\//u, '')}`;
  const surface = surfaceOf({ when: 'plugin', kind: 'plugin-entry-point', text, path }, artifact);
  return { ...NONE, surfaces: [surface], roots: path.endsWith('.py') ? [fileRoot('plugin', path, 'all')] : [] };
}

/** The groups are those whose entry points the same tool loads. */
const TOOL_FILES: readonly { readonly at: RegExp; readonly group: string }[] = [
  // pytest imports the conftest.py of every directory that it collects in, site-packages included (`--pyargs`).
  { at: /^conftest\.py$/u, group: 'pytest11' },
  // Jupyter reads these folders below the environment at every start; the .json files enable extensions.
  { at: /^[^/]+\.data\/data\/etc\/jupyter\/(?:[^/]+\.d\/[^/]+\.json|[^/]+_config\.(?:py|json))$/u, group: 'jupyter' },
  // IPython runs its configuration and everything in a profile's startup folder.
  { at: /^[^/]+\.data\/data\/etc\/ipython\/(?:.*\/)?(?:ipython_config|startup\/[^/]+)\.i?py$/u, group: 'ipython' },
];
