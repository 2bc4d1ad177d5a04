import type { DependencyChange } from '../model/change.js';
import { once } from '../model/once.js';
import type { Policy, SourcesPolicy } from '../model/policy.js';
import { hostOf } from '../model/urls.js';
import type { Http, Ports } from '../ports.js';
import { createPythonReader } from '../python/reader.js';
import { createAttestationClient } from '../registry/attestations.js';
import { createDepsDevClient } from '../registry/deps-dev.js';
import { createDomainClient, type DomainClient } from '../registry/domains.js';
import { createEpssClient } from '../registry/epss.js';
import { createIndexClient } from '../registry/index-client.js';
import { createKnownExploitedClient } from '../registry/known-exploited.js';
import { createAdvisoryClient } from '../registry/osv.js';
import { createRdapClient, RDAP_REGISTRIES } from '../registry/rdap.js';
import { createScorecardClient } from '../registry/scorecard.js';
import { consultAdvisories } from './advisories.js';
import type { ExploitationSources } from './exploitation.js';
import type { GatherTools } from './gather.js';
import type { HealthSources } from './health.js';
import { createProfiler } from './profiler.js';
import { createRepositoryTool } from './repository.js';
import { PYPI_FILE_HOST, type RoutingOptions } from './routes.js';

export interface Destinations {
  readonly pypiUrl: string;
  readonly osvUrl: string;
}

/** The clients that gathering needs. Nothing is sent before a change asks for it. */
export function openTools(
  { pypiUrl, osvUrl }: Destinations,
  policy: Policy,
  changes: readonly DependencyChange[],
  { http, cache, log, grammar, threads, secret, dns, sourceHost }: Ports,
): GatherTools {
  const routing = { policy, pypiUrl, secret };
  const client = { http: http(destinationHosts(routing, osvUrl)), cache, log };
  const index = createIndexClient(client);
  const service = createAdvisoryClient({ http: client.http, log, url: osvUrl });
  return {
    routing,
    cache,
    log,
    index,
    profiler: createProfiler({
      threads,
      python: once(() => createPythonReader(grammar)),
      expectsMany: changes.length > 1,
    }),
    repository: createRepositoryTool({ api: sourceHost, policy: policy.sources, log }),
    attestations: createAttestationClient(client),
    domains: policy.sources.domains ? openDomains(policy.sources.rdapUrl, { http, dns }) : null,
    health: openHealth(policy.sources, http),
    advisories: consultAdvisories(changes, routing, { service, index, ...openExploitation(policy.sources, http) }),
  };
}

/** RDAP is apart from all else: what the registries' hosts answer can never stand for an index. */
function openDomains(url: string, { http, dns }: Pick<Ports, 'http' | 'dns'>): DomainClient {
  const host = hostOf(url);
  return createDomainClient(
    dns,
    createRdapClient({ http: http([...(host === null ? [] : [host]), ...RDAP_REGISTRIES]), url }),
  );
}

type OpenHttp = Ports['http'];

/** Each source is apart from the others: none may send us to another's host. */
const openSource = <T>(
  isOn: boolean,
  url: string,
  http: OpenHttp,
  create: (options: { readonly http: Http; readonly url: string }) => T,
): T | null => {
  const host = hostOf(url);
  return isOn ? create({ http: http(host === null ? [] : [host]), url }) : null;
};

const openExploitation = (sources: SourcesPolicy, http: OpenHttp): ExploitationSources => ({
  epss: openSource(sources.epss, sources.epssUrl, http, createEpssClient),
  knownExploited: openSource(sources.knownExploited, sources.knownExploitedUrl, http, createKnownExploitedClient),
});

const openHealth = (sources: SourcesPolicy, http: OpenHttp): HealthSources => ({
  scorecard: openSource(sources.scorecard, sources.scorecardUrl, http, createScorecardClient),
  depsDev: openSource(sources.depsDev, sources.depsDevUrl, http, createDepsDevClient),
});

/** Everything a review may contact besides GitHub: configured indexes, their file hosts, and the advisory API. */
function destinationHosts({ policy, pypiUrl }: RoutingOptions, osvUrl: string): readonly string[] {
  const urls = [pypiUrl, osvUrl, ...policy.indexes.map(({ url }) => url)];
  const hosts = urls.map(hostOf).filter((host) => host !== null);
  return [...new Set([...hosts, PYPI_FILE_HOST, ...policy.indexes.flatMap(({ fileHosts }) => fileHosts)])];
}
