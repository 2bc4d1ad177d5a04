import { parseDistributionName } from '../model/distributions.js';
import type { PackageSource, Scope } from '../model/lockfile.js';
import { type NormalizedName, normalizeName } from '../model/names.js';
import { pinnedVersion } from '../model/requirement.js';
import { parseUrl } from '../model/urls.js';
import type { Version } from '../model/versions.js';
import { fileNameOf, isCommit } from './entries.js';
import type { PipfileEntry } from './pipfile-schema.js';
import { cleanUrl } from './pipfile-sources.js';

const SYSTEMS = ['git', 'hg', 'svn', 'bzr'] as const;
const PLACES = [...SYSTEMS, 'file', 'path'] as const;

/** The one place an entry comes from besides an index; null for an index, `unknown` for several or one that is none. */
export function pipfilePlace(entry: PipfileEntry): PackageSource | null | 'unknown' {
  const [place, ...others] = PLACES.filter((key) => entry[key] !== undefined);
  if (place === undefined) return null;
  const value = entry[place] ?? '';
  if (others.length > 0 || value === '') return 'unknown';
  if (place === 'path' || place === 'file') return fileSource(value, entry.editable ?? false);
  const { ref = null, subdirectory = null } = entry;
  const commit = ref !== null && isCommit(ref) ? ref : null;
  const url = cleanUrl(value.replace(/^git\+/u, ''));
  return { kind: 'vcs', vcs: place, url, commit, ref: commit === null ? ref : null, subdirectory };
}

function fileSource(text: string, editable: boolean): PackageSource | 'unknown' {
  if (/^file:/iu.test(text)) return { kind: 'local', path: text.replace(/^file:(?:\/\/)?/iu, ''), editable };
  // A scheme of more than one letter; `C:\` is a path.
  if (!/^[a-z][a-z0-9+.-]+:/iu.test(text)) return { kind: 'local', path: text, editable };
  return /^(?:https?|ftp):$/u.test(parseUrl(text)?.protocol ?? '')
    ? { kind: 'archive-url', url: cleanUrl(text) }
    : 'unknown';
}

export interface PipfilePin {
  readonly version: Version | null;
  /** What leaves a choice, `>=1`; null for a pin, for `*` and where nothing is said. */
  readonly specifier: string | null;
}

/** `==1.0` pins; `*` does not. Null for text that is neither a pin nor a specifier. */
export function pipfilePin({ version: text, file }: PipfileEntry, name: NormalizedName): PipfilePin | null {
  if (text === undefined) {
    const filename = file === undefined ? null : fileNameOf(file);
    const version = filename === null ? null : (parseDistributionName(filename, name)?.version ?? null);
    return { version, specifier: null };
  }
  if (text.trim() === '*') return { version: null, specifier: null };
  const version = pinnedVersion(text.replaceAll(/\s+/gu, ''));
  if (version !== null) return { version, specifier: null };
  return /^\s*(?:~=|!=|<=|>=|<|>|==[^,]*\.\*)/u.test(text) ? { version: null, specifier: text.trim() } : null;
}

const CONDITIONS = [
  'os_name',
  'sys_platform',
  'platform_machine',
  'platform_python_implementation',
  'python_version',
  'python_full_version',
  'platform_system',
  'implementation_name',
] as const;

/** `markers`, joined with conditions that older releases wrote under keys of their own. */
export function pipfileMarker(entry: PipfileEntry): string | null {
  const conditions = CONDITIONS.flatMap((key) => (entry[key] === undefined ? [] : [`${key} ${entry[key]}`]));
  const parts = entry.markers === undefined ? conditions : [entry.markers, ...conditions];
  if (parts.length < 2) return parts[0] ?? null;
  return parts.map((part) => (/\bor\b/u.test(part) ? `(${part})` : part)).join(' and ');
}

/** `default` and `develop` are the Pipfile's `[packages]` and `[dev-packages]`; a category of another name is only installed when asked for. */
export function pipfileScope(category: string): Scope {
  if (category === 'default') return 'runtime';
  return category === 'develop' ? 'development' : 'optional';
}

export const pipfileExtras = ({ extras = [] }: PipfileEntry): readonly NormalizedName[] =>
  [...new Set(extras.map(normalizeName))].toSorted();
