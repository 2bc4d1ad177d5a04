import { sourcePathOf } from '../model/bytecode.js';
import type { Level } from '../model/level.js';
import type { InventoryEntry, Profile, ProfileDelta } from '../model/profile.js';
import { printable } from '../model/text.js';
import { type Hit, rule } from './rule.js';
import { baselineClause } from './support/behaviour.js';
import { isAside, placeOf } from './support/inventory.js';

/**
 * Compiled Python that comes without the source it was compiled from, or beside a source that is another.
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
  headline: 'brings compiled Python without its source',
  summary: 'A release newly ships compiled Python without its source.',
  remedy: 'Do not merge. Ask the maintainers for a release with sources; bytecode cannot be reviewed.',

  check({ delta, profiles }) {
    const isNew = new Set([...delta.files.added, ...delta.files.changed.map(({ to }) => to)].map(({ path }) => path));
    return profiles.flatMap((profile) => {
      const paths = new Set(profile.inventory.map(({ path }) => path));
      return profile.inventory
        .filter((entry) => isNew.has(entry.path) && isSourceless(entry, paths))
        .map((entry) => hitOf(profile, entry, paths, delta));
    });
  },
});

/** By content where it was read: held against its source. Otherwise the name of a source beside it has to do. */
const isSourceless = ({ kind, path, sha256, traits }: InventoryEntry, paths: ReadonlySet<string>): boolean =>
  traits.includes('sourceless') || (kind === 'bytecode' && sha256 === null && !paths.has(sourcePathOf(path)));

function hitOf(
  { artifact }: Profile,
  entry: InventoryEntry,
  paths: ReadonlySet<string>,
  { baseline }: ProfileDelta,
): Hit {
  const source = sourcePathOf(entry.path);
  const isBeside = source !== entry.path && paths.has(source);
  const how = isBeside
    ? `compiled Python that names what ${printable(source)} beside it does not`
    : 'compiled Python without its source beside it';
  return {
    message: `${printable(artifact)} ships ${printable(entry.path)}, ${how}; ${baselineClause(baseline)}.`,
    at: [placeOf({ artifact, entry })],
    level: levelOf(entry, baseline.kind !== 'none'),
    key: entry.path,
  };
}

function levelOf({ path }: InventoryEntry, isCompared: boolean): Level {
  // Tools that read bytecode are tested with samples of it.
  if (isAside(path)) return 'note';
  return isCompared ? 'block' : 'warn';
}
