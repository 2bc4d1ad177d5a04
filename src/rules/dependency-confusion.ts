import picomatch from 'picomatch';
import type { Occurrence } from '../model/change.js';
import { DEFAULT_INDEX_URL } from '../model/lockfile.js';
import type { NormalizedName } from '../model/names.js';
import type { Policy, PolicyIndex } from '../model/policy.js';
import type { PopularProjects } from '../model/popular.js';
import { listOf, printable } from '../model/text.js';
import { canonicalIndexUrl, hostOf } from '../model/urls.js';
import { type Hit, rule, type Subject } from './rule.js';
import { doubtAbout } from './support/doubt.js';
import { historyOf, isNewName, timedRelease } from './support/history.js';
import { PYPI_HOSTS } from './support/hosts.js';
import { entryPlace } from './support/lock.js';
import { versionOddity } from './support/version-shape.js';
import { quoted, releaseName } from './support/words.js';

/**
 * A name that reads as the team's own and would be answered by an index where anyone can register it.
 *
 * In February 2021 packages of 35 companies were replaced so. A reserved name from another *index* is told by `index-changed`; this rule sees
 * the rest: reserved names by direct URL, names that look reserved and are not, and entries that two indexes may answer.
 */
export const dependencyConfusion = rule({
  id: 'dependency-confusion',
  level: 'block',
  confidence: 'medium',
  needs: [],
  capec: [538, 616],
  aliases: ['substitution attack', 'namespace confusion'],
  headline: 'looks private but comes from where anyone can publish',
  summary: 'A private-looking name would be taken from where anyone can register it.',
  remedy:
    'If the package is yours, add its name to `packages` of your `[[index]]` in the policy on the base branch and lock it from there; if it is not, use another name.',

  check(facts) {
    return [...reservedByUrl(facts), ...privateLooking(facts), ...twoIndexes(facts)];
  },
});

/** `corp-utils @ https://files.pythonhosted.org/…`: no index is asked, so that no rule about indexes sees it. */
function reservedByUrl({ change, entry, policy }: Subject): readonly Hit[] {
  const owner = ownerOf(entry.name, policy);
  if (owner === null) return [];
  const public_ = change.occurrences.filter(({ entry: { source } }) => {
    const host = source.kind === 'archive-url' ? hostOf(source.url)?.toLowerCase() : null;
    return host != null && PYPI_HOSTS.includes(host);
  });
  if (public_.length === 0) return [];
  return [
    {
      message: `${releaseName(entry)} is taken by its URL from PyPI, while policy says that the name belongs to index ${quoted(owner.name)}. Anyone can register it on PyPI.`,
      at: public_.map(entryPlace),
      key: 'reserved',
    },
  ];
}

const ownerOf = (name: NormalizedName, { indexes }: Policy): PolicyIndex | null =>
  indexes.find(({ packages }) => packages.some((pattern) => picomatch.isMatch(name, pattern.toLowerCase()))) ?? null;

/** A new name with the beginning of the reserved ones, which no pattern covers and which PyPI newly has. */
function privateLooking({ change, entry, policy, popular, project, now }: Subject): readonly Hit[] {
  if (!isNewName(change) || project === undefined || ownerOf(entry.name, policy) !== null) return [];
  if (isPolicys(project.indexUrl, policy)) return [];
  const family = familyOf(entry.name, policy, popular);
  if (family === null) return [];

  const doubt = doubtAbout(project, now);
  const history = historyOf(project);
  const head = timedRelease(history, entry.version);
  const oddity =
    head === null
      ? null
      : versionOddity(
          head,
          history.filter(({ at }) => at < head.at),
        );
  const isOdd = oddity?.kind === 'sentinel' || oddity?.kind === 'epoch';
  if (doubt === null && !isOdd) return [];
  const reasons = [...(doubt === null ? [] : [doubt.text]), ...(isOdd ? [oddity.text('')] : [])];
  return [
    {
      message: `${releaseName(entry)} comes from ${printable(hostOf(project.indexUrl) ?? 'a public index')} and reads like the names ${quoted(family.pattern)} that policy reserves for index ${quoted(family.index.name)}, though it is not among them; ${listOf(reasons)}.`,
      at: [],
      level: isOdd && doubt?.kind === 'young' ? 'block' : 'warn',
      key: 'private-looking',
    },
  ];
}

const isPolicys = (url: string, { indexes }: Policy): boolean =>
  indexes.some((index) => canonicalIndexUrl(index.url) === canonicalIndexUrl(url));

const MIN_PREFIX = 3;

/** The reserved pattern that begins with the same word; words that widely used projects begin with are nobody's. */
function familyOf(
  name: NormalizedName,
  { indexes }: Policy,
  { rankOf }: PopularProjects,
): { readonly index: PolicyIndex; readonly pattern: string } | null {
  for (const index of indexes) {
    for (const pattern of index.packages) {
      const prefix = /^[a-z0-9]+(?=-)/u.exec(pattern.toLowerCase())?.[0] ?? '';
      if (prefix.length < MIN_PREFIX || !(name.startsWith(`${prefix}-`) || name === prefix)) continue;
      if (![...rankOf.keys()].some((known) => known === prefix || known.startsWith(`${prefix}-`)))
        return { index, pattern };
    }
  }
  return null;
}

/** pip takes the highest version that any of its indexes offers; only a hash ties the entry to the files of one. */
function twoIndexes({ change, entry, locks, project, now }: Subject): readonly Hit[] {
  if (!isNewName(change) || project === undefined) return [];
  const doubt = doubtAbout(project, now);
  const open = change.occurrences.flatMap((occurrence) => {
    const others = indexesBeside(occurrence, locks);
    return others.length === 0 ? [] : [{ occurrence, others }];
  });
  const [first] = open;
  if (first === undefined) return [];
  return [
    {
      message: `${releaseName(entry)} has no hash, and the lockfile lets ${listOf([project.indexUrl, ...first.others].map((url) => printable(url)))} answer for its name; the one with the highest version wins${doubt === null ? '' : `, and on ${printable(hostOf(project.indexUrl) ?? 'the index')} ${doubt.text}`}.`,
      at: open.map(({ occurrence }) => entryPlace(occurrence)),
      level: doubt?.kind === 'young' ? 'warn' : 'note',
      key: 'two-indexes',
      remedy: 'Lock with hashes, or bind the name to one index (`tool.uv.sources`, Poetry’s `source`).',
    },
  ];
}

function indexesBeside({ path, entry }: Occurrence, locks: Subject['locks']): readonly string[] {
  const bound = entry.source.kind !== 'index' || entry.source.url !== null;
  if (bound || entry.artifacts.some(({ hashes }) => hashes.length > 0)) return [];
  const options = locks.find((pair) => pair.path === path)?.head?.options;
  return (options?.extraIndexUrls ?? []).map(canonicalIndexUrl).filter((url) => url !== DEFAULT_INDEX_URL);
}
