import type { FileFacts } from '../content/facts.js';
import { rowOf } from '../content/magic.js';
import type { InventoryEntry } from '../model/profile.js';

export type FileKind = InventoryEntry['kind'];

const BY_ENDING: readonly { readonly kind: FileKind; readonly ending: RegExp }[] = [
  { kind: 'python', ending: /\.pyw?$/iu },
  { kind: 'bytecode', ending: /\.py[co]$/iu },
  { kind: 'native', ending: /\.(?:so(?:\.[\d.]+)?|pyd|dll|dylib|exe|wasm|node)$/iu },
  { kind: 'archive', ending: /\.(?:zip|whl|egg|pyz|jar|tar|tgz|gz|bz2|xz|zst|7z|rar)$/iu },
  { kind: 'script', ending: /\.(?:sh|bash|zsh|fish|csh|bat|cmd|ps1|psm1|vbs|wsf|js|mjs|cjs|pl|rb|php|lua)$/iu },
];

const kindByName = (path: string): FileKind => BY_ENDING.find(({ ending }) => ending.test(path))?.kind ?? 'data';

/**
 * What a member is. A `.py` is Python whatever its first bytes are, because that is what `import` makes of it; everything else is
 * judged by its bytes first, so that a library called `cover.txt` is a library. `facts` is null when the bytes were not read.
 */
export function kindOf(path: string, bytes: Uint8Array | null, facts: FileFacts | null): FileKind {
  const named = kindByName(path);
  if (named === 'python' || bytes === null) return named;
  const row = facts?.format == null ? null : rowOf(facts.format);
  if (row !== null && row.kind !== 'data') return row.kind;
  return interpreterKind(bytes, path) ?? named;
}

function interpreterKind(bytes: Uint8Array, path: string): FileKind | null {
  if (bytes[0] !== 0x23 || bytes[1] !== 0x21) return null;
  const line = Buffer.from(bytes.subarray(0, 200)).toString('latin1').split('\n', 1)[0] ?? '';
  // `#!python` is what a wheel writes for the installer to fill in. Cython sources and templates have such lines too, but an ending.
  return /\b(?:python|pypy)/u.test(line) && !/\.[^/]*$/u.test(path.slice(path.lastIndexOf('/') + 1))
    ? 'python'
    : 'script';
}
