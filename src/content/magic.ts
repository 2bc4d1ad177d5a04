import type { InventoryEntry } from '../model/profile.js';
import { bufferOf, hasText, u16be, u16le, u32be, u32le } from './bytes.js';

type Kind = InventoryEntry['kind'];

/** One recognised format: its first bytes, and what a reader would make of it. */
export interface Magic {
  readonly format: string;
  readonly kind: Kind;
  /** What running or opening it amounts to, for a file that poses as something else. */
  readonly nature: 'program' | 'archive' | 'media' | 'data';
  /** Its bytes are compressed as a matter of course, so that high entropy says nothing. */
  readonly packed: boolean;
  /** Latin-1 text at `at`. */
  readonly magic: string;
  readonly at: number;
  /** Where the first bytes alone are too little. */
  readonly check: ((bytes: Uint8Array) => boolean) | null;
}

type Check = Magic['check'];

const entry =
  (kind: Kind, nature: Magic['nature'], packed: boolean) =>
  (format: string, magic: string, check: Check = null, at = 0): Magic => ({
    format,
    kind,
    nature,
    packed,
    magic,
    at,
    check,
  });

const native = entry('native', 'program', false);
const program = entry('data', 'program', false);
const archive = entry('archive', 'archive', true);
const media = entry('data', 'media', true);
const plainMedia = entry('data', 'media', false);
const packedData = entry('data', 'data', true);
const plainData = entry('data', 'data', false);

/**
 * The one table of formats, by first bytes; the first row that fits counts. Sources: the formats' own specifications, and the `magic` database of
 * file(1) for their spelling. Two letters are a word of some text, so short magics carry a check.
 */
export const MAGIC: readonly Magic[] = [
  native('elf', '\x7fELF'),
  native('pe', 'MZ', isPortableExecutable),
  native('mach-o', '\xcf\xfa\xed\xfe'),
  native('mach-o', '\xce\xfa\xed\xfe'),
  native('mach-o', '\xfe\xed\xfa\xcf'),
  native('mach-o', '\xfe\xed\xfa\xce'),
  native('mach-o', '\xca\xfe\xba\xbe', isFatMachO),
  native('wasm', '\0asm'),
  archive('deb', '!<arch>\ndebian-binary'),
  native('ar', '!<arch>'),
  native('ar', '!<thin>'),
  program('java-class', '\xca\xfe\xba\xbe', (bytes) => u16be(bytes, 6) >= 40),
  program('dex', 'dex\n0', (bytes) => bytes[7] === 0),
  program('lua-bytecode', '\x1bLua'),
  program('luajit-bytecode', '\x1bLJ'),
  program('lnk', 'L\0\0\0\x01\x14\x02\0'),
  entry('bytecode', 'program', false)('pyc', '\r\n', isBytecode, 2),

  archive('jar', 'PK\x03\x04', (bytes) => firstZipName(bytes).startsWith('META-INF/')),
  archive('npz', 'PK\x03\x04', (bytes) => /^[^/]+\.npy$/u.test(firstZipName(bytes))),
  archive('torch', 'PK\x03\x04', (bytes) => /(?:^|\/)data\.pkl$/u.test(firstZipName(bytes))),
  archive('office', 'PK\x03\x04', (bytes) => /^\[Content_Types\]\.xml$|^mimetype$|^_rels\//u.test(firstZipName(bytes))),
  archive('zip', 'PK\x03\x04'),
  archive('zip', 'PK\x05\x06'),
  archive('gzip', '\x1f\x8b\x08'),
  archive('bzip2', 'BZh', (bytes) => hasText(bytes, '1AY&SY', 4) || hasText(bytes, '\x17rE8P\x90', 4)),
  archive('xz', '\xfd7zXZ\0'),
  archive('lzma', ']\0\0', (bytes) => u32le(bytes, 1) >= 0x1_0000 && (bytes[12] === 0xff || bytes[12] === 0)),
  archive('zstd', '\x28\xb5\x2f\xfd'),
  archive('lz4', '\x04\x22\x4d\x18'),
  archive('7z', '7z\xbc\xaf\x27\x1c'),
  archive('rar', 'Rar!\x1a\x07'),
  archive('cab', 'MSCF\0\0\0\0'),
  archive('rpm', '\xed\xab\xee\xdb'),
  archive('tar', 'ustar', null, 257),
  // Installers (.msi) and old office documents alike; only the name can tell which is meant.
  packedData('ole', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'),

  media('png', '\x89PNG\r\n\x1a\n'),
  media('jpeg', '\xff\xd8\xff'),
  media('gif', 'GIF87a'),
  media('gif', 'GIF89a'),
  media('webp', 'RIFF', (bytes) => hasText(bytes, 'WEBP', 8)),
  plainMedia('wav', 'RIFF', (bytes) => hasText(bytes, 'WAVE', 8)),
  media('avi', 'RIFF', (bytes) => hasText(bytes, 'AVI ', 8)),
  plainMedia(
    'bmp',
    'BM',
    (bytes) => u32le(bytes, 14) >= 12 && u32le(bytes, 14) <= 200 && u32le(bytes, 10) < bytes.length,
  ),
  media('ico', '\0\0\x01\0', isIcon),
  media('ico', '\0\0\x02\0', isIcon),
  media('icns', 'icns'),
  media('tiff', 'II*\0'),
  media('tiff', 'MM\0*'),
  media('jp2', '\0\0\0\x0cjP  '),
  media('flac', 'fLaC'),
  media('ogg', 'OggS'),
  media('mp3', 'ID3', (bytes) => (bytes[3] ?? 9) <= 4),
  media('mp3', '\xff\xfb'),
  media('mp3', '\xff\xf3'),
  media('mp4', 'ftyp', null, 4),
  media('matroska', '\x1aE\xdf\xa3'),
  media('swf', 'CWS'),
  media('pdf', '%PDF-'),
  plainMedia('ttf', '\0\x01\0\0\0'),
  plainMedia('ttf', 'ttcf\0'),
  plainMedia('otf', 'OTTO\0'),
  media('woff', 'wOFF'),
  media('woff2', 'wOF2'),

  plainData('sqlite', 'SQLite format 3\0'),
  plainData('npy', '\x93NUMPY'),
  packedData('hdf5', '\x89HDF\r\n\x1a\n'),
  packedData('parquet', 'PAR1', (bytes) => hasText(bytes, 'PAR1', bytes.length - 4)),
  packedData('arrow', 'ARROW1', (bytes) => hasText(bytes, 'ARROW1', bytes.length - 6)),
  packedData('blosc2', 'b2frame\0'),
];

/** Rows by first byte, so that a file is held against a handful of them; rows whose magic stands later come last. */
const BY_FIRST = new Map<number, Magic[]>();
for (const row of MAGIC.filter(({ at }) => at === 0)) {
  const first = row.magic.charCodeAt(0);
  BY_FIRST.set(first, [...(BY_FIRST.get(first) ?? []), row]);
}
const LATER = MAGIC.filter(({ at }) => at > 0);

/** The row that fits the first bytes; null for text and for what the table does not know. */
export function magicOf(bytes: Uint8Array): Magic | null {
  const fits = ({ magic, at, check }: Magic): boolean => hasText(bytes, magic, at) && (check === null || check(bytes));
  return BY_FIRST.get(bytes[0] ?? -1)?.find(fits) ?? LATER.find(fits) ?? null;
}

/** Any row of a format: rows of one format differ in their magic alone. */
export const rowOf = (format: string): Magic | null => MAGIC.find((row) => row.format === format) ?? null;

/** `MZ` alone is two letters of text: the header that it points to decides. */
function isPortableExecutable(bytes: Uint8Array): boolean {
  return bytes.length >= 64 && hasText(bytes, 'PE\0\0', u32le(bytes, 60));
}

// Java classes begin with the same four bytes; their next number is a version above 40, a fat binary's a small count.
function isFatMachO(bytes: Uint8Array): boolean {
  return bytes.length >= 8 && u32be(bytes, 4) > 0 && u32be(bytes, 4) < 20;
}

/**
 * CPython's magic numbers end in CR LF (PEP 3147); a flag word of at most 3 follows since 3.7 (PEP 552), a time before. Where there is
 * no flag word, the marshalled code object must stand in its place.
 */
function isBytecode(bytes: Uint8Array): boolean {
  if (bytes.length < 9) return false;
  const flags = bytes.length >= 16 && (bytes[4] ?? 9) <= 3 && bytes[5] === 0 && bytes[6] === 0;
  // A code object, then its count of arguments in four bytes: text that happens to have a `c` there has no zeros behind it.
  const isCode = (at: number): boolean =>
    ((bytes[at] ?? 0) & 0x7f) === 0x63 && [2, 3, 4].every((offset) => (bytes[at + offset] ?? 0) === 0);
  return flags || isCode(8) || isCode(12);
}

function isIcon(bytes: Uint8Array): boolean {
  const images = u16le(bytes, 4);
  return images > 0 && images < 200 && u32le(bytes, 18) < bytes.length && u32le(bytes, 18) >= 22;
}

/** Name in the first local header (APPNOTE 4.3.7): what a ZIP is for shows in what it begins with. */
function firstZipName(bytes: Uint8Array): string {
  const length = Math.min(u16le(bytes, 26), 300);
  return bufferOf(bytes).toString('latin1', 30, 30 + length);
}
