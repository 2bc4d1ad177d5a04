import { groupBy } from '../model/group.js';
import type { Behaviour, Disagreement, Profile, When } from '../model/profile.js';
import { type HeldModule, type ModuleHolder, sourceHolder, wheelHolder } from './held-modules.js';
import { isTestPath, isWheelLike } from './layout.js';

/** A release has a few thousand modules at most; those that do something are told first. */
const MAX_DISAGREEMENTS = 500;

/**
 * Python files in which the distributions of the head differ and those of the base did not, or now differ in what they do. Installers
 * choose one file of a release by platform, so what only one of them brings is easily missed by whoever looks at another.
 */
export function compareDistributions(head: readonly Profile[], base: readonly Profile[]): readonly Disagreement[] {
  const holders = holdersOf(head);
  const now = withoutRewrites(disagreementsOf(head, holders), holders);
  if (now.length === 0) return [];
  const elders = holdersOf(base);
  const before = new Map(disagreementsOf(base, elders).map((disagreement) => [disagreement.path, disagreement]));
  const known = new Set(base.flatMap((profile) => behavioursOf(profile).map(({ fingerprint }) => fingerprint)));
  const places = new Set(elders.flatMap((holder) => [...holder.places.keys()]));
  return now
    .map((disagreement) => ({
      ...disagreement,
      isNew: !places.has(disagreement.path),
      behaviours: disagreement.behaviours.filter(({ fingerprint }) => !known.has(fingerprint)),
    }))
    .filter(({ path, behaviours }) => behaviours.length > 0 || !before.has(path))
    .toSorted((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1))
    .slice(0, MAX_DISAGREEMENTS);
}

const rank = ({ behaviours, isNew, kind }: Disagreement): number =>
  (behaviours.length > 0 ? 0 : 4) + (isNew ? 0 : 2) + (kind === 'only-in' ? 0 : 1);

function holdersOf(profiles: readonly Profile[]): readonly ModuleHolder[] {
  const wheels = profiles.filter(({ kind }) => isWheelLike(kind)).map(wheelHolder);
  const sources = profiles.filter(({ kind }) => kind === 'sdist').map((profile) => sourceHolder(profile, wheels));
  return [...wheels, ...sources];
}

function disagreementsOf(profiles: readonly Profile[], holders: readonly ModuleHolder[]): readonly Disagreement[] {
  const wheels = holders.filter(({ isWheel }) => isWheel);
  if (wheels.length === 0 || holders.length < 2) return [];
  const places = new Set(wheels.flatMap((wheel) => [...wheel.places.keys()]));
  const roots = new Set([...places].map(topOf));
  const sourceOnly = holders
    .filter(({ isWheel }) => !isWheel)
    .flatMap((holder) => [...holder.places].filter(([place]) => roots.has(topOf(place)) && place.includes('/')))
    .map(([place]) => place);
  const exclusive = exclusiveBehaviours(profiles);
  return [...new Set([...places, ...sourceOnly])]
    .filter((place) => !isTestPath(place))
    .flatMap((place) => disagreementAt(place, holders, exclusive) ?? []);
}

/** Two distributions of which most files differ were written by tools of two habits, as with line ends on Windows. */
const MOST = 0.5;

/** What such a one does differently is still told; that its text differs says nothing. */
function withoutRewrites(all: readonly Disagreement[], holders: readonly ModuleHolder[]): readonly Disagreement[] {
  const differing = new Map<string, number>();
  for (const { kind, artifacts } of all)
    if (kind === 'differs') for (const name of artifacts) differing.set(name, (differing.get(name) ?? 0) + 1);
  const places = [...new Set(holders.filter(({ isWheel }) => isWheel).flatMap((wheel) => [...wheel.places.keys()]))];
  const rewritten = new Set(
    holders
      .filter((holder) => {
        const number = differing.get(holder.artifact) ?? 0;
        return number > 1 && number > places.filter((place) => holder.find(place) !== null).length * MOST;
      })
      .map(({ artifact }) => artifact),
  );
  return all.filter(
    ({ kind, artifacts, behaviours }) =>
      kind === 'only-in' || behaviours.length > 0 || artifacts.some((name) => !rewritten.has(name)),
  );
}

const topOf = (place: string): string => place.split('/', 1)[0] ?? '';

/** What one file of a distribution does that not every distribution does. */
type Exclusive = (held: HeldModule) => readonly Behaviour[];

function exclusiveBehaviours(profiles: readonly Profile[]): Exclusive {
  const holders = new Map<string, Set<string>>();
  const byFile = new Map<string, Behaviour[]>();
  for (const profile of profiles) {
    for (const behaviour of behavioursOf(profile)) {
      const who = holders.get(behaviour.fingerprint) ?? new Set();
      holders.set(behaviour.fingerprint, who.add(profile.artifact));
      const key = `${profile.artifact} ${behaviour.at.path}`;
      const same = byFile.get(key);
      if (same === undefined) byFile.set(key, [behaviour]);
      else same.push(behaviour);
    }
  }
  return ({ artifact, path }) =>
    (byFile.get(`${artifact} ${path}`) ?? []).filter(
      ({ fingerprint }) => (holders.get(fingerprint)?.size ?? 0) < profiles.length,
    );
}

const ASIDE: ReadonlySet<When> = new Set(['install', 'test']);

/** A build exists in sdists alone and tests run for nobody: neither is a difference between what is installed. */
const behavioursOf = ({ behaviours }: Profile): readonly Behaviour[] =>
  behaviours.filter(({ when }) => when.some((moment) => !ASIDE.has(moment)));

function disagreementAt(place: string, holders: readonly ModuleHolder[], exclusive: Exclusive): Disagreement | null {
  const held = holders.flatMap((holder) => holder.find(place) ?? []);
  const holding = new Set(held.map(({ artifact }) => artifact));
  const lacking = holders.filter(({ artifact }) => !holding.has(artifact)).map(({ artifact }) => artifact);
  const sources = held.filter(({ content }) => content !== null);
  const split = lacking.length > 0 ? { rarer: sources, others: lacking } : splitByContent(sources, holders);
  const [first] = split.rarer;
  if (first === undefined) return null;
  const behaviours = groupBy(sources.flatMap(exclusive), ({ fingerprint }) => fingerprint);
  return {
    path: place,
    kind: lacking.length > 0 ? 'only-in' : 'differs',
    artifacts: split.rarer.map(({ artifact }) => artifact),
    others: split.others,
    at: { kind: 'member', artifact: first.artifact, path: first.path, line: null, column: null, excerpt: null },
    isNew: true,
    behaviours: [...behaviours.values()].flatMap(([behaviour]) => behaviour ?? []),
  };
}

interface Split {
  readonly rarer: readonly HeldModule[];
  readonly others: readonly string[];
}

/** The commonest text against all others; between equals the sdist's text, which can be compared with the repository. */
function splitByContent(held: readonly HeldModule[], holders: readonly ModuleHolder[]): Split {
  const wheels = new Set(holders.filter(({ isWheel }) => isWheel).map(({ artifact }) => artifact));
  const weight = (group: readonly HeldModule[]): number =>
    group.length + (group.some(({ artifact }) => !wheels.has(artifact)) ? 0.5 : 0);
  const groups = [...groupBy(held, ({ content }) => content).values()].toSorted((a, b) => weight(b) - weight(a));
  const [commonest = [], ...rarer] = groups;
  return { rarer: rarer.flat(), others: commonest.map(({ artifact }) => artifact) };
}
