import { rule } from './rule.js';
import { entryPlaces } from './support/lock.js';
import { quoted } from './support/words.js';

/**
 * An entry that names a project without pinning its version, so that every installation may bring in another release.
 */
export const unpinnedRequirement = rule({
  id: 'unpinned-requirement',
  level: 'warn',
  confidence: 'high',
  needs: [],
  capec: [538],
  aliases: ['floating dependency'],
  headline: 'is not pinned to a version',
  summary: 'The entry pins no version, so what would be installed cannot be reviewed.',
  remedy:
    'Pin it with `==` and hashes; `uv pip compile --generate-hashes` or `pip-compile --generate-hashes` writes both.',

  check({ change }) {
    const at = entryPlaces(change, ({ entry }) => entry.source.kind === 'index' && entry.version === null);
    return at.length === 0
      ? []
      : [
          {
            message: `${quoted(change.name)} is not pinned to one version: each installation takes the newest that fits.`,
            at,
            key: 'unpinned',
          },
        ];
  },
});
