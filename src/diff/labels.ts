import type { ChangeLabel } from '../model/change.js';
import { type LockedPackage, type PackageSource, type Scope, sourceKey } from '../model/lockfile.js';
import { compareVersions } from '../model/versions.js';
import { compareArtifacts } from './artifacts.js';

export interface Comparison {
  /** Whether two markers mean the same in this pair of lockfiles. */
  readonly sameMarker: (a: string | null, b: string | null) => boolean;
  /** The lockfiles have different forms: scopes, markers and extras are then recorded too differently to compare. */
  readonly crossFormat: boolean;
  /** Other versions of the name stay or come on either side. */
  readonly fork: boolean;
}

/** What sets two entries of one name apart; null when nothing does. */
export function labelsOf(
  from: LockedPackage,
  to: LockedPackage,
  comparison: Comparison,
): readonly ChangeLabel[] | null {
  const version = versionLabel(from, to);
  const source = sourceLabel(from.source, to.source);
  const labels: readonly ChangeLabel[] = [
    ...version,
    ...source,
    ...fileLabels(
      from,
      to,
      version.length > 0 || source.length > 0 || (to.version === null) !== (from.version === null),
    ),
    ...(comparison.crossFormat ? [] : placeLabels(from, to, comparison)),
  ];
  const loose =
    from.version === null || to.version === null
      ? from.version !== to.version || from.specifier !== to.specifier
      : false;
  if (labels.length === 0) return loose ? [] : null;
  return comparison.fork && version.length > 0 ? [...labels, 'fork'] : labels;
}

/** Newly pinned counts as an upgrade: what will be installed is settled by this change. */
function versionLabel({ version: from }: LockedPackage, { version: to }: LockedPackage): readonly ChangeLabel[] {
  if (to === null) return [];
  if (from === null) return ['upgrade'];
  if (from === to) return [];
  const order = compareVersions(from, to);
  return order === 0 ? [] : [order < 0 ? 'upgrade' : 'downgrade'];
}

function sourceLabel(from: PackageSource, to: PackageSource): readonly ChangeLabel[] {
  if (from.kind === 'index' && to.kind === 'index' && from.url === to.url) return [];
  if (from.kind === 'local' && to.kind === 'local') return from.path === to.path ? [] : ['source-changed'];
  if (sourceKey(from) === sourceKey(to)) return [];
  return [from.kind === 'index' && to.kind === 'index' ? 'index-changed' : 'source-changed'];
}

/** Another version has other files; there only lost hashes tell anything. */
function fileLabels(from: LockedPackage, to: LockedPackage, otherRelease: boolean): readonly ChangeLabel[] {
  const labels = compareArtifacts(from.artifacts, to.artifacts);
  if (!otherRelease) return [...labels];
  // A repository or a directory has no hash to record; its source says enough.
  const hashable = to.source.kind === 'index' || to.source.kind === 'archive-url';
  return hashable && labels.has('hashes-removed') ? ['hashes-removed'] : [];
}

function placeLabels(from: LockedPackage, to: LockedPackage, { sameMarker }: Comparison): readonly ChangeLabel[] {
  const labels: ChangeLabel[] = [];
  const [before, after] = [weightOf(from.scopes), weightOf(to.scopes)];
  if (before !== null && after !== null && before !== after) labels.push('scope-changed');
  if (!sameMarker(from.marker, to.marker)) labels.push('marker-changed');
  if (setKey(from.extras) !== setKey(to.extras)) labels.push('extras-changed');
  return labels;
}

const setKey = (values: readonly string[]): string =>
  values.length < 2 ? (values[0] ?? '') : values.toSorted().join(',');

/** The scope that counts: what production installs outweighs the rest. Null when the lockfile does not tell. */
function weightOf(scopes: readonly Scope[]): Scope | null {
  if (scopes.length === 0 || scopes.includes('unknown')) return null;
  return scopes.find((scope) => scope === 'runtime') ?? scopes.find((scope) => scope === 'optional') ?? 'development';
}
