import { createHash } from 'node:crypto';
import type { InventoryEntry } from '../model/profile.js';
import { kindOf } from './classify.js';
import type { MemberFacts } from './content.js';

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Every member with what its bytes are. */
export const inventoryOf = (contents: readonly MemberFacts[]): readonly InventoryEntry[] =>
  contents
    .map(({ member: { path, bytes, size, sha256 }, facts }) => {
      const kind = kindOf(path, bytes, facts);
      return {
        path,
        kind,
        size,
        sha256,
        gitId: kind === 'python' && bytes !== null ? gitBlobId(bytes) : null,
        format: facts?.format ?? null,
        traits: facts?.traits ?? [],
      };
    })
    .toSorted((a, b) => compareText(a.path, b.path) || compareText(a.sha256 ?? '', b.sha256 ?? ''));

/** Git's name for a file's bytes in repositories of the SHA-1 object format, which is every one on GitHub. */
const gitBlobId = (bytes: Uint8Array): string =>
  createHash('sha1').update(`blob ${bytes.byteLength}\0`).update(bytes).digest('hex');
