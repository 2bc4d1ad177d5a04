import { type CodeLayout, layoutOf, type PythonVersion } from './marshal-versions.js';

/** A marshalled value, as far as a reviewer needs it; numbers and singletons are `null`. */
export type Marshalled = null | string | Uint8Array | readonly Marshalled[] | MarshalledCode;

/** A code object: what a function, class body or module was compiled to. Its instructions are not read. */
export interface MarshalledCode {
  readonly kind: 'code';
  readonly name: string;
  readonly filename: string;
  readonly firstLine: number;
  /** Globals, attributes and imported modules that its instructions name. */
  readonly names: readonly string[];
  /** Parameters and local variables, and those of functions around it. */
  readonly locals: readonly string[];
  readonly constants: readonly Marshalled[];
}

export interface MarshalResult {
  /** null when nothing could be read. */
  readonly value: Marshalled;
  /** Every code object met, the outermost last; also those before the place where reading ended. */
  readonly codes: readonly MarshalledCode[];
  /** Why reading ended early, a clause; null when the value was read in full. */
  readonly partly: string | null;
}

/**
 * Reads what `marshal.dumps` wrote, without making or running anything (CPython, Python/marshal.c). Linear in the bytes: a length that
 * exceeds what is left ends the reading, and so does nesting deeper than any compiler makes.
 */
export function readMarshal(bytes: Uint8Array, version: PythonVersion, from = 0): MarshalResult {
  const reader: Reader = {
    bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    layout: layoutOf(version),
    refs: [],
    interned: [],
    codes: [],
    at: from,
    partly: null,
  };
  const value = readValue(reader, 0);
  return { value, codes: reader.codes, partly: reader.partly };
}

/** The state of one reading. After `partly` is set every value is null. */
interface Reader {
  readonly bytes: Buffer;
  readonly layout: CodeLayout;
  readonly refs: Marshalled[];
  /** Python 2 numbers its interned strings by themselves. */
  readonly interned: string[];
  readonly codes: MarshalledCode[];
  at: number;
  partly: string | null;
}

/** CPython stops at 2,000; compilers nest constants and functions some dozens deep. */
const MAX_DEPTH = 300;
const FLAG_REF = 0x80;

function readValue(reader: Reader, depth: number): Marshalled {
  if (reader.partly !== null) return null;
  if (depth > MAX_DEPTH) return stop(reader, `it is nested more than ${MAX_DEPTH} deep`);
  const code = reader.bytes[reader.at];
  if (code === undefined) return stop(reader, 'it ends early');
  reader.at += 1;
  const type = String.fromCharCode(code & ~FLAG_REF);
  if ((code & FLAG_REF) === 0) return readTyped(reader, type, depth);
  // A container takes its number before its content (`r_ref_reserve`), which may refer back to it.
  const index = reader.refs.push(null) - 1;
  const value = readTyped(reader, type, depth);
  reader.refs[index] = value;
  return value;
}

function stop(reader: Reader, reason: string): null {
  reader.partly ??= reason;
  return null;
}

function readTyped(reader: Reader, type: string, depth: number): Marshalled {
  const fixed = FIXED[type];
  if (fixed !== undefined) return skip(reader, fixed);
  switch (type) {
    case 'l':
      return skip(reader, Math.abs(readInt(reader)) * 2);
    case 'f':
    case 'x':
      return skipFloats(reader, type === 'x' ? 2 : 1);
    case 's':
      return readBytes(reader, readInt(reader));
    case 't':
    case 'u':
    case 'a':
    case 'A':
    case 'z':
    case 'Z':
      return readText(reader, type);
    case 'r':
      return reader.refs[readInt(reader)] ?? null;
    case 'R':
      return reader.interned[readInt(reader)] ?? null;
    case '(':
    case '[':
    case '<':
    case '>':
      return readItems(reader, readInt(reader), depth);
    case ')':
      return readItems(reader, readByte(reader), depth);
    case '{':
      return readDictionary(reader, depth);
    case ':':
      return readItems(reader, 3, depth);
    case 'c':
      return readCode(reader, depth);
    default:
      return stop(reader, `it holds a value of the unknown type ${JSON.stringify(type)}`);
  }
}

/** Values of a fixed length that say nothing: NULL, None, booleans, StopIteration, Ellipsis, numbers. */
const FIXED: Readonly<Record<string, number>> = { 0: 0, N: 0, F: 0, T: 0, S: 0, '.': 0, i: 4, I: 8, g: 8, y: 16 };

function skip(reader: Reader, length: number): null {
  if (reader.at + length > reader.bytes.length) return stop(reader, 'it ends early');
  reader.at += length;
  return null;
}

/** Numbers as text, each behind its length in a byte. */
function skipFloats(reader: Reader, count: number): null {
  for (let index = 0; index < count; index += 1) skip(reader, readByte(reader));
  return null;
}

function readByte(reader: Reader): number {
  const value = reader.bytes[reader.at];
  if (value === undefined) stop(reader, 'it ends early');
  reader.at += 1;
  return value ?? 0;
}

function readInt(reader: Reader): number {
  if (reader.at + 4 > reader.bytes.length) {
    stop(reader, 'it ends early');
    return 0;
  }
  const value = reader.bytes.readInt32LE(reader.at);
  reader.at += 4;
  return value;
}

function readBytes(reader: Reader, length: number): Uint8Array | null {
  const from = reader.at;
  if (length < 0 || from + length > reader.bytes.length) return stop(reader, 'it ends early');
  reader.at += length;
  return reader.bytes.subarray(from, from + length);
}

function readText(reader: Reader, type: string): string | null {
  const length = type === 'z' || type === 'Z' ? readByte(reader) : readInt(reader);
  const bytes = readBytes(reader, length);
  if (bytes === null) return null;
  const text = Buffer.from(bytes).toString(type === 'u' ? 'utf8' : 'latin1');
  if (type === 't' && reader.layout.hasInterned) reader.interned.push(text);
  return text;
}

function readItems(reader: Reader, count: number, depth: number): readonly Marshalled[] | null {
  // Every item takes a byte at least: a longer list is a lie.
  if (count < 0 || count > reader.bytes.length - reader.at) return stop(reader, 'it ends early');
  const items: Marshalled[] = [];
  for (let index = 0; index < count && reader.partly === null; index += 1) items.push(readValue(reader, depth + 1));
  return items;
}

const NULL_VALUE = '0'.charCodeAt(0);

/** Pairs until a NULL stands where a key would. */
function readDictionary(reader: Reader, depth: number): readonly Marshalled[] {
  const items: Marshalled[] = [];
  while (reader.partly === null && reader.bytes[reader.at] !== NULL_VALUE) items.push(readValue(reader, depth + 1));
  skip(reader, 1);
  return items;
}

function readCode(reader: Reader, depth: number): MarshalledCode | null {
  const { layout } = reader;
  skip(reader, layout.counts * 4);
  readValue(reader, depth + 1); // instructions
  const constants = listed(readValue(reader, depth + 1));
  const names = texts(readValue(reader, depth + 1));
  const variables = Array.from({ length: layout.variableTables }, () => readValue(reader, depth + 1));
  const locals = variables.flatMap(texts);
  const filename = textOf(readValue(reader, depth + 1));
  const name = textOf(readValue(reader, depth + 1));
  if (layout.hasQualifiedName) readValue(reader, depth + 1);
  const firstLine = readInt(reader);
  for (let index = 0; index < layout.tables; index += 1) readValue(reader, depth + 1);
  const code: MarshalledCode = { kind: 'code', name, filename, firstLine, names, locals, constants };
  reader.codes.push(code);
  return code;
}

const listed = (value: Marshalled): readonly Marshalled[] => (Array.isArray(value) ? value : []);

/** Python 2 keeps names as byte strings. */
const textOf = (value: Marshalled): string =>
  typeof value === 'string' ? value : value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : '';

const texts = (value: Marshalled): readonly string[] => listed(value).map(textOf);
