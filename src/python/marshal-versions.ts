/** `[major, minor]` of the Python that wrote bytecode. */
export type PythonVersion = readonly [major: number, minor: number];

/** How a code object is laid out (`w_complex_object` in Python/marshal.c of each version). */
export interface CodeLayout {
  /** Four-byte numbers in front: argument counts, stack size, flags. */
  readonly counts: number;
  /** Tuples between the names and the file name: variables, free and cell variables; or all of them and a byte string of their kinds. */
  readonly variableTables: number;
  readonly hasQualifiedName: boolean;
  /** Line table, and exception table since 3.11. */
  readonly tables: number;
  /** Python 2 refers to interned strings by their number. */
  readonly hasInterned: boolean;
}

export function layoutOf([major, minor]: PythonVersion): CodeLayout {
  const old = { variableTables: 3, hasQualifiedName: false, tables: 1 };
  if (major < 3) return { ...old, counts: 4, hasInterned: true };
  if (minor < 8) return { ...old, counts: 5, hasInterned: false };
  if (minor < 11) return { ...old, counts: 6, hasInterned: false };
  return { counts: 5, variableTables: 2, hasQualifiedName: true, tables: 2, hasInterned: false };
}

interface Header {
  readonly version: PythonVersion;
  /** Bytes before the marshalled code: 8 with a time, 12 with a size too (3.3), 16 with flags (3.7, PEP 552). */
  readonly length: 8 | 12 | 16;
}

/** First magic number of each version, as `importlib/_bootstrap_external.py` lists them; a later one of the same version lies between. */
const MAGIC_NUMBERS: readonly (readonly [first: number, last: number, minor: number])[] = [
  [3300, 3310, 4],
  [3320, 3351, 5],
  [3360, 3379, 6],
  [3390, 3399, 7],
  [3400, 3419, 8],
  [3420, 3429, 9],
  [3430, 3449, 10],
  [3450, 3499, 11],
  [3500, 3549, 12],
  [3550, 3599, 13],
  [3600, 3649, 14],
  [3650, 3699, 15],
];

const PYTHON_27 = { first: 62171, last: 62211 };

/** What the first bytes of a `.pyc` say; null for a number of no version that is known. */
export function pycHeader(bytes: Uint8Array): Header | null {
  if (bytes[2] !== 0x0d || bytes[3] !== 0x0a) return null;
  const number = (bytes[0] ?? 0) + (bytes[1] ?? 0) * 256;
  if (number >= PYTHON_27.first && number <= PYTHON_27.last) return { version: [2, 7], length: 8 };
  const row = MAGIC_NUMBERS.find(([first, last]) => number >= first && number <= last);
  if (row === undefined) return null;
  const [, , minor] = row;
  return { version: [3, minor], length: minor < 7 ? 12 : 16 };
}
