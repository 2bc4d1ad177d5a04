import { limitAnomalies } from '../artifacts/anomalies.js';
import type { Archive, Member } from '../artifacts/archive.js';
import { type NestedArchives, openNested } from '../artifacts/nested.js';
import type { DistributionKind } from '../model/distributions.js';
import type { Gap } from '../model/gap.js';
import { groupBy } from '../model/group.js';
import type { Behaviour, InventoryEntry, Profile } from '../model/profile.js';
import { count, listOf, printable } from '../model/text.js';
import type { PythonReader } from '../python/facts.js';
import { behavioursOf, byUrgency, momentsOf } from './behaviours.js';
import { buildRequirements } from './build-requires.js';
import { type MemberFacts, readContents } from './content.js';
import { type ContentContext, contentBehaviours, partlyRead } from './content-behaviours.js';
import { inventoryOf } from './inventory.js';
import { readJoined } from './joined.js';
import { isTestPath, isWheelLike, packageFolders, topLevelNames } from './layout.js';
import { readMetadata } from './metadata.js';
import { indexModules } from './modules.js';
import { type OwnFiles, ownFiles } from './own-files.js';
import { type PythonSource, type ReadSource, readSources } from './python-files.js';
import { type Reach, reachScopes } from './reach.js';
import { recordAnomalies } from './record.js';
import { signsOf } from './signs.js';
import type { ExtraSource, Root } from './surface.js';
import { findSurfaces } from './surfaces.js';

/** Part of the cache key of a profile: raise it with every change to what a profile holds or to what the Python reader sees. */
export const ANALYSER_VERSION = '5';

/** One distribution to profile. */
export interface DistributionInput {
  readonly archive: Archive;
  /** File name. */
  readonly artifact: string;
  readonly kind: DistributionKind;
  /** Of the whole file, lower-case hex; null when it was read by range. */
  readonly sha256: string | null;
}

/**
 * Describes what one distribution is and can do. A pure function of its bytes and name: no other release, no index and no clock.
 * Nothing of it is run. What could not be read is in `gaps`.
 */
export function profileDistribution(input: DistributionInput, python: PythonReader): Profile {
  const { archive, artifact, kind, sha256 } = input;
  const packages = packageFolders(archive.members.map(({ path }) => path));
  const { metadata, anomalies, infoFolder } = readMetadata(archive.members, kind, artifact);
  const files = new Map(archive.members.toReversed().map((member) => [member.path, member]));
  const contents = readContents(archive.members, files);
  const inventory = inventoryOf(contents);
  const found = findSurfaces({ artifact, kind, members: archive.members, files, packages });
  const inside = openNested(archive.members);
  const { sources, reach } = readReached(
    [...sourcesOf(archive.members, inventory, found.sources), ...nestedSources(inside)],
    { packages, roots: found.roots, files: ownFiles(archive.members) },
    python,
  );
  const inSources = behavioursOf(sources, reach, artifact);
  const context: ContentContext = { artifact, kind, packages, python: inSources };
  const inContents = contentBehaviours(contents, context);
  const behaviours = inContents.length === 0 ? inSources : [...inSources, ...inContents].toSorted(byUrgency);
  return {
    analyser: ANALYSER_VERSION,
    artifact,
    kind,
    sha256,
    metadata,
    inventory,
    topLevelNames: topLevelNames(inventory, kind, packages),
    surfaces: found.surfaces,
    behaviours: behaviours.slice(0, MAX_BEHAVIOURS),
    signs: signsOf(sources, reach, artifact),
    buildRequires: isWheelLike(kind) ? [] : buildRequirements(files),
    anomalies: limitAnomalies([...archive.anomalies, ...anomalies, ...recordAnomalies(archive.members, infoFolder)]),
    gaps: [
      ...[...archive.unread, ...inside.unread].map((message) => gap('artifact', artifact, message)),
      ...found.unread.map((message) => gap('profile', artifact, message)),
      ...sourceGaps(sources, reach, artifact),
      ...contentGaps(partlyRead(contents, context), artifact),
      ...tooMany(behaviours, artifact),
    ],
  };
}

interface ReachedSources {
  readonly sources: readonly ReadSource[];
  readonly reach: Reach;
}

/** What the sources of a distribution are read in. */
interface Whole {
  readonly packages: ReadonlySet<string>;
  readonly roots: readonly Root[];
  readonly files: OwnFiles;
}

/**
 * Reads what can run. Tests are half of many an sdist and run for nobody who installs it, so their outline is enough, unless
 * something else turns out to lead into them.
 */
function readReached(
  all: readonly PythonSource[],
  { packages, roots, files }: Whole,
  python: PythonReader,
): ReachedSources {
  const readAs = (isEligible: (path: string) => boolean): ReachedSources => {
    const alone = readSources(all, python, (path) => (isEligible(path) ? 'full' : 'outline'));
    const reachOf = (sources: readonly ReadSource[]): Reach =>
      reachScopes(sources, indexModules(sources, packages), roots);
    // Most distributions have nothing to join, and then one walk is enough.
    let reachAlone: Reach | null = null;
    const isUnasked = (path: string, scope: string): boolean => {
      reachAlone ??= reachOf(alone);
      return runsUnasked(alone, reachAlone, { path, scope });
    };
    const sources = readJoined(alone, packages, { python, isEligible, isUnasked, files });
    return { sources, reach: sources === alone && reachAlone !== null ? reachAlone : reachOf(sources) };
  };
  const outlined = readAs((path) => !isTestPath(path));
  const reached = outlined.sources.filter(({ path }) => isTestPath(path)).filter(runsOutsideTests(outlined.reach));
  if (reached.length === 0) return outlined;
  const paths = new Set(reached.map(({ path }) => path));
  return readAs((path) => !isTestPath(path) || paths.has(path));
}

/** Whether a scope of the file at a path runs before anybody calls it or types a command. */
function runsUnasked(
  sources: readonly ReadSource[],
  reach: Reach,
  { path, scope }: { path: string; scope: string },
): boolean {
  const source = sources.find((each) => each.path === path);
  const moments = source === undefined ? [] : momentsOf(source, scope, reach);
  return moments.some((when) => when !== 'call' && when !== 'test' && when !== 'command');
}

const runsOutsideTests =
  (reach: Reach) =>
  (source: ReadSource): boolean =>
    [...(reach.get(source)?.values() ?? [])].some((moments) => moments.some((when) => when !== 'test'));

/** The Python members, and the Python that stands in other files. */
function sourcesOf(
  members: readonly Member[],
  inventory: readonly InventoryEntry[],
  extra: readonly ExtraSource[],
): readonly PythonSource[] {
  const python = new Set(inventory.filter(({ kind }) => kind === 'python').map(({ path }) => path));
  return [
    ...members.filter(({ path }) => python.has(path)),
    ...extra.map(({ path, bytes }) => ({ path, bytes, sha256: null })),
  ];
}

/** Python inside of embedded wheels and zipapps, by `outer!/inner`: it waits for whoever opens the archive. */
const nestedSources = ({ nested }: NestedArchives): readonly PythonSource[] =>
  nested.flatMap(({ path: outer, archive }) =>
    archive.members
      .filter(({ path }) => /\.pyw?$/iu.test(path))
      .map(({ path, bytes, sha256 }) => ({ path: `${outer}!/${path}`, bytes, sha256 })),
  );

const gap = (stage: Gap['stage'], subject: string, message: string): Gap => ({ stage, subject, message });

/** Files that were not read in full, by reason. Broken files under tests stay out: nothing of the distribution can run them. */
function sourceGaps(sources: readonly ReadSource[], reach: Reach, artifact: string): readonly Gap[] {
  const byReason = new Map<string, string[]>();
  for (const source of sources) {
    if (source.unread === null || momentsOf(source, '', reach).every((when) => when === 'test')) continue;
    byReason.set(source.unread, [...(byReason.get(source.unread) ?? []), source.path]);
  }
  return [...byReason].map(([reason, paths]) => {
    const names = listOf(paths.toSorted().map((path) => printable(path, 120)));
    return gap('profile', artifact, `${names} ${paths.length === 1 ? 'was' : 'were'} not read in full: ${reason}.`);
  });
}

/** Scripts, bytecode and pickles that were not read in full, by reason. */
function contentGaps(contents: readonly MemberFacts[], artifact: string): readonly Gap[] {
  return [...groupBy(contents, ({ partly }) => partly ?? '')].map(([reason, same]) => {
    const names = listOf(same.map(({ member: { path } }) => printable(path, 120)).toSorted());
    return gap('profile', artifact, `${names} ${same.length === 1 ? 'was' : 'were'} not read in full: ${reason}.`);
  });
}

/** A table of calls can have a hundred thousand acts; the most urgent ones are kept. */
const MAX_BEHAVIOURS = 5000;

function tooMany(behaviours: readonly Behaviour[], artifact: string): readonly Gap[] {
  if (behaviours.length <= MAX_BEHAVIOURS) return [];
  const left = count(behaviours.length - MAX_BEHAVIOURS, 'behaviour');
  return [gap('profile', artifact, `${left} beyond the first ${MAX_BEHAVIOURS} were not compared.`)];
}
