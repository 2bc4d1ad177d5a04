import type { Advisory } from '../model/advisory.js';
import type { DependencyChange } from '../model/change.js';
import { absent, type Fetched } from '../model/fetched.js';
import type { LockedPackage } from '../model/lockfile.js';
import type { NormalizedName } from '../model/names.js';
import { purlOf } from '../model/purl.js';
import type { Version } from '../model/versions.js';
import type { AdvisoryClient } from '../registry/osv.js';
import { type RoutingOptions, routeOf } from './routes.js';

/** Advisories of one release on PyPI; `absent` when none was asked for. */
export type AdvisoryBook = (name: NormalizedName, version: Version) => Promise<Fetched<readonly Advisory[]>>;

/** Asks for all releases of a change set at once; only names that PyPI serves are sent anywhere. */
export function consultAdvisories(
  changes: readonly DependencyChange[],
  routing: RoutingOptions,
  client: AdvisoryClient,
): AdvisoryBook {
  const releases = changes.flatMap(({ from, to }) => [from, to]).flatMap((entry) => publicRelease(entry, routing));
  const answer = client.lookup(releases); // one batch for all of them
  return async (name, version) => {
    const advisories = await answer;
    return advisories.get(purlOf(name, version)) ?? absent;
  };
}

function publicRelease(
  entry: LockedPackage | null,
  routing: RoutingOptions,
): readonly { readonly name: NormalizedName; readonly version: Version }[] {
  if (entry?.version == null) return [];
  const route = routeOf(entry, routing);
  return route.kind === 'index' && route.route.isPyPI ? [{ name: entry.name, version: entry.version }] : [];
}
