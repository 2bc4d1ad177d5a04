import type { Level } from '../model/level.js';
import type { Behaviour, Profile, ProfileDelta } from '../model/profile.js';
import { rule } from './rule.js';
import { behaviourHits, newBehaviours, reachOf } from './support/behaviour.js';
import { describeNeighbour } from './support/chains.js';
import { actsInPlace } from './support/replacements.js';

/**
 * A release that newly takes part in the import of other modules, or in what every line of Python does.
 *
 * A finder on `sys.meta_path` decides what any later `import` gives; a source codec rewrites a file's text before Python reads it; a
 * trace or audit function is called for everything. A reader of the files sees none of it.
 */
export const importHookAdded = rule({
  id: 'import-hook-added',
  level: 'block',
  confidence: 'medium',
  needs: ['delta'],
  capec: [38, 554],
  aliases: ['import hook', 'source codec', 'meta path finder'],
  headline: 'hooks into the import of other modules',
  summary: 'A release newly hooks into the import of other modules.',
  remedy:
    'Find out which modules the hook answers for and what it does to them; merge only when the package is a tool for that purpose.',

  check({ delta, profiles }) {
    const encoded = profiles.some(hasForeignCodec);
    return behaviourHits(
      newBehaviours(delta).filter(({ act }) => act === 'hook-imports'),
      delta.baseline,
      (behaviour) => {
        const acts = encoded && isCodec(behaviour) ? [behaviour] : actsInPlace(behaviour, profiles);
        return levelOf(behaviour, acts.length > 0, delta);
      },
      (behaviour) => clauseOf(behaviour, { encoded, acts: actsInPlace(behaviour, profiles) }),
    );
  },
});

const isCodec = ({ callee }: Behaviour): boolean => callee === 'codecs.register';

/** A file of the release names a codec that Python does not have: its text is for the registered one to rewrite. */
const hasForeignCodec = ({ signs }: Profile): boolean =>
  signs.some(({ text }) => text.startsWith('declares the codec'));

function clauseOf(
  behaviour: Behaviour,
  { encoded, acts: [act] }: { encoded: boolean; acts: readonly Behaviour[] },
): string | null {
  if (encoded && isCodec(behaviour)) return 'a file of the release declares a codec that Python does not have';
  return act === undefined ? null : `the hook acts: ${describeNeighbour(act)}`;
}

/** Debuggers and coverage tools trace when they are told to, a directory of modules is no hook into other ones, and a codec waits for a file that names it. */
const MILD = /^(?:codecs\.register|(?:sys|threading)\.set(?:trace|profile)\w*|site\.\w+|sys\.monitoring\.\w+)$/u;

function levelOf({ callee, when }: Behaviour, acts: boolean, { baseline }: ProfileDelta): Level | null {
  const compared = baseline.kind !== 'none';
  switch (reachOf(when)) {
    case 'test':
      return null;
    case 'asked':
      if (acts) return compared ? 'warn' : 'note';
      return MILD.test(callee) ? null : 'note';
    case 'unasked':
      if (acts) return compared ? 'block' : 'warn';
      return compared && !MILD.test(callee) ? 'warn' : 'note';
  }
}
