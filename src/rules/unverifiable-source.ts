import type { Occurrence } from '../model/change.js';
import type { Level } from '../model/level.js';
import type { LockedPackage, VcsSource } from '../model/lockfile.js';
import type { CommitStanding } from '../model/repository.js';
import { withoutCredentials } from '../model/urls.js';
import { type Hit, rule } from './rule.js';
import { entryPlace, groupBy } from './support/lock.js';
import { quoted, releaseName } from './support/words.js';

/**
 * A package from outside any index: a repository, a bare URL, or a path outside this repository.
 *
 * No index can remove it, date it or advise against it. A branch or tag can move after the review: in March 2026 hundreds of
 * Python repositories were force-pushed with malicious code.
 */
export const unverifiableSource = rule({
  id: 'unverifiable-source',
  level: 'warn',
  confidence: 'high',
  needs: [],
  capec: [538],
  aliases: ['unverifiable dependency', 'git dependency', 'http dependency'],
  headline: 'comes from outside any index and was not checked',
  summary: 'The package comes from outside a package index, so what would be installed was not checked.',
  remedy: 'Use a release from an index, or pin the full commit or a sha256 and read that code yourself.',

  check({ change, repository }) {
    const standing = repository?.commit ?? null;
    const judged = change.occurrences.flatMap((occurrence) => {
      const reason = reasonOf(occurrence, standing);
      return reason === null ? [] : [{ occurrence, ...reason }];
    });
    return groupBy(judged, ({ message }) => message).flatMap((same): readonly Hit[] => {
      const [first] = same;
      return first === undefined
        ? []
        : [{ message: first.message, level: first.level, at: same.map(({ occurrence }) => entryPlace(occurrence)) }];
    });
  },
});

interface Reason {
  readonly message: string;
  readonly level: Level;
}

function reasonOf({ entry, path }: Occurrence, standing: CommitStanding | null): Reason | null {
  const { source } = entry;
  const name = releaseName(entry);
  switch (source.kind) {
    case 'index':
      return null;
    case 'vcs':
      return vcsReason(entry, source, standing);
    case 'archive-url': {
      const hashed = entry.artifacts.length > 0 && entry.artifacts.every(({ hashes }) => hashes.length > 0);
      const from = `${name} comes from the URL ${quoted(withoutCredentials(source.url), 160)}`;
      return hashed
        ? { message: `${from}; its hash is locked, its code was not read.`, level: 'note' }
        : { message: `${from} without a hash: the server may answer with other bytes at any time.`, level: 'warn' };
    }
    case 'local':
      return isOutside(source.path, path)
        ? {
            message: `${name} comes from ${quoted(source.path)}, outside this repository: nobody sees here when it changes.`,
            level: 'warn',
          }
        : null;
  }
}

function vcsReason(entry: LockedPackage, source: VcsSource, standing: CommitStanding | null): Reason {
  const from = `${releaseName(entry)} comes from ${quoted(withoutCredentials(source.url), 160)}`;
  if (source.commit === null) {
    return {
      message: `${from} at ${quoted(source.ref ?? 'its default branch')}, which can move at any time.`,
      level: 'warn',
    };
  }
  const at = `${from} at commit ${source.commit.slice(0, 12)}`;
  switch (standing?.commit === source.commit ? standing.standing : null) {
    case 'unknown-commit':
      return { message: `${at}, which that repository does not have.`, level: 'warn' };
    // A host shows a commit of any fork under the address of the repository that it was forked from.
    case 'unreachable':
      return {
        message: `${at}, which no branch or tag was found to lead to: it may be a stranger’s, from a fork, or was taken back by a force-push.`,
        level: 'warn',
      };
    default:
      return { message: `${at}; its code was not read.`, level: 'note' };
  }
}

/** A path counts from the folder of its lockfile: `../libs/demo` of `services/api/uv.lock` lies within. */
const isOutside = (path: string, lockfile: string): boolean =>
  /^(?:file:|~|[a-z]:[\\/]|[\\/])/iu.test(path) || leavesRoot(`${lockfile}/../${path}`);

function leavesRoot(path: string): boolean {
  let depth = 0;
  for (const part of path.split(/[\\/]/u)) {
    if (part === '..') depth -= 1;
    else if (part !== '' && part !== '.') depth += 1;
    if (depth < 0) return true;
  }
  return false;
}
