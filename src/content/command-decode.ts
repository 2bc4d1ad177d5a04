/** Whether a command turns an encoded text into the plain one. */
export function isDecoder(program: string, words: readonly string[]): boolean {
  if (program === 'base64' || program === 'base32')
    return words.some((word) => /^(?:-\w*[dD]\w*|--decode)$/u.test(word));
  if (program === 'xxd') return words.some((word) => /^-\w*r/u.test(word));
  if (program === 'openssl') return words.includes('-d') || words.includes('-D');
  return program === 'certutil' && words.some((word) => /^[-/]decode(?:hex)?$/iu.test(word));
}

/** Longest text that is decoded and read on. */
const MAX_TEXT = 200_000;

/** The plain text, when it is one; null for another encoding, a cipher or bytes that are no text. */
export function decodedText(program: string, words: readonly string[], text: string): string | null {
  const packed = text.trim().slice(0, MAX_TEXT);
  if (program === 'base64' || (program === 'openssl' && words.includes('base64'))) return fromBase64(packed);
  return program === 'xxd' ? plainText(Buffer.from(packed.replaceAll(/\s/gu, ''), 'hex')) : null;
}

/** Base64 of a text in UTF-8 or, as PowerShell takes it, UTF-16; null when it is neither. */
export function fromBase64(packed: string): string | null {
  const bytes = Buffer.from(packed.slice(0, MAX_TEXT).replaceAll(/\s/gu, ''), 'base64');
  if (bytes.length < 2) return null;
  const isWide = bytes.length % 2 === 0 && zeros(bytes) > bytes.length / 3;
  return isWide ? plainText(Buffer.from(bytes.toString('utf16le'))) : plainText(bytes);
}

const zeros = (bytes: Uint8Array): number => bytes.filter((byte, index) => index % 2 === 1 && byte === 0).length;

function plainText(bytes: Buffer): string | null {
  const text = bytes.toString('utf8');
  const odd = [...text.slice(0, 1000)].filter(
    (letter) => letter === '\uFFFD' || /[\0-\x08\x0E-\x1F]/u.test(letter),
  ).length;
  return text === '' || odd * 20 > Math.min(text.length, 1000) ? null : text;
}
