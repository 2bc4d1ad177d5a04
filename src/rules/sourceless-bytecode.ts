import type { InventoryEntry, Profile } from '../model/profile.js';
import { printable } from '../model/text.js';
import { rule } from './rule.js';
import { baselineClause } from './support/behaviour.js';

/**
 * Compiled Python (`.pyc`) that comes without the source it was compiled from.
 *
 * Python imports a sourceless `.pyc` like a module, and a reader of source sees nothing. fshec2 (2023) hid its code so. Only
 * `thrift` ships bytecode at all among the 1,000 most used projects, and with every source beside it.
 */
export const sourcelessBytecode = rule({
  id: 'sourceless-bytecode',
  level: 'block',
  confidence: 'high',
  needs: ['delta'],
  capec: [442],
  aliases: ['compiled python'],
  summary: 'A release newly ships compiled Python without its source.',
  remedy: 'Do not merge. Ask the maintainers for a release with sources; bytecode cannot be reviewed.',

  check({ delta, profiles }) {
    const isNew = new Set([...delta.files.added, ...delta.files.changed.map(({ to }) => to)].map(({ path }) => path));
    return profiles.flatMap((profile) =>
      orphansOf(profile)
        .filter(({ path }) => isNew.has(path))
        .map(({ path }) => ({
          message: `${printable(profile.artifact)} ships ${printable(path)}, compiled Python without its source beside it; ${baselineClause(delta.baseline)}.`,
          at: [{ kind: 'member' as const, artifact: profile.artifact, path, line: null, column: null, excerpt: null }],
          level: delta.baseline.kind === 'none' ? ('warn' as const) : ('block' as const),
          key: path,
        })),
    );
  },
});

function orphansOf({ inventory }: Profile): readonly InventoryEntry[] {
  const paths = new Set(inventory.map(({ path }) => path));
  return inventory.filter(({ kind, path }) => kind === 'bytecode' && !paths.has(sourceOf(path)));
}

/** PEP 3147: `pkg/__pycache__/mod.cpython-312.opt-1.pyc` and the older `pkg/mod.pyc` both come from `pkg/mod.py`. */
const sourceOf = (path: string): string =>
  path
    .replace(/(?<folder>^|\/)__pycache__\/(?<module>[^/.]+)\.[^/]*\.py[co]$/u, '$<folder>$<module>.py')
    .replace(/\.py[co]$/u, '.py');
