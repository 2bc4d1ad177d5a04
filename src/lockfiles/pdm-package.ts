import type { LockedRequirement, PackageSource, Scope } from '../model/lockfile.js';
import { parseRequirement } from '../model/requirement.js';
import { withoutCredentials } from '../model/urls.js';
import { isCommit, orderedScopes } from './entries.js';
import type { PdmPackage } from './pdm-schema.js';

const SYSTEMS = ['git', 'hg', 'svn', 'bzr'] as const;

/** The one source of an entry; null when it names several. None means the project's own indexes. */
export function pdmSource(entry: PdmPackage): PackageSource | null {
  const systems = SYSTEMS.filter((system) => entry[system] !== undefined);
  const named = [...systems, ...(['url', 'path'] as const).filter((key) => entry[key] !== undefined)];
  if (named.length > 1) return null;
  if (entry.url !== undefined) return { kind: 'archive-url', url: withoutCredentials(entry.url) };
  if (entry.path !== undefined) return { kind: 'local', path: entry.path, editable: entry.editable ?? false };
  const [vcs] = systems;
  return vcs === undefined ? { kind: 'index', url: null } : vcsSource(vcs, entry[vcs] ?? '', entry);
}

function vcsSource(vcs: (typeof SYSTEMS)[number], url: string, entry: PdmPackage): PackageSource {
  const { ref, revision, subdirectory = null } = entry;
  const commit = [revision, ref].find((text) => text !== undefined && isCommit(text)) ?? null;
  return { kind: 'vcs', vcs, url: withoutCredentials(url), commit, ref: ref ?? null, subdirectory };
}

/**
 * `default` is what the project itself needs. pdm.lock does not tell an extra from a development group, so every other group counts
 * as an extra, the weightier of the two. Locks that uv resolved record no groups at all.
 */
export function pdmScopes({ groups = [] }: PdmPackage): readonly Scope[] {
  if (groups.length === 0) return ['unknown'];
  return orderedScopes(groups.map((group) => (group === 'default' ? 'runtime' : 'optional')));
}

export interface PdmRequirements {
  readonly requires: readonly LockedRequirement[];
  /** Texts that are no dependency specifier. */
  readonly strange: readonly string[];
}

/** PEP 508 texts → requirements. A table with extras also names its own package, which is no edge. */
export function pdmRequirements(texts: readonly string[], own: string): PdmRequirements {
  const read = texts.map((text) => ({ text, requirement: parseRequirement(text) }));
  return {
    requires: read.flatMap(({ requirement }) =>
      requirement === null || requirement.name === own
        ? []
        : [
            {
              name: requirement.name,
              version: null,
              marker: requirement.marker,
              extras: requirement.extras,
            },
          ],
    ),
    strange: read.flatMap(({ text, requirement }) => (requirement === null ? [text] : [])),
  };
}
