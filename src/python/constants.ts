/** A value of the source that is known without running it. Lists are held by the abstract value, not here. */
export type Constant = string | number | bigint | boolean | null | PythonBytes;

/** Bytes, one character (0–255) each: slicing and joining are then the same as for text. */
export interface PythonBytes {
  readonly bytes: string;
}

/** Stands in a text for a part that is not known: `curl ￼ | sh`. */
export const HOLE = '\uFFFC';

/** Longest text or bytes that is kept; a longer one counts as unknown. */
export const MAX_TEXT = 2_000_000;

export const isBytes = (value: Constant | undefined): value is PythonBytes =>
  typeof value === 'object' && value !== null;

/** The characters of text or bytes; null for other constants. */
export function charactersOf(value: Constant | undefined): string | null {
  if (typeof value === 'string') return value;
  return isBytes(value) ? value.bytes : null;
}

/** Text or bytes with the characters changed, in the kind of the original. */
export const sameKind = (original: Constant, characters: string): Constant =>
  isBytes(original) ? { bytes: characters } : characters;

/** A number that indexes or counts; null for anything else. */
export function integerOf(value: Constant | undefined): number | null {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'bigint')
    return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : null;
  return typeof value === 'number' && Number.isInteger(value) ? value : null;
}

/** `str(value)` as far as it is known; null for floats, whose spelling differs between languages. */
export function textOf(value: Constant): string | null {
  if (typeof value === 'string') return value;
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : null;
  return null;
}

/** `bytes.decode()`: UTF-8 unless the codec says Latin-1; null when the bytes are not UTF-8. */
export function decodeText(bytes: string, codec = 'utf-8'): string | null {
  if (/^(?:latin|iso.?8859.?1|l1)/iu.test(codec)) return bytes;
  if (/^utf.?16/iu.test(codec)) return tryDecode(bytes, /be$/iu.test(codec) ? 'utf-16be' : 'utf-16le');
  return tryDecode(bytes, 'utf-8');
}

function tryDecode(bytes: string, codec: string): string | null {
  try {
    return new TextDecoder(codec, { fatal: true }).decode(Buffer.from(bytes, 'latin1'));
  } catch {
    return null;
  }
}

/** `str.encode()`. */
export function encodeText(text: string, codec = 'utf-8'): string {
  if (/^utf.?16/iu.test(codec)) return Buffer.from(text, 'utf16le').toString('latin1');
  return Buffer.from(text, /^(?:latin|iso)/iu.test(codec) ? 'latin1' : 'utf8').toString('latin1');
}
