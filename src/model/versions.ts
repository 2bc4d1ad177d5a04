import { clean, compare, explain, parse, satisfies } from '@renovatebot/pep440';

/** A version in the normal form of PEP 440, local part kept: `1.0.0rc1`, `1!2.0`, `2.1+cu121`. */
export type Version = string & { readonly __brand: 'Version' };

/** Reads any spelling that PEP 440 accepts (`v1.0-RC1`) and gives its normal form; null when it is no version. */
export function parseVersion(text: string): Version | null {
  if (text.length > MAX_LENGTH) return null;
  // Most versions are plain release numbers, and those are their own normal form.
  if (PLAIN.test(text)) return text as Version;
  const [publicPart] = (clean(text.trim()) ?? '').split('+');
  if (publicPart === undefined || publicPart === '') return null;
  // The library's types say text, but the local part is the list of its segments.
  const local = parse(text.trim())?.local;
  return (local ? `${publicPart}+${String(local).replaceAll(',', '.')}` : publicPart) as Version;
}

// PEP 440 sets no limit; the longest version on PyPI has less than a hundred characters.
const MAX_LENGTH = 256;

const PLAIN = /^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*))*$/u;

/** PEP 440 order: negative when `a` comes before `b`. `1.0` and `1.0.0` are equal. */
export const compareVersions = (a: Version, b: Version): number => compare(a, b);

/** Whether PEP 440 calls the version a pre-release or a development release. */
export const isPrerelease = (version: Version): boolean => {
  const parts = explain(version);
  return parts !== null && (parts.is_prerelease || parts.is_devrelease);
};

/** Whether a PEP 440 specifier set such as `>=1.0,<2` admits the version; pre-releases count. */
export const versionSatisfies = (version: Version, specifier: string): boolean =>
  satisfies(version, specifier, { prereleases: true });

/** A key that is equal for the versions that PEP 440 holds equal: trailing zeros of the release part do not count. */
export function versionKey(version: Version): string {
  const { epoch = '', release = version, rest = '' } = RELEASE.exec(version)?.groups ?? {};
  const parts = release.split('.');
  const last = parts.findLastIndex((part) => Number(part) !== 0);
  return `${epoch}${parts.slice(0, Math.max(last, 0) + 1).join('.')}${rest}`;
}

const RELEASE = /^(?<epoch>\d+!)?(?<release>\d+(?:\.\d+)*)(?<rest>.*)$/u;
