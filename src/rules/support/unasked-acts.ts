import type { Act, Behaviour, ProfileDelta, Surface } from '../../model/profile.js';
import { printable } from '../../model/text.js';
import { hasInput, newBehaviours, reachOf } from './behaviour.js';
import { isGeneratedHook } from './generated-hooks.js';
import { isBuildTool } from './programs.js';

/** Something that a release newly does before anybody asked for it. */
export interface UnaskedAct {
  /** `demo/__init__.py line 3 starts …`, a clause. */
  readonly text: string;
  readonly at: Behaviour['at'];
}

const ACTS: ReadonlySet<Act> = new Set(['run-process', 'fetch', 'send', 'read-secret', 'install-package']);
const HOOKS: ReadonlySet<Surface['kind']> = new Set(['pth', 'start', 'sitecustomize']);

/**
 * New acts that nobody asked for and that an ordinary package has no need of: programs, the network, secrets, code from elsewhere; or a
 * start-up hook. Compilers and version control are not among them. With no baseline, everything is new.
 */
export function unaskedActs(delta: ProfileDelta): readonly UnaskedAct[] {
  const hooks = delta.surfaces.added.filter(
    ({ kind, when, text }) => HOOKS.has(kind) && when === 'startup' && !isGeneratedHook(text),
  );
  return [
    ...newBehaviours(delta).filter(isTelling).map(actOf),
    ...hooks.map(({ at }) => ({ text: `${printable(at.path)} runs at every Python start`, at })),
  ];
}

const isTelling = (behaviour: Behaviour): boolean => {
  // A plugin runs when its host does, which somebody chose; with all of a release new, that says little.
  if (reachOf(behaviour.when.filter((moment) => moment !== 'plugin')) !== 'unasked') return false;
  if (behaviour.act === 'run-process') return !isBuildTool(behaviour.target);
  if (behaviour.act === 'run-code')
    return hasInput(behaviour, 'network', 'downloaded-file', 'decoded') && !hasInput(behaviour, 'user-input');
  return ACTS.has(behaviour.act);
};

const actOf = ({ at, steps, callee }: Behaviour): UnaskedAct => ({
  text: `${printable(at.path)}${at.line === null ? '' : ` line ${at.line}`} ${printable(steps.at(-1)?.what ?? `uses ${callee}`, 120)}`,
  at,
});
