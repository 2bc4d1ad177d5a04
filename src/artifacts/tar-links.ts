import type { ArchiveAnomaly } from '../model/profile.js';
import { anomaly, quoted } from './anomalies.js';
import type { Member } from './archive.js';
import { normalizePath } from './paths.js';

/** A hard (`1`) or symbolic (`2`) link of a tar. */
export interface TarLink {
  readonly path: string;
  readonly type: '1' | '2';
  readonly target: string;
}

export interface ResolvedLinks {
  readonly members: readonly Member[];
  readonly anomalies: readonly ArchiveAnomaly[];
  readonly unread: readonly string[];
}

const MAX_HOPS = 16;

/** Gives links to files of the same archive those files' bytes: `setup.py → data.txt` runs what is in data.txt. */
export function resolveLinks(links: readonly TarLink[], members: readonly Member[]): ResolvedLinks {
  const byPath = new Map(members.map((member) => [member.path, member]));
  const sorted = [...byPath.keys()].toSorted();
  const linkByPath = new Map(links.map((link) => [link.path, link]));
  const made: Member[] = [];
  const anomalies: ArchiveAnomaly[] = [];
  const unread: string[] = [];
  for (const link of links) {
    const target = follow(link, linkByPath);
    const member = target === null ? undefined : byPath.get(target);
    if (member !== undefined) made.push({ ...member, path: link.path });
    else anomalies.push(deadLink(link));
    if (member === undefined && target !== null && hasInside(sorted, target)) unread.push(folderLink(link));
  }
  return { members: made, anomalies, unread };
}

/** Path at the end of a chain of links, null when it leaves the archive or never ends. */
function follow(first: TarLink, links: ReadonlyMap<string, TarLink>): string | null {
  let link = first;
  for (let hop = 0; hop < MAX_HOPS; hop += 1) {
    const target = targetOf(link);
    const next = target === null ? undefined : links.get(target);
    if (target === null || next === undefined) return target;
    link = next;
  }
  return null;
}

/** A symbolic link is relative to its own folder, a hard link to the top of the archive. */
function targetOf({ path, type, target }: TarLink): string | null {
  if (target.startsWith('/') || target === '') return null;
  const folder = type === '2' && path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : '';
  const resolved = normalizePath(folder + target);
  return resolved.split('/').includes('..') ? null : resolved;
}

/** Whether any of the sorted paths lies below the folder; by bisection, for both lists may be long. */
function hasInside(sorted: readonly string[], folder: string): boolean {
  const prefix = `${folder}/`;
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? '') < prefix) low = middle + 1;
    else high = middle;
  }
  return sorted[low]?.startsWith(prefix) ?? false;
}

const deadLink = ({ path, target }: TarLink): ArchiveAnomaly =>
  anomaly('link', `${quoted(path)} is a link to ${quoted(target)}, which is no file of the archive.`, path);

const folderLink = ({ path, target }: TarLink): string =>
  `What ${quoted(path)} shows of the folder ${quoted(target)} was read under the folder’s own name only.`;
