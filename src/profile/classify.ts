import type { InventoryEntry } from '../model/profile.js';

export type FileKind = InventoryEntry['kind'];

interface Magic {
  readonly kind: FileKind;
  readonly bytes: readonly number[];
}

const MAGIC: readonly Magic[] = [
  { kind: 'native', bytes: [0x7f, 0x45, 0x4c, 0x46] }, // ELF
  { kind: 'native', bytes: [0xcf, 0xfa, 0xed, 0xfe] }, // Mach-O, 64 bit
  { kind: 'native', bytes: [0xce, 0xfa, 0xed, 0xfe] }, // Mach-O, 32 bit
  { kind: 'native', bytes: [0xfe, 0xed, 0xfa, 0xcf] },
  { kind: 'native', bytes: [0xfe, 0xed, 0xfa, 0xce] },
  { kind: 'native', bytes: [0x00, 0x61, 0x73, 0x6d] }, // WebAssembly
  { kind: 'native', bytes: [0x21, 0x3c, 0x61, 0x72, 0x63, 0x68, 0x3e] }, // ar
  { kind: 'archive', bytes: [0x50, 0x4b, 0x03, 0x04] },
  { kind: 'archive', bytes: [0x1f, 0x8b, 0x08] },
  { kind: 'archive', bytes: [0x42, 0x5a, 0x68] },
  { kind: 'archive', bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a] },
  { kind: 'archive', bytes: [0x28, 0xb5, 0x2f, 0xfd] },
  { kind: 'archive', bytes: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
  { kind: 'archive', bytes: [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07] },
];

const BY_ENDING: readonly { readonly kind: FileKind; readonly ending: RegExp }[] = [
  { kind: 'python', ending: /\.pyw?$/iu },
  { kind: 'bytecode', ending: /\.py[co]$/iu },
  { kind: 'native', ending: /\.(?:so(?:\.[\d.]+)?|pyd|dll|dylib|exe|wasm|node)$/iu },
  { kind: 'archive', ending: /\.(?:zip|whl|egg|pyz|jar|tar|tgz|gz|bz2|xz|zst|7z|rar)$/iu },
  { kind: 'script', ending: /\.(?:sh|bash|zsh|fish|csh|bat|cmd|ps1|psm1|vbs|wsf|js|mjs|cjs|pl|rb|php|lua)$/iu },
];

/**
 * What a member is. A `.py` is Python whatever its first bytes are, because that is what `import` makes of it; everything else is
 * judged by its bytes first, so that a library called `cover.txt` is a library.
 */
export function kindOf(path: string, bytes: Uint8Array | null): FileKind {
  const named = BY_ENDING.find(({ ending }) => ending.test(path))?.kind ?? 'data';
  if (named === 'python' || bytes === null) return named;
  return kindOfBytes(bytes, path) ?? named;
}

function kindOfBytes(bytes: Uint8Array, path: string): FileKind | null {
  const magic = MAGIC.find(({ bytes: start }) => start.every((byte, index) => bytes[index] === byte));
  if (magic !== undefined) return magic.kind;
  if (isFatMachO(bytes) || isPortableExecutable(bytes)) return 'native';
  if (isBytecode(bytes)) return 'bytecode';
  return interpreterKind(bytes, path);
}

// Java classes begin with the same four bytes; their next number is a version above 40, a fat binary's a small count.
const isFatMachO = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.subarray(0, 4)).toString('hex') === 'cafebabe' && bytes[6] === 0 && (bytes[7] ?? 0xff) < 20;

/** `MZ` alone is two letters of text: the header that it points to decides. */
function isPortableExecutable(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0x4d || bytes[1] !== 0x5a || bytes.length < 64) return false;
  const at = Buffer.from(bytes.subarray(60, 64)).readUInt32LE(0);
  return Buffer.from(bytes.subarray(at, at + 4)).toString('latin1') === 'PE\0\0';
}

// CPython's magic numbers end in CR LF, and a flag word of at most 3 follows (PEP 552).
const isBytecode = (bytes: Uint8Array): boolean =>
  bytes.length >= 16 &&
  bytes[2] === 0x0d &&
  bytes[3] === 0x0a &&
  (bytes[4] ?? 9) <= 3 &&
  bytes[5] === 0 &&
  bytes[6] === 0;

function interpreterKind(bytes: Uint8Array, path: string): FileKind | null {
  if (bytes[0] !== 0x23 || bytes[1] !== 0x21) return null;
  const line = Buffer.from(bytes.subarray(0, 200)).toString('latin1').split('\n', 1)[0] ?? '';
  // `#!python` is what a wheel writes for the installer to fill in. Cython sources and templates have such lines too, but an ending.
  return /\b(?:python|pypy)/u.test(line) && !/\.[^/]*$/u.test(path.slice(path.lastIndexOf('/') + 1))
    ? 'python'
    : 'script';
}
