import type { ArchiveAnomaly } from '../model/profile.js';
import { anomaly, limitAnomalies, limitUnread, quoted } from './anomalies.js';
import type { Archive, ArchiveLimits, Member } from './archive.js';
import { type Budget, createBudget, readMember, unreadMember } from './member.js';
import { MAX_PATH, normalizePath, pathAnomaly, pathConflicts, pathTooLong } from './paths.js';
import { readPaxRecords } from './pax.js';
import { BLOCK, isZeroBlock, readTarHeader, readText, type TarHeader } from './tar-header.js';
import { resolveLinks, type TarLink } from './tar-links.js';

/**
 * Reads an uncompressed tar that lies in memory. It is our own reader because the oddities are the point: libraries hide global
 * PAX headers, carry on or stop at a zero block without a word, and repair what they can.
 */
export function openTar(bytes: Uint8Array, limits: ArchiveLimits): Archive {
  const state = emptyState(createBudget(limits, bytes.length), limits);
  let at = 0;
  while (at + BLOCK <= bytes.length && !state.stopped) at = readBlock(bytes, at, state);
  if (!state.ended && !state.stopped) state.unread.push('The archive ends without its closing blocks: it was cut.');
  const links = resolveLinks(state.links, state.members);
  const members = [...state.members, ...links.members];
  return {
    members,
    anomalies: limitAnomalies([
      ...state.anomalies,
      ...links.anomalies,
      ...pathConflicts(members.map(({ path }) => path)),
    ]),
    unread: limitUnread([...state.unread, ...links.unread]),
  };
}

/** What one pass over the blocks gathers. Overrides hold for the next entry only, `globals` for all that follow. */
interface State {
  readonly budget: Budget;
  readonly limits: ArchiveLimits;
  readonly members: Member[];
  readonly links: TarLink[];
  readonly anomalies: ArchiveAnomaly[];
  readonly unread: string[];
  readonly globals: Map<string, string>;
  pax: ReadonlyMap<string, string>;
  longName: string | null;
  longLink: string | null;
  globalSparse: boolean;
  /** A zero block was seen: readers stop here. */
  ended: boolean;
  toldTrailing: boolean;
  stopped: boolean;
}

const NO_RECORDS: ReadonlyMap<string, string> = new Map();

const emptyState = (budget: Budget, limits: ArchiveLimits): State => ({
  budget,
  limits,
  members: [],
  links: [],
  anomalies: [],
  unread: [],
  globals: new Map(),
  pax: NO_RECORDS,
  longName: null,
  longLink: null,
  globalSparse: false,
  ended: false,
  toldTrailing: false,
  stopped: false,
});

/** Reads the block at `at` with its data; returns where the next block begins. */
function readBlock(bytes: Uint8Array, at: number, state: State): number {
  const block = bytes.subarray(at, at + BLOCK);
  if (isZeroBlock(block)) {
    state.ended = true;
    return at + BLOCK;
  }
  const header = readTarHeader(block);
  if (header === null) return badHeader(at, state);
  if (state.ended && !state.toldTrailing) {
    state.toldTrailing = true;
    state.anomalies.push(anomaly('trailing-data', 'Entries follow the end of the archive; some tools read them.'));
  }
  const size = effectiveSize(header, state);
  const start = at + BLOCK;
  const data = bytes.subarray(start, Math.min(bytes.length, start + size));
  if (data.length < size) state.unread.push(`${quoted(header.name)} was cut: the archive ends inside it.`);
  readEntry(header, { data, size }, state);
  return start + Math.ceil(size / BLOCK) * BLOCK;
}

function badHeader(at: number, state: State): number {
  state.stopped = true;
  // Padding after the end is often not zero; before the end, whatever follows is lost to some tools and not to others.
  const message = `The block at byte ${at} is no header (its checksum is wrong).`;
  state.anomalies.push(anomaly(state.ended ? 'trailing-data' : 'header-mismatch', message));
  if (!state.ended) state.unread.push(`${message} What follows was not read.`);
  return at + BLOCK;
}

// A PAX size holds for the entry it precedes; the extension headers themselves are measured by their own header.
const EXTENSIONS = new Set(['x', 'g', 'X', 'L', 'K']);
const FOLDER = '5';
const DEVICES = new Set(['3', '4', '6']);
/** Types that have no data, whatever size their header gives; a reader that believes it skips the entries that follow. */
const WITHOUT_DATA = new Set(['1', '2', FOLDER, ...DEVICES]);
const REGULAR_TYPES = new Set(['0', '7']);

function effectiveSize(header: TarHeader, state: State): number {
  if (EXTENSIONS.has(header.type)) return header.size;
  if (WITHOUT_DATA.has(header.type)) return 0;
  const override = state.pax.get('size') ?? state.globals.get('size');
  if (override === undefined || !/^\d{1,15}$/u.test(override)) return header.size;
  return Number.parseInt(override, 10);
}

interface EntryData {
  readonly data: Uint8Array;
  readonly size: number;
}

function readEntry(header: TarHeader, { data, size }: EntryData, state: State): void {
  if (EXTENSIONS.has(header.type)) {
    readExtension(header.type, data, state);
    return;
  }
  if (size !== header.size) state.anomalies.push(sizeOverride(header, size));
  const path = entryPath(header, state);
  const linkname = state.pax.get('linkpath') ?? state.longLink ?? header.linkname;
  const sparse = isSparse(header, state);
  state.pax = NO_RECORDS;
  state.longName = null;
  state.longLink = null;
  if (state.members.length + state.links.length >= state.limits.members) tooMany(state);
  else if (path.length > MAX_PATH) state.unread.push(pathTooLong(path));
  else if (sparse) readSparse(path, size, state);
  else if (header.type === '1' || header.type === '2') {
    state.links.push({ path: normalizePath(path), type: header.type, target: linkname });
  } else readByType(header.type, path, { data, size }, state);
}

function readByType(type: string, path: string, { data, size }: EntryData, state: State): void {
  if (type === FOLDER) return;
  if (DEVICES.has(type)) {
    state.anomalies.push(anomaly('device', `${quoted(path)} is a device or pipe.`, path));
    return;
  }
  // A V7 tar marks folders by a slash only. Python extracts any type it does not know as a regular file.
  if (REGULAR_TYPES.has(type) && path.endsWith('/')) return;
  if (!REGULAR_TYPES.has(type)) {
    state.anomalies.push(anomaly('unknown-type', `${quoted(path)} has the unknown type ${quoted(type)}.`, path));
  }
  addMember(normalizePath(path), { data, size }, state);
}

function addMember(path: string, { data, size }: EntryData, state: State): void {
  if (data.length === size && size <= state.budget.room()) {
    state.budget.spend(size);
    state.members.push(readMember(path, data));
    return;
  }
  if (data.length === size) state.unread.push(`${quoted(path)} was not read: its ${size} bytes are over what is read.`);
  state.members.push(unreadMember(path, size));
}

function tooMany(state: State): void {
  state.stopped = true;
  state.unread.push(`The archive has more than ${state.limits.members} members; the rest was not read.`);
}

function readExtension(type: string, data: Uint8Array, state: State): void {
  if (type === 'L') state.longName = readText(data).text;
  else if (type === 'K') state.longLink = readText(data).text;
  else readPax(type, data, state);
}

// These change what an entry is; `git archive` writes a global header too, but with a comment only.
const OVERRIDES = ['path', 'linkpath', 'size', 'GNU.sparse.name', 'GNU.sparse.map', 'GNU.sparse.major'];

function readPax(type: string, data: Uint8Array, state: State): void {
  const records = readPaxRecords(data);
  if (records === null) {
    state.anomalies.push(
      anomaly('header-mismatch', 'A PAX header is damaged; tools differ in what they take from it.'),
    );
    return;
  }
  if (type !== 'g') {
    state.pax = records;
    return;
  }
  for (const [key, value] of records) state.globals.set(key, value);
  state.globalSparse ||= hasSparse(records);
  const telling = OVERRIDES.filter((key) => records.has(key));
  if (telling.length === 0) return;
  const message = `A global PAX header sets ${telling.join(', ')} for all entries; few tools agree on that.`;
  state.anomalies.push(anomaly('header-override', message));
}

function sizeOverride({ name, size }: TarHeader, override: number): ArchiveAnomaly {
  const message = `${quoted(name)} has ${size} bytes by its header and ${override} by its type or PAX record.`;
  return anomaly('header-override', message, name);
}

/** The name that counts: PAX before GNU long name before the header, as Python's tarfile has it. */
function entryPath(header: TarHeader, state: State): string {
  const path = state.pax.get('path') ?? state.longName ?? state.globals.get('path') ?? header.name;
  const unsafe = pathAnomaly(path);
  if (unsafe !== null) state.anomalies.push(unsafe);
  if (path === header.name && !header.nameIsUtf8) {
    const message = `The name ${quoted(path)} is not UTF-8; tools write it differently.`;
    state.anomalies.push(anomaly('name-encoding', message, path));
  }
  if (state.pax.has('path') && state.longName !== null && state.pax.get('path') !== state.longName) {
    state.anomalies.push(anomaly('header-override', `${quoted(path)} has two different long names.`, path));
  }
  return path;
}

const isSparse = (header: TarHeader, { pax, globalSparse }: State): boolean =>
  header.type === 'S' || globalSparse || hasSparse(pax);

const hasSparse = (records: ReadonlyMap<string, string>): boolean =>
  [...records.keys()].some((key) => key.startsWith('GNU.sparse.'));

function readSparse(path: string, size: number, state: State): void {
  const plain = normalizePath(path);
  state.anomalies.push(anomaly('sparse', `${quoted(path)} is a sparse file; tools build different contents.`, path));
  state.unread.push(`${quoted(path)} was not read: it is a sparse file.`);
  state.members.push(unreadMember(plain, size));
}
