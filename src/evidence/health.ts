import type { DependencyChange } from '../model/change.js';
import { type Fetched, found, unavailable } from '../model/fetched.js';
import type { ProjectHealth } from '../model/health.js';
import type { LockedPackage } from '../model/lockfile.js';
import type { Profile } from '../model/profile.js';
import { linkedRepository } from '../model/repository.js';
import type { DepsDevClient } from '../registry/deps-dev.js';
import type { ScorecardClient } from '../registry/scorecard.js';

/** null: policy does not ask for it. */
export interface HealthSources {
  readonly scorecard: ScorecardClient | null;
  readonly depsDev: DepsDevClient | null;
}

/** The Scorecard's public results are of repositories on this host. */
const SCORED_HOST = 'github.com';

/**
 * What services say of how a newly added project is run; null: nobody was asked. An update is not asked about: the team depends on the
 * project already.
 */
export async function gatherHealth(
  { from, to }: DependencyChange & { readonly to: LockedPackage },
  profiles: readonly Profile[],
  { scorecard, depsDev }: HealthSources,
): Promise<Fetched<ProjectHealth> | null> {
  if (from !== null || to.version === null || (scorecard === null && depsDev === null)) return null;
  const urls = Object.fromEntries(profiles.flatMap(({ metadata }) => Object.entries(metadata?.projectUrls ?? {})));
  const repository = linkedRepository(urls, (host) => host === SCORED_HOST);
  const [own, related] = await Promise.all([
    repository === null ? null : (scorecard?.scorecard(repository) ?? null),
    depsDev?.project(to.name, to.version) ?? null,
  ]);
  const failed = [own, related].flatMap((answer) => (answer?.kind === 'unavailable' ? [answer.reason] : []));
  if (failed.length > 0) return unavailable(failed.join(', and '));
  const known = related?.kind === 'found' ? related.value : null;
  return found({
    scorecard: own?.kind === 'found' ? own.value : (known?.scorecard ?? null),
    depsDev: known?.project ?? null,
  });
}
