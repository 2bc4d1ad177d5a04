import type { ArchiveAnomaly } from '../model/profile.js';
import { anomaly, limitAnomalies, limitUnread, quoted } from './anomalies.js';
import type { Archive, ArchiveLimits, Member } from './archive.js';
import { type Budget, createBudget, readMember, unreadMember } from './member.js';
import { pathConflicts } from './paths.js';
import { type ByteWindow, wholeWindow } from './window.js';
import { readZipDirectory, type ZipDirectory, type ZipEntry } from './zip-directory.js';
import { findZipEnd, type ZipEnd } from './zip-end.js';
import { locateEntry, readContent, type ZipSpan } from './zip-entry.js';
import { layoutAnomalies } from './zip-layout.js';

/** Reads a whole ZIP through its central directory, as installers do, and tells wherever another reader could see something else. */
export function openZip(bytes: Uint8Array, limits: ArchiveLimits): Archive {
  const window = wholeWindow(bytes);
  const end = findZipEnd(window);
  const raw = end === null ? null : window.slice(end.directoryStart, end.directoryEnd);
  if (end === null || raw === null) return noDirectory;
  const directory = readZipDirectory(raw, { count: end.count, shift: end.shift, limit: limits.members });
  const read = readEntries(window, directory.entries, createBudget(limits, bytes.length));
  return zipArchive(end, directory, {
    ...read,
    anomalies: [...read.anomalies, ...layoutAnomalies(read.spans, end.directoryStart, end.shift)],
  });
}

export const noDirectory: Archive = {
  members: [],
  anomalies: [],
  unread: ['It is no complete ZIP: the directory at its end is missing or damaged.'],
};

/** Entries as read, before the checks over all of them. */
export interface ReadEntries {
  readonly members: readonly Member[];
  readonly spans: readonly ZipSpan[];
  readonly anomalies: readonly ArchiveAnomaly[];
  readonly unread: readonly string[];
}

/** Puts an archive together from what was read of it. */
export function zipArchive(end: ZipEnd, directory: ZipDirectory, read: ReadEntries): Archive {
  const anomalies = [
    ...end.anomalies,
    ...directory.anomalies,
    ...read.anomalies,
    ...pathConflicts(read.members.map(({ path }) => path)),
  ];
  return {
    members: read.members,
    anomalies: limitAnomalies(anomalies),
    unread: limitUnread([...directory.unread, ...read.unread]),
  };
}

/** Reads the entries one after another; the budget runs over all of them. */
export function readEntries(window: ByteWindow, entries: readonly ZipEntry[], budget: Budget): ReadEntries {
  const members: Member[] = [];
  const spans: ZipSpan[] = [];
  const anomalies: ArchiveAnomaly[] = [];
  const unread: string[] = [];
  for (const entry of entries) {
    const span = locateEntry(window, entry);
    if (span !== null) spans.push(span);
    anomalies.push(...(span?.anomalies ?? [noHeader(entry)]), ...typeAnomalies(entry));
    if (entry.isFolder && entry.size === 0) continue;
    const content = span === null ? null : readContent(window, span, budget);
    anomalies.push(...(content?.anomalies ?? []));
    const bytes = content?.bytes ?? null;
    members.push(bytes === null ? unreadMember(entry.path, entry.size) : readMember(entry.path, bytes));
    if (bytes === null)
      unread.push(unreadSentence(entry, content?.reason ?? 'its header is not where the directory says'));
  }
  return { members, spans, anomalies, unread };
}

const unreadSentence = (entry: ZipEntry, reason: string): string => `${quoted(entry.path)} was not read: ${reason}.`;

const noHeader = (entry: ZipEntry): ArchiveAnomaly =>
  anomaly('header-mismatch', `${quoted(entry.path)} has no header where the directory says it begins.`, entry.path);

const TYPE_MASK = 0o170000;
const REGULAR = 0o100000;
const FOLDER = 0o040000;
const LINK = 0o120000;

/** A marked link stays a member: pip and uv write it as a regular file that holds the link's text, which may be code. */
export function typeAnomalies(entry: ZipEntry): readonly ArchiveAnomaly[] {
  const type = entry.mode & TYPE_MASK;
  if (entry.isFolder && entry.size > 0) {
    return [
      anomaly('unknown-type', `${quoted(entry.path)} is named as a folder and holds ${entry.size} bytes.`, entry.path),
    ];
  }
  if (type === LINK) return [anomaly('link', `${quoted(entry.path)} is marked as a symbolic link.`, entry.path)];
  if (type === 0 || type === REGULAR || type === FOLDER) return [];
  return [anomaly('device', `${quoted(entry.path)} is marked as a device, pipe or socket.`, entry.path)];
}
