import { listOf, printable } from '../model/text.js';
import { rule } from './rule.js';
import { wishesText, wishPlaces } from './support/manifest.js';

/**
 * A manifest asks for something else than before, and the lockfile that answers it stayed as it was. What is asked for will come with a
 * later lock, in a change that nobody looks at for its sake.
 */
export const lockNotUpdated = rule({
  id: 'lock-not-updated',
  level: 'warn',
  confidence: 'high',
  needs: [],
  capec: [],
  headline: 'changed without its lockfile',
  summary: 'A manifest changed what it asks for, and its lockfile did not change.',
  remedy:
    'Lock again and commit the lockfile with the manifest, so that what the change brings in is reviewed with it.',

  checkManifest({ manifest }) {
    if (manifest.locks.length === 0) return [];
    const locks = listOf(manifest.locks.map(({ path }) => printable(path, 80)));
    const binding = manifest.locks.some((lock) => lock.binding);
    return [
      {
        message: `${printable(manifest.path, 80)} asks for other packages: ${wishesText(manifest)}. ${locks} did not change, so what will be installed was not reviewed.`,
        at: wishPlaces(manifest),
        key: 'stale',
        // A requirements.txt can answer a loosened wish as it stands; a format that records the wishes cannot.
        ...(binding ? {} : { level: 'note', confidence: 'medium' }),
      },
    ];
  },
});
