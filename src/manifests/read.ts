import { decodeText } from '../lockfiles/text.js';
import type { Manifest, ManifestKind } from '../model/manifest.js';
import { environmentWishes } from './environment.js';
import { pipfileWishes } from './pipfile.js';
import { pixiWishes } from './pixi.js';
import { pyprojectWishes } from './pyproject.js';
import { requirementsInWishes } from './requirements-in.js';
import { setupCfgWishes } from './setup-cfg.js';
import { setupPyWishes } from './setup-py.js';
import { NOTHING_READ, type Wishes } from './wishes.js';

// No manifest is written by a tool, so none is large.
const MAX_BYTES = 2_000_000;

const KINDS: readonly {
  readonly kind: ManifestKind;
  readonly names: RegExp;
  readonly read: (text: string) => Wishes;
}[] = [
  { kind: 'pyproject', names: /(?:^|\/)pyproject\.toml$/u, read: pyprojectWishes },
  { kind: 'setup-cfg', names: /(?:^|\/)setup\.cfg$/u, read: setupCfgWishes },
  { kind: 'setup-py', names: /(?:^|\/)setup\.py$/u, read: setupPyWishes },
  { kind: 'pipfile', names: /(?:^|\/)Pipfile$/u, read: pipfileWishes },
  {
    kind: 'requirements-in',
    names: /(?:^|\/)(?:[^/]*requirements[^/]*|requirements\/[^/]+)\.in$/u,
    read: requirementsInWishes,
  },
  { kind: 'environment', names: /(?:^|\/)environment[^/]*\.ya?ml$/u, read: environmentWishes },
  { kind: 'pixi', names: /(?:^|\/)pixi\.toml$/u, read: pixiWishes },
];

/** What kind of manifest a repository path names; null for none. */
export const manifestKind = (path: string): ManifestKind | null =>
  KINDS.find(({ names }) => names.test(path))?.kind ?? null;

/** Reads a manifest as text. Never throws and never runs anything: what code computes makes the manifest incomplete. */
export function readManifest(bytes: Uint8Array, path: string): Manifest | null {
  const known = KINDS.find(({ names }) => names.test(path));
  if (known === undefined) return null;
  const decoded = bytes.length > MAX_BYTES ? null : decodeText(bytes);
  const wishes = decoded?.kind === 'text' ? known.read(decoded.text) : NOTHING_READ;
  return { kind: known.kind, path, ...wishes };
}
