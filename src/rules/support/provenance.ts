import type { DependencyChange } from '../../model/change.js';
import { type Project, type Release, type ReleaseFile, releasesOf } from '../../model/release.js';
import { compareVersions, isPrerelease, type Version } from '../../model/versions.js';
import { indexRecords, newlySelectable, selectableFiles } from './lock.js';

/** A release whose files have fewer attestations than those of the releases before it. */
export interface ProvenanceLoss {
  /** Files that the lockfile can select and that have none. */
  readonly missing: readonly ReleaseFile[];
  readonly selectable: number;
  /** Newest release before it that had more. */
  readonly before: Version;
  /** How many releases in a row had more, newest first; at most `LOOKED_AT`. */
  readonly run: number;
  /** Whether having them was the project's habit: each of several releases before had more. */
  readonly isHabit: boolean;
}

const LOOKED_AT = 5;
/** One or two attested releases may be somebody's trial. */
const HABIT = 3;

type Coverage = 0 | 1 | 2;

/** none, some, all. */
function coverageOf(files: readonly ReleaseFile[]): Coverage {
  const attested = files.filter(({ provenance }) => provenance !== null).length;
  if (attested === 0) return 0;
  return attested === files.length ? 2 : 1;
}

/**
 * Compares what stands on one page of the index, so that an index which does not serve the field shows no loss. Releases before are those of
 * lower versions: a fix for an old series is held against its own.
 */
export function provenanceLoss(change: DependencyChange, project: Project, release: Release): ProvenanceLoss | null {
  if (newlySelectable(change, release).length === 0) return null;
  const files = distributions(selectableFiles(release, indexRecords(change)));
  const coverage = coverageOf(files);
  if (files.length === 0 || coverage === 2) return null;

  const earlier = releasesOf(project)
    .filter(({ version }) => compareVersions(version, release.version) < 0 && !isPrerelease(version))
    .toSorted((a, b) => compareVersions(b.version, a.version))
    .slice(0, LOOKED_AT);
  const end = earlier.findIndex((one) => coverageOf(distributions(one.files)) <= coverage);
  const run = end === -1 ? earlier.length : end;
  const [newest] = earlier;
  if (run === 0 || newest === undefined) return null;
  const missing = files.filter(({ provenance }) => provenance === null);
  return { missing, selectable: files.length, before: newest.version, run, isHabit: run >= HABIT };
}

/** Eggs and installers of old cannot be attested. */
const distributions = (files: readonly ReleaseFile[]): readonly ReleaseFile[] =>
  files.filter(({ kind }) => kind === 'wheel' || kind === 'sdist');
