import { createHash } from 'node:crypto';
import { absent, found } from '../model/fetched.js';
import type { Repository, Side, Tree, TreeEntry } from '../ports.js';
import { sharedAtHand } from './files.js';

export interface PairedFile {
  /** Where it came from, for the report. */
  readonly label: string;
  readonly bytes: Uint8Array;
}

export interface FilePair {
  /** The path both sides take in the repository that this stands for: its name decides the lockfile format. */
  readonly path: string;
  readonly base: PairedFile | null;
  readonly head: PairedFile | null;
  readonly policy: { readonly path: string; readonly bytes: Uint8Array } | null;
  /** The shared policy that the policy extends; null when none was given. */
  readonly sharedPolicy: Uint8Array | null;
}

/** Two lockfiles at hand, as if each were the only file of a commit; the same policy lies beside both. */
export function filePairRepository(pair: FilePair): Repository {
  const policy = pair.policy === null ? [] : entry(pair.policy.path, pair.policy);
  const sides: Readonly<Record<Side, ReadonlyMap<string, Uint8Array>>> = {
    base: new Map([...entry(pair.path, pair.base), ...policy]),
    head: new Map([...entry(pair.path, pair.head), ...policy]),
  };
  return {
    describe: (side) => pair[side]?.label ?? 'nothing',
    tree: async (side) => (sides[side].size === 0 ? absent : found(treeOf(sides[side]))),
    policyTree: async () => (sides.base.size === 0 ? absent : found(treeOf(sides.base))),
    shared: async () => sharedAtHand(pair.sharedPolicy),
    blob: async ({ id }) => {
      const bytes = [...sides.base.values(), ...sides.head.values()].find((candidate) => idOf(candidate) === id);
      return bytes === undefined ? absent : found(bytes);
    },
  };
}

const entry = (
  path: string,
  file: { readonly bytes: Uint8Array } | null,
): readonly (readonly [string, Uint8Array])[] => (file === null ? [] : [[path, file.bytes]]);

const treeOf = (files: ReadonlyMap<string, Uint8Array>): Tree => ({
  truncated: false,
  entries: [...files].map(([path, bytes]): TreeEntry => ({ path, type: 'file', id: idOf(bytes), size: bytes.length })),
});

const idOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
