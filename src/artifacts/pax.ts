/**
 * Extended header records `length key=value\n` (POSIX.1-2001, pax interchange format). Null when the text is not made of such
 * records: a reader that guesses would then see other names than an installer.
 */
export function readPaxRecords(bytes: Uint8Array): ReadonlyMap<string, string> | null {
  const records = new Map<string, string>();
  let at = 0;
  while (at < bytes.length && bytes[at] !== 0) {
    const blank = bytes.indexOf(0x20, at);
    const digits = blank === -1 ? '' : Buffer.from(bytes.subarray(at, blank)).toString('latin1');
    const length = /^\d{1,9}$/u.test(digits) ? Number.parseInt(digits, 10) : 0;
    const end = at + length;
    if (length === 0 || end > bytes.length || bytes[end - 1] !== 0x0a || end <= blank) return null;
    const record = Buffer.from(bytes.subarray(blank + 1, end - 1)).toString('utf8');
    const equals = record.indexOf('=');
    if (equals <= 0) return null;
    records.set(record.slice(0, equals), record.slice(equals + 1));
    at = end;
  }
  return records;
}
