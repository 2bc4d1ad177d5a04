import picomatch from 'picomatch';
import type { Occurrence } from '../model/change.js';
import { DEFAULT_INDEX_URL, type LockedPackage } from '../model/lockfile.js';
import type { Policy, PolicyIndex } from '../model/policy.js';
import { canonicalIndexUrl } from '../model/urls.js';
import { type Hit, rule } from './rule.js';
import { entryPlace, groupBy } from './support/lock.js';
import { quoted, releaseName } from './support/words.js';

/**
 * A package that comes from another index than it did, or than policy says it must.
 *
 * Whoever controls the index controls the bytes and the hashes. PyTorch's nightly builds were hit in December 2022 when
 * `torchtriton` was answered by PyPI in place of their own index. Policy is read from the base, so a pull request cannot name its own index.
 */
export const indexChanged = rule({
  id: 'index-changed',
  level: 'block',
  confidence: 'high',
  needs: [],
  capec: [187, 538],
  aliases: ['dependency confusion', 'substitution attack'],
  headline: 'comes from another package index than it should',
  summary: 'The package would come from another package index than before, or than policy allows.',
  remedy:
    'Do not merge unless the team meant it. Name the index and its packages under `[[index]]` in the policy on the base branch, then lock again.',

  check({ change, policy }) {
    const judged = change.occurrences.flatMap((occurrence) => {
      const reason = judge(occurrence.entry, change.from, policy);
      return reason === null ? [] : [{ occurrence, reason }];
    });
    return groupBy(judged, ({ reason }) => reason.message).map((same) => hitOf(same));
  },
});

interface Reason {
  readonly message: string;
  readonly level: 'block' | 'note';
}

const hitOf = (same: readonly { readonly occurrence: Occurrence; readonly reason: Reason }[]): Hit => ({
  message: same[0]?.reason.message ?? '',
  at: same.map(({ occurrence }) => entryPlace(occurrence)),
  level: same[0]?.reason.level ?? 'block',
});

function judge(entry: LockedPackage, from: LockedPackage | null, policy: Policy): Reason | null {
  const url = indexUrl(entry);
  if (url === null) return null;
  const owner = policy.indexes.find((index) => routes(index, entry.name));
  if (owner !== undefined && canonicalIndexUrl(owner.url) !== url) return confused(entry, url, owner);

  const before = from === null ? null : indexUrl(from);
  if (before === url) return null;
  const known = url === DEFAULT_INDEX_URL || policy.indexes.some((index) => canonicalIndexUrl(index.url) === url);
  const moved = `${releaseName(entry)} comes from ${quoted(url)}`;
  if (before !== null) {
    // Policy on the base already sends this very name there: the pull request follows it.
    const level = owner === undefined ? 'block' : 'note';
    return { message: `${moved}; before, the package came from ${quoted(before)}.`, level };
  }
  return known
    ? null
    : { message: `${moved}, an index that the policy on the base branch does not name.`, level: 'block' };
}

const confused = (entry: LockedPackage, url: string, owner: PolicyIndex): Reason => ({
  message: `${releaseName(entry)} comes from ${quoted(url)}; policy says that the name belongs to index ${quoted(owner.name)} (${quoted(owner.url)}). Anyone can register it elsewhere.`,
  level: 'block',
});

const indexUrl = ({ source }: LockedPackage): string | null =>
  source.kind === 'index' ? canonicalIndexUrl(source.url ?? DEFAULT_INDEX_URL) : null;

const routes = (index: PolicyIndex, name: string): boolean =>
  index.packages.some((pattern) => picomatch.isMatch(name, pattern.toLowerCase()));
