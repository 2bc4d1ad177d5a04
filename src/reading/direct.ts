import { readManifest } from '../manifests/read.js';
import type { Lockfile } from '../model/lockfile.js';
import type { ManifestKind } from '../model/manifest.js';
import type { Repository } from '../ports.js';
import { folderOf, type SideFiles } from './sides.js';

/** Where the wishes of formats stand that do not record who asked for a package. */
const ASKED_IN: Readonly<Record<string, readonly ManifestKind[]>> = {
  poetry: ['pyproject'],
  pdm: ['pyproject'],
  pylock: ['pyproject'],
  pipfile: ['pipfile'],
  pixi: ['pixi', 'pyproject'],
  'conda-lock': ['environment'],
};

/**
 * The lockfile with `direct` told from the manifest beside it. Only a manifest that was understood as a whole tells; without one it stays
 * unknown. Costs one blob a side, and none for a format that records it.
 */
export async function withDirect(lockfile: Lockfile, { files }: SideFiles, repository: Repository): Promise<Lockfile> {
  const kinds = ASKED_IN[lockfile.format] ?? [];
  if (!lockfile.packages.some(({ direct }) => direct === null)) return lockfile;
  const folder = folderOf(lockfile.path);
  const paths = kinds.flatMap((kind) =>
    (NAMES[kind] ?? []).map((name) => (folder === '' ? name : `${folder}/${name}`)),
  );
  for (const path of paths) {
    const entry = files.get(path);
    if (entry?.type !== 'file') continue;
    const blob = await repository.blob(entry);
    const manifest = blob.kind === 'found' ? readManifest(blob.value, path) : null;
    const wishes = manifest?.dependencies.filter(({ ecosystem }) => ecosystem === 'pypi') ?? [];
    if (manifest?.complete !== true || wishes.length === 0) continue;
    const asked = new Set(wishes.map(({ name }) => name));
    return {
      ...lockfile,
      packages: lockfile.packages.map((entry) => ({ ...entry, direct: entry.direct ?? asked.has(entry.name) })),
    };
  }
  return lockfile;
}

const NAMES: Partial<Readonly<Record<ManifestKind, readonly string[]>>> = {
  pyproject: ['pyproject.toml'],
  pipfile: ['Pipfile'],
  pixi: ['pixi.toml'],
  environment: ['environment.yml', 'environment.yaml'],
};
