import type { Occurrence } from '../model/change.js';
import type { Location } from '../model/finding.js';
import type { Level } from '../model/level.js';
import type { LockedPackage, Lockfile } from '../model/lockfile.js';
import type { Policy } from '../model/policy.js';
import { printable } from '../model/text.js';
import { hostOf, parseUrl, withoutCredentials } from '../model/urls.js';
import { type Hit, type LockSubject, rule, type Subject } from './rule.js';
import { isCleartext, suspicionOf } from './support/hosts.js';
import { entryPlace, groupBy } from './support/lock.js';
import { quoted, releaseName } from './support/words.js';

/**
 * A URL in a lockfile that cannot be trusted as it stands, whatever it leads to: no TLS, a host made to be misread, a bare
 * address, or credentials in it.
 *
 * What the base already holds is not news and stays a note. Hosts of an index's files are unexpected-host's.
 */
export const insecureUrl = rule({
  id: 'insecure-url',
  level: 'block',
  confidence: 'high',
  needs: [],
  capec: [94, 187],
  aliases: ['plain http', 'confusable host', 'credentials in URL'],
  headline: 'uses an unsafe download URL',
  summary: 'A URL in the lockfile has no TLS, a host made to be misread, or credentials in it.',
  remedy: 'Do not merge. Use the https URL of a host that you know by name, and lock again.',

  check(facts) {
    const judged = facts.change.occurrences.flatMap((occurrence) =>
      urlsOf(occurrence.entry).flatMap(({ url, line, isSource }) => {
        const flaw = flawOf(url, facts.policy, isSource);
        return flaw === null ? [] : [{ flaw, at: placeOf(occurrence, line) }];
      }),
    );
    return groupBy(judged, ({ flaw }) => flaw.key).map((same) => releaseHit(facts, same));
  },

  checkLock(facts) {
    return [...optionHits(facts), ...credentialHits(facts)];
  },
});

interface Flaw {
  /** Equal for the same flaw at the same host. */
  readonly key: string;
  /** The rest of a sentence that began with what is fetched. */
  readonly what: string;
  readonly level: Level;
}

function flawOf(url: string, policy: Policy, judgeHost: boolean): Flaw | null {
  const [host, protocol] = [hostOf(url), parseUrl(url)?.protocol];
  if (host === null || protocol === undefined) return null;
  if (isCleartext(url))
    return {
      key: `${protocol}//${host}`,
      what: `is taken from ${printable(host)} by ${printable(protocol.slice(0, -1))}, so that anyone on the way can answer in its place`,
      level: 'block',
    };
  const suspicion = judgeHost ? suspicionOf(host, policy) : null;
  if (suspicion === null) return null;
  const level = suspicion.startsWith('is a bare address') ? 'warn' : 'block';
  return { key: host, what: `is taken from ${printable(host)}, a host that ${suspicion}`, level };
}

interface EntryUrl {
  readonly url: string;
  /** null: the line where the entry begins. */
  readonly line: number | null;
  readonly isSource: boolean;
}

function urlsOf({ source, artifacts }: LockedPackage): readonly EntryUrl[] {
  const own = source.kind === 'local' || source.url === null ? [] : [{ url: source.url, line: null, isSource: true }];
  return [...own, ...artifacts.flatMap(({ url, line }) => (url === null ? [] : [{ url, line, isSource: false }]))];
}

const placeOf = ({ path, line, ...rest }: Occurrence, at: number | null): Location =>
  at === null ? entryPlace({ path, line, ...rest }) : { kind: 'lockfile', path, line: at };

interface Judged {
  readonly flaw: Flaw;
  readonly at: Location;
}

function releaseHit({ entry, locks, policy }: Subject, same: readonly Judged[]): Hit {
  const flaw = same[0]?.flaw ?? { key: '', what: '', level: 'note' };
  const known = locks.some(({ base }) => base !== null && flawsOf(base, policy).has(flaw.key));
  return {
    message: `${releaseName(entry)} ${flaw.what}${known ? '; the base has such URLs too' : ''}.`,
    at: same.map(({ at }) => at),
    level: known ? 'note' : flaw.level,
    key: flaw.key,
  };
}

/** Flaws of a whole lockfile, found once: every change of a large lock asks for them. */
function flawsOf(lockfile: Lockfile, policy: Policy): ReadonlySet<string> {
  const known = remembered.get(lockfile);
  if (known !== undefined) return known;
  const urls = lockfile.packages.flatMap(urlsOf);
  const flaws = new Set(urls.flatMap(({ url, isSource }) => flawOf(url, policy, isSource)?.key ?? []));
  remembered.set(lockfile, flaws);
  return flaws;
}

const remembered = new WeakMap<Lockfile, ReadonlySet<string>>();

const OPTIONS = ['indexUrl', 'extraIndexUrls', 'findLinks'] as const;

function optionHits({ pair: { path, base, head }, policy }: LockSubject): readonly Hit[] {
  if (head === null) return [];
  return OPTIONS.flatMap((option) => {
    const before = new Set([base?.options[option] ?? []].flat());
    const urls = [head.options[option] ?? []].flat().filter((url) => !before.has(url));
    return urls.flatMap((url): readonly Hit[] => {
      const flaw = flawOf(url, policy, true);
      const at: Location = { kind: 'lockfile', path, line: head.options.lines[option] ?? null };
      const message = `The lockfile newly names ${quoted(withoutCredentials(url), 160)}: what lies there ${flaw?.what ?? ''}.`;
      return flaw === null ? [] : [{ message, at: [at], level: flaw.level, key: `${option} ${flaw.key}` }];
    });
  });
}

/** A password in a lockfile is read by everyone who can read the repository; one that looks like a host hides where a URL leads. */
function credentialHits({ pair: { path, base, head } }: LockSubject): readonly Hit[] {
  const before = new Set((base?.credentials ?? []).map(({ origin }) => origin));
  const fresh = (head?.credentials ?? []).filter(({ origin }) => !before.has(origin));
  return groupBy(fresh, ({ origin, deceptive }) => `${origin} ${deceptive}`).flatMap((same): readonly Hit[] => {
    const [first] = same;
    if (first === undefined) return [];
    const at = same.map(({ line }): Location => ({ kind: 'lockfile', path, line }));
    const where = printable(first.origin, 160);
    return [
      first.deceptive
        ? {
            message: `A URL begins with what looks like a host, but that is a user name: it leads to ${where}.`,
            at,
            key: `deceptive ${first.origin}`,
          }
        : {
            message: `A URL to ${where} carries a user name or password, which everyone who reads the repository sees.`,
            at,
            level: 'warn',
            key: `credentials ${first.origin}`,
            remedy:
              'Change the password, take it out of the lockfile, and give it to the installer by its environment or keyring.',
          },
    ];
  });
}
