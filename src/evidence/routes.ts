import picomatch from 'picomatch';
import { DEFAULT_INDEX_URL, type LockedPackage } from '../model/lockfile.js';
import type { NormalizedName } from '../model/names.js';
import type { Policy, PolicyIndex } from '../model/policy.js';
import { canonicalIndexUrl } from '../model/urls.js';
import type { IndexRoute as RegistryRoute } from '../registry/route.js';

/** The index to ask about a name, and what it vouches for. */
export interface IndexRoute extends RegistryRoute {
  /** PyPI or its mirror, whose names and versions are those that advisories speak of. */
  readonly isPyPI: boolean;
}

export type Routing =
  | { readonly kind: 'index'; readonly route: IndexRoute }
  /** VCS, archive URL and local sources: no index vouches for them, and their bytes are not fetched. */
  | { readonly kind: 'not-an-index' }
  /** The lockfile names an index that the base's policy does not: a finding, never a destination. */
  | { readonly kind: 'unknown-index'; readonly url: string };

export interface RoutingOptions {
  readonly policy: Policy;
  /** Root of PyPI or its mirror, without `/simple`. */
  readonly pypiUrl: string;
  readonly secret: (name: string) => string | null;
}

/** PyPI serves files from a host of its own. */
export const PYPI_FILE_HOST = 'files.pythonhosted.org';

/** PyPI as configured: its simple index is at `<root>/simple`. */
export const pypiRoute = (pypiUrl: string): IndexRoute => ({
  url: canonicalIndexUrl(`${pypiUrl.replace(/\/+$/u, '')}/simple`),
  fileHosts: [PYPI_FILE_HOST],
  token: null,
  isPyPI: true,
});

/**
 * Where an entry's evidence comes from. Policy decides by name first (a private name must never be asked of PyPI), then by
 * the index that the lockfile records.
 */
export function routeOf(entry: LockedPackage, { policy, pypiUrl, secret }: RoutingOptions): Routing {
  if (entry.source.kind !== 'index') return { kind: 'not-an-index' };
  const pypi = pypiRoute(pypiUrl);
  const locked = entry.source.url === null ? null : canonicalIndexUrl(entry.source.url);
  const reserved = policy.indexes.find((index) => servesName(index, entry.name));
  if (reserved !== undefined) return { kind: 'index', route: privateRoute(reserved, secret) };

  if (locked === null || locked === DEFAULT_INDEX_URL || locked === pypi.url) return { kind: 'index', route: pypi };
  const known = policy.indexes.find((index) => canonicalIndexUrl(index.url) === locked);
  if (known !== undefined) return { kind: 'index', route: privateRoute(known, secret) };
  return { kind: 'unknown-index', url: locked };
}

const servesName = (index: PolicyIndex, name: NormalizedName): boolean => picomatch.isMatch(name, [...index.packages]);

const privateRoute = (index: PolicyIndex, secret: RoutingOptions['secret']): IndexRoute => ({
  url: canonicalIndexUrl(index.url),
  fileHosts: index.fileHosts,
  token: index.tokenEnv === null ? null : secret(index.tokenEnv),
  isPyPI: false,
});
