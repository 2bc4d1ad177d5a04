import type { ArchiveAnomaly } from '../model/profile.js';
import { anomaly, quoted } from './anomalies.js';

/**
 * The path an extraction would write: `.` and empty segments dropped, `..` resolved. `demo/../evil.pth` lands beside `demo`, so a
 * reader that looks only at the spelling misses a file at the root. A path that leaves the archive is kept as it is spelt.
 */
export function normalizePath(spelt: string): string {
  const segments: string[] = [];
  for (const segment of spelt.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) return spelt;
  }
  return spelt.startsWith('/') ? spelt : segments.join('/');
}

/** Longer paths fit no file system (PATH_MAX) and would make work that grows with their square. */
export const MAX_PATH = 4096;

/** For an entry that is left out because of its path. */
export const pathTooLong = (path: string): string =>
  `${quoted(path)} was not read: its path of ${path.length} characters is longer than any system writes.`;

// A backslash separates folders on Windows alone; a colon is a drive or an alternate stream there. Old uploads have both.
const ODD_CHARACTERS = /[\p{Cc}:\\]/u;

/** Why a path is written elsewhere than it looks, or null. `spelt` is the name as the archive has it. */
export function pathAnomaly(spelt: string): ArchiveAnomaly | null {
  const why = unsafeBecause(spelt);
  if (why !== null)
    return anomaly('unsafe-path', `The path ${quoted(spelt)} ${why}; tools write it differently.`, spelt);
  if (!ODD_CHARACTERS.test(spelt)) return null;
  const message = `The path ${quoted(spelt)} contains a backslash, a colon or a control character; platforms take it apart differently.`;
  return anomaly('odd-path', message, spelt);
}

function unsafeBecause(spelt: string): string | null {
  if (spelt === '') return 'is empty';
  if (spelt.startsWith('/')) return 'is absolute';
  if (spelt.includes('\0')) return 'contains a NUL, which ends the name for some';
  return spelt.split('/').includes('..') ? 'contains ".."' : null;
}

/** Duplicates and conflicts over the members' paths. */
export function pathConflicts(paths: readonly string[]): readonly ArchiveAnomaly[] {
  const exact = new Set<string>();
  const folded = new Map<string, string>();
  const anomalies: ArchiveAnomaly[] = [];
  for (const path of paths) {
    const key = path.normalize('NFC').toLowerCase();
    const other = folded.get(key);
    if (exact.has(path)) anomalies.push(duplicate(path));
    else if (other !== undefined) anomalies.push(caseDuplicate(path, other));
    exact.add(path);
    folded.set(key, path);
  }
  return [...anomalies, ...fileAndFolder(exact)];
}

const duplicate = (path: string): ArchiveAnomaly =>
  anomaly('duplicate-path', `${quoted(path)} is in the archive twice; tools keep different ones.`, path);

const caseDuplicate = (path: string, other: string): ArchiveAnomaly =>
  anomaly('case-duplicate', `${quoted(path)} and ${quoted(other)} are one file on Windows and macOS.`, path);

function fileAndFolder(paths: ReadonlySet<string>): readonly ArchiveAnomaly[] {
  const conflicts = new Set<string>();
  for (const path of paths) {
    // Only the nearest few folders are looked at: a path of 30,000 segments must not cost 30,000 look-ups for each member.
    let folder = path;
    for (let depth = 0; depth < 32 && folder.includes('/'); depth += 1) {
      folder = folder.slice(0, folder.lastIndexOf('/'));
      if (paths.has(folder)) conflicts.add(folder);
    }
  }
  return [...conflicts].map((path) =>
    anomaly('path-conflict', `${quoted(path)} is both a file and a folder in the archive.`, path),
  );
}

/** The first segment that all paths share, or null when there is none: the top folder of an sdist (PEP 625). */
export function commonTopFolder(paths: readonly string[]): string | null {
  const first = paths[0]?.split('/', 1)[0];
  if (first === undefined || first === '' || first === '..') return null;
  return paths.every((path) => path.startsWith(`${first}/`)) ? first : null;
}
