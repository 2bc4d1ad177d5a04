import { gzipSync } from 'node:zlib';

/** One entry of a built tar. `type` is the flag of the header: `0` file, `1` hard link, `2` symbolic link, `5` directory, … */
export interface TarEntry {
  readonly path: string;
  readonly content?: string | Uint8Array;
  readonly type?: string;
  readonly linkname?: string;
  readonly mode?: number;
  /** Size in the header, when it is to differ from the content's. */
  readonly size?: number;
  /** PAX records (POSIX.1-2001) that precede the entry. */
  readonly pax?: Readonly<Record<string, string>>;
  /** Writes a wrong checksum. */
  readonly badChecksum?: boolean;
}

const BLOCK = 512;

const encode = (content: string | Uint8Array): Uint8Array =>
  typeof content === 'string' ? new TextEncoder().encode(content) : content;

/** An uncompressed tar with its two closing blocks; the same bytes for the same input. */
export function buildTar(entries: readonly TarEntry[]): Uint8Array {
  return Buffer.concat([...entries.flatMap(tarEntry), Buffer.alloc(2 * BLOCK)]);
}

/** Gzip without a time or a name in its header. */
export const gzip = (bytes: Uint8Array): Uint8Array => gzipSync(bytes);

/** A gzipped tar of plain files. */
export const tarGzOf = (files: Readonly<Record<string, string | Uint8Array>>): Uint8Array =>
  gzip(buildTar(Object.entries(files).map(([path, content]) => ({ path, content }))));

function tarEntry(entry: TarEntry): readonly Uint8Array[] {
  const path = encode(entry.path);
  const before: Uint8Array[] = [];
  // Long names go before the entry as GNU long names, so that an entry's own PAX records stay what the test says.
  if (path.length > 100) before.push(...plainEntry({ path: '././@LongLink', type: 'L', content: `${entry.path}\0` }));
  if (entry.pax !== undefined)
    before.push(...plainEntry({ path: 'PaxHeader', type: 'x', content: paxRecords(entry.pax) }));
  return [...before, ...plainEntry(entry)];
}

function plainEntry(entry: TarEntry): readonly Uint8Array[] {
  const content = encode(entry.content ?? '');
  const padding = (BLOCK - (content.length % BLOCK)) % BLOCK;
  return [header(entry, content.length), content, Buffer.alloc(padding)];
}

/** Records `length key=value\n`, the length counting itself. */
export function paxRecords(records: Readonly<Record<string, string>>): string {
  return Object.entries(records)
    .map(([key, value]) => {
      const rest = Buffer.byteLength(` ${key}=${value}\n`);
      let length = rest + 1;
      while (String(length).length + rest !== length) length = String(length).length + rest;
      return `${length} ${key}=${value}\n`;
    })
    .join('');
}

function header(entry: TarEntry, length: number): Uint8Array {
  const block = Buffer.alloc(BLOCK);
  Buffer.from(encode(entry.path)).copy(block, 0, 0, 100);
  block.write(octal(entry.mode ?? 0o644, 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  block.write(octal(entry.size ?? length, 11), 124);
  block.write(octal(0, 11), 136);
  block.write('        ', 148);
  block.write(entry.type ?? '0', 156);
  block.write(entry.linkname ?? '', 157);
  block.write('ustar\x0000', 257, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0) + (entry.badChecksum === true ? 1 : 0);
  block.write(`${octal(sum, 6)}\0 `, 148);
  return block;
}

const octal = (value: number, width: number): string => value.toString(8).padStart(width, '0');
