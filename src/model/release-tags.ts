import { type NormalizedName, normalizeName } from './names.js';
import { parseVersion, type Version, versionKey } from './versions.js';

/** What a tag says: a version, and the component it is of when it names one (`pandas-v2.1` → `pandas`). */
interface ReadTag {
  readonly tag: string;
  readonly label: string;
}

/** Version → tags that spell it. */
export type TagIndex = ReadonlyMap<string, readonly ReadTag[]>;

/** Words that stand before a version and name no component. */
const FILLERS = /^(?:v|ver|version|r|rel|release|releases|tag|tags|python|py|stable|final)?$/u;

/**
 * Reads tag names as people write them: `1.2.3`, `v1.2.3`, `name-1.2.3`, `name/v1.2.3`, `name==1.2.3`, `release_1_2_3`. Versions count as
 * PEP 440 compares them, so that `1.2` means `1.2.0` and `2.0-rc.1` means `2.0rc1`.
 */
export function indexTags(tags: readonly string[]): TagIndex {
  const index = new Map<string, ReadTag[]>();
  for (const tag of tags) {
    const read = readTag(tag);
    if (read === null) continue;
    const same = index.get(read.key) ?? [];
    index.set(read.key, same);
    same.push({ tag, label: read.label });
  }
  return index;
}

const MAX_TAG = 250;

function readTag(tag: string): { readonly key: string; readonly label: string } | null {
  if (tag.length > MAX_TAG) return null;
  // The version is the longest end that is one. A component may have digits too: `boto3-1.2`, `py3-v1`.
  for (const match of tag.matchAll(/\d/gu)) {
    const before = tag.slice(0, match.index);
    if (!MAY_PRECEDE.test(before)) continue;
    const version = versionIn(tag.slice(match.index));
    if (version !== null) return { key: versionKey(version), label: labelIn(before) };
  }
  return null;
}

const MAY_PRECEDE = /(?:^|[-_/@= ]|(?:^|[^a-z])(?:v|r|rel|ver|version|release)[-_.]?)$/iu;

const versionIn = (text: string): Version | null => parseVersion(text) ?? parseVersion(text.replaceAll('_', '.'));

/** `pandas` of `pandas-v`, `sdk/python` of `sdk/python/v`; empty for a word that names nothing. */
function labelIn(before: string): string {
  const trimmed = before
    .toLowerCase()
    .replace(/(?:^|[-_/@= .])(?:v|r|ver|version|rel|release)[-_.]?$/u, '')
    .replace(/[-_/@= .]+$/u, '');
  return FILLERS.test(trimmed) ? '' : trimmed;
}

/** How a tag was found: `own` has the project's name or none; `other` names something else, as one of several packages in a repository. */
export interface FoundTag {
  readonly tag: string;
  readonly of: 'own' | 'other';
}

/** The tag that means the version of the project; those that name the project first, then those that name nothing. */
export function tagFor(index: TagIndex, name: NormalizedName, version: Version): FoundTag | null {
  const publicPart = parseVersion(version.replace(/\+.*$/u, '')) ?? version;
  const tags = index.get(versionKey(publicPart)) ?? [];
  const named = tags.find(({ label }) => isNameOf(label, name));
  const own = named ?? tags.find(({ label }) => label === '');
  if (own !== undefined) return { tag: own.tag, of: 'own' };
  return tags[0] === undefined ? null : { tag: tags[0].tag, of: 'other' };
}

const isNameOf = (label: string, name: NormalizedName): boolean => {
  const last = label.slice(label.lastIndexOf('/') + 1).replace(/^@/u, '');
  return label !== '' && (normalizeName(last) === name || normalizeName(last.replace(/^(?:python|py)-/u, '')) === name);
};
