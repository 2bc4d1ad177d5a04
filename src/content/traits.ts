import type { FileTrait } from '../model/profile.js';
import { isEncodedText } from './encoded-text.js';
import { logicalEnd } from './ends.js';
import { randomPart } from './entropy.js';
import type { FileFacts } from './facts.js';
import { type Magic, magicOf } from './magic.js';
import { isPickle } from './pickle.js';
import { zipTailOf } from './zip-tail.js';

/** Recognises a file by its bytes and says what stands out about them. Total and linear; nothing is run or unpacked. */
export function describeFile(bytes: Uint8Array, path: string): FileFacts {
  const magic = magicOf(bytes);
  const tail = magic?.format === 'zip' || magic?.nature === 'archive' ? null : zipTailOf(bytes);
  const format = magic?.format ?? (tail === null ? textFormat(bytes, path) : 'zip');
  const isHidden = isDisguised(magic, tail !== null, path);
  const traits: FileTrait[] = [];
  if (isHidden) traits.push('disguised');
  const end = magic === null ? null : logicalEnd(bytes, magic.format);
  if (end !== null && restOf(bytes, end) > SMALL_REST) traits.push('trailing-data');
  if (isHighEntropy(bytes, magic, end, path)) traits.push('high-entropy');
  return { format, traits };
}

/** Formats that the first bytes do not give away. */
const textFormat = (bytes: Uint8Array, path: string): string | null => (isPickle(bytes, path) ? 'pickle' : null);

/** Names of texts, tables, pictures, sounds and settings: nobody expects a program or an archive behind them. */
const COVER =
  /\.(?:txt|text|md|rst|json[l5]?|xml|ya?ml|toml|cfg|conf|ini|csv|tsv|log|png|jpe?g|gif|bmp|ico|svg|webp|tiff?|wav|mp3|ogg|flac|mp4|avi|ttf|otf|woff2?|eot|pdf|html?|css|m?js|cjs|ts|sh|bat|ps1|sql|pem|crt|pyi|pyx|typed|po|pot|mo|c|cc|cpp|h|hpp)$/iu;
/** Names that say nothing, under which a program is as odd as under the others; archives are often called so. */
const DATA_COVER = /\.(?:dat|data|db|bak|old|tmp|temp|cache|idx|npy|npz|pkl|pickle|model|lock|license|in)$/iu;
const ARCHIVED_AS = /\.(?:svg|xml|json|mo|pdf|html?|css|js|csv|tsv|txt|conf|c|h)$/iu;

/**
 * A program or an archive under the name of something to read or look at. A compressed text that kept its name (a page that a server
 * hands out as it is) is no disguise; a ZIP or a 7z under such a name is, and so is a picture that is a ZIP as well.
 */
function isDisguised(magic: Magic | null, hasZip: boolean, path: string): boolean {
  if (magic === null) return hasZip && COVER.test(path);
  if (magic.nature === 'program') return COVER.test(path) || DATA_COVER.test(path);
  if (magic.nature === 'archive') return COVER.test(path) && !(STREAMS.has(magic.format) && ARCHIVED_AS.test(path));
  return hasZip;
}

/** One compressed file, not several. */
const STREAMS: ReadonlySet<string> = new Set(['gzip', 'bzip2', 'xz', 'lzma', 'zstd', 'lz4']);

/** Cameras, editors and signers leave a few hundred bytes behind an image; a loader takes more. */
const SMALL_REST = 1024;

/** Bytes after the end, without padding. */
function restOf(bytes: Uint8Array, end: number): number {
  let last = bytes.length;
  while (last > end && PADDING.has(bytes[last - 1] ?? 0)) last -= 1;
  return last - end;
}

const PADDING: ReadonlySet<number> = new Set([0x00, 0x0a, 0x0d, 0x20, 0xff]);

/** Below this a blob holds no program of its own. */
const SMALLEST_BLOB = 16 * 1024;
/** A format that happens to hold a packed part is ordinary; a file that is hardly anything else is not. */
const MOSTLY = 0.8;

function isHighEntropy(bytes: Uint8Array, magic: Magic | null, end: number | null, path: string): boolean {
  // Python is read for what it decodes; how dense it is says less.
  if (bytes.length < SMALLEST_BLOB || /\.pyw?$/iu.test(path)) return false;
  // Linkers and packers have reasons of their own, and machine code has rules of its own.
  if (magic?.nature === 'program') return false;
  if (magic?.packed && !(HAS_END.has(magic.format) && end === null)) return false;
  if (magic === null && PACKED_BY_NAME.test(path)) return false;
  return isText(bytes) ? isEncodedText(bytes) : randomPart(bytes) >= MOSTLY;
}

/** An image whose first bytes are an image's and whose structure is not, has them for show. */
const HAS_END: ReadonlySet<string> = new Set(['png', 'gif', 'webp']);

/** Formats without first bytes of their own. */
const PACKED_BY_NAME = /\.(?:br|zz|lzo|sz|snappy|z|tfrecord|pack|heic|avif|opus|aac|m4a|inv|dcm|laz|sas7bdat|xpt)$/iu;

/** No NUL in the first part, and little that is no text. */
function isText(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 4096);
  let odd = 0;
  for (const byte of head) {
    if (byte === 0) return false;
    if (byte < 0x09 || (byte > 0x0d && byte < 0x20)) odd += 1;
  }
  // Random bytes hold one control character in nine.
  return odd * 50 < head.length;
}
