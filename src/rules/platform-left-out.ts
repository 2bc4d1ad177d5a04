import { isForPlatforms, selectableFiles } from '../model/selectable.js';
import { count, listOf, printable } from '../model/text.js';
import { rule } from './rule.js';
import { releaseName } from './support/words.js';

/** Wheels that the lockfile can select and that the policy's `platforms` leave unread: nothing is left out in silence. */
export const platformLeftOut = rule({
  id: 'platform-left-out',
  level: 'note',
  confidence: 'high',
  needs: ['release'],
  capec: [],
  headline: 'has wheels for other platforms that were not read',
  summary: 'The policy leaves wheels for other platforms unread.',
  remedy: 'Nothing to do if the team installs on no other platform. Otherwise add it to `platforms` in the policy.',

  check({ change, entry, release, policy }) {
    const files = new Set(change.occurrences.flatMap((occurrence) => selectableFiles(occurrence.entry, release)));
    const left = [...files].filter((file) => !isForPlatforms(file, policy.platforms)).map(({ filename }) => filename);
    if (left.length === 0) return [];
    const named = listOf(
      left.map((name) => printable(name, 100)),
      3,
    );
    return [
      {
        message: `${count(left.length, 'wheel')} of ${releaseName(entry)} ${left.length === 1 ? 'is' : 'are'} for platforms that the policy does not name, and not read: ${named}.`,
        at: [],
        key: 'platforms',
      },
    ];
  },
});
