import type { ReleaseFile } from '../model/release.js';
import { count, printable } from '../model/text.js';
import { rule } from './rule.js';
import { indexRecords, selectableFiles } from './support/lock.js';
import { quoted, releaseName } from './support/words.js';

/**
 * A release that its own maintainers withdrew (PEP 592). Installers still take a yanked file when it is pinned, and a
 * lockfile pins. xinference 2.6.0–2.6.2 (April 2026) were only yanked for two days before the index deleted them.
 */
export const yankedRelease = rule({
  id: 'yanked-release',
  level: 'warn',
  confidence: 'high',
  needs: ['release'],
  capec: [538],
  aliases: ['yanked'],
  headline: 'was yanked by its maintainers',
  summary: 'The release was yanked by its maintainers.',
  remedy: 'Read why it was yanked and lock the release before or after it.',

  check({ change, entry, release }) {
    const files = selectableFiles(release, indexRecords(change));
    const yanked = files.filter((file) => file.yanked !== null);
    if (yanked.length === 0) return [];
    const extent =
      yanked.length === files.length ? 'is yanked' : `has ${count(yanked.length, 'yanked file')} of ${files.length}`;
    return [
      {
        message: `${releaseName(entry)} ${extent}: ${reasonOf(yanked)}.`,
        at: [],
        key: 'yanked',
        level: change.from?.version === entry.version ? 'note' : 'warn',
      },
    ];
  },
});

const reasonOf = (yanked: readonly ReleaseFile[]): string => {
  const reason = yanked.map((file) => file.yanked ?? '').find((text) => text.trim() !== '');
  return reason === undefined ? 'its maintainers gave no reason' : `its maintainers say ${quoted(printable(reason))}`;
};
