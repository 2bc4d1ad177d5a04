import type { Member } from '../artifacts/archive.js';
import { sourcePathOf } from '../model/bytecode.js';
import { type MarshalledCode, readMarshal } from '../python/marshal.js';
import { pycHeader } from '../python/marshal-versions.js';

/** Compiled Python held against the source beside it. */
export interface Bytecode {
  readonly path: string;
  /**
   * `beside`: the source is there and mentions every name; `other`: it is there and does not; `missing`: it is not there; `unused`: Python
   * never loads it, because it is older than its source or a package has its name.
   */
  readonly source: 'beside' | 'other' | 'missing' | 'unused';
  readonly codes: readonly MarshalledCode[];
  /** Why it was not read in full, a clause; null when it was. */
  readonly partly: string | null;
}

export interface ReadMember extends Member {
  readonly bytes: Uint8Array;
}

/** Reads one file of bytecode; `files` are the members by path. */
export function readBytecode({ path, bytes }: ReadMember, files: ReadonlyMap<string, Member>): Bytecode {
  const header = pycHeader(bytes);
  const { codes, partly } =
    header === null
      ? { codes: [], partly: 'it was written by a version of Python that is not known here' }
      : readMarshal(bytes, header.version, header.length);
  if (/\.py[co]$/u.test(path) && files.has(path.replace(/\.py[co]$/u, '/__init__.py')))
    return { path, source: 'unused', codes, partly };
  const beside = files.get(sourcePathOf(path));
  if (beside === undefined || beside.path === path) return { path, source: 'missing', codes, partly };
  // What was not read can neither match nor differ.
  const unread = beside.bytes === null ? 'its source was not read' : null;
  const fits = beside.bytes === null || sizeFits(bytes, beside.bytes);
  // Of a cache that another source left behind Python takes no notice; elsewhere it would be loaded where the source is not.
  if (!fits && path.includes('__pycache__/')) return { path, source: 'unused', codes, partly: partly ?? unread };
  const matches = fits && (beside.bytes === null || namesUnknownTo(beside.bytes, codes).length === 0);
  return { path, source: matches ? 'beside' : 'other', codes, partly: partly ?? unread };
}

/**
 * The size field of a header with a time (PEP 552, flags 0) counts the source's bytes. The other kinds carry a hash of it, which whoever
 * writes the file can set as he likes, as he can the size; so the names decide.
 */
function sizeFits(bytes: Uint8Array, source: Uint8Array): boolean {
  const header = pycHeader(bytes);
  if (header === null || header.length === 8) return true;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < header.length) return false;
  if (header.length === 16 && view.getUint32(4, true) !== 0) return true;
  const size = view.getUint32(header.length - 4, true);
  return size === source.length || size === withCarriageReturns(source);
}

/** Length of a text whose lines were ended by CR LF where it was compiled. */
function withCarriageReturns(source: Uint8Array): number {
  let newlines = 0;
  for (const byte of source) if (byte === 0x0a) newlines += 1;
  return source.length + newlines;
}

const WORD = /[\p{L}\p{N}_]+/gu;
const HOST = /\bhttps?:\/\/(?<host>[\w.-]+)/giu;

/** Names and hosts that the compiled code has and the source does not mention: a compiler invents none, but for a known few. */
export function namesUnknownTo(source: Uint8Array, codes: readonly MarshalledCode[]): readonly string[] {
  const text = Buffer.from(source).toString('utf8').normalize('NFKC');
  const known = new Set(text.match(WORD) ?? []);
  const unknown = codes.flatMap(namesOf).filter((name) => !isKnown(name, known));
  const hosts = codes.flatMap(hostsOf).filter((host) => !text.includes(host));
  return [...new Set([...unknown, ...hosts])];
}

const namesOf = ({ name, names, locals }: MarshalledCode): readonly string[] => [name, ...names, ...locals];

const hostsOf = ({ constants }: MarshalledCode): readonly string[] =>
  constants.flatMap((constant) =>
    typeof constant === 'string'
      ? [...constant.slice(0, 4000).matchAll(HOST)].map(({ groups }) => groups?.['host'] ?? '')
      : [],
  );

function isKnown(name: string, known: ReadonlySet<string>): boolean {
  // `<lambda>`, `.0`, `_[1]`: the compiler's own.
  if (/^[<.]|\[/u.test(name)) return true;
  return name.split('.').every((part) => {
    if (part === '' || part === '*' || known.has(part) || BY_COMPILER.has(part)) return true;
    // `__name` inside `class Cls` is compiled to `_Cls__name`; some source encodings are none of ours.
    return known.has(part.replace(/^_.*?(?=__)/u, '')) || /[^\p{ASCII}]/u.test(part);
  });
}

const BY_COMPILER: ReadonlySet<string> = new Set(
  [
    '__name__ __module__ __qualname__ __doc__ __annotations__ __class__ __classcell__ __classdict__ __classdictcell__ __debug__',
    '__build_class__ __firstlineno__ __static_attributes__ __annotate__ __annotate_func__ __conditional_annotations__ __type_params__',
    'None __orig_bases__ __locals__ __metaclass__ __return__ __enter__ __exit__ AssertionError NotImplementedError StopAsyncIteration format',
  ].flatMap((names) => names.split(' ')),
);
