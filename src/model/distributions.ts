import { type NormalizedName, normalizeName } from './names.js';
import { parseVersion, type Version } from './versions.js';

export type DistributionKind = 'wheel' | 'sdist' | 'egg' | 'other';

/** What a distribution's file name says (wheels: binary distribution format specification; sdists: PEP 625 and older habits). */
export interface DistributionName {
  readonly kind: DistributionKind;
  readonly name: NormalizedName;
  readonly version: Version;
  /** `py3-none-any` for a wheel, null otherwise. */
  readonly tags: string | null;
}

const SDIST = /^(?<stem>.+)\.(?:tar\.(?:gz|bz2|xz|zst|Z)|tgz|tbz2?|zip)$/u;

/** What a file name alone says of its kind. */
export function kindOfDistribution(filename: string): DistributionKind {
  if (filename.endsWith('.whl')) return 'wheel';
  if (filename.endsWith('.egg')) return 'egg';
  return SDIST.test(filename) ? 'sdist' : 'other';
}

/**
 * Reads a file name against the project it is listed under. Older uploads keep forms such as `Flask-1.0.tar.gz` and names
 * with dashes, so the project's name decides where the version begins.
 */
export function parseDistributionName(filename: string, project: NormalizedName): DistributionName | null {
  if (filename.endsWith('.whl')) return parseWheelName(filename);
  if (filename.endsWith('.egg')) return parseStem('egg', filename.slice(0, -4).replace(/-py\d.*$/u, ''), project);
  const stem = SDIST.exec(filename)?.groups?.['stem'];
  return stem === undefined ? null : parseStem('sdist', stem, project);
}

function parseWheelName(filename: string): DistributionName | null {
  const parts = filename.slice(0, -4).split('-');
  if (parts.length !== 5 && parts.length !== 6) return null;
  const [name, versionText] = parts;
  const version = parseVersion((versionText ?? '').replaceAll('_', '-'));
  if (name === undefined || version === null) return null;
  return { kind: 'wheel', name: normalizeName(name), version, tags: parts.slice(-3).join('-') };
}

function parseStem(kind: 'sdist' | 'egg', stem: string, project: NormalizedName): DistributionName | null {
  for (let dash = stem.indexOf('-'); dash !== -1; dash = stem.indexOf('-', dash + 1)) {
    const version = parseVersion(stem.slice(dash + 1));
    if (version !== null && normalizeName(stem.slice(0, dash)) === project) {
      return { kind, name: project, version, tags: null };
    }
  }
  return null;
}
