import { printable } from '../model/text.js';
import { rule } from './rule.js';
import { wishesText, wishPlaces } from './support/manifest.js';

/** A manifest asks for something else than before, and no lockfile beside it says which releases will come. */
export const manifestWithoutLock = rule({
  id: 'manifest-without-lock',
  level: 'note',
  confidence: 'high',
  needs: [],
  capec: [538],
  headline: 'asks for releases that no lockfile pins',
  summary: 'A manifest changed what it asks for, and nothing pins it.',
  remedy:
    'Lock it (`uv lock`, `pip lock`) and commit the lockfile, so that each installation takes the releases that were reviewed. A library that others install needs none.',

  checkManifest({ manifest }) {
    if (manifest.locks.length > 0 || manifest.changed.every(({ how }) => how === 'removed')) return [];
    return [
      {
        message: `${printable(manifest.path, 80)} asks for other packages: ${wishesText(manifest)}. No lockfile pins them, so what will be installed cannot be reviewed.`,
        at: wishPlaces(manifest),
        key: 'unlocked',
      },
    ];
  },
});
