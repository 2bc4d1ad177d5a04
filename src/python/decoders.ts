import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import bunzip from 'seek-bzip';
import { type Constant, charactersOf, MAX_TEXT } from './constants.js';

/** Decodes the characters of text or bytes; undefined when they are not of that form. */
export type Decoder = (characters: string, option: Constant | undefined) => Constant | undefined;

const bytes = (buffer: Buffer): Constant => ({ bytes: buffer.toString('latin1') });
const latin = (characters: string): Buffer => Buffer.from(characters, 'latin1');

const base64: Decoder = (characters) => {
  const clean = characters.replaceAll(/[^A-Za-z0-9+/_-]/gu, '');
  return clean.length % 4 === 1 ? undefined : bytes(Buffer.from(clean, 'base64'));
};

const hex: Decoder = (characters) => {
  const clean = characters.replaceAll(/\s/gu, '');
  return clean.length % 2 === 0 && /^[0-9a-fA-F]*$/u.test(clean) ? bytes(Buffer.from(clean, 'hex')) : undefined;
};

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

const base32: Decoder = (characters) => {
  const out: number[] = [];
  let held = 0;
  let bits = 0;
  for (const character of characters.toUpperCase().replaceAll('=', '')) {
    const digit = BASE32.indexOf(character);
    if (digit < 0) return undefined;
    held = ((held << 5) | digit) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      out.push((held >> bits) & 0xff);
    }
  }
  return bytes(Buffer.from(out));
};

const BASE85 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~';

const base85 =
  (digitOf: (character: string) => number, filler: string) =>
  (characters: string): Constant | undefined => {
    const out: number[] = [];
    for (let at = 0; at < characters.length; at += 5) {
      const group = characters.slice(at, at + 5);
      const padded = group.padEnd(5, filler);
      let value = 0;
      for (const character of padded) {
        const digit = digitOf(character);
        if (digit < 0 || digit > 84) return undefined;
        value = value * 85 + digit;
      }
      for (let byte = 0; byte < group.length - 1; byte += 1) out.push(Math.floor(value / 256 ** (3 - byte)) & 0xff);
    }
    return bytes(Buffer.from(out));
  };

const b85: Decoder = base85((character) => BASE85.indexOf(character), '~');
const a85Groups = base85((character) => character.charCodeAt(0) - 33, 'u');
const a85: Decoder = (characters) =>
  a85Groups(
    characters
      .replaceAll(/^<~|~>$|\s/gu, '')
      .replaceAll('z', '!!!!!')
      .replaceAll('y', '+<VdL'),
  );

/** zlib, gzip or raw deflate, by what the data begins with; a bomb stops at the limit and counts as unknown. */
const inflate: Decoder = (characters) => {
  for (const unpack of [inflateSync, gunzipSync, inflateRawSync]) {
    try {
      return bytes(unpack(latin(characters), { maxOutputLength: MAX_TEXT }));
    } catch {
      // Not this container, or too large.
    }
  }
  return undefined;
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
    return bytes(out.subarray(0, length));
  } catch {
    return undefined;
  }
};

const rot13: Decoder = (characters) =>
  characters.replaceAll(/[a-zA-Z]/gu, (letter) => {
    const base = letter <= 'Z' ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });

const unquote: Decoder = (characters) => {
  try {
    return decodeURIComponent(characters);
  } catch {
    return undefined;
  }
};

/** Codecs of `codecs.decode` that unfold something, rather than turn bytes into text. */
const CODECS: ReadonlyMap<string, Decoder> = new Map([
  ['base64', base64],
  ['base64_codec', base64],
  ['hex', hex],
  ['hex_codec', hex],
  ['rot13', rot13],
  ['rot_13', rot13],
  ['zlib', inflate],
  ['zlib_codec', inflate],
  ['zip', inflate],
  ['bz2', bunzip2],
  ['bz2_codec', bunzip2],
]);

/** Whether decoding with that codec hides text from a reader: `utf-8` does not. */
export const isHidingCodec = (codec: string): boolean =>
  CODECS.has(spelling(codec)) || /^(?:bz2|unicode_escape|raw_unicode_escape|uu|punycode|quopri)/u.test(spelling(codec));

const spelling = (codec: string): string => codec.toLowerCase().replaceAll('-', '_');

export const codecDecode: Decoder = (characters, option) =>
  CODECS.get(spelling(charactersOf(option) ?? ''))?.(characters, undefined);

/** Callables that turn unreadable data into readable; null when only the fact can be known, not the result. */
export const DECODERS: ReadonlyMap<string, Decoder | null> = new Map<string, Decoder | null>([
  ['base64.b64decode', base64],
  ['base64.standard_b64decode', base64],
  ['base64.urlsafe_b64decode', base64],
  ['base64.decodebytes', base64],
  ['base64.decodestring', base64],
  ['base64.b32decode', base32],
  ['base64.b16decode', hex],
  ['base64.b85decode', b85],
  ['base64.a85decode', a85],
  ['base64.z85decode', null],
  ['base64.decode', null],
  ['binascii.a2b_base64', base64],
  ['binascii.unhexlify', hex],
  ['binascii.a2b_hex', hex],
  ['binascii.a2b_uu', null],
  ['builtins.bytes.fromhex', hex],
  ['builtins.bytearray.fromhex', hex],
  ['builtins.str.fromhex', hex],
  ['zlib.decompress', inflate],
  ['gzip.decompress', inflate],
  ['zlib.decompressobj().decompress', inflate],
  ['bz2.decompress', bunzip2],
  ['bz2.BZ2Decompressor().decompress', bunzip2],
  ['lzma.decompress', null],
  ['zstandard.decompress', null],
  ['brotli.decompress', null],
  ['marshal.loads', null],
  ['marshal.load', null],
  ['uu.decode', null],
  ['quopri.decodestring', null],
]);

/** Readable forms of readable text: evaluated, but no sign of hiding. */
export const UNQUOTERS: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['urllib.parse.unquote', unquote],
  ['urllib.unquote', unquote],
  ['urllib.request.unquote', unquote],
]);
