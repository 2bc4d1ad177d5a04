import type { LockedRequirement } from '../model/lockfile.js';
import { isProjectName, type NormalizedName, normalizeName } from '../model/names.js';
import type { Version } from '../model/versions.js';

/** What the `# via` comment of an entry says: who asked for it. */
export interface Via {
  /** Projects that require it, normalised. */
  readonly parents: readonly NormalizedName[];
  /** An input file or a pyproject.toml asks for it by name. */
  readonly fromInput: boolean;
  /** False when there is no such comment. */
  readonly told: boolean;
}

/**
 * Comments behind an entry, up to the next one. pip-tools and uv write `# via flask`, `# via -r requirements.in`, or `# via` with one
 * parent a line. Any other comment ends the list.
 */
export function readVia(comments: readonly string[]): Via {
  const parents: NormalizedName[] = [];
  let [told, fromInput, open] = [false, false, false];
  for (const comment of comments) {
    const text = comment.trim();
    const inline = /^via(?:\s+(?<parents>.*))?$/u.exec(text);
    if (inline === null && !open) continue;
    told = true;
    open = true;
    const items = (inline === null ? text : (inline.groups?.['parents'] ?? '')).split(',').map((item) => item.trim());
    for (const item of items.filter((each) => each !== '')) {
      if (/^-r\s|\(.*\.(?:toml|py|cfg)\)$/u.test(item)) fromInput = true;
      else if (isProjectName(item)) parents.push(normalizeName(item));
      else open = /^-c\s/u.test(item);
    }
  }
  return { parents, fromInput, told };
}

export interface Linkable {
  readonly name: NormalizedName;
  readonly version: Version | null;
  readonly marker: string | null;
  readonly via: Via;
}

/** Turns "asked for by" around into "asks for", by the name of the parent. */
export function requirementsByParent(
  entries: readonly Linkable[],
): ReadonlyMap<NormalizedName, readonly LockedRequirement[]> {
  const byParent = new Map<NormalizedName, LockedRequirement[]>();
  for (const { name, version, via } of entries) {
    for (const parent of via.parents) {
      const list = byParent.get(parent) ?? [];
      list.push({ name, version, marker: null, extras: [] });
      byParent.set(parent, list);
    }
  }
  return byParent;
}

/**
 * Whether the project asks for an entry by name. A parent that the file does not list is the project itself (`uv export` writes its
 * name). Null without a comment.
 */
export function isDirect({ told, fromInput, parents }: Via, listed: ReadonlySet<NormalizedName>): boolean | null {
  return told ? fromInput || parents.some((parent) => !listed.has(parent)) : null;
}
