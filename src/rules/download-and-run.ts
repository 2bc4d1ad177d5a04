import type { Act, Behaviour, ProfileDelta } from '../model/profile.js';
import { rule } from './rule.js';
import {
  behaviourHits,
  hasInput,
  hidesItself,
  isHabit,
  levelFor,
  newBehaviours,
  type ReachLevels,
} from './support/behaviour.js';
import { neighbourhoodOf, usesNetwork } from './support/chains.js';

/**
 * A file that is fetched from the network and then run: by a shell, an interpreter, the system loader or `exec`.
 *
 * The review sees the fetch, never the file, which may be another tomorrow. mistralai 2.4.6, guardrails-ai 0.10.1 and
 * durabletask 1.4.1–1.4.3 (May 2026) fetched a `.pyz` on import; "Hades" fetched a genuine Bun first, so a trusted host proves nothing.
 */
export const downloadAndRun = rule({
  id: 'download-and-run',
  level: 'block',
  confidence: 'high',
  needs: ['delta'],
  capec: [185, 442],
  aliases: ['download-exec', 'remote executable'],
  headline: 'downloads a file and runs it',
  summary: 'A release newly downloads a file and runs it.',
  remedy:
    'Do not merge. Find out what is fetched and from whom; a package that needs a program should ship it or ask for it.',

  check({ delta, profiles }) {
    const network = neighbourhoodOf(profiles, usesNetwork);
    const isFetched = (behaviour: Behaviour): boolean =>
      hasInput(behaviour, 'downloaded-file') || (runsFromMemory(behaviour) && network.inFile(behaviour).length > 0);
    const run = newBehaviours(delta).filter((behaviour) => RUNS.has(behaviour.act) && isFetched(behaviour));
    return behaviourHits(run, delta.baseline, (behaviour) =>
      levelFor(levelsFor(behaviour, delta), behaviour, delta.baseline),
    );
  },
});

function levelsFor(behaviour: Behaviour, delta: ProfileDelta): ReachLevels {
  if (hidesItself(behaviour) || runsFromMemory(behaviour)) return HIDDEN;
  return isHabit(behaviour, delta) ? HABIT : OPEN;
}

/** A program started by an open descriptor (`memfd_create`) has no name on disk that anything could be followed by. */
const runsFromMemory = ({ act, target }: Behaviour): boolean =>
  act === 'run-process' && /(?:^|\s)\/proc\/[^/\s]+\/fd\//u.test(target ?? '');

const RUNS: ReadonlySet<Act> = new Set(['run-process', 'run-code', 'load-native', 'install-package']);

/** Tools that fetch a browser or compiler when told to do it openly; so a call by the user alone only warns. */
const OPEN: ReachLevels = {
  unasked: { compared: 'block', alone: 'block' },
  asked: { compared: 'warn', alone: 'warn' },
  test: { compared: 'note', alone: 'note' },
};

/** An installer of something goes on being one. */
const HABIT: ReachLevels = { ...OPEN, asked: { compared: 'note', alone: 'warn' } };

const HIDDEN: ReachLevels = { ...OPEN, asked: { compared: 'block', alone: 'warn' } };
