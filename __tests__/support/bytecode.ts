/** Bytecode files put together by hand: names and constants of a module, and instructions that do nothing. */

export interface BuiltCode {
  readonly name?: string;
  readonly filename?: string;
  readonly names?: readonly string[];
  readonly locals?: readonly string[];
  readonly constants?: readonly (string | null | BuiltCode)[];
}

export type PythonTag = '2.7' | '3.6' | '3.7' | '3.8' | '3.11' | '3.14';

const MAGIC: Readonly<Record<PythonTag, number>> = {
  '2.7': 62211,
  '3.6': 3379,
  '3.7': 3394,
  '3.8': 3413,
  '3.11': 3495,
  '3.14': 3627,
};

const int = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
};

const typed = (type: string, ...parts: readonly Buffer[]): Buffer => Buffer.concat([Buffer.from(type), ...parts]);

const bytesOf = (bytes: Buffer): Buffer => typed('s', int(bytes.length), bytes);

/** Text as the version keeps it: interned byte strings in Python 2, short ASCII since. */
const text = (value: string, tag: PythonTag): Buffer =>
  tag === '2.7'
    ? typed('t', int(value.length), Buffer.from(value))
    : value.length < 256
      ? typed('z', Buffer.from([value.length]), Buffer.from(value))
      : typed('u', int(Buffer.byteLength(value)), Buffer.from(value));

const tuple = (items: readonly Buffer[]): Buffer => typed('(', int(items.length), ...items);

/** A marshalled code object. */
export function marshalledCode(code: BuiltCode, tag: PythonTag): Buffer {
  const texts = (values: readonly string[]): Buffer => tuple(values.map((value) => text(value, tag)));
  const isNew = tag === '3.11' || tag === '3.14';
  const counts = tag === '2.7' ? 4 : tag === '3.8' ? 6 : 5;
  const constants = (code.constants ?? []).map((constant) => {
    if (constant === null) return Buffer.from('N');
    return typeof constant === 'string' ? text(constant, tag) : marshalledCode(constant, tag);
  });
  const name = text(code.name ?? '<module>', tag);
  return typed(
    'c',
    ...Array.from({ length: counts }, () => int(0)),
    bytesOf(Buffer.from([0x64, 0, 0x53, 0])),
    tuple(constants),
    texts(code.names ?? []),
    texts(code.locals ?? []),
    ...(isNew ? [bytesOf(Buffer.alloc(0))] : [tuple([]), tuple([])]),
    text(code.filename ?? 'demo.py', tag),
    name,
    ...(isNew ? [name] : []),
    int(1),
    bytesOf(Buffer.alloc(0)),
    ...(isNew ? [bytesOf(Buffer.alloc(0))] : []),
  );
}

export interface PycOptions {
  readonly tag?: PythonTag;
  /** Size of the source that the header claims; a hash of it instead when left out. */
  readonly sourceSize?: number;
}

/** A `.pyc` (PEP 552): unchecked hash by default, so that Python would never ask whether it fits its source. */
export function pyc(code: BuiltCode, { tag = '3.11', sourceSize }: PycOptions = {}): Buffer {
  const magic = Buffer.from([MAGIC[tag] & 0xff, MAGIC[tag] >> 8, 0x0d, 0x0a]);
  const isTimed = sourceSize !== undefined;
  const fields = {
    '2.7': [int(1)],
    '3.6': [int(1), int(sourceSize ?? 0)],
    other: [int(isTimed ? 0 : 1), int(1), int(sourceSize ?? 0)],
  }[tag === '2.7' || tag === '3.6' ? tag : 'other'];
  return Buffer.concat([magic, ...fields, marshalledCode(code, tag)]);
}
