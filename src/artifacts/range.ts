import { type Fetched, found, mapFetched, unavailable } from '../model/fetched.js';
import type { ArchiveAnomaly } from '../model/profile.js';
import { ARCHIVE_LIMITS, type Archive, type ArchiveLimits, type ByteSource } from './archive.js';
import { createBudget, unreadMember } from './member.js';
import { type ByteWindow, type Chunk, sparseWindow } from './window.js';
import { noDirectory, readEntries, typeAnomalies, zipArchive } from './zip.js';
import { readZipDirectory, type ZipDirectory, type ZipEntry } from './zip-directory.js';
import { findZipEnd, ZIP_TAIL, type ZipEnd } from './zip-end.js';
import { DESCRIPTOR_LENGTH, LOCAL_LENGTH, locateEntry, type ZipSpan } from './zip-entry.js';
import { layoutAnomalies, suspiciousEntries } from './zip-layout.js';

export interface RangeOptions {
  readonly limits?: ArchiveLimits;
  /** Two ranges closer than this are read as one: bytes are cheaper than round trips. */
  readonly mergeWithin?: number;
}

/** `wanted` is asked with the path and the size that the directory claims. */
export type Wanted = (path: string, claimed: number) => boolean;

/**
 * Reads a wheel without downloading it: the directory at its end, then only the wanted members, held against their local headers.
 * Other members are listed without bytes; that is a choice of the caller and not counted as unread.
 */
export async function openWheelByRange(
  source: ByteSource,
  wanted: Wanted,
  options: RangeOptions = {},
): Promise<Fetched<Archive>> {
  const limits = options.limits ?? ARCHIVE_LIMITS;
  const index = await readIndex(source, limits);
  if (index.kind !== 'found') return index;
  const { value } = index;
  if (value === null) return found(noDirectory);
  const plan = planReads(value, wanted);
  const ranges = mergeRanges(plan.ranges, options.mergeWithin ?? DEFAULT_MERGE);
  const chunks = await readRanges(source, ranges);
  return mapFetched(chunks, (read) => assemble(value, plan, sparseWindow(source.size, read), limits));
}

const DEFAULT_MERGE = 64 * 1024;

// 100,000 members with ordinary names need about 10 MB of directory.
const MAX_DIRECTORY = 64 * 1024 * 1024;

interface Index {
  readonly end: ZipEnd;
  readonly directory: ZipDirectory;
}

/** The directory; null when the file is no ZIP. */
async function readIndex(source: ByteSource, limits: ArchiveLimits): Promise<Fetched<Index | null>> {
  const tail = await readChunk(source, { first: Math.max(0, source.size - ZIP_TAIL), end: source.size });
  if (tail.kind !== 'found') return tail;
  const window = sparseWindow(source.size, [tail.value]);
  const end = findZipEnd(window);
  if (end === null) return found(null);
  const { directoryStart: first, directoryEnd } = end;
  if (directoryEnd - first > MAX_DIRECTORY) return found({ end, directory: unreadDirectory(directoryEnd - first) });
  const inTail = window.slice(first, directoryEnd);
  const raw = inTail === null ? await readChunk(source, { first, end: directoryEnd }) : found({ first, bytes: inTail });
  const toDirectory = ({ bytes }: Chunk): Index => ({
    end,
    directory: readZipDirectory(bytes, { count: end.count, shift: end.shift, limit: limits.members }),
  });
  return mapFetched(raw, toDirectory);
}

const unreadDirectory = (bytes: number): ZipDirectory => ({
  entries: [],
  anomalies: [],
  unread: [`The directory of the ZIP has ${bytes} bytes, which is over what is read.`],
});

/** Half-open. */
interface Range {
  readonly first: number;
  readonly end: number;
}

interface Plan {
  readonly chosen: readonly ZipEntry[];
  readonly others: readonly ZipEntry[];
  /** Entries that are not wanted but whose place in the file needs explaining: their local headers are read. */
  readonly doubtful: ReadonlySet<ZipEntry>;
  readonly ends: ReadonlyMap<ZipEntry, number>;
  readonly ranges: readonly Range[];
}

// A wheel whose writer pads every entry must not make us read all of it.
const MAX_DOUBTFUL = 200;

function planReads({ end, directory }: Index, wanted: Wanted): Plan {
  const chosen = directory.entries.filter((entry) => !entry.isFolder && wanted(entry.path, entry.size));
  const isChosen = new Set(chosen);
  const others = directory.entries.filter((entry) => !isChosen.has(entry));
  const unexplained = suspiciousEntries(directory.entries, end.directoryStart).filter((entry) => !isChosen.has(entry));
  const doubtful = new Set(unexplained.slice(0, MAX_DOUBTFUL));
  const ends = entryEnds(directory.entries, end.directoryStart);
  const dataRanges = chosen.map((entry) => ({ first: entry.offset, end: ends.get(entry) ?? entry.offset }));
  const headerRanges = [...doubtful].flatMap((entry) => edges(entry, ends.get(entry) ?? entry.offset));
  return { chosen, others, doubtful, ends, ranges: [...dataRanges, ...headerRanges] };
}

const EDGE = 4096;

/** The beginning and the end of an entry's place: its local header with the extra field, and its descriptor. */
function edges({ offset, nameBytes }: ZipEntry, end: number): readonly Range[] {
  const headEnd = Math.min(end, offset + LOCAL_LENGTH + nameBytes.length + EDGE);
  return [
    { first: offset, end: headEnd },
    { first: Math.max(headEnd, end - EDGE), end },
  ];
}

/** How far each entry can reach: to the next one, and no further than its sizes allow. */
function entryEnds(entries: readonly ZipEntry[], directoryStart: number): ReadonlyMap<ZipEntry, number> {
  const sorted = entries.toSorted((a, b) => a.offset - b.offset);
  return new Map(
    sorted.map((entry, index) => {
      const next = sorted[index + 1]?.offset ?? directoryStart;
      const longest =
        entry.offset + LOCAL_LENGTH + entry.nameBytes.length + 0xffff + entry.compressedSize + DESCRIPTOR_LENGTH;
      return [entry, Math.min(Math.max(next, entry.offset), longest)];
    }),
  );
}

/** Sorted, without overlaps, near ones joined. */
function mergeRanges(ranges: readonly Range[], within: number): readonly Range[] {
  const merged: Range[] = [];
  for (const range of ranges.filter(({ first, end }) => end > first).toSorted((a, b) => a.first - b.first)) {
    const last = merged.at(-1);
    if (last === undefined || range.first - last.end > within) merged.push(range);
    else merged[merged.length - 1] = { first: last.first, end: Math.max(last.end, range.end) };
  }
  return merged;
}

async function readRanges(source: ByteSource, ranges: readonly Range[]): Promise<Fetched<readonly Chunk[]>> {
  const chunks: Chunk[] = [];
  for (let at = 0; at < ranges.length; at += CONCURRENT_READS) {
    const batch = ranges.slice(at, at + CONCURRENT_READS).map((range) => readChunk(source, range));
    for (const chunk of await Promise.all(batch)) {
      if (chunk.kind !== 'found') return chunk;
      chunks.push(chunk.value);
    }
  }
  return found(chunks);
}

const CONCURRENT_READS = 4;

/** A server that sends another number of bytes than asked for would shift everything that follows. */
async function readChunk(source: ByteSource, { first, end }: Range): Promise<Fetched<Chunk>> {
  if (end <= first || first < 0 || end > source.size) return unavailable('the ZIP points outside the file');
  const read = await source.read(first, end - 1);
  if (read.kind === 'found' && read.value.length !== end - first) {
    return unavailable(`the server sent ${read.value.length} bytes where ${end - first} were asked for`);
  }
  return mapFetched(read, (bytes) => ({ first, bytes }));
}

function assemble({ end, directory }: Index, plan: Plan, window: ByteWindow, limits: ArchiveLimits): Archive {
  const read = readEntries(window, plan.chosen, createBudget(limits, window.size));
  const spans = [...read.spans, ...plan.others.map((entry) => presumedSpan(entry, plan, window))];
  const listed = plan.others.filter((entry) => !entry.isFolder || entry.size > 0);
  return zipArchive(end, directory, {
    ...read,
    members: [...read.members, ...listed.map((entry) => unreadMember(entry.path, entry.size))],
    anomalies: [
      ...read.anomalies,
      ...plan.others.flatMap((entry) => [...spanAnomalies(entry, plan, window), ...typeAnomalies(entry)]),
      ...layoutAnomalies(spans, end.directoryStart, end.shift),
    ],
  });
}

function spanAnomalies(entry: ZipEntry, { doubtful }: Plan, window: ByteWindow): readonly ArchiveAnomaly[] {
  return doubtful.has(entry) ? (locateEntry(window, entry)?.anomalies ?? []) : [];
}

/** Where an entry that was not read lies: from its header where that was fetched, else as far as the next entry. */
function presumedSpan(entry: ZipEntry, { doubtful, ends }: Plan, window: ByteWindow): ZipSpan {
  const located = doubtful.has(entry) ? locateEntry(window, entry) : null;
  const least = entry.offset + LOCAL_LENGTH + entry.nameBytes.length + entry.compressedSize;
  return located ?? { entry, dataStart: least, end: Math.max(least, ends.get(entry) ?? least), anomalies: [] };
}
