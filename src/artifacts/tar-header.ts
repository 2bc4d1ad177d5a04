/** One 512-byte header block of a tar (POSIX.1-2001 ustar, GNU and old V7 forms). */
export interface TarHeader {
  readonly name: string;
  readonly nameIsUtf8: boolean;
  readonly size: number;
  /** Type flag as a character; `0` for the NUL of old tars. */
  readonly type: string;
  readonly linkname: string;
}

export const BLOCK = 512;

export const isZeroBlock = (block: Uint8Array): boolean => block.every((byte) => byte === 0);

/** Reads a header block; null when its checksum or its size is wrong, so that it is no header. */
export function readTarHeader(block: Uint8Array): TarHeader | null {
  const size = readNumber(block.subarray(124, 136));
  if (!hasChecksum(block) || size === null) return null;
  const name = readText(block.subarray(0, 100));
  const prefix = isUstar(block) ? readText(block.subarray(345, 500)) : EMPTY_TEXT;
  return {
    name: prefix.text === '' ? name.text : `${prefix.text}/${name.text}`,
    nameIsUtf8: name.isUtf8 && prefix.isUtf8,
    size,
    type: block[156] === 0 ? '0' : String.fromCharCode(block[156] ?? 0),
    linkname: readText(block.subarray(157, 257)).text,
  };
}

// GNU writes `ustar` and two blanks, and then uses the place of the prefix for times.
const isUstar = (block: Uint8Array): boolean =>
  Buffer.from(block.subarray(257, 265)).toString('latin1').startsWith('ustar\0');

export interface TarText {
  readonly text: string;
  readonly isUtf8: boolean;
}

const EMPTY_TEXT: TarText = { text: '', isUtf8: true };
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Text up to the first NUL; bytes that are no UTF-8 are read as Latin-1 and reported by the caller. */
export function readText(bytes: Uint8Array): TarText {
  const end = bytes.indexOf(0);
  const used = end === -1 ? bytes : bytes.subarray(0, end);
  try {
    return { text: strictUtf8.decode(used), isUtf8: true };
  } catch {
    return { text: Buffer.from(used).toString('latin1'), isUtf8: false };
  }
}

/** An octal number, or GNU's base 256 when the first bit is set; null when it is neither. */
function readNumber(bytes: Uint8Array): number | null {
  const first = bytes[0] ?? 0;
  if (first === 0x80) return readBase256(bytes.subarray(1));
  const text = Buffer.from(bytes).toString('latin1').split('\0', 1)[0]?.trim() ?? '';
  if (text === '') return 0;
  return /^[0-7]+$/u.test(text) ? Number.parseInt(text, 8) : null;
}

function readBase256(bytes: Uint8Array): number | null {
  const value = bytes.reduce((total, byte) => total * 256 + byte, 0);
  return Number.isSafeInteger(value) ? value : null;
}

/** The sum over the block with blanks in the checksum's place; old tars summed signed bytes, and tools accept both. */
function hasChecksum(block: Uint8Array): boolean {
  const claimed = readNumber(block.subarray(148, 156));
  let unsigned = 0;
  let signed = 0;
  for (let at = 0; at < BLOCK; at += 1) {
    const byte = at >= 148 && at < 156 ? 32 : (block[at] ?? 0);
    unsigned += byte;
    signed += byte > 127 ? byte - 256 : byte;
  }
  return claimed === unsigned || claimed === signed;
}
