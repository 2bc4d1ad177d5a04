import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import bunzip from 'seek-bzip';
import { type Constant, charactersOf, MAX_TEXT } from './constants.js';
import { literalValue } from './literals.js';
import { unlzma } from './lzma.js';
import {
  a85,
  b85,
  base32,
  base32Hex,
  base64,
  bytesFrom,
  hex,
  quotedPrintable,
  rot13,
  unescapeHtml,
  unquote,
  uudecode,
  z85,
} from './textcodecs.js';

/** Decodes the characters of text or bytes; undefined when they are not of that form. */
export type Decoder = (characters: string, option: Constant | undefined) => Constant | undefined;

const latin = (characters: string): Buffer => Buffer.from(characters, 'latin1');

/** zlib, gzip or raw deflate, by what the data begins with; a bomb stops at the limit and counts as unknown. */
const inflate: Decoder = (characters) => {
  for (const unpack of [inflateSync, gunzipSync, inflateRawSync]) {
    try {
      return bytesFrom(unpack(latin(characters), { maxOutputLength: MAX_TEXT }));
    } catch {
      // Not this container, or too large.
    }
  }
  return undefined;
};

const unbrotli: Decoder = (characters) => {
  try {
    return bytesFrom(brotliDecompressSync(latin(characters), { maxOutputLength: MAX_TEXT }));
  } catch {
    return undefined;
  }
};

/** bzip2 does not record the length of its output: the sink stops a bomb at the limit. */
const bunzip2: Decoder = (characters) => {
  const out = Buffer.alloc(MAX_TEXT);
  let length = 0;
  const writeByte = (byte: number): void => {
    if (length >= MAX_TEXT) throw new RangeError('too long');
    out[length] = byte;
    length += 1;
  };
  try {
    bunzip.decode(latin(characters), { writeByte });
    return bytesFrom(out.subarray(0, length));
  } catch {
    return undefined;
  }
};

const unxz: Decoder = (characters) => {
  const unpacked = unlzma(latin(characters), MAX_TEXT);
  return unpacked === null ? undefined : bytesFrom(unpacked);
};

/** `\x70\u0072…` written out as text, to be read as a literal's content. */
const unescaped: Decoder = (characters) => literalValue('', characters).value;

/** Codecs of `codecs.decode` that unfold something, rather than turn bytes into text. */
const CODECS: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['base64', base64],
  ['base64_codec', base64],
  ['base_64', base64],
  ['hex', hex],
  ['hex_codec', hex],
  ['rot13', rot13],
  ['rot_13', rot13],
  ['zlib', inflate],
  ['zlib_codec', inflate],
  ['zip', inflate],
  ['bz2', bunzip2],
  ['bz2_codec', bunzip2],
  ['uu', uudecode],
  ['uu_codec', uudecode],
  ['quopri', quotedPrintable],
  ['quopri_codec', quotedPrintable],
  ['quoted_printable', quotedPrintable],
  ['quotedprintable', quotedPrintable],
  ['unicode_escape', unescaped],
  ['raw_unicode_escape', unescaped],
  ['string_escape', unescaped],
]);

/** Whether decoding with that codec hides text from a reader: `utf-8` does not. */
export const isHidingCodec = (codec: string): boolean =>
  CODECS.has(spelling(codec)) || /^punycode/u.test(spelling(codec));

const spelling = (codec: string): string => codec.toLowerCase().replaceAll('-', '_');

export const codecDecode: Decoder = (characters, option) =>
  CODECS.get(spelling(charactersOf(option) ?? ''))?.(characters, undefined);

/** `codecs.encode` as far as it reads back what was hidden, or makes keys. */
export function codecEncode(characters: string, codec: string): Constant | undefined {
  const name = spelling(codec);
  if (/^rot_?13$/u.test(name)) return rot13(characters);
  if (/^hex/u.test(name)) return { bytes: latin(characters).toString('hex') };
  return /^base_?64/u.test(name) ? { bytes: latin(characters).toString('base64') } : undefined;
}

/** Callables that turn unreadable data into readable; null when only the fact can be known, not the result. */
export const DECODERS: ReadonlyMap<string, Decoder | null> = new Map<string, Decoder | null>([
  ['base64.b64decode', base64],
  ['base64.standard_b64decode', base64],
  ['base64.urlsafe_b64decode', base64],
  ['base64.decodebytes', base64],
  ['base64.decodestring', base64],
  ['base64.b32decode', base32],
  ['base64.b32hexdecode', base32Hex],
  ['base64.b16decode', hex],
  ['base64.b85decode', b85],
  ['base64.a85decode', a85],
  ['base64.z85decode', z85],
  ['base64.decode', null],
  ['binascii.a2b_base64', base64],
  ['binascii.unhexlify', hex],
  ['binascii.a2b_hex', hex],
  ['binascii.a2b_uu', uudecode],
  ['binascii.a2b_qp', quotedPrintable],
  ['builtins.bytes.fromhex', hex],
  ['builtins.bytearray.fromhex', hex],
  ['builtins.str.fromhex', hex],
  ['codecs.escape_decode', null],
  ['zlib.decompress', inflate],
  ['gzip.decompress', inflate],
  ['zlib.decompressobj().decompress', inflate],
  ['bz2.decompress', bunzip2],
  ['bz2.BZ2Decompressor().decompress', bunzip2],
  ['lzma.decompress', unxz],
  ['lzma.LZMADecompressor().decompress', unxz],
  ['backports.lzma.decompress', unxz],
  ['zstandard.decompress', null],
  ['compression.zstd.decompress', null],
  ['brotli.decompress', unbrotli],
  ['marshal.loads', null],
  ['marshal.load', null],
  ['uu.decode', null],
  ['quopri.decodestring', quotedPrintable],
]);

/** Readable forms of readable text: evaluated, but no sign of hiding by themselves. */
export const UNQUOTERS: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['urllib.parse.unquote', unquote],
  ['urllib.parse.unquote_plus', (characters) => unquote(characters.replaceAll('+', ' '))],
  ['urllib.unquote', unquote],
  ['urllib.request.unquote', unquote],
  ['html.unescape', unescapeHtml],
  ['html.parser.HTMLParser().unescape', unescapeHtml],
]);
