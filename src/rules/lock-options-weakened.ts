import type { LockPair, OptionChange } from '../model/change.js';
import type { Location } from '../model/finding.js';
import type { Level } from '../model/level.js';
import { DEFAULT_INDEX_URL, isReadable, type Lockfile } from '../model/lockfile.js';
import type { Loosening, Policy } from '../model/policy.js';
import { count, listOf } from '../model/text.js';
import { canonicalIndexUrl, withoutCredentials } from '../model/urls.js';
import { type Hit, type LockSubject, type PolicySubject, rule } from './rule.js';
import { isLaterCutOff } from './support/cut-off.js';
import { quoted } from './support/words.js';

/**
 * A change that takes away what protects the next changes: a cut-off, required hashes, the one index; or Lockgate's own policy.
 *
 * Each is one line among thousands, and it makes nothing bad by itself: it opens the way for what comes later. Pull requests to well-known
 * projects have dropped `exclude-newer` in passing.
 */
export const lockOptionsWeakened = rule({
  id: 'lock-options-weakened',
  level: 'warn',
  confidence: 'high',
  needs: [],
  capec: [176],
  aliases: ['policy tampering', 'cooldown removed'],
  headline: 'protects less than before',
  summary: 'The lockfile’s options, or the policy, protect less than before.',
  remedy: 'Restore the option, or say in the pull request why it goes and have its owners agree.',

  checkLock(facts) {
    return [
      ...facts.options.flatMap((change) => optionHits(change, facts)),
      ...(dropsHashes(facts.pair) ? [hashesDropped(facts.pair)] : []),
    ];
  },

  checkPolicy: (facts) => policyHits(facts),
});

interface Weakening {
  readonly what: string;
  readonly level?: Level;
}

type Judge = (change: OptionChange, facts: LockSubject) => Weakening | null;

const JUDGES: Readonly<Partial<Record<OptionChange['option'], Judge>>> = {
  excludeNewer: ({ from, to }, { now, policy }) => {
    if (from === '') return null;
    if (to === '') return { what: `drops the cut-off ${quoted(from)}, so that releases of any age may be locked` };
    return isLaterCutOff(from, to, now - policy.minAge, policy.minAge)
      ? {
          what: `moves the cut-off from ${quoted(from)} to ${quoted(to)}, which lets in releases younger than the minimum age of the policy`,
        }
      : null;
  },
  excludeNewerExceptions: ({ from, to }) =>
    additions(from, to, (items) => `exempts packages from the cut-off or moves it for them: ${items}`),
  requireHashes: ({ to }) =>
    to === '' ? { what: 'no longer requires hashes, so that an entry without one is installed unchecked' } : null,
  indexUrl: ({ from, to }, { policy }) =>
    to === '' || isKnown(to, policy)
      ? null
      : {
          what: `takes packages from ${url(to)}${from === '' ? '' : ` instead of ${url(from)}`}, an index that the policy on the base branch does not name`,
        },
  extraIndexUrls: ({ from, to }, { policy }) =>
    additions(
      from,
      to,
      (items) => `adds the index ${items}: any name that it offers in a higher version is taken from there`,
      (item) => !isKnown(item, policy),
    ),
  findLinks: ({ from, to }) =>
    additions(
      from,
      to,
      (items) => `adds the source ${items}: any name that lies there in a higher version is taken from it`,
      isRemote,
    ),
  trustedHosts: ({ from, to }) =>
    additions(from, to, (items) => `trusts ${items} without TLS, so that anyone on the way can answer in its place`),
  noIndex: ({ to }) =>
    to === '' ? { what: 'allows an index again, where packages came from named places alone' } : null,
  allowPrereleases: ({ to }) =>
    to === '' ? null : { what: 'allows pre-releases, which fewer people have looked at', level: 'note' },
  formatVersion: ({ from, to }) => ({
    what: `goes from format ${quoted(from)} back to ${quoted(to)}, which records less`,
    level: 'note',
  }),
};

function optionHits(change: OptionChange, facts: LockSubject): readonly Hit[] {
  const weakening = JUDGES[change.option]?.(change, facts) ?? null;
  if (weakening === null) return [];
  const at: Location = { kind: 'lockfile', path: change.path, line: change.line };
  const { what, level = 'warn' } = weakening;
  return [{ message: `The lockfile ${what}.`, at: [at], level, key: change.option }];
}

function additions(
  from: string,
  to: string,
  say: (items: string) => string,
  matters: (item: string) => boolean = () => true,
): Weakening | null {
  const before = new Set(from.split(', '));
  const added = to.split(', ').filter((item) => item !== '' && !before.has(item) && matters(item));
  return added.length === 0 ? null : { what: say(listOf(added.map(url), 3)) };
}

const url = (text: string): string => quoted(withoutCredentials(text), 160);

const isKnown = (text: string, { indexes }: Policy): boolean =>
  [DEFAULT_INDEX_URL, ...indexes.map((index) => index.url)].map(canonicalIndexUrl).includes(canonicalIndexUrl(text));

/** Files of the repository itself are read in review like any other. */
const isRemote = (text: string): boolean => /^[a-z][a-z0-9+.-]*:/iu.test(text) || /^[/~\\]/u.test(text);

/** One line for the whole file: each entry is told by unhashed-entry. */
const dropsHashes = ({ base, head }: LockPair): boolean =>
  base !== null && head !== null && isReadable(head) && hashed(base) > 0 && indexed(head) > 0 && hashed(head) === 0;

const fromIndex = ({ packages }: Lockfile) =>
  packages.filter(({ source, version }) => source.kind === 'index' && version !== null);

const indexed = (lockfile: Lockfile): number => fromIndex(lockfile).length;

const hashed = (lockfile: Lockfile): number =>
  fromIndex(lockfile).filter(({ artifacts }) => artifacts.some(({ hashes }) => hashes.length > 0)).length;

const hashesDropped = ({ path, base, head }: LockPair): Hit => ({
  message: `The lockfile records no hash any more: ${count(base === null ? 0 : hashed(base), 'release')} had one before, and none of ${head === null ? 0 : indexed(head)} has one now.`,
  at: [{ kind: 'lockfile', path, line: null }],
  key: 'hashes',
  remedy: 'Lock with hashes again (`uv pip compile --generate-hashes`, `pip-compile --generate-hashes`).',
});

/** A policy that is edited for its own sake is read as such; together with a lockfile it may be there to let that change through next time. */
function policyHits(facts: PolicySubject): readonly Hit[] {
  const { proposed } = facts;
  const level: Level = facts.locks.length > 0 ? 'warn' : 'note';
  return looseningsOf(proposed).map(({ what, line }) => ({
    message: `The policy ${what}. This review still goes by the policy of the base branch.`,
    at: [{ kind: 'lockfile', path: proposed.path, line }],
    level,
    key: what,
    remedy: 'Propose policy changes in a pull request of their own, reviewed by the owners of the policy.',
  }));
}

const looseningsOf = (proposed: PolicySubject['proposed']): readonly Pick<Loosening, 'what' | 'line'>[] =>
  proposed.kind === 'policy'
    ? proposed.loosenings
    : [
        {
          what: `that is proposed cannot be used, and after the merge no review would run: ${quoted(proposed.reason, 300)}`,
          line: proposed.line,
        },
      ];
