import { type Advisory, type AdvisoryOrigin, cveIdsOf } from '../model/advisory.js';
import type { DependencyChange } from '../model/change.js';
import type { AdvisoryChange } from '../model/evidence.js';
import { absent, type Fetched, found, mapFetched, unavailable } from '../model/fetched.js';
import type { Gap } from '../model/gap.js';
import type { LockedPackage } from '../model/lockfile.js';
import { purlOf } from '../model/purl.js';
import { parseVersion, type Version } from '../model/versions.js';
import type { IndexClient } from '../registry/index-client.js';
import type { AdvisoryClient } from '../registry/osv.js';
import { advisoriesOf, type ReleaseId } from '../registry/osv-advisory.js';
import { type ExploitationSources, withExploitation } from './exploitation.js';
import { type IndexRoute, type RoutingOptions, routeOf } from './routes.js';

/** What is known of one release. */
export interface KnownAdvisories {
  readonly advisories: Fetched<readonly Advisory[]>;
  readonly origin: AdvisoryOrigin;
  /** What a source that should have told could not, one sentence each. */
  readonly untold: readonly string[];
}

/**
 * Advisories of a locked release; null for one that they cannot be about: a name is PyPI's only where PyPI serves it, and the same name in a
 * repository, at a URL or on a private index is somebody else's project.
 */
export type AdvisoryBook = (entry: LockedPackage) => Promise<KnownAdvisories | null>;

export interface AdvisorySources extends ExploitationSources {
  readonly service: AdvisoryClient;
  /** Asked where the service cannot be. */
  readonly index: Pick<IndexClient, 'vulnerabilities'>;
}

/** Asks for all releases of a change set at once; only names that PyPI serves are sent anywhere. */
export function consultAdvisories(
  changes: readonly DependencyChange[],
  routing: RoutingOptions,
  sources: AdvisorySources,
): AdvisoryBook {
  const releases = changes
    .flatMap(({ from, to }) => [from, to])
    .flatMap((entry) => publicRelease(entry, routing) ?? []);
  const answer = sources.service.lookup(releases); // one batch for all of them
  // One call for the scores of all: the client remembers them for the single releases below.
  const scored = answer.then((all) => {
    const known = [...all.values()].flatMap((one) => (one.kind === 'found' ? one.value : []));
    const cves = known.flatMap(cveIdsOf);
    return cves.length === 0 ? undefined : sources.epss?.scores(cves);
  });
  return async (entry) => {
    const release = publicRelease(entry, routing);
    if (release === null) return null;
    const told = (await answer).get(purlOf(release.name, release.version)) ?? absent;
    const known = told.kind === 'unavailable' ? await fromIndex(release, told.reason, sources.index) : service(told);
    await scored;
    return known.advisories.kind === 'found' ? weighed(known, known.advisories.value, sources) : known;
  };
}

interface PublicRelease extends ReleaseId {
  readonly route: IndexRoute;
}

function publicRelease(entry: LockedPackage | null, routing: RoutingOptions): PublicRelease | null {
  if (entry?.version == null) return null;
  const route = routeOf(entry, routing);
  return route.kind === 'index' && route.route.isPyPI
    ? { name: entry.name, version: entry.version, route: route.route }
    : null;
}

const service = (advisories: Fetched<readonly Advisory[]>): KnownAdvisories => ({
  advisories,
  origin: 'service',
  untold: [],
});

/** PyPI lists the vulnerabilities of a release beside its metadata. The list rates nothing and seldom names malware: what it lacks stays untold. */
async function fromIndex(
  release: PublicRelease,
  reason: string,
  index: AdvisorySources['index'],
): Promise<KnownAdvisories> {
  // Advisories name public versions; `2.1+cu121` is a build of 2.1 (PEP 440, "local version identifiers").
  const listed = await index.vulnerabilities(release.name, publicVersion(release.version), release.route);
  if (listed.kind === 'absent') return { ...service(unavailable(reason)), origin: 'index' };
  if (listed.kind === 'unavailable')
    return { ...service(unavailable(`${reason}, and ${listed.reason}`)), origin: 'index' };
  return {
    advisories: mapFetched(listed, (entries) => advisoriesOf(release, entries, 'index')),
    origin: 'index',
    untold: [
      `${reason}. Vulnerabilities are told from the index's own list instead, which rates none of them and may lack some. Not checked: known-malware.`,
    ],
  };
}

const publicVersion = (version: Version): Version => parseVersion(version.replace(/\+.*$/u, '')) ?? version;

async function weighed(
  known: KnownAdvisories,
  advisories: readonly Advisory[],
  sources: ExploitationSources,
): Promise<KnownAdvisories> {
  const { advisories: all, reasons } = await withExploitation(advisories, sources);
  const untold = reasons.map((reason) => `${reason}. Whether its vulnerabilities are being exploited is not known.`);
  return { ...known, advisories: found(all), untold: [...known.untold, ...untold] };
}

export interface AdvisoryEvidence {
  readonly advisories: Fetched<AdvisoryChange> | null;
  readonly gaps: readonly Gap[];
}

/** Advisories of both sides of a change, as far as they can be told apart. */
export async function gatherAdvisories(
  { from, to }: DependencyChange & { readonly to: LockedPackage },
  book: AdvisoryBook,
): Promise<AdvisoryEvidence> {
  const head = await book(to);
  if (head === null) return { advisories: null, gaps: [] };
  if (head.advisories.kind === 'unavailable') return { advisories: head.advisories, gaps: gapsOf(to, head.untold) };

  const base = from === null ? null : await book(from);
  const all = head.advisories.kind === 'found' ? head.advisories.value : [];
  const untold = [...head.untold, ...(base?.untold ?? [])];
  if (base === null) return { advisories: found({ head: all, base: [] }), gaps: gapsOf(to, untold) };
  // Lists of two origins differ by more than the two releases do: held against each other they would tell of mendings that never were.
  if (base.advisories.kind === 'unavailable' || base.origin !== head.origin) {
    const reason = base.advisories.kind === 'unavailable' ? `${base.advisories.reason}. ` : '';
    const unknown = `${reason}Which advisories the version locked before had is not known, so all of them count as new.`;
    return { advisories: found({ head: all, base: [] }), gaps: gapsOf(to, [...untold, unknown]) };
  }
  const before = base.advisories.kind === 'found' ? base.advisories.value : [];
  return { advisories: found({ head: all, base: before }), gaps: gapsOf(to, untold) };
}

const gapsOf = ({ name, version }: LockedPackage, messages: readonly string[]): readonly Gap[] =>
  [...new Set(messages)].map((message) => ({ stage: 'advisories', subject: purlOf(name, version), message }));
