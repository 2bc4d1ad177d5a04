import type { ArchiveAnomaly } from '../model/profile.js';
import { printable } from '../model/text.js';

/** What can be odd about an archive. Rules and policy decide which of them weigh; some occur in honest, old uploads. */
export type AnomalyKind =
  /** Bytes before the first entry: another file may stand in front of the one we read. */
  | 'prepended-data'
  /** Bytes after the end: another file may follow the one we read. */
  | 'trailing-data'
  /** Bytes between entries that no header explains; a streaming reader may find an entry there. */
  | 'gap'
  | 'overlap'
  /** Two records of one entry disagree, so what is read depends on which of them a reader believes. */
  | 'header-mismatch'
  /** The record at the end of a ZIP disagrees with the directory it describes. */
  | 'end-record-mismatch'
  | 'size-mismatch'
  | 'checksum-mismatch'
  | 'duplicate-path'
  /** Two paths that differ only by case or Unicode form: one file on Windows and macOS. */
  | 'case-duplicate'
  /** One path is both a file and a folder. */
  | 'path-conflict'
  /** A path that is absolute, contains `..` or is cut by a NUL. */
  | 'unsafe-path'
  /** A path that platforms take apart differently. */
  | 'odd-path'
  | 'name-encoding'
  /** A link that leaves the archive, leads nowhere or to a folder; any link in a ZIP. */
  | 'link'
  | 'device'
  | 'sparse'
  | 'unknown-type'
  /** PAX records that change an entry's path, size or link after its header said otherwise (POSIX.1-2001). */
  | 'header-override'
  | 'encrypted'
  | 'unusual-method'
  | 'format-mismatch'
  /** The file is valid in two formats at once. */
  | 'polyglot'
  /** An sdist without the single top folder of PEP 625, or a wheel without exactly one `.dist-info`. */
  | 'layout'
  /** A wheel's RECORD and its members disagree. */
  | 'record-mismatch';

/** `path` is an archive's own text: the message must already hold it in printable form. */
export const anomaly = (kind: AnomalyKind, message: string, path: string | null = null): ArchiveAnomaly => ({
  kind,
  message,
  path: path === null ? null : printable(path),
});

/** Text of an archive, quoted for a message. */
export const quoted = (text: string): string => `"${printable(text, 120)}"`;

const SHOWN_PER_KIND = 20;

/** Keeps the first of each kind: a hostile archive must not turn its 100,000 oddities into 100,000 sentences. */
export function limitAnomalies(anomalies: readonly ArchiveAnomaly[]): readonly ArchiveAnomaly[] {
  const seen = new Map<string, number>();
  const kept = anomalies.filter(({ kind }) => {
    const number = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, number);
    return number <= SHOWN_PER_KIND;
  });
  const more = [...seen].filter(([, number]) => number > SHOWN_PER_KIND);
  return [...kept, ...more.map(([kind, number]) => moreOf(kind, number - SHOWN_PER_KIND))];
}

const moreOf = (kind: string, number: number): ArchiveAnomaly => ({
  kind,
  message: `${number} more of the same kind.`,
  path: null,
});

/** The same for sentences about what was not read. */
export function limitUnread(unread: readonly string[]): readonly string[] {
  if (unread.length <= SHOWN_PER_KIND) return unread;
  return [...unread.slice(0, SHOWN_PER_KIND), `${unread.length - SHOWN_PER_KIND} more members were not read.`];
}
