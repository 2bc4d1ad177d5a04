import type { Level } from '../model/level.js';
import { ownersOfPopularCommand } from '../model/popular.js';
import type { ProfileDelta, Surface } from '../model/profile.js';
import { listOf, printable } from '../model/text.js';
import { rule, type Subject } from './rule.js';
import { baselineClause } from './support/behaviour.js';
import { areKin } from './support/kinship.js';
import { ownersOfCommand } from './support/well-known-commands.js';

/**
 * A command that the release newly installs under the name of a well-known one of somebody else.
 *
 * The folder of an environment's commands comes first on the path, so `aws` or `git` typed there, or run by a script, is then the
 * package's (“command jacking”, October 2024). Of the 1,000 most used projects 21 install such a name, each its rightful owner.
 */
export const commandShadowing = rule({
  id: 'command-shadowing',
  level: 'block',
  confidence: 'high',
  needs: ['delta'],
  capec: [38, 471],
  aliases: ['command jacking'],
  headline: 'installs a command named like somebody else’s',
  summary: 'A release newly installs a command named like somebody else’s.',
  remedy: 'Do not merge. Whoever types that name, or runs a script that does, would run this package.',

  check(facts) {
    return surfacesToJudge(facts).flatMap((surface) => {
      const command = commandOf(surface);
      const taken = command === null ? null : whoseIs(command, facts);
      if (command === null || taken === null) return [];
      return {
        message: `${printable(surface.at.artifact)} installs the command ${printable(command)}, a name that is ${taken.whose}; ${baselineClause(facts.delta.baseline)}.`,
        at: [surface.at],
        level: taken.level,
        key: command,
      };
    });
  },
});

type Facts = Subject & { readonly delta: ProfileDelta };

/** A fork is held against the project that it copies, whose commands are not the fork's for that. */
const isCompared = ({ baseline }: ProfileDelta): boolean =>
  baseline.kind === 'locked' || baseline.kind === 'earlier-release';

const surfacesToJudge = ({ delta, profiles }: Facts): readonly Surface[] =>
  delta.baseline.kind === 'copied-project'
    ? profiles.flatMap(({ surfaces }) => surfaces)
    : [...delta.surfaces.added, ...delta.surfaces.changed.map(({ to }) => to)];

interface Taken {
  readonly whose: string;
  readonly level: Level;
}

/** Among the commands of the most used projects are words that others use in good faith, so those are no reason to block. */
const FAMILIAR = 1_000;

function whoseIs(command: string, { entry, popular, delta }: Facts): Taken | null {
  const compared = isCompared(delta);
  const wellKnown = ownersOfCommand(command);
  const others = ownersOfPopularCommand(command, popular);
  if (wellKnown?.has(entry.name) === true || others.includes(entry.name)) return null;
  if (wellKnown !== null) {
    const whose = wellKnown.size === 0 ? 'the system’s or another tool’s' : `that of ${listOf([...wellKnown])}`;
    return { whose, level: compared ? 'block' : 'warn' };
  }
  const [owner] = others;
  if (owner === undefined || popular.rankOf.has(entry.name)) return null;
  const isFamiliar = (popular.rankOf.get(owner) ?? Number.POSITIVE_INFINITY) <= FAMILIAR;
  const isWarned = compared && isFamiliar && !areKin(entry.name, owner, popular, null);
  return { whose: `that of ${printable(owner)}`, level: isWarned ? 'warn' : 'note' };
}

/** Name under which it is typed: `run = demo:main`, or the file's own name. Windows ignores case and `.exe`. */
function commandOf({ kind, text }: Surface): string | null {
  if (kind === 'console-script') return shown(text.split('=', 1)[0] ?? '');
  if (kind === 'script-file') return shown(text.split(' sha256:', 1)[0] ?? '');
  return null;
}

const shown = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replace(/\.(?:exe|py|sh|bat|cmd)$/u, '');
