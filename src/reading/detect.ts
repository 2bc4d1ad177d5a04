import ignore from 'ignore';
import picomatch from 'picomatch';
import { formatOfName } from '../lockfiles/read.js';
import { printable } from '../model/text.js';

/** What a path alone says of a file, and why. `candidate`: only its content can tell whether it is a lockfile. */
export interface PathVerdict {
  readonly kind: 'lockfile' | 'candidate' | 'excluded' | 'other';
  /** Id of the format that the name tells; null otherwise. */
  readonly format: string | null;
  /** A clause for people. */
  readonly reason: string;
}

export interface DetectOptions {
  /** Picomatch patterns that replace detection by name; empty: detect. */
  readonly globs: readonly string[];
  /** Patterns in the syntax of .gitignore, from the policy of the base. */
  readonly exclude: readonly string[];
}

/** Directories of tools and of installed packages: what lies in them is not the project's. */
export const DEFAULT_EXCLUDE: readonly string[] = [
  'node_modules/',
  '.venv/',
  '.tox/',
  '.nox/',
  '.git/',
  'site-packages/',
  '__pypackages__/',
];

/** The pattern that leaves a path out; null when none does. */
export function excluder({ globs, exclude }: DetectOptions): (path: string) => string | null {
  // Case must match, as it does for git on Linux: a pattern never leaves out more than it says.
  const patterns = ignore({ ignoreCase: false }).add([...(globs.length === 0 ? DEFAULT_EXCLUDE : []), ...exclude]);
  return (path) => (ignore.isPathValid(path) ? (patterns.test(path).rule?.pattern ?? null) : null);
}

/** Judges paths without reading anything. */
export function pathJudge(options: DetectOptions): (path: string) => PathVerdict {
  const { globs } = options;
  const excludedBy = excluder(options);
  const asked = picomatch([...globs], { dot: true });
  return (path) => {
    const format = formatOfName(path);
    if (globs.length > 0 && !asked(path))
      return { kind: 'other', format, reason: 'no pattern of `lockfiles` names it' };
    if (format === null && globs.length === 0 && !CANDIDATE.test(path))
      return { kind: 'other', format, reason: 'its name is of no lockfile' };
    const pattern = excludedBy(path);
    if (pattern !== null)
      return { kind: 'excluded', format, reason: `excluded by the pattern "${printable(pattern, 80)}"` };
    if (globs.length > 0) return { kind: 'lockfile', format, reason: 'a pattern of `lockfiles` names it' };
    if (format !== null) return { kind: 'lockfile', format, reason: `its name is that of ${format}` };
    return OTHER_ECOSYSTEM.test(path)
      ? { kind: 'other', format, reason: 'its name is that of another ecosystem’s lock' }
      : { kind: 'candidate', format, reason: 'its name could be that of a lock, so its content decides' };
  };
}

/**
 * Names under which teams keep locks of tools that leave the choice to them (PEX, Pants, pip-compile). Kept narrow, since each changed
 * file of such a name is fetched and looked into.
 */
const CANDIDATE =
  /(?:^|\/)(?:[^/]+\.lock|(?:[^/]*[^a-z/])?lock(?:file)?s?(?:[^a-z/][^/]*)?\.(?:json|toml|txt|ya?ml)|3rdparty\/(?:.+\/)?[^/]+\.(?:json|txt))$/iu;

const OTHER_ECOSYSTEM =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.ya?ml|bun\.lock|deno\.lock|composer\.lock|gemfile\.lock|cargo\.lock|flake\.lock|mix\.lock|pubspec\.lock|podfile\.lock|packages\.lock\.json|project\.lock\.json|paket\.lock|chart\.lock|buf\.lock|shard\.lock|rebar\.lock|conan\.lock|berksfile\.lock|puppetfile\.lock|skills-lock\.json|\.terraform\.lock\.hcl)$/iu;
