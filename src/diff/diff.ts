import type { ChangeLabel, DependencyChange, LockDiff, LockPair, Occurrence } from '../model/change.js';
import { isReadable, type LockedPackage, type Lockfile } from '../model/lockfile.js';
import type { NormalizedName } from '../model/names.js';
import { diffEntries, type EntryChange } from './entries.js';
import { type Entries, foldEntries } from './fold.js';
import { type MarkerComparer, markerComparer } from './markers.js';
import { mergeChanges } from './merge.js';
import { diffOptions } from './options.js';
import { type Comparand, comparands, packagesOf } from './pairs.js';
import { pathFinder } from './path.js';

/**
 * What changes between the two sides of any number of lockfiles. An unreadable head shows as its problem and never as removals; an
 * unreadable base leaves everything at the head to review. Problems are those of the head: what the base got wrong is not merged.
 */
export function diffLockfiles(pairs: readonly LockPair[]): LockDiff {
  const compared = comparands(pairs);
  const sameMarker = markerComparer();
  return {
    changes: mergeChanges(compared.flatMap((comparand) => changesOf(comparand, sameMarker))),
    options: compared.flatMap(optionsOf),
    problems: pairs.flatMap(({ head }) => head?.problems ?? []),
  };
}

const optionsOf = ({ base, head }: Comparand): LockDiff['options'] =>
  head
    .filter(isReadable)
    .flatMap((file) => diffOptions(base.find(({ format }) => format === file.format) ?? base[0] ?? null, file));

function changesOf({ base, head }: Comparand, sameMarker: MarkerComparer): readonly DependencyChange[] {
  if (head.length === 0) return base.flatMap((file) => removalsOf(file, foldEntries(packagesOf([file]))));
  const before = foldEntries(packagesOf(base));
  const files = head.filter(isReadable);
  const byFile = files.map((file) => {
    const sameHere = (a: string | null, b: string | null): boolean => sameMarker(a, b, file.options.requiresPython);
    const crossFormat = base.some((other) => formOf(other) !== formOf(file));
    return { file, changes: diffEntries(before, foldEntries(file.packages), { sameMarker: sameHere, crossFormat }) };
  });
  const arrived = byFile.flatMap(({ file, changes }) =>
    placed(
      changes.filter(({ to }) => to !== null),
      file,
    ),
  );
  // Unless every file could be read, what is missing may stand in one that could not.
  const removed = files.length < head.length ? [] : removedFrom(before, files, byFile[0]?.changes ?? []);
  return [...arrived, ...base.flatMap((file) => placed(removedIn(file, removed), file))];
}

/** poetry.lock records markers only since 2.1, and groups or categories by version; uv.lock says the same in every revision. */
const formOf = ({ format, options }: Lockfile): string =>
  format === 'poetry' ? `${format} ${options.formatVersion}` : format;

/** What no file at the head holds any more; of a single file its own changes tell. */
function removedFrom(
  before: Entries,
  files: readonly Lockfile[],
  changes: readonly EntryChange[],
): readonly EntryChange[] {
  const settings = { sameMarker: () => true, crossFormat: true };
  const all = files.length === 1 ? changes : diffEntries(before, foldEntries(packagesOf(files)), settings);
  return all.filter(({ to }) => to === null);
}

/** Removals whose entry stood in this file. */
function removedIn(file: Lockfile, removed: readonly EntryChange[]): readonly EntryChange[] {
  const own = new Set(file.packages.map(placeOf));
  return removed.filter(({ from }) => from !== null && own.has(placeOf(from)));
}

const placeOf = ({ name, line }: LockedPackage): string => `${line} ${name}`;

function removalsOf(file: Lockfile, entries: Entries): readonly DependencyChange[] {
  return placed(
    [...entries.values()].flatMap((same) => [...same.values()].map((from) => ({ from, to: null, labels: [] }))),
    file,
  );
}

/** Puts changes at the lines of the file that shows them: the head's, or the base's for a removal. */
function placed(changes: readonly EntryChange[], file: Lockfile): readonly DependencyChange[] {
  const pathTo = pathFinder(file);
  return changes.flatMap(({ from, to, labels }) => {
    const entry = to ?? from;
    return entry === null
      ? []
      : [
          dependencyChange(
            { from, to, labels },
            entry,
            { path: file.path, line: entry.line, entry },
            pathTo(entry.name),
          ),
        ];
  });
}

const dependencyChange = (
  { from, to, labels }: EntryChange,
  { name }: LockedPackage,
  occurrence: Occurrence,
  path: readonly NormalizedName[],
): DependencyChange => ({
  kind: kindOf(from, to),
  name,
  from,
  to,
  labels: orderedLabels(labels),
  occurrences: [occurrence],
  path,
});

const orderedLabels = (labels: readonly ChangeLabel[]): readonly ChangeLabel[] => [...new Set(labels)];

function kindOf(from: LockedPackage | null, to: LockedPackage | null): DependencyChange['kind'] {
  if (from === null) return 'added';
  return to === null ? 'removed' : 'changed';
}
