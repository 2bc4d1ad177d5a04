import { normalizeName } from '../model/names.js';
import type { Baseline, Delta, DistributionMetadata, Profile, ProfileDelta, Sign, Surface } from '../model/profile.js';
import { compareBehaviours } from './delta-behaviours.js';
import { compareFiles } from './delta-files.js';
import { compareDistributions } from './disagreements.js';
import { baseName, installedPath } from './layout.js';

/**
 * What the head's distributions newly are and do. Each side is taken as one: what any distribution of the base did is old, what
 * only one wheel of the head does is new. Install-time surfaces exist in sdists alone, so they are compared among sdists; where
 * the base has none, they are new.
 */
export function compareProfiles(head: readonly Profile[], base: readonly Profile[], baseline: Baseline): ProfileDelta {
  const gather = <T>(profiles: readonly Profile[], part: (profile: Profile) => readonly T[]): readonly T[] =>
    profiles.flatMap(part);
  const requirements = (profile: Profile): readonly string[] => profile.metadata?.requiresDist ?? [];
  return {
    baseline,
    surfaces: compareSurfaces(
      gather(head, ({ surfaces }) => surfaces),
      gather(base, ({ surfaces }) => surfaces),
    ),
    behaviours: compareBehaviours(
      gather(head, ({ behaviours }) => behaviours),
      gather(base, ({ behaviours }) => behaviours),
    ),
    before: gather(base, ({ behaviours }) => behaviours),
    signs: compareSigns(
      gather(head, ({ signs }) => signs),
      gather(base, ({ signs }) => signs),
    ),
    files: compareFiles(
      gather(head, ({ inventory }) => inventory),
      gather(base, ({ inventory }) => inventory),
    ),
    topLevelNames: compareTexts(
      gather(head, (profile) => profile.topLevelNames),
      gather(base, (profile) => profile.topLevelNames),
    ),
    requiresDist: compareRequirements(gather(head, requirements), gather(base, requirements)),
    buildRequires: compareRequirements(
      gather(head, ({ buildRequires }) => buildRequires),
      gather(base, ({ buildRequires }) => buildRequires),
    ),
    disagreements: compareDistributions(head, base),
    metadata: { from: metadataOf(base), to: metadataOf(head) },
  };
}

/** A wheel's is what gets installed; an sdist's PKG-INFO may be older than its build. */
const metadataOf = (profiles: readonly Profile[]): DistributionMetadata | null => {
  const told = profiles.filter(({ metadata }) => metadata !== null);
  return (told.find(({ kind }) => kind === 'wheel') ?? told[0])?.metadata ?? null;
};

/** Surfaces by fingerprint; one of another text at the same place has changed. */
function compareSurfaces(headAll: readonly Surface[], baseAll: readonly Surface[]): Delta<Surface> {
  const head = new Map(headAll.toReversed().map((surface) => [surface.fingerprint, surface]));
  const base = new Map(baseAll.toReversed().map((surface) => [surface.fingerprint, surface]));
  const fresh = [...head.values()].toReversed().filter(({ fingerprint }) => !base.has(fingerprint));
  const left = [...base.values()].toReversed().filter(({ fingerprint }) => !head.has(fingerprint));
  return pairByKey(fresh, left, surfaceKey);
}

/** Signs by fingerprint: one that only moved is the same, unless it left the tests, and the same one twice is told once. */
function compareSigns(headAll: readonly Sign[], baseAll: readonly Sign[]): Delta<Sign> {
  const head = new Map(headAll.toReversed().map((sign) => [sign.fingerprint, sign]));
  const base = new Map(baseAll.toReversed().map((sign) => [sign.fingerprint, sign]));
  return {
    added: [...head.values()].toReversed().filter(({ fingerprint }) => !base.has(fingerprint)),
    changed: [...head.values()].toReversed().flatMap((to) => {
      const from = base.get(to.fingerprint);
      return from !== undefined && isOfTests(from) && !isOfTests(to) ? [{ from, to }] : [];
    }),
    gone: [...base.values()].toReversed().filter(({ fingerprint }) => !head.has(fingerprint)),
  };
}

const isOfTests = ({ when }: Sign): boolean => when.length > 0 && when.every((moment) => moment === 'test');

/** What stays the same when a surface's text changes: the file's own name, or the name of an entry point. */
function surfaceKey({ kind, text, at }: Surface): string {
  switch (kind) {
    case 'pth':
    case 'start':
    case 'sitecustomize':
    case 'script-file':
    case 'build-hook':
      return `${kind} ${baseName(installedPath(at.path))}`;
    case 'console-script':
    case 'plugin-entry-point':
      return `${kind} ${text.split('=', 1)[0]?.trim() ?? ''}`;
    case 'setup-py':
    case 'build-backend':
    case 'package-init':
      return kind === 'package-init' ? `${kind} ${text}` : kind;
  }
}

/** Items of the head that have a counterpart of the same key among those the base lost are changed, the others added. */
function pairByKey<T>(fresh: readonly T[], left: readonly T[], keyOf: (item: T) => string): Delta<T> {
  const lost = new Map<string, T[]>();
  for (const item of left) {
    const same = lost.get(keyOf(item));
    if (same === undefined) lost.set(keyOf(item), [item]);
    else same.push(item);
  }
  const added: T[] = [];
  const changed: { readonly from: T; readonly to: T }[] = [];
  for (const to of fresh) {
    const from = lost.get(keyOf(to))?.shift();
    if (from === undefined) added.push(to);
    else changed.push({ from, to });
  }
  return { added, changed, gone: [...lost.values()].flat() };
}

function compareTexts(headAll: readonly string[], baseAll: readonly string[]): Delta<string> {
  const head = new Set(headAll);
  const base = new Set(baseAll);
  return {
    added: [...head].filter((text) => !base.has(text)).toSorted(),
    changed: [],
    gone: [...base].filter((text) => !head.has(text)).toSorted(),
  };
}

/** Requirements by their text without blanks; one of a name that the base required too has changed. */
function compareRequirements(headAll: readonly string[], baseAll: readonly string[]): Delta<string> {
  const { added, gone } = compareTexts(headAll.map(canonicalRequirement), baseAll.map(canonicalRequirement));
  const paired = pairByKey(added, gone, requirementName);
  const known = new Map(baseAll.map((text) => [requirementName(text), canonicalRequirement(text)]));
  const isKnown = (text: string): boolean => known.has(requirementName(text));
  const changed = paired.added.filter(isKnown).map((to) => ({ from: known.get(requirementName(to)) ?? to, to }));
  return {
    added: paired.added.filter((text) => !isKnown(text)),
    changed: [...paired.changed, ...changed],
    gone: paired.gone,
  };
}

const canonicalRequirement = (text: string): string =>
  text
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/ ?([<>=!~;,()[\]]+) ?/gu, '$1')
    .trim();

const requirementName = (text: string): string => normalizeName(/^\s*[\w.-]+/u.exec(text)?.[0] ?? text);
