import type { LockPair, Occurrence } from '../model/change.js';
import { type LockedPackage, sourceKey } from '../model/lockfile.js';
import { rule } from './rule.js';
import { entryPlace } from './support/lock.js';
import { releaseName } from './support/words.js';

/**
 * A pinned release without a hash: the index decides at every installation which bytes bear that version.
 *
 * Where the base had hashes and this change takes them away, an installer stops checking what it checked before.
 */
export const unhashedEntry = rule({
  id: 'unhashed-entry',
  level: 'warn',
  confidence: 'high',
  needs: [],
  capec: [439],
  aliases: ['missing hash'],
  headline: 'is locked without a hash',
  summary: 'The entry records no hash for what would be installed.',
  remedy:
    'Lock with hashes (`uv pip compile --generate-hashes`, `pip-compile --generate-hashes`), so that other bytes are refused.',

  check({ change, entry, locks }) {
    const bare = change.occurrences.filter((occurrence) => isUnhashed(occurrence.entry));
    if (bare.length === 0) return [];
    const lost =
      change.labels.includes('hashes-removed') ||
      (change.from !== null && !isUnhashed(change.from) && isUnhashed(entry));
    const alone = bare.some((occurrence) => hasHashedSiblings(occurrence, locks));
    return [
      {
        message: `${releaseName(entry)} is locked without a hash${lost ? '; before this change it had one' : ''}${alone ? ', though other releases from the same index have theirs' : ''}.`,
        at: bare.map(entryPlace),
        level: lost || alone ? 'warn' : 'note',
        key: 'unhashed',
      },
    ];
  },
});

/** An index that publishes no hashes leaves all of its entries bare; one bare entry among others was made so. */
function hasHashedSiblings({ path, entry }: Occurrence, locks: readonly LockPair[]): boolean {
  if (entry.source.kind !== 'index') return false;
  const index = sourceKey(entry.source);
  const siblings = locks.find((pair) => pair.path === path)?.head?.packages ?? [];
  return siblings.some(
    ({ source, artifacts }) => artifacts.some(({ hashes }) => hashes.length > 0) && sourceKey(source) === index,
  );
}

/** Repositories and paths have no hash to record, and an unpinned entry has another finding. */
const isUnhashed = ({ source, version, artifacts }: LockedPackage): boolean =>
  (source.kind === 'archive-url' || (source.kind === 'index' && version !== null)) &&
  (artifacts.length === 0 || artifacts.some(({ hashes }) => hashes.length === 0));
