import type { Member } from '../artifacts/archive.js';
import { groupBy } from '../model/group.js';
import { baseName, folderOf, installedPath } from './layout.js';

/** The files of one distribution, as its code names them. */
export interface OwnFiles {
  /**
   * The content of the file whose path ends with what is known of it. Of several the nearest counts: below the folder of the code that
   * asks. Null when none or several are left, or it was not read.
   */
  readonly contentOf: (path: string, from: string) => Uint8Array | null;
}

export function ownFiles(members: readonly Member[]): OwnFiles {
  let byName: ReadonlyMap<string, readonly Member[]> | null = null;
  return {
    contentOf(path, from) {
      byName ??= groupBy(members, (member) => baseName(member.path));
      const ending = `/${path}`;
      const found = (byName.get(baseName(path)) ?? []).filter((member) => `/${member.path}`.endsWith(ending));
      const near = `${folderOf(installedPath(from))}/`;
      const nearest = found.filter((member) => installedPath(member.path).startsWith(near));
      const [only, ...others] = nearest.length > 0 ? nearest : found;
      return only === undefined || others.length > 0 ? null : only.bytes;
    },
  };
}
