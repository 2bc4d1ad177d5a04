import { crc32, deflateRawSync } from 'node:zlib';

/** One entry of a built ZIP. Every override is written as given, so that a test can make the headers lie. */
export interface ZipEntry {
  readonly path: string;
  readonly content: string | Uint8Array;
  /** `raw`: `content` is written as the compressed data of method `methodId`. */
  readonly method?: 'store' | 'deflate' | 'raw';
  readonly methodId?: number;
  /** Name in the local header, when it is to differ from the central one. */
  readonly localPath?: string;
  /** Bytes of both names, for names that are not UTF-8. */
  readonly rawPath?: Uint8Array;
  readonly flags?: number;
  readonly localFlags?: number;
  readonly crc?: number;
  readonly localCrc?: number;
  readonly size?: number;
  readonly localSize?: number;
  readonly localMethodId?: number;
  readonly compressedSize?: number;
  /** Sizes and CRC follow the data (APPNOTE 4.3.9) instead of standing in the local header. */
  readonly descriptor?: 'signed' | 'bare';
  /** Unix mode, e.g. 0o120777 for a symbolic link. */
  readonly mode?: number;
  /** Extra field of the central header. */
  readonly extra?: Uint8Array;
  readonly localExtra?: Uint8Array;
  /** Bytes written before the local header. */
  readonly gap?: Uint8Array;
  /** Local header offset in the central directory, when it is to point elsewhere. */
  readonly offset?: number;
  /** Leaves the entry out of the central directory. */
  readonly hidden?: boolean;
}

export interface ZipOptions {
  readonly comment?: string;
  /** Count of entries in the end record. */
  readonly count?: number;
  readonly directorySize?: number;
  readonly directoryOffset?: number;
  /** Bytes between the last entry and the central directory. */
  readonly beforeDirectory?: Uint8Array;
  /** Bytes between the central directory and the end record. */
  readonly afterDirectory?: Uint8Array;
  /** Writes ZIP64 end records (APPNOTE 4.3.14) with the true values, and the marker values in the short one. */
  readonly zip64?: boolean;
}

interface Placed {
  readonly entry: ZipEntry;
  readonly data: Uint8Array;
  readonly offset: number;
}

const encode = (content: string | Uint8Array): Uint8Array =>
  typeof content === 'string' ? new TextEncoder().encode(content) : content;

/** A ZIP file, the same bytes for the same input: no times, no host facts. */
export function buildZip(entries: readonly ZipEntry[], options: ZipOptions = {}): Uint8Array {
  const parts: Uint8Array[] = [];
  const placed: Placed[] = [];
  let offset = 0;
  const push = (...chunks: readonly Uint8Array[]): void => {
    for (const chunk of chunks) {
      parts.push(chunk);
      offset += chunk.length;
    }
  };
  for (const entry of entries) {
    const data = dataOf(entry);
    push(entry.gap ?? EMPTY);
    placed.push({ entry, data, offset });
    push(localHeader(entry, data), data, descriptorOf(entry, data));
  }
  push(options.beforeDirectory ?? EMPTY);
  const directoryOffset = offset;
  const listed = placed.filter(({ entry }) => entry.hidden !== true);
  push(...listed.map(centralHeader));
  const directorySize = offset - directoryOffset;
  push(options.afterDirectory ?? EMPTY);
  push(...endRecords({ count: listed.length, directorySize, directoryOffset, end: offset }, options));
  return Buffer.concat(parts);
}

/** A ZIP of plain files. */
export const zipOf = (files: Readonly<Record<string, string | Uint8Array>>): Uint8Array =>
  buildZip(Object.entries(files).map(([path, content]) => ({ path, content })));

const EMPTY = new Uint8Array();
const UTF8_FLAG = 0x0800;
const DESCRIPTOR_FLAG = 0x0008;

function dataOf({ content, method }: ZipEntry): Uint8Array {
  const bytes = encode(content);
  return method === 'store' || method === 'raw' ? bytes : deflateRawSync(bytes);
}

const methodOf = ({ method, methodId }: ZipEntry): number => methodId ?? (method === 'store' ? 0 : 8);

const flagsOf = ({ flags, descriptor }: ZipEntry): number =>
  (flags ?? UTF8_FLAG) | (descriptor === undefined ? 0 : DESCRIPTOR_FLAG);

const crcOf = (entry: ZipEntry): number => entry.crc ?? crc32(encode(entry.content));

const sizeOf = (entry: ZipEntry): number => entry.size ?? encode(entry.content).length;

function localHeader(entry: ZipEntry, data: Uint8Array): Uint8Array {
  const name = entry.rawPath ?? encode(entry.localPath ?? entry.path);
  const extra = entry.localExtra ?? EMPTY;
  const late = entry.descriptor !== undefined;
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(entry.localFlags ?? flagsOf(entry), 6);
  header.writeUInt16LE(entry.localMethodId ?? methodOf(entry), 8);
  header.writeUInt16LE(0x0021, 12);
  header.writeUInt32LE(late ? 0 : (entry.localCrc ?? crcOf(entry)), 14);
  header.writeUInt32LE(late ? 0 : (entry.compressedSize ?? data.length), 18);
  header.writeUInt32LE(late ? 0 : (entry.localSize ?? sizeOf(entry)), 22);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, name, extra]);
}

function descriptorOf(entry: ZipEntry, data: Uint8Array): Uint8Array {
  if (entry.descriptor === undefined) return EMPTY;
  const fields = Buffer.alloc(16);
  fields.writeUInt32LE(0x08074b50, 0);
  fields.writeUInt32LE(crcOf(entry), 4);
  fields.writeUInt32LE(entry.compressedSize ?? data.length, 8);
  fields.writeUInt32LE(sizeOf(entry), 12);
  return entry.descriptor === 'signed' ? fields : fields.subarray(4);
}

function centralHeader({ entry, data, offset }: Placed): Uint8Array {
  const name = entry.rawPath ?? encode(entry.path);
  const extra = entry.extra ?? EMPTY;
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(0x0314, 4);
  header.writeUInt16LE(20, 6);
  header.writeUInt16LE(flagsOf(entry), 8);
  header.writeUInt16LE(methodOf(entry), 10);
  header.writeUInt16LE(0x0021, 14);
  header.writeUInt32LE(crcOf(entry), 16);
  header.writeUInt32LE(entry.compressedSize ?? data.length, 20);
  header.writeUInt32LE(sizeOf(entry), 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 38);
  header.writeUInt32LE(entry.offset ?? offset, 42);
  return Buffer.concat([header, name, extra]);
}

interface Directory {
  readonly count: number;
  readonly directorySize: number;
  readonly directoryOffset: number;
  readonly end: number;
}

function endRecords(directory: Directory, options: ZipOptions): readonly Uint8Array[] {
  const { count, directorySize, directoryOffset } = directory;
  const comment = encode(options.comment ?? '');
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  const total = options.zip64 === true ? 0xffff : (options.count ?? count) & 0xffff;
  end.writeUInt16LE(total, 8);
  end.writeUInt16LE(total, 10);
  end.writeUInt32LE(options.zip64 === true ? 0xffffffff : (options.directorySize ?? directorySize), 12);
  end.writeUInt32LE(options.zip64 === true ? 0xffffffff : (options.directoryOffset ?? directoryOffset), 16);
  end.writeUInt16LE(comment.length, 20);
  return [...(options.zip64 === true ? zip64Records(directory, options) : []), end, comment];
}

function zip64Records(directory: Directory, options: ZipOptions): readonly Uint8Array[] {
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(45, 12);
  record.writeUInt16LE(45, 14);
  record.writeBigUInt64LE(BigInt(options.count ?? directory.count), 24);
  record.writeBigUInt64LE(BigInt(options.count ?? directory.count), 32);
  record.writeBigUInt64LE(BigInt(options.directorySize ?? directory.directorySize), 40);
  record.writeBigUInt64LE(BigInt(options.directoryOffset ?? directory.directoryOffset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(directory.end), 8);
  locator.writeUInt32LE(1, 16);
  return [record, locator];
}
