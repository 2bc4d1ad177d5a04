import { isAscii } from 'node:buffer';

/** Source text as Python would see it, with line ends made uniform. */
export interface SourceText {
  readonly text: string;
  /** Why the text may differ from what Python reads; null when it does not. */
  readonly partly: string | null;
  /** The declared codec when it turns bytes into another text than an editor shows; null for ordinary encodings. */
  readonly oddCodec: string | null;
  /** Offsets of line ends that are a lone `\r` while other lines end in `\n`: Python ends a line there, many a viewer does not. */
  readonly loneReturns: readonly number[];
}

type Decoded = Pick<SourceText, 'text' | 'partly' | 'oddCodec'>;

// PEP 263: a declaration counts in the first two lines only, and only after nothing but blanks and `#`.
const DECLARATION = /^[ \t\f]*#[^\n]*?coding[:=][ \t]*(?<codec>[-\w.]+)/u;
// As Python's tokenizer does, what follows these names after another dash (`utf-8-unix`) is ignored.
const UTF8_NAMES = /^(?:utf_?8(?:_.*)?|u8|ascii|us_ascii|646)$/u;
const LATIN1_NAMES = /^(?:latin_?1|iso_?8859_1|iso_latin_1)(?:_.*)?$|^(?:iso8859_1|l1|8859|cp819)$/u;

/** Decodes bytes by byte order mark and PEP 263 declaration. Total: undecodable bytes are kept as Latin-1. */
export function decodeSource(bytes: Uint8Array): SourceText {
  const marked = byteOrderMark(bytes);
  if (marked !== null) {
    return uniform({ text: marked, partly: 'it is encoded in UTF-16, which Python refuses', oddCodec: null });
  }
  const decoded = decodeAs(bytes, declaredCodec(bytes));
  // Python refuses source with NUL (from 3.12) or reads past it; a blank keeps every other token where it is.
  if (!decoded.text.includes('\0')) return uniform(decoded);
  const text = decoded.text.replaceAll('\0', ' ');
  return uniform({ ...decoded, text, partly: decoded.partly ?? 'it holds NUL bytes' });
}

function byteOrderMark(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return null;
}

function declaredCodec(bytes: Uint8Array): string {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 1000)).replaceAll(/\r\n?/gu, '\n');
  for (const line of head.split('\n', 2)) {
    const codec = DECLARATION.exec(line)?.groups?.['codec'];
    if (codec !== undefined) return codec.toLowerCase().replaceAll(/[-.]/gu, '_');
    if (!/^[ \t\f]*(?:#.*)?$/u.test(line)) break;
  }
  return 'utf_8';
}

function decodeAs(bytes: Uint8Array, codec: string): Decoded {
  const plain = (text: string): Decoded => ({ text, partly: null, oddCodec: null });
  if (UTF8_NAMES.test(codec)) return plain(utf8OrLatin1(bytes));
  if (LATIN1_NAMES.test(codec)) return plain(new TextDecoder('latin1').decode(bytes));
  const named = codec.slice(0, 40);
  const partly = `it declares the codec "${named}", with which its text need not be what a reader sees`;
  const odd = (text: string): Decoded => ({ text, partly, oddCodec: named });
  // These two are the codecs that let a comment hold code; decoding them shows it.
  if (/^(?:unicode_1_1_)?u(?:tf)?_?7$/u.test(codec)) return odd(fromUtf7(utf8OrLatin1(bytes)));
  if (/^(?:raw_)?unicode_escape$/u.test(codec)) return odd(fromEscapes(utf8OrLatin1(bytes)));
  const decoder = WIDE.test(codec) ? null : textDecoder(codec);
  if (decoder !== null) return plain(decoder.decode(bytes));
  if (!LETTERS_ONLY.test(codec)) return odd(utf8OrLatin1(bytes));
  const text = new TextDecoder('latin1').decode(bytes);
  return isAscii(bytes) ? plain(text) : { text, partly: `its letters are of the codec "${named}"`, oddCodec: null };
}

/** A line of ASCII that declares these is none in them. */
const WIDE = /^(?:utf|u|ucs|unicode)_?(?:16|32|2|4)/u;

/** Encodings of Python that the Encoding Standard lacks and in which ASCII is ASCII: only letters beyond it are misread. */
const LETTERS_ONLY =
  /^(?:(?:cp|ibm)?(?:437|720|737|775|85[02568]|857|86[0-69]|1006|1125)|mac_?\w+|hp_roman8|roman8|r8|iso_?8859_\d+|tis_?620|thai|koi8_[rtu]|kz_?1048|palmos|ptcp154|johab|big5_?hkscs|euc_?jis(?:_2004|x0213)|shift_?jis(?:_2004|x0213)|mbcs|ansi|dbcs|oem)$/u;

/** Names that Python has for encodings of the Encoding Standard and that it spells otherwise. */
const SAME_AS: Readonly<Record<string, string>> = {
  cp932: 'shift_jis',
  ms932: 'shift_jis',
  mskanji: 'shift_jis',
  ms_kanji: 'shift_jis',
  cp936: 'gbk',
  ms936: 'gbk',
  cp949: 'euc-kr',
  uhc: 'euc-kr',
  cp950: 'big5',
};

function textDecoder(codec: string): InstanceType<typeof TextDecoder> | null {
  const names = [
    SAME_AS[codec] ?? codec.replaceAll('_', '-'),
    codec.replace(/^cp_?/u, 'windows-'),
    codec.replaceAll('_', ''),
  ];
  for (const name of names) {
    try {
      return new TextDecoder(name);
    } catch {
      // The next spelling may be one that the Encoding Standard knows.
    }
  }
  return null;
}

function utf8OrLatin1(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}

// RFC 2152: `+`, UTF-16BE in base64 without padding, `-`.
const fromUtf7 = (text: string): string =>
  text.replaceAll(/\+(?<run>[A-Za-z0-9+/]*)-?/gu, (_, run: string) =>
    run === '' ? '+' : new TextDecoder('utf-16be').decode(Buffer.from(run, 'base64')),
  );

const ESCAPE =
  /\\(?:x(?<hex>[0-9a-fA-F]{2})|u(?<short>[0-9a-fA-F]{4})|U(?<long>[0-9a-fA-F]{8})|(?<octal>[0-7]{1,3})|(?<simple>[nrt\\]))/gu;
const SIMPLE: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\' };

const fromEscapes = (text: string): string =>
  text.replaceAll(ESCAPE, (match, ...groups: (string | undefined)[]) => {
    const [hex, short, long, octal, simple] = groups;
    if (simple !== undefined) return SIMPLE[simple] ?? match;
    const code = octal === undefined ? Number.parseInt(hex ?? short ?? long ?? '', 16) : Number.parseInt(octal, 8);
    return code <= 0x10ffff ? String.fromCodePoint(code) : match;
  });

/** `\r` alone ends a line for Python. */
function uniform(decoded: Decoded): SourceText {
  const { text } = decoded;
  if (!text.includes('\r')) return { ...decoded, loneReturns: [] };
  const lone: number[] = [];
  let removed = 0;
  const lines = text.replaceAll(/\r\n?/gu, (end: string, at: number) => {
    if (end.length === 1) lone.push(at - removed);
    else removed += 1;
    return '\n';
  });
  // A file in which every line ends so is an old one, and whoever looks at it sees that something is wrong.
  return { ...decoded, text: lines, loneReturns: text.includes('\n') ? lone : [] };
}
