import type { OptionChange } from '../model/change.js';
import { DEFAULT_INDEX_URL, type Lockfile, type LockOptions } from '../model/lockfile.js';

type Option = Exclude<keyof LockOptions, 'lines' | 'formatVersion'>;

/** Options whose value matters as soon as a lockfile comes, not only when it changes. */
const STEERING: readonly Option[] = [
  'indexUrl',
  'extraIndexUrls',
  'findLinks',
  'trustedHosts',
  'noIndex',
  'allowPrereleases',
];
const TUNING: readonly Option[] = ['requiresPython', 'excludeNewer', 'excludeNewerExceptions', 'requireHashes'];

/** Options of one lockfile that differ between the sides; of a new lockfile, those that lead an installer elsewhere. */
export function diffOptions(base: Lockfile | null, head: Lockfile): readonly OptionChange[] {
  const compared = base === null || base.format !== head.format ? STEERING : [...STEERING, ...TUNING];
  const changes = compared.map((option) => ({
    option,
    from: base === null ? '' : textOf(base.options, option),
    to: textOf(head.options, option),
  }));
  const differing = changes
    .filter(({ option, from, to }) => comparable(option, from) !== comparable(option, to))
    .map((change): OptionChange => ({ ...change, path: head.path, line: head.options.lines[change.option] ?? null }));
  return [...differing, ...formatDowngrade(base, head)];
}

function textOf(options: LockOptions, option: Option): string {
  const value = options[option];
  if (typeof value === 'boolean') return value ? 'true' : '';
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? '' : [...new Set(value)].toSorted().join(', ');
}

/** Naming the default is no change. */
const comparable = (option: Option, text: string): string =>
  option === 'indexUrl' && text === DEFAULT_INDEX_URL ? '' : text;

/**
 * An older form may record less: poetry's 1.x has no groups. Revisions of uv.lock (the part after the dot) only add and go up and
 * down with each developer's release of uv, and a newer form is no weakening.
 */
function formatDowngrade(base: Lockfile | null, head: Lockfile): readonly OptionChange[] {
  const [from, to] = [base?.options.formatVersion ?? '', head.options.formatVersion ?? ''];
  const lower = Number.parseInt(to, 10) < Number.parseInt(from, 10);
  if (!lower || base?.format !== head.format) return [];
  return [{ path: head.path, option: 'formatVersion', from, to, line: head.options.lines['formatVersion'] ?? null }];
}
