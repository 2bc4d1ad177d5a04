const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/** Text of a small file: UTF-8 with or without its mark, else Latin-1, in which every byte is a character. */
export function textOf(bytes: Uint8Array): string {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
}
