import type { Level } from '../model/level.js';
import type { InventoryEntry, ProfileDelta } from '../model/profile.js';
import { count, printable } from '../model/text.js';
import { rule } from './rule.js';
import { baselineClause } from './support/behaviour.js';
import { baselineFiles, formatText, newWithTrait, type PlacedFile, placeOf, splitFiles } from './support/inventory.js';
import { groupBy } from './support/lock.js';

/**
 * Machine code in a release whose elder was Python alone, or machine code that poses as another kind of file.
 *
 * Native code is imported like a module and cannot be reviewed. colorinal and the ZiChatBot droppers (2025) added a library to a
 * package of plain Python. None of 625 ordinary updates went from pure to native.
 */
export const nativeCodeAdded = rule({
  id: 'native-code-added',
  level: 'block',
  confidence: 'medium',
  needs: ['delta'],
  capec: [442, 641],
  aliases: ['bundled binary', 'DLL side-loading'],
  headline: 'brings machine code into a pure Python project',
  summary: 'A release of a pure Python project newly ships machine code.',
  remedy:
    'Find its source and build in the project’s repository. A library named like a text, an image or data has no business there.',

  check({ delta, profiles }) {
    const { fresh: added, others } = splitFiles(profiles, delta, ({ kind }) => kind === 'native');
    const turned = newWithTrait(profiles, delta, ['disguised']).filter(({ entry }) => entry.kind === 'native');
    const fresh = [...added, ...turned.filter(({ entry }) => !added.some((file) => file.entry === entry))];
    const wasPure = others.length === 0 && baselineFiles(delta.files).every(({ kind }) => kind !== 'native');
    const told = fresh.flatMap((file) => {
      const level = levelOf(file, wasPure && hasElder(file, delta), delta.baseline.kind !== 'none');
      return level === null ? [] : [{ file, level }];
    });
    return groupBy(told, ({ file, level }) => `${poses(file.entry) ? 'posing' : 'native'} ${level}`).flatMap((same) => {
      const [first] = same;
      if (first === undefined) return [];
      const { entry, artifact } = first.file;
      const more = same.length === 1 ? '' : `, and so do ${count(same.length - 1, 'more file')} of the release`;
      return {
        message: `${printable(artifact)} ships ${printable(entry.path)}, machine code${formatOf(entry)}${poses(entry) ? ' under the name of another kind of file' : ''}${more}; ${baselineClause(delta.baseline)}.`,
        at: same.slice(0, 5).map(({ file }) => placeOf(file)),
        level: first.level,
        key: poses(entry) ? 'posing' : 'native',
      };
    });
  },
});

/** Whether the baseline had a wheel to be pure: the first wheel of a project that came as source only is no transition. */
const hasElder = ({ artifact }: PlacedFile, { files }: ProfileDelta): boolean =>
  !artifact.endsWith('.whl') || files.changed.some(({ to }) => to.path.endsWith('.dist-info/RECORD'));

function levelOf({ entry }: PlacedFile, wasPure: boolean, compared: boolean): Level | null {
  if (poses(entry)) return compared ? 'block' : 'warn';
  return compared && wasPure && isLoadable(entry) ? 'warn' : null;
}

/** ` (an ELF program)`. */
function formatOf(entry: InventoryEntry): string {
  const text = formatText(entry);
  return text === null ? '' : ` (${text})`;
}

// Judged by content: a member that was not read is what its name says, and then it does not pose.
const poses = ({ traits }: InventoryEntry): boolean => traits.includes('disguised');

/** What Python or the system loads; WebAssembly and static archives are nobody's import. */
const isLoadable = ({ path }: InventoryEntry): boolean => !/\.(?:wasm|a|lib|o|obj)$/iu.test(path);
