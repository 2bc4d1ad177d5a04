import type { Level } from '../model/level.js';
import type { LockedPackage, PackageSource } from '../model/lockfile.js';
import { hostOf, withoutCredentials } from '../model/urls.js';
import { rule } from './rule.js';
import { entryPlaces } from './support/lock.js';
import { quoted, releaseName } from './support/words.js';

/**
 * A package that stops coming from where it came: an index release replaced by a repository, a bare URL or a path.
 *
 * Nothing that an index vouches for (hashes, upload times, advisories, removal) reaches such a package any more, and the name
 * stays the same in review. Moves between indexes are index-changed's.
 */
export const sourceChanged = rule({
  id: 'source-changed',
  level: 'block',
  confidence: 'high',
  needs: [],
  capec: [187, 538],
  aliases: ['unverifiable dependency', 'repo jacking'],
  headline: 'comes from another source than before',
  summary: 'The package would come from another kind of source, repository or host than before.',
  remedy:
    'Check who controls the new source and why it replaces the old one. Pin a full commit or a hash, and prefer a release on the index.',

  check({ change, entry }) {
    const { from } = change;
    const level = from === null ? null : levelOf(from.source, entry.source);
    if (from === null || level === null) return [];
    const at = entryPlaces(change, (occurrence) => occurrence.entry.source.kind === entry.source.kind);
    return [
      {
        message: `${releaseName(entry)} comes from ${describe(entry)}; before, it came from ${describe(from)}.`,
        at,
        level,
        key: 'source',
      },
    ];
  },
});

/** null: the same source, or a move between indexes. */
function levelOf(from: PackageSource, to: PackageSource): Level | null {
  switch (to.kind) {
    case 'index':
      return from.kind === 'index' ? null : 'note';
    case 'local':
      // Files of the repository itself are read in review like any other.
      return from.kind === 'local' ? null : 'warn';
    case 'archive-url':
      return from.kind === 'archive-url' && hostOf(from.url) === hostOf(to.url) ? null : 'block';
    case 'vcs': {
      const same = from.kind === 'vcs' && repository(from.url) === repository(to.url);
      if (same) return null;
      return to.commit === null ? 'block' : 'warn';
    }
  }
}

const repository = (url: string): string =>
  withoutCredentials(url)
    .toLowerCase()
    .replace(/\/$/u, '')
    .replace(/\.git$/u, '');

function describe({ source }: LockedPackage): string {
  switch (source.kind) {
    case 'index':
      return source.url === null ? 'the default index' : `the index ${quoted(withoutCredentials(source.url))}`;
    case 'archive-url':
      return `the URL ${quoted(withoutCredentials(source.url), 160)}`;
    case 'vcs':
      return `the repository ${quoted(withoutCredentials(source.url), 160)}${source.commit === null ? ' without a full commit' : ''}`;
    case 'local':
      return `the path ${quoted(source.path)}`;
  }
}
