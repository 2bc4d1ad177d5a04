import { parseDistributionName } from '../model/distributions.js';
import type { PackageSource } from '../model/lockfile.js';
import { isProjectName, type NormalizedName, normalizeName } from '../model/names.js';
import { parseRequirement, pinnedVersion, splitMarker } from '../model/requirement.js';
import { parseUrl, withoutCredentials, withoutTrailingSlashes } from '../model/urls.js';
import type { Version } from '../model/versions.js';
import { fileNameOf, isCommit } from './entries.js';

/** What one requirement asks for, without its options. */
export interface Wanted {
  readonly name: NormalizedName;
  readonly version: Version | null;
  /** Empty for none and for a pin. */
  readonly specifier: string;
  readonly source: PackageSource;
  readonly extras: readonly string[];
  readonly marker: string | null;
  /** Hash in the fragment of a direct URL, `sha256=…`. */
  readonly hash: string | null;
}

// Far longer than any requirement without its hashes.
const MAX_LENGTH = 4_000;

const SCHEME = /^(?:(?:git|hg|svn|bzr)\+)?[a-z][a-z0-9+.-]*:/iu;
const ARCHIVE = /\.(?:whl|zip|tgz|tbz2?|tar|tar\.(?:gz|bz2|xz|lzma|zst))$/iu;

/** Reads a requirement in any form that pip takes: PEP 508, a bare URL or a path; null for anything else. */
export function readWanted(text: string, editable: boolean, defaultIndex: string | null): Wanted | null {
  if (text.length > MAX_LENGTH) return null;
  const direct = SCHEME.test(text);
  const [location, marker] = splitMarker(text, direct ? /\s;/u : ';');
  if (marker === '') return null;
  if (direct) return atUrl({ url: location, name: null, extras: [], marker }, editable);
  if (editable || isPath(location)) return atPath(location, marker, editable);

  const requirement = parseRequirement(text);
  if (requirement === null) return null;
  const { url, specifier, ...rest } = requirement;
  if (url !== null)
    return SCHEME.test(url) ? atUrl({ ...rest, url }, false) : atPath(url, rest.marker, false, rest.name);
  const version = pinnedVersion(specifier);
  // `==` with a version that is none is a damaged pin, not a loose one; `===` may name anything and pins nothing we can look up.
  if (version === null && /(?:^|,)==(?!=)(?!.*\.\*)/u.test(specifier) && !specifier.includes(',')) return null;
  return {
    ...rest,
    version,
    specifier: version === null ? specifier : '',
    source: { kind: 'index', url: defaultIndex },
    hash: null,
  };
}

/** pip's own test for a path (`_looks_like_path`), and archives beside the file. */
const isPath = (text: string): boolean => {
  const [start = ''] = text.split(/[@=<>~!\s]/u, 1);
  return (
    /^\.{1,2}(?:$|[/\\[])/u.test(text) ||
    start.includes('/') ||
    start.includes('\\') ||
    (ARCHIVE.test(splitExtras(text)[0]) && !text.includes('@'))
  );
};

/** Text before `[a,b]` at its end, and the extras in it. */
function splitExtras(text: string): readonly [string, readonly string[]] {
  const at = text.endsWith(']') ? text.lastIndexOf('[') : -1;
  return at === -1
    ? [text, []]
    : [
        text.slice(0, at),
        text
          .slice(at + 1, -1)
          .split(',')
          .map(normalizeName),
      ];
}

interface UrlRequirement {
  readonly url: string;
  readonly name: NormalizedName | null;
  readonly extras: readonly string[];
  readonly marker: string | null;
}

function atUrl({ url: text, name, extras, marker }: UrlRequirement, editable: boolean): Wanted | null {
  const [bare, asked] = splitExtras(text);
  const [location = '', fragment = ''] = bare.split('#', 2);
  const options = new URLSearchParams(fragment);
  if (/^file:/iu.test(location))
    return atPath(location.replace(/^file:(?:\/\/)?/iu, ''), marker, editable, name ?? eggName(options));
  const vcs = /^(?<vcs>git|hg|svn|bzr)\+(?<url>.+)$/iu.exec(location)?.groups;
  const source =
    vcs === undefined
      ? archiveSource(location)
      : vcsSource(vcs['vcs'] ?? '', vcs['url'] ?? '', options.get('subdirectory'));
  if (source === null) return null;
  const file = fileNameOf(location.replace(/@[^/@]*$/u, ''));
  const told = name ?? eggName(options) ?? nameOfFile(file);
  if (told === null) return null;
  const version =
    source.kind === 'archive-url' && file !== null ? (parseDistributionName(file, told)?.version ?? null) : null;
  const hash = [...options].find(([key]) => /^(?:sha\d+|md5)$/u.test(key));
  return {
    name: told,
    version,
    specifier: '',
    source,
    extras: asked.length === 0 ? extras : asked,
    marker,
    hash: hash === undefined ? null : hash.join(':'),
  };
}

const archiveSource = (url: string): PackageSource | null =>
  parseUrl(url)?.protocol.match(/^(?:https?|ftp):$/u) ? { kind: 'archive-url', url: withoutCredentials(url) } : null;

/** `https://host/repo.git@ref`; an `@` before the last slash belongs to the host (`git@host`). */
function vcsSource(kind: string, location: string, subdirectory: string | null): PackageSource | null {
  const at = location.lastIndexOf('@');
  const split = at > location.lastIndexOf('/') || (at !== -1 && /^[^/]*:\/\/[^/]+\/.*@/u.test(location)) ? at : -1;
  const [repository, ref] = split === -1 ? [location, null] : [location.slice(0, split), location.slice(split + 1)];
  const vcs = (['git', 'hg', 'svn', 'bzr'] as const).find((candidate) => candidate === kind.toLowerCase());
  if (vcs === undefined || repository === '' || ref === '') return null;
  const commit = ref !== null && isCommit(ref.toLowerCase()) ? ref.toLowerCase() : null;
  return {
    kind: 'vcs',
    vcs,
    url: withoutCredentials(repository),
    commit,
    ref: commit === null ? ref : null,
    subdirectory,
  };
}

function atPath(
  text: string,
  marker: string | null,
  editable: boolean,
  name: NormalizedName | null = null,
): Wanted | null {
  const {
    path,
    extras = '',
    fragment = '',
  } = /^(?<path>[^[#]*)(?:\[(?<extras>[^\]]*)\])?(?:#(?<fragment>.*))?$/u.exec(text)?.groups ?? {};
  if (path === undefined || path === '' || /\s/u.test(path)) return null;
  const trimmed = withoutTrailingSlashes(path);
  const file = fileNameOf(trimmed);
  const told = name ?? eggName(new URLSearchParams(fragment)) ?? nameOfFile(file) ?? PROJECT;
  const version = file === null || !ARCHIVE.test(file) ? null : (parseDistributionName(file, told)?.version ?? null);
  const asked = extras.trim() === '' ? [] : extras.split(',').map(normalizeName);
  return {
    name: told,
    version,
    specifier: '',
    source: { kind: 'local', path: trimmed === '' ? path : trimmed, editable },
    extras: asked,
    marker,
    hash: null,
  };
}

// `-e .` names no project; its real name stands in a file that is not read here, and local sources are never looked up by name.
const PROJECT = normalizeName('project');

const eggName = (fragment: URLSearchParams): NormalizedName | null => {
  const [name = ''] = (fragment.get('egg') ?? '').split(/[[=<>!~]/u, 1);
  return isProjectName(name) ? normalizeName(name) : null;
};

/** What a file or repository name lets guess: `Flask-1.0.tar.gz` and `flask.git` both say flask. */
function nameOfFile(file: string | null): NormalizedName | null {
  if (file === null) return null;
  const stem = file.replace(ARCHIVE, '').replace(/\.git$/u, '');
  const [name = ''] = file.endsWith('.whl') ? stem.split('-', 1) : stem.split(/-(?=v?\d)/u, 1);
  return isProjectName(name) ? normalizeName(name) : null;
}
