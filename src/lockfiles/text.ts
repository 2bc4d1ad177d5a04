/**
 * Bytes of a lockfile → text, as the tools that install from it would read them.
 *
 * pip: a byte order mark, else PEP 263's `coding:` comment in the first two lines, else UTF-8. PowerShell's `pip freeze >` writes
 * UTF-16. A codec that can turn a comment into a line (`unicode_escape`, `utf_7`, `rot13`) is refused like any unknown one.
 */
export type Decoded =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'undecodable'; readonly reason: string };

const MARKS: readonly { readonly bytes: readonly number[]; readonly label: string | null }[] = [
  { bytes: [0xef, 0xbb, 0xbf], label: 'utf-8' },
  { bytes: [0xff, 0xfe, 0, 0], label: null },
  { bytes: [0, 0, 0xfe, 0xff], label: null },
  { bytes: [0xff, 0xfe], label: 'utf-16le' },
  { bytes: [0xfe, 0xff], label: 'utf-16be' },
];

/** Python's names of codecs → the encoding standard's. Only encodings in which ASCII bytes stay ASCII. */
const CODECS: Readonly<Record<string, string>> = {
  utf8: 'utf-8',
  utf8sig: 'utf-8',
  ascii: 'utf-8',
  usascii: 'utf-8',
  latin1: 'windows-1252',
  iso88591: 'windows-1252',
  iso885915: 'iso-8859-15',
  cp1252: 'windows-1252',
  windows1252: 'windows-1252',
};

/** Decodes without replacing anything: bytes that are not text in their encoding make the file undecodable. */
export function decodeText(bytes: Uint8Array): Decoded {
  const mark = MARKS.find((candidate) => candidate.bytes.every((byte, index) => bytes[index] === byte));
  if (mark?.label === null) return { kind: 'undecodable', reason: 'it is UTF-32' };
  const codec = mark === undefined ? declaredCodec(bytes) : null;
  if (codec === null) return decode(bytes, mark?.label ?? 'utf-8');
  const label = Object.hasOwn(CODECS, codec.replaceAll(/[-_]/gu, ''))
    ? CODECS[codec.replaceAll(/[-_]/gu, '')]
    : undefined;
  return label === undefined
    ? { kind: 'undecodable', reason: `it declares the encoding "${codec.slice(0, 40)}", which is not read here` }
    : decode(bytes, label);
}

function decode(bytes: Uint8Array, label: string): Decoded {
  try {
    return { kind: 'text', text: new TextDecoder(label, { fatal: true }).decode(bytes) };
  } catch {
    return { kind: 'undecodable', reason: `its bytes are not ${label.toUpperCase()} text` };
  }
}

// pip's ENCODING_RE and its "first two lines" (pip/_internal/req/req_file.py, PEP 263); latin1 keeps one character a byte.
function declaredCodec(bytes: Uint8Array): string | null {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 1_000)).split('\n').slice(0, 2);
  for (const line of start) {
    const codec = /coding[:=]\s*(?<codec>[-\w.]+)/u.exec(line)?.groups?.['codec'];
    if (line.startsWith('#') && codec !== undefined) return codec.toLowerCase();
  }
  return null;
}
