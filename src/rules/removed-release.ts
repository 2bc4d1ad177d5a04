import type { LockedPackage } from '../model/lockfile.js';
import { count, listOf, printable } from '../model/text.js';
import { type Hit, rule, type Subject } from './rule.js';
import { indexRecords } from './support/lock.js';
import { quoted, releaseName } from './support/words.js';

/**
 * A locked release, or its whole project, that the index does not list.
 *
 * Deleting is what an index does with malware; every bad release of 2026 is gone from PyPI today. File servers may keep the
 * bytes, and a deleted name can be registered by somebody else. An index that could not be asked is a gap, never this.
 */
export const removedRelease = rule({
  id: 'removed-release',
  level: 'block',
  confidence: 'medium',
  needs: [],
  capec: [538],
  aliases: ['unpublished', 'lock the ghost'],
  headline: 'is not listed by the index',
  summary: 'The index does not list the locked release.',
  remedy:
    'Do not merge. Find out why it is gone (yanked for malware, renamed, never published), then lock a release that is listed.',

  check(facts) {
    if (facts.entry.source.kind !== 'index' || facts.entry.version === null) return [];
    if (facts.listing === 'no-such-project') return [missingProject(facts)];
    return facts.listing === 'no-such-release' ? [missingRelease(facts)] : [];
  },
});

function missingProject({ change, entry }: Subject): Hit {
  // A lockfile that names files or the index had them from somewhere; a bare `name==version` may belong to another index.
  const named = indexRecords(change).some(({ filename }) => filename !== null) || namesIndex(entry);
  return named
    ? {
        message: `${releaseName(entry)}: the index has no project ${quoted(entry.name)}. It was removed, or the lockfile was written against another index.`,
        at: [],
        key: 'project',
      }
    : {
        message: `${releaseName(entry)}: the index has no project ${quoted(entry.name)}, so anyone can register that name there.`,
        at: [],
        key: 'project',
        level: 'warn',
        remedy:
          'If the package is private, name its index under `[[index]]` in the policy on the base branch; else check the spelling.',
      };
}

const namesIndex = ({ source }: LockedPackage): boolean => source.kind === 'index' && source.url !== null;

function missingRelease({ entry, project }: Subject): Hit {
  const versions = [...new Set((project?.files ?? []).flatMap(({ version }) => (version === null ? [] : [version])))];
  const others =
    versions.length === 0
      ? 'no release at all'
      : `${count(versions.length, 'other release')} (${listOf(versions.slice(-3).map((text) => printable(text)))})`;
  // PyPI accepts no local version (PEP 440), so `2.0+cu121` was made for another index and was never removed from this one.
  const isLocal = entry.version?.includes('+') ?? false;
  return {
    message: `${releaseName(entry)} is not listed by the index, which has ${others} of the project.`,
    at: [],
    key: 'release',
    ...(isLocal
      ? {
          level: 'warn' as const,
          remedy: 'Name the index that serves this local version under `[[index]]` in the policy on the base branch.',
        }
      : {}),
  };
}
