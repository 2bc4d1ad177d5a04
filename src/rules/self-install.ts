import type { Level } from '../model/level.js';
import type { Behaviour } from '../model/profile.js';
import { rule } from './rule.js';
import { behaviourHits, levelFor, newBehaviours, type ReachLevels } from './support/behaviour.js';

/**
 * A package that installs another one from its own code: pip, conda, npm or their like, started as a program or called as a function.
 *
 * What it installs stands in no lockfile and no review sees it. 10 of 165 campaigns that were studied kept their first stage clean
 * that way.
 */
export const selfInstall = rule({
  id: 'self-install',
  level: 'block',
  confidence: 'medium',
  needs: ['delta'],
  capec: [186, 538],
  aliases: ['runtime package installation'],
  headline: 'installs another package from its own code',
  summary: 'A release newly installs another package from its own code.',
  remedy:
    'Ask the project to declare what it needs as a dependency, so that it is locked and reviewed; until then review what is installed by hand.',

  check({ delta }) {
    const installs = newBehaviours(delta).filter(({ act }) => act === 'install-package');
    return behaviourHits(installs, delta.baseline, (behaviour) => {
      const level = levelFor(levelsFor(behaviour), behaviour, delta.baseline);
      return level === 'block' && !runsBeforeTools(behaviour) ? 'warn' : level;
    });
  },
});

/** What a tool's plugin installs, the tool was told to: a build tool's commands are plugins too. */
const runsBeforeTools = ({ when }: Behaviour): boolean =>
  when.some((moment) => moment === 'install' || moment === 'startup' || moment === 'import');

function levelsFor({ target: told, callee }: Behaviour): ReachLevels {
  if (callee.startsWith('ensurepip.')) return levels('note', null);
  // A script shows its whole command, Python what the command installs.
  const target = told === null || ELSEWHERE.test(told) ? told : told.replace(COMMAND, '');
  if (target === null || ELSEWHERE.test(target) || target.startsWith('…')) return levels('block', 'note');
  return OWN_FILES.test(target) ? levels('note', null) : levels('warn', 'note');
}

const COMMAND = /^\S*(?:\s+-m\s+pip|\s+(?:pip|tool))?\s+(?:install|add|i)\s+(?:-[-\w]+\s+)*/u;

/** Another index, a URL, a repository, a file that is not of this project. */
const ELSEWHERE = /(?:^|\s)from\s|:\/\/|^git\+|\bgit\+|(?:^|\s)\/\S+\.(?:whl|zip|tar\.gz)/u;
/** The project itself, and lists that ship with it: whoever reviews them has them at hand. */
const OWN_FILES =
  /^(?:-[re] )?(?:\.(?:\[[\w,-]+\])?|\.\/\S*|[\w./-]*requirements[\w./-]*\.txt|pip|--upgrade pip|setuptools|wheel)(?:\s…)*$/u;

const levels = (unasked: Level, asked: Level | null): ReachLevels => ({
  unasked: { compared: unasked, alone: unasked === 'block' ? 'warn' : 'note' },
  asked: { compared: asked, alone: null },
  test: { compared: null, alone: null },
});
