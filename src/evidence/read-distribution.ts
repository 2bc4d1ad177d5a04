import { createHash } from 'node:crypto';
import type { Archive, ByteSource, Member } from '../artifacts/archive.js';
import { openArchive } from '../artifacts/open.js';
import { openWheelByRange } from '../artifacts/range.js';
import { type Fetched, found } from '../model/fetched.js';
import type { ReleaseFile } from '../model/release.js';
import type { IndexClient } from '../registry/index-client.js';
import { isRecordEnforced, parseRecord } from './record.js';
import type { IndexRoute } from './routes.js';

/** A smaller wheel is one request; a larger one is read by range, for most of it is native code and data. */
const RANGE_THRESHOLD = 1024 * 1024;

export interface FetchedDistribution {
  /** Unpacks it; to be called once, when there is somebody to read it. */
  readonly open: () => Promise<Archive>;
  /** Hex, of the bytes received; null when only parts were read. */
  readonly sha256: string | null;
  /** Bytes transferred. */
  readonly bytes: number;
}

/** Content read so far, by our own sha256: a member that an enforced RECORD names is taken from here and not fetched again. */
export type ContentStore = Map<string, Uint8Array>;

/** Fetches one distribution, by range where that saves most of it. */
export async function readDistribution(
  file: ReleaseFile,
  route: IndexRoute,
  index: IndexClient,
  store: ContentStore,
): Promise<Fetched<FetchedDistribution>> {
  if (file.kind === 'wheel' && (file.size ?? 0) > RANGE_THRESHOLD) {
    const source = await index.ranges(file, route);
    if (source.kind === 'found') return readByRange(file, countingSource(source.value), store);
    if (source.kind === 'unavailable') return source;
  }
  const fetched = await index.file(file, route);
  if (fetched.kind !== 'found') return fetched;
  const { bytes, sha256 } = fetched.value;
  const open = async (): Promise<Archive> => {
    const archive = await openArchive(bytes, file.filename);
    remember(archive.members, store);
    return archive;
  };
  return found({ open, sha256, bytes: bytes.length });
}

interface CountingSource extends ByteSource {
  readonly transferred: () => number;
}

function countingSource(source: ByteSource): CountingSource {
  let bytes = 0;
  return {
    size: source.size,
    transferred: () => bytes,
    read: async (first, last) => {
      const part = await source.read(first, last);
      if (part.kind === 'found') bytes += part.value.length;
      return part;
    },
  };
}

async function readByRange(
  file: ReleaseFile,
  source: CountingSource,
  store: ContentStore,
): Promise<Fetched<FetchedDistribution>> {
  const known = isRecordEnforced(file) ? await knownMembers(source, store) : new Map<string, Uint8Array>();
  const wanted = wantedMembers();
  const opened = await openWheelByRange(source, (path, claimed) => !known.has(path) && wanted(path, claimed));
  if (opened.kind !== 'found') return opened;
  remember(opened.value.members, store);
  const members = opened.value.members.map((member) => filled(member, known.get(member.path)));
  const archive = { ...opened.value, members };
  return found({ open: async () => archive, sha256: null, bytes: source.transferred() });
}

/** Members whose content, by an enforced RECORD, was read before in another wheel. */
async function knownMembers(source: ByteSource, store: ContentStore): Promise<ReadonlyMap<string, Uint8Array>> {
  const opened = await openWheelByRange(source, (path) => RECORD_PATH.test(path));
  if (opened.kind !== 'found') return new Map();
  const records = opened.value.members.filter(({ path }) => RECORD_PATH.test(path));
  // With a second one it is not clear which of them the index has checked.
  const record = records.length === 1 ? records[0]?.bytes : null;
  const hashes = parseRecord(new TextDecoder().decode(record ?? new Uint8Array()));
  return new Map(
    [...hashes].flatMap(([path, sha256]) => {
      const bytes = store.get(sha256);
      return bytes === undefined ? [] : [[path, bytes]];
    }),
  );
}

const RECORD_PATH = /^[^/]+\.dist-info\/RECORD$/u;

const filled = (member: Member, bytes: Uint8Array | undefined): Member =>
  member.bytes !== null || bytes === undefined
    ? member
    : { ...member, bytes, size: bytes.length, sha256: sha256Of(bytes) };

/** Other members up to this size are read too: what a data file or a picture really is shows in its bytes only. */
const SMALL_MEMBER = 256 * 1024;
/** Of one wheel, in claimed bytes. What is over stays listed without content. */
const SMALL_MEMBERS_TOTAL = 8 * 1024 * 1024;

// Native code makes up most of a large wheel and holds nothing that the profile reads.
const NATIVE = /\.(?:so(?:\.[\d.]+)?|pyd|dll|dylib|a|lib)$/iu;

/** Python, configuration and scripts whatever their size, and of the rest the small ones. */
function wantedMembers(): (path: string, claimed: number) => boolean {
  let left = SMALL_MEMBERS_TOTAL;
  return (path, claimed) => {
    if (isTelling(path)) return true;
    if (claimed > SMALL_MEMBER || claimed > left || NATIVE.test(path)) return false;
    left -= claimed;
    return true;
  };
}

const TELLING =
  /(?:\.(?:py|pyw|pyc|pth|start|cfg|toml|sh|bash|bat|cmd|ps1|vbs)|\.(?:dist-info|egg-info)\/[^/]+|\.data\/scripts\/[^/]+)$/iu;

const isTelling = (path: string): boolean => TELLING.test(path);

/** Small shared files are worth keeping; the cap keeps a hostile wheel from filling memory with one. */
const STORED_MEMBER_BYTES = 4 * 1024 * 1024;

function remember(members: readonly Member[], store: ContentStore): void {
  for (const { path, bytes, sha256 } of members) {
    if (bytes !== null && sha256 !== null && bytes.length <= STORED_MEMBER_BYTES && isTelling(path))
      store.set(sha256, bytes);
  }
}

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
