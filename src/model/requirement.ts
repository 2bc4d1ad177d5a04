import { type NormalizedName, normalizeName } from './names.js';
import { parseVersion, type Version } from './versions.js';

/** A dependency specifier: PEP 508, https://packaging.python.org/specifications/dependency-specifiers/ */
export interface Requirement {
  readonly name: NormalizedName;
  /** PEP 503-normalised, in the order written. */
  readonly extras: readonly string[];
  /** PEP 440 specifier set such as `>=1.0,<2` without spaces or brackets; empty for none. */
  readonly specifier: string;
  /** What stands behind `@`; null for a requirement by version. */
  readonly url: string | null;
  readonly marker: string | null;
}

const HEAD = /^\s*(?<name>[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)\s*(?:\[(?<extras>[^\]]*)\])?\s*(?<rest>.*)$/isu;
const CLAUSE = /^(?:===|==|~=|!=|<=|>=|<|>)[^\s,;()<>=~]+$/u;

/** Reads a dependency specifier; null when the text is none. */
export function parseRequirement(text: string): Requirement | null {
  const { name, extras = '', rest = '' } = HEAD.exec(text)?.groups ?? {};
  const wanted = parseExtras(extras);
  if (name === undefined || wanted === null) return null;
  const common = { name: normalizeName(name), extras: wanted };
  if (rest.startsWith('@')) return urlRequirement(common, rest.slice(1).trim());
  const [versions, marker] = splitMarker(rest, ';');
  const specifier = parseSpecifier(versions);
  return specifier === null || marker === '' ? null : { ...common, specifier, url: null, marker };
}

function urlRequirement(common: Pick<Requirement, 'name' | 'extras'>, rest: string): Requirement | null {
  // A URL may hold a semicolon; only one with white space before it begins the marker.
  const [url, marker] = splitMarker(rest, /\s;/u);
  return url === '' || /\s/u.test(url) || marker === '' ? null : { ...common, specifier: '', url, marker };
}

/** Splits text before and after the first separator; the second part is null without one. */
export function splitMarker(text: string, separator: string | RegExp): readonly [string, string | null] {
  const at = typeof separator === 'string' ? text.indexOf(separator) : text.search(separator);
  if (at === -1) return [text.trim(), null];
  return [text.slice(0, at).trim(), text.slice(text.indexOf(';', at) + 1).trim()];
}

function parseExtras(text: string): readonly string[] | null {
  const names = text.split(',').map((name) => name.trim());
  if (names.length === 1 && names[0] === '') return [];
  return names.every((name) => /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/iu.test(name)) ? names.map(normalizeName) : null;
}

function parseSpecifier(text: string): string | null {
  const open = text.startsWith('(');
  if (open !== text.endsWith(')')) return null;
  // White space goes first: a pattern with `\s*` in front of an operator is quadratic in a long run of it.
  const bare = (open ? text.slice(1, -1) : text)
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/ ?(,|===|==|~=|!=|<=|>=|<|>) ?/gu, '$1')
    .trim();
  if (bare === '') return '';
  return bare
    .replace(/,$/u, '')
    .split(',')
    .every((clause) => CLAUSE.test(clause))
    ? bare.replace(/,$/u, '')
    : null;
}

/** The one version that a specifier set pins with `==` or `===`; null when it leaves a choice (`==1.*`, `>=1`). */
export function pinnedVersion(specifier: string): Version | null {
  const pins = specifier.split(',').filter((clause) => clause.startsWith('==') && !clause.endsWith('.*'));
  const versions = new Set(pins.map((clause) => parseVersion(clause.replace(/^={2,3}/u, ''))));
  const [version = null] = versions;
  return versions.size === 1 ? version : null;
}
