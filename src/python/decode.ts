/** Source text as Python would see it, with line ends made uniform. */
export interface SourceText {
  readonly text: string;
  /** Why the text may differ from what Python reads; null when it does not. */
  readonly partly: string | null;
}

// PEP 263: a declaration counts in the first two lines only, and only after nothing but blanks and `#`.
const DECLARATION = /^[ \t\f]*#[^\n]*?coding[:=][ \t]*(?<codec>[-\w.]+)/u;
const UTF8_NAMES = /^(?:utf_?8|utf_8_sig|u8|ascii|us_ascii|646)$/u;
const LATIN1_NAMES = /^(?:latin_?1|iso_?8859_1|iso8859_1|l1|8859|cp819)$/u;

/** Decodes bytes by byte order mark and PEP 263 declaration. Total: undecodable bytes are kept as Latin-1. */
export function decodeSource(bytes: Uint8Array): SourceText {
  const marked = byteOrderMark(bytes);
  if (marked !== null) return { text: uniform(marked), partly: 'it is encoded in UTF-16, which Python refuses' };
  const codec = declaredCodec(bytes);
  const { text, partly } = decodeAs(bytes, codec);
  // Python refuses source with NUL (from 3.12) or reads past it; a blank keeps every other token where it is.
  if (!text.includes('\0')) return { text: uniform(text), partly };
  return { text: uniform(text.replaceAll('\0', ' ')), partly: partly ?? 'it holds NUL bytes' };
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

function decodeAs(bytes: Uint8Array, codec: string): SourceText {
  if (UTF8_NAMES.test(codec)) return { text: utf8OrLatin1(bytes), partly: null };
  if (LATIN1_NAMES.test(codec)) return { text: new TextDecoder('latin1').decode(bytes), partly: null };
  const odd = `it declares the codec "${codec.slice(0, 40)}", with which its text need not be what a reader sees`;
  // These two are the codecs that let a comment hold code; decoding them shows it.
  if (/^utf_?7$/u.test(codec)) return { text: fromUtf7(utf8OrLatin1(bytes)), partly: odd };
  if (/^(?:raw_)?unicode_escape$/u.test(codec)) return { text: fromEscapes(utf8OrLatin1(bytes)), partly: odd };
  const decoder = textDecoder(codec);
  if (decoder === null) return { text: utf8OrLatin1(bytes), partly: odd };
  return { text: decoder.decode(bytes), partly: null };
}

function textDecoder(codec: string): InstanceType<typeof TextDecoder> | null {
  const names = [codec.replaceAll('_', '-'), codec.replace(/^cp_?/u, 'windows-'), codec.replaceAll('_', '')];
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

const fromEscapes = (text: string): string =>
  text.replaceAll(
    /\\(?:x(?<hex>[0-9a-fA-F]{2})|u(?<short>[0-9a-fA-F]{4})|n)/gu,
    (match, hex?: string, short?: string) => {
      const code = hex ?? short;
      return code === undefined ? '\n' : String.fromCharCode(Number.parseInt(code, 16)) || match;
    },
  );

/** `\r` alone ends a line for Python; a form feed among leading blanks restarts the indentation (lexical analysis §2.1.8). */
function uniform(text: string): string {
  const lines = text.includes('\r') ? text.replaceAll(/\r\n?/gu, '\n') : text;
  return lines.includes('\f') ? lines.replaceAll(/^[ \t\f]*\f/gmu, '') : lines;
}
