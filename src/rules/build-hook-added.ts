import type { Level } from '../model/level.js';
import type { Surface } from '../model/profile.js';
import { printable } from '../model/text.js';
import { rule } from './rule.js';
import { baselineClause } from './support/behaviour.js';
import { quoted } from './support/words.js';

/**
 * Code of its own that a source distribution newly runs while it is built or installed: `setup.py`, a backend in its own tree
 * (PEP 517 `backend-path`), or a hook of hatchling, pdm-backend or Poetry.
 *
 * What that code does is judged by `install-time-execution`; that it is there at all is news.
 */
export const buildHookAdded = rule({
  id: 'build-hook-added',
  level: 'warn',
  confidence: 'medium',
  needs: ['delta'],
  capec: [549],
  aliases: ['custom build backend'],
  headline: 'runs code of its own when it is built from source',
  summary: 'Building the release from source newly runs code of its own.',
  remedy: 'Read the build code, or install the wheel only (`--only-binary`), which never runs it.',

  check({ delta, profiles }) {
    if (delta.baseline.kind === 'none') return [];
    const hasWheel = profiles.some(({ kind }) => kind === 'wheel');
    const fresh = [...delta.surfaces.added, ...delta.surfaces.changed.map(({ to }) => to)].filter(isBuildCode);
    return fresh.map((surface) => ({
      message: `${printable(surface.at.artifact)} runs ${quoted(surface.text)} when it is built from source; ${baselineClause(delta.baseline)}.`,
      at: [surface.at],
      level: levelOf(surface, hasWheel),
      key: surface.fingerprint,
    }));
  },
});

const isBuildCode = ({ kind }: Surface): boolean =>
  kind === 'setup-py' || kind === 'build-backend' || kind === 'build-hook';

/** A `setup.py` is what most old projects have, and a hook is run only where no wheel fits; a backend of one's own is rare. */
const levelOf = ({ kind }: Surface, hasWheel: boolean): Level =>
  kind === 'build-backend' || (kind === 'build-hook' && !hasWheel) ? 'warn' : 'note';
