import { DEFAULT_INDEX_URL, type IndexSource } from '../model/lockfile.js';
import type { Policy } from '../model/policy.js';
import type { Project } from '../model/release.js';
import { listOf, printable } from '../model/text.js';
import { canonicalIndexUrl, hostOf, withoutCredentials } from '../model/urls.js';
import { rule } from './rule.js';
import { PYPI_HOSTS, suspicionOf } from './support/hosts.js';
import { groupBy, indexRecords, recordPlace } from './support/lock.js';
import { quoted, releaseName } from './support/words.js';

/**
 * A file of an index package that would be fetched from a host which is not the index's.
 *
 * Installers take the URL of a lock entry as it stands. In March 2024 a look-alike of PyPI's file host in a requirements
 * line brought a poisoned colorama. An unknown index is not judged here: index-changed names it.
 */
export const unexpectedHost = rule({
  id: 'unexpected-host',
  level: 'block',
  confidence: 'high',
  needs: [],
  capec: [187],
  aliases: ['suspicious hostname', 'confusable host'],
  headline: 'comes from a host that does not belong to its index',
  summary: 'A locked file would be downloaded from a host that does not belong to its index.',
  remedy:
    'Do not merge. Lock again; if the host is a mirror of yours, name it under `file-hosts` of that `[[index]]` in the policy on the base branch.',

  check({ change, entry, policy, project }) {
    const foreign = indexRecords(change).flatMap((record) => {
      const { source } = record.occurrence.entry;
      const known = source.kind === 'index' ? indexHosts(source, policy, project) : null;
      const host = record.artifact.url === null ? null : hostOf(record.artifact.url);
      return known === null || host === null || known.has(host) ? [] : [{ record, host, known }];
    });
    return groupBy(foreign, ({ host }) => host).flatMap((same) => {
      const [first] = same;
      if (first === undefined) return [];
      const suspicion = suspicionOf(first.host, policy);
      const url = quoted(withoutCredentials(first.record.artifact.url ?? ''), 160);
      return [
        {
          message: `${releaseName(entry)}: the lockfile would fetch it from ${printable(first.host)} (${url}); files of its index come from ${listOf([...first.known].map((host) => printable(host)))}.${suspicion === null ? '' : ` The host ${suspicion}.`}`,
          at: same.map(({ record }) => recordPlace(record)),
          key: first.host,
        },
      ];
    });
  },
});

/** Hosts that may serve files of the source's index; null for an index that is neither PyPI nor in the policy. */
function indexHosts(
  source: IndexSource,
  { indexes }: Policy,
  project: Project | undefined,
): ReadonlySet<string> | null {
  const url = canonicalIndexUrl(source.url ?? DEFAULT_INDEX_URL);
  const index = indexes.find((candidate) => canonicalIndexUrl(candidate.url) === url);
  if (index === undefined && url !== DEFAULT_INDEX_URL) return null;
  const named = index === undefined ? PYPI_HOSTS : [hostOf(index.url), ...index.fileHosts];
  // The index's own page is the authority on where its files lie.
  const listed = project?.files.map((file) => hostOf(file.url)) ?? [];
  return new Set([...named, ...listed].flatMap((host) => (host === null ? [] : [host.toLowerCase()])));
}
