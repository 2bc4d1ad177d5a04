import type { Act, Behaviour, Delta, ProfileDelta, Surface } from '../model/profile.js';
import { printable } from '../model/text.js';
import { rule } from './rule.js';
import { baselineClause, hasInput, newBehaviours } from './support/behaviour.js';
import { isGeneratedHook } from './support/generated-hooks.js';
import { quoted } from './support/words.js';

/**
 * Code that a release newly runs at every interpreter start, whether or not the package is imported.
 *
 * `site` executes each `.pth` line that begins with `import`, calls the targets of `.start` files (PEP 829) and imports
 * `sitecustomize` when it finds one. litellm 1.82.8 and elementary-data 0.23.3 arrived this way.
 */
export const startupHook = rule({
  id: 'startup-hook',
  level: 'block',
  confidence: 'high',
  needs: ['delta'],
  capec: [442, 564],
  aliases: ['.pth persistence'],
  headline: 'runs code at every Python start',
  summary: 'A release newly runs code at every Python start.',
  remedy:
    'Do not merge. Compare the hook with the project’s repository and ask its maintainers; allow it only for this release and hash.',

  check({ delta }) {
    const level = delta.baseline.kind === 'none' && !actsAtStartup(delta) ? 'warn' : 'block';
    return newSurfaces(delta.surfaces)
      .filter((surface) => surface.when === 'startup' && !isGeneratedHook(surface.text))
      .map((surface) => ({
        message: `${printable(surface.at.path)} in ${printable(surface.at.artifact)} runs ${quoted(surface.text)} at every Python start; ${baselineClause(delta.baseline)}.`,
        at: [surface.at],
        level,
        key: surface.fingerprint,
      }));
  },
});

const newSurfaces = ({ added, changed }: Delta<Surface>): readonly Surface[] => [
  ...added,
  ...changed.filter(({ from, to }) => from.text !== to.text || from.when !== to.when).map(({ to }) => to),
];

// Of a project's very first release nothing is old, and six of the 999 most used projects ship a hook. There, a hook blocks only
// when what it starts goes on to act.
const actsAtStartup = (delta: ProfileDelta): boolean =>
  newBehaviours(delta).some((behaviour) => behaviour.when.includes('startup') && isActive(behaviour));

/** A hook's own `exec` of plain text is how a `.pth` line gets more than one statement in: no sign of anything. */
const isActive = (behaviour: Behaviour): boolean =>
  ACTS.has(behaviour.act) ||
  (behaviour.act === 'run-code' && hasInput(behaviour, 'decoded', 'network', 'downloaded-file'));

const ACTS: ReadonlySet<Act> = new Set([
  'run-process',
  'fetch',
  'send',
  'look-up',
  'capture',
  'read-clipboard',
  'write-clipboard',
  'read-secret',
  'load-native',
  'install-package',
]);
