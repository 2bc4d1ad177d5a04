import type { DependencyChange } from '../model/change.js';
import type { Level } from '../model/level.js';
import { DAY } from '../model/policy.js';
import type { Release, ReleaseFile } from '../model/release.js';
import { count, listOf, printable } from '../model/text.js';
import { compareVersions } from '../model/versions.js';
import { type Hit, rule } from './rule.js';
import { newlySelectable } from './support/lock.js';
import { duration, releaseName } from './support/words.js';

/** PyPI refuses files later than this after a release's first, since July 2026; older ones and other indexes have them. */
const GRACE = 14 * DAY;
/** Time in which others would have found what hides in a file. */
const PROVEN = 30 * DAY;

/**
 * A file that joined a release long after it was published.
 *
 * Whoever takes over an account can add a wheel to a release that everyone trusts already, and installers prefer the wheel with the
 * narrowest tags: the version stays, the code is another. Times are the index's, since those of a lockfile can be written by hand.
 */
export const lateFile = rule({
  id: 'late-file',
  level: 'block',
  confidence: 'medium',
  needs: ['release'],
  capec: [438],
  aliases: ['spurious wheel', 'most specific wheel'],
  headline: 'got a new file long after it was published',
  summary: 'A file was added to the release more than 14 days after the release was published.',
  remedy:
    'Compare the file with the others of its release (`lockgate compare`) and ask the maintainers whether they added it. Until then lock the release without it.',

  check({ change, entry, release, now }) {
    const first = Math.min(...release.files.flatMap(({ uploadedAt }) => uploadedAt ?? []));
    const late = newlySelectable(change, release).flatMap((file) => lateness(file, first, now));
    const [youngest] = late.toSorted((a, b) => a.age - b.age);
    if (youngest === undefined) return [];
    const level = levelOf(isJoined(change, release), youngest.age < PROVEN);
    if (level === null) return [];
    const names = late.map(({ file }) => printable(file.filename));
    const hit: Hit = {
      message: `${releaseName(entry)}: ${listOf(names, 3)} ${late.length === 1 ? 'was' : 'were'} uploaded ${duration(youngest.after)} after the release's first file, ${duration(youngest.age)} ago${late.length === 1 ? '' : ` at the latest, ${count(late.length, 'file')} in all`}.`,
      at: [],
      level,
      key: 'late',
    };
    return [hit];
  },
});

interface Late {
  readonly file: ReleaseFile;
  /** Milliseconds after the release's first file. */
  readonly after: number;
  readonly age: number;
}

function lateness(file: ReleaseFile, first: number, now: number): readonly Late[] {
  if (file.uploadedAt === null || file.uploadedAt - first <= GRACE) return [];
  return [{ file, after: file.uploadedAt - first, age: now - file.uploadedAt }];
}

/** Whether the base had this version locked already, so that the file came to what was trusted. */
const isJoined = ({ from }: DependencyChange, { version }: Release): boolean =>
  from?.version != null && from.source.kind === 'index' && compareVersions(from.version, version) === 0;

/** Wheels for a new Python were added to old releases for years: an old one that comes with its release tells nothing. */
function levelOf(joined: boolean, young: boolean): Level | null {
  if (joined) return young ? 'block' : 'note';
  return young ? 'warn' : null;
}
