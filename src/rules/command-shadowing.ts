import type { Surface } from '../model/profile.js';
import { listOf, printable } from '../model/text.js';
import { rule } from './rule.js';
import { baselineClause } from './support/behaviour.js';
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
  summary: 'A release newly installs a command named like somebody else’s.',
  remedy: 'Do not merge. Whoever types that name, or runs a script that does, would run this package.',

  check({ delta, entry }) {
    const fresh = [...delta.surfaces.added, ...delta.surfaces.changed.map(({ to }) => to)];
    return fresh.flatMap((surface) => {
      const command = commandOf(surface);
      const owners = command === null ? null : ownersOfCommand(command);
      if (command === null || owners === null || owners.has(entry.name)) return [];
      const whose = owners.size === 0 ? 'the system’s or another tool’s' : `that of ${listOf([...owners])}`;
      return {
        message: `${printable(surface.at.artifact)} installs the command ${printable(command)}, a name that is ${whose}; ${baselineClause(delta.baseline)}.`,
        at: [surface.at],
        level: delta.baseline.kind === 'none' ? ('warn' as const) : ('block' as const),
        key: command,
      };
    });
  },
});

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
