import type { ArchiveAnomaly } from '../model/profile.js';
import { anomaly, quoted } from './anomalies.js';
import type { ZipEntry } from './zip-directory.js';
import { DESCRIPTOR_LENGTH, LOCAL_LENGTH, type ZipSpan } from './zip-entry.js';

interface Piece {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Every byte before the directory must belong to exactly one entry. A gap can hold an entry that only streaming readers see
 * (CVE-2025-54368), and entries that overlap are how the densest ZIP bombs are made.
 */
export function layoutAnomalies(
  spans: readonly ZipSpan[],
  directoryStart: number,
  shift: number,
): readonly ArchiveAnomaly[] {
  const pieces = spans
    .map(({ entry, end }) => ({ path: entry.path, start: entry.offset, end }))
    .toSorted((a, b) => a.start - b.start);
  // Bytes before the archive are told as prepended data already when every offset is shifted by them.
  let reached = shift;
  const anomalies: ArchiveAnomaly[] = [];
  for (const piece of pieces) {
    anomalies.push(...between(reached, piece));
    reached = Math.max(reached, piece.end);
  }
  return [...anomalies, ...between(reached, { path: '', start: directoryStart, end: directoryStart })];
}

function between(reached: number, { path, start }: Piece): readonly ArchiveAnomaly[] {
  const what = path === '' ? 'the directory' : quoted(path);
  if (start < reached) return [anomaly('overlap', `${what} begins inside another entry.`, path || null)];
  if (start === reached) return [];
  if (reached === 0) return [anomaly('prepended-data', `${start} bytes stand before the first entry.`)];
  return [anomaly('gap', `${start - reached} bytes before ${what} belong to no entry.`, path || null)];
}

/**
 * Entries whose room in the file is more than their headers explain, or less. Read by range, only these entries' local headers
 * are worth fetching beside the wanted ones. A gap of less than `extraLength` plus a descriptor may go unseen, which is too
 * short for most hidden entries: a local header alone has 30 bytes.
 */
export function suspiciousEntries(entries: readonly ZipEntry[], directoryStart: number): readonly ZipEntry[] {
  const sorted = entries.toSorted((a, b) => a.offset - b.offset);
  return sorted.filter((entry, index) => {
    const next = sorted[index + 1]?.offset ?? directoryStart;
    const slack = next - entry.offset - LOCAL_LENGTH - entry.nameBytes.length - entry.compressedSize;
    return slack < 0 || slack > Math.min(entry.extraLength, USUAL_EXTRA) + DESCRIPTOR_LENGTH;
  });
}

// Unix times and owner, or one ZIP64 field: what writers put into the local extra field.
const USUAL_EXTRA = 36;
