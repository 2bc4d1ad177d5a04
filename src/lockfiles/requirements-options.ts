import { posix } from 'node:path';
import type { LockInclude, LockOptions } from '../model/lockfile.js';
import { canonicalIndexUrl, hostOf, parseUrl } from '../model/urls.js';

/** Options that pip allows on a line of their own; https://pip.pypa.io/en/stable/reference/requirements-file-format/#supported-options */
const OPTIONS: Readonly<Record<string, OptionKind>> = {
  '-i': 'index-url',
  '--index-url': 'index-url',
  '--pypi-url': 'index-url',
  '--extra-index-url': 'extra-index-url',
  '-f': 'find-links',
  '--find-links': 'find-links',
  '--trusted-host': 'trusted-host',
  '-r': 'requirements',
  '--requirement': 'requirements',
  '--requirements': 'requirements',
  '-c': 'constraints',
  '--constraint': 'constraints',
  '--constraints': 'constraints',
  '-e': 'editable',
  '--editable': 'editable',
  '--no-index': 'no-index',
  '--pre': 'pre',
  '--all-releases': 'pre',
  '--require-hashes': 'require-hashes',
  '--no-require-hashes': 'no-require-hashes',
  '--no-binary': 'value',
  '--only-binary': 'value',
  '--use-feature': 'value',
  '--only-final': 'value',
  '--prefer-binary': 'flag',
};

type OptionKind =
  | 'index-url'
  | 'extra-index-url'
  | 'find-links'
  | 'trusted-host'
  | 'requirements'
  | 'constraints'
  | 'editable'
  | 'no-index'
  | 'pre'
  | 'require-hashes'
  | 'no-require-hashes'
  | 'value'
  | 'flag';

const FLAGS: ReadonlySet<OptionKind> = new Set(['no-index', 'require-hashes', 'no-require-hashes', 'flag']);

export interface FileOption {
  readonly kind: OptionKind;
  /** Empty for a flag. */
  readonly value: string;
}

/** Options of one line (`-i URL`, `-iURL`, `--index-url=URL`, several in a row); null when one of them is not known. */
export function parseOptions(text: string): readonly FileOption[] | null {
  const words = text.trim().split(/\s+/u);
  const options: FileOption[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const [key, glued] = splitWord(words[index] ?? '');
    const kind = Object.hasOwn(OPTIONS, key) ? OPTIONS[key] : undefined;
    if (kind === undefined) return null;
    if (FLAGS.has(kind) || (key === '--pre' && glued === null)) {
      options.push({ kind, value: '' });
      continue;
    }
    if (glued === null) index += 1;
    const value = glued ?? words[index];
    if (value === undefined || value === '') return null;
    options.push({ kind, value: unquoted(value) });
  }
  return options;
}

/** pip splits the line like a shell, so quotes around a value are no part of it. */
const unquoted = (text: string): string => text.replace(/^(?<quote>["'])(?<inner>.*)\k<quote>$/u, '$<inner>');

function splitWord(word: string): readonly [string, string | null] {
  if (word.startsWith('--')) {
    const equals = word.indexOf('=');
    return equals === -1 ? [word, null] : [word.slice(0, equals), word.slice(equals + 1)];
  }
  return word.length > 2 ? [word.slice(0, 2), word.slice(2).replace(/^=/u, '')] : [word, null];
}

/** Adds one option to those of the file. They are global to it, wherever they stand, and the last `--index-url` wins. */
export function withOption(options: LockOptions, { kind, value }: FileOption, line: number): LockOptions {
  const at = (option: keyof LockOptions): Pick<LockOptions, 'lines'> => ({
    lines: { ...options.lines, [option]: line },
  });
  switch (kind) {
    case 'index-url':
      return { ...options, indexUrl: canonicalIndexUrl(value), ...at('indexUrl') };
    case 'extra-index-url':
      return {
        ...options,
        extraIndexUrls: [...options.extraIndexUrls, canonicalIndexUrl(value)],
        ...at('extraIndexUrls'),
      };
    case 'find-links':
      return { ...options, findLinks: [...options.findLinks, canonicalIndexUrl(value)], ...at('findLinks') };
    case 'trusted-host':
      return { ...options, trustedHosts: [...options.trustedHosts, value.toLowerCase()], ...at('trustedHosts') };
    case 'no-index':
      return { ...options, noIndex: true, ...at('noIndex') };
    case 'pre':
      return { ...options, allowPrereleases: true, ...at('allowPrereleases') };
    case 'require-hashes':
    case 'no-require-hashes':
      return { ...options, requireHashes: kind === 'require-hashes', ...at('requireHashes') };
    default:
      return options;
  }
}

/** Whether `${NAME}` stands where it decides what is installed. In a credential it does not: those are cut off anyway. */
export function isUnresolvable(value: string): boolean {
  if (!ENVIRONMENT.test(value)) return false;
  const url = parseUrl(value);
  if (url === null || hostOf(value) === null) return true;
  url.username = '';
  url.password = '';
  return ENVIRONMENT.test(decodeURI(url.href.replaceAll(/%(?!7B|7D)/giu, '%25')));
}

const ENVIRONMENT = /\$\{[A-Z0-9_]+\}/u;

/** The file that `-r` or `-c` names, relative to the file that names it; a URL as it stands. */
export function includeOf(
  kind: 'requirements' | 'constraints',
  value: string,
  path: string,
  line: number,
): LockInclude {
  const target = /^[a-z][a-z0-9+.-]*:\/\//iu.test(value)
    ? value
    : posix.normalize(posix.join(posix.dirname(path), value));
  return { kind, target: value.startsWith('/') ? value : target, line };
}
