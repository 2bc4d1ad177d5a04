import type { Constant } from './constants.js';

/** Decodes the characters of text or bytes; undefined when they are not of that form. */
export type TextDecoder = (characters: string) => Constant | undefined;

export const bytesFrom = (buffer: Uint8Array): Constant => ({ bytes: Buffer.from(buffer).toString('latin1') });

/** Python leaves out what is not of the alphabet, and stops where padding ends the data (RFC 4648 §3.3 allows both). */
export const base64: TextDecoder = (characters) => {
  const clean = characters.replaceAll(/[^A-Za-z0-9+/_-]/gu, '');
  return clean.length % 4 === 1 ? undefined : bytesFrom(Buffer.from(clean, 'base64'));
};

export const hex: TextDecoder = (characters) => {
  const clean = characters.replaceAll(/\s/gu, '');
  return clean.length % 2 === 0 && /^[0-9a-fA-F]*$/u.test(clean) ? bytesFrom(Buffer.from(clean, 'hex')) : undefined;
};

/** RFC 4648 §6 and §7, in either case. */
const base32Of =
  (alphabet: string): TextDecoder =>
  (characters) => {
    const out: number[] = [];
    let held = 0;
    let bits = 0;
    for (const character of characters.toUpperCase().replaceAll('=', '')) {
      const digit = alphabet.indexOf(character);
      if (digit < 0) return undefined;
      held = ((held << 5) | digit) & 0xfff;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        out.push((held >> bits) & 0xff);
      }
    }
    return bytesFrom(Buffer.from(out));
  };

export const base32 = base32Of('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567');
export const base32Hex = base32Of('0123456789ABCDEFGHIJKLMNOPQRSTUV');

const digitsOf = (alphabet: string): ReadonlyMap<string, number> =>
  new Map(Array.from(alphabet, (letter, digit) => [letter, digit]));

const base85 =
  (digits: ReadonlyMap<string, number>, filler: string): TextDecoder =>
  (characters) => {
    const out = Buffer.alloc(Math.ceil(characters.length / 5) * 4);
    let length = 0;
    for (let at = 0; at < characters.length; at += 5) {
      const group = characters.slice(at, at + 5);
      let value = 0;
      for (const character of group.padEnd(5, filler)) {
        const digit = digits.get(character);
        if (digit === undefined) return undefined;
        value = value * 85 + digit;
      }
      for (let byte = 0; byte < group.length - 1; byte += 1) {
        out[length] = Math.floor(value / 256 ** (3 - byte)) & 0xff;
        length += 1;
      }
    }
    return bytesFrom(out.subarray(0, length));
  };

const BASE85 = digitsOf('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~');
const ASCII85 = digitsOf(Array.from({ length: 85 }, (_, digit) => String.fromCharCode(33 + digit)).join(''));
const ZEROMQ85 = digitsOf('0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#');

export const b85 = base85(BASE85, '~');
export const z85 = base85(ZEROMQ85, '#');

const ascii85 = base85(ASCII85, 'u');
export const a85: TextDecoder = (characters) =>
  ascii85(
    characters
      .replaceAll(/^<~|~>$|\s/gu, '')
      .replaceAll('z', '!!!!!')
      .replaceAll('y', '+<VdL'),
  );

/** Lines of uuencode, with or without `begin` and `end`. */
export const uudecode: TextDecoder = (characters) => {
  const out: number[] = [];
  for (const line of characters.split(/\r?\n/u)) {
    if (/^begin \d|^end$/u.test(line) || line === '') continue;
    const length = (line.charCodeAt(0) - 32) & 63;
    const data = Array.from(line.slice(1), (character) => (character.charCodeAt(0) - 32) & 63);
    const from = out.length;
    for (let at = 0; at < data.length; at += 4) {
      const [a = 0, b = 0, c = 0, d = 0] = data.slice(at, at + 4);
      out.push(((a << 2) | (b >> 4)) & 255, ((b << 4) | (c >> 2)) & 255, ((c << 6) | d) & 255);
    }
    out.length = Math.min(out.length, from + length);
  }
  return bytesFrom(Buffer.from(out));
};

/** RFC 2045 §6.7. */
export const quotedPrintable: TextDecoder = (characters) => ({
  bytes: characters
    .replaceAll(/[ \t]*=[ \t]*\r?\n/gu, '')
    .replaceAll(/=(?<code>[0-9a-fA-F]{2})/gu, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
});

export const rot13: TextDecoder = (characters) =>
  characters.replaceAll(/[a-zA-Z]/gu, (letter) => {
    const base = letter <= 'Z' ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });

/** Percent-encoding; what is no UTF-8 is kept as it stands. */
export const unquote: TextDecoder = (characters) =>
  characters.replaceAll(/(?:%[0-9a-fA-F]{2})+/gu, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  lpar: '(',
  rpar: ')',
  lsqb: '[',
  rsqb: ']',
  period: '.',
  comma: ',',
  colon: ':',
  semi: ';',
  sol: '/',
  bsol: '\\',
  lowbar: '_',
  equals: '=',
  plus: '+',
  num: '#',
  excl: '!',
  Tab: '\t',
  NewLine: '\n',
};

export const unescapeHtml: TextDecoder = (characters) =>
  characters.replaceAll(
    /&(?:#(?:[xX](?<hex>[0-9a-fA-F]{1,6})|(?<code>\d{1,7}))|(?<name>\w{2,8}));/gu,
    (match, ...groups) => {
      const [hexCode, code, name]: unknown[] = groups;
      if (typeof name === 'string') return ENTITIES[name] ?? match;
      const number = typeof hexCode === 'string' ? Number.parseInt(hexCode, 16) : Number(code);
      return number <= 0x10ffff ? String.fromCodePoint(number) : match;
    },
  );
