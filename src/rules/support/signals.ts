import type { Level } from '../../model/level.js';
import { DAY } from '../../model/policy.js';
import type { When } from '../../model/profile.js';
import { releaseOf } from '../../model/release.js';
import { count, listOf } from '../../model/text.js';
import type { Hit, Subject } from '../rule.js';
import { type ReachLevels, reachOf } from './behaviour.js';
import {
  bringsRelease,
  burstAround,
  historyOf,
  projectBegin,
  revivalBefore,
  type TimedRelease,
  timedRelease,
} from './history.js';
import { provenanceLoss } from './provenance.js';
import { isUntagged } from './tags.js';
import { duration } from './words.js';

/**
 * Something about a release that is ordinary by itself and was there in most takeovers: it raises what the content shows.
 *
 * `young`: few others can have installed it. `rare`: fewer than one ordinary release in thirty shows it.
 */
export interface Signal {
  readonly id: 'young-release' | 'burst' | 'revival' | 'new-project' | 'provenance-lost' | 'untagged';
  readonly kind: 'young' | 'rare';
  /** A clause that begins with a small letter. */
  readonly text: string;
}

type Facts = Pick<Subject, 'change' | 'entry' | 'project' | 'policy' | 'now' | 'repository'>;

/** Everything about the release that speaks against it without speaking of its bytes. What the index does not tell is no signal. */
export function signalsOf(facts: Facts): readonly Signal[] {
  const { project, change, entry } = facts;
  if (project === undefined || !bringsRelease(change)) return [];
  const history = historyOf(project);
  const head = timedRelease(history, entry.version);
  if (head === null) return [];
  return READERS.flatMap((read) => read({ ...facts, project }, history, head) ?? []);
}

type Reader = (
  facts: Facts & Required<Pick<Facts, 'project'>>,
  history: readonly TimedRelease[],
  head: TimedRelease,
) => Signal | null;

/** One reader a signal. Another source of evidence adds its own here. */
const READERS: readonly Reader[] = [
  ({ policy, now }, _history, { at }) =>
    now - at < policy.minAge
      ? { id: 'young-release', kind: 'young', text: `the release is ${duration(now - at)} old` }
      : null,

  (_facts, history, head) => {
    const burst = burstAround(history, head);
    return burst === null
      ? null
      : {
          id: 'burst',
          kind: 'rare',
          text: `it is one of ${count(burst.releases.length, 'release')} within ${minutes(burst.span)}, which the project never did before`,
        };
  },

  ({ change }, history, head) => {
    const revival = revivalBefore(history, head, timedRelease(history, change.from?.version ?? null));
    return revival === null
      ? null
      : {
          id: 'revival',
          kind: 'rare',
          text: `the project had released nothing for ${years(revival.first.at - revival.last.at)}`,
        };
  },

  ({ project, now }) => {
    const begin = projectBegin(project);
    return begin !== null && now - begin < NEW_PROJECT
      ? { id: 'new-project', kind: 'rare', text: `the project first appeared ${duration(now - begin)} ago` }
      : null;
  },

  ({ repository }) =>
    repository !== undefined && isUntagged(repository)
      ? {
          id: 'untagged',
          kind: 'rare',
          text: 'its repository has no tag for it, and has them for the releases before',
        }
      : null,

  ({ change, project }, _history, { version }) => {
    const release = releaseOf(project, version);
    const loss = release === null ? null : provenanceLoss(change, project, release);
    return loss?.isHabit === true
      ? {
          id: 'provenance-lost',
          kind: 'rare',
          text: `its files lack the attestations that each of the ${loss.run} releases before had`,
        }
      : null;
  },
];

/** None of the 1,000 most used projects is younger than 90 days. */
const NEW_PROJECT = 30 * DAY;

const minutes = (milliseconds: number): string => count(Math.ceil(milliseconds / 60_000), 'minute');

/** `2.4 years`, rounded down. */
export const years = (milliseconds: number): string => `${Math.floor(milliseconds / (36.525 * DAY)) / 10} years`;

/** What goes with a release, as content rules use it. */
export interface Company {
  /**
   * Makes a warning a block where nobody has to ask for the act and the release is both young and odd. A release that is only
   * young, or only odd, leaves every level as it is; so does an act that the content rule itself calls a note.
   */
  readonly raise: (level: Level | null, when: readonly When[]) => Level | null;
  /** The same for levels by reach, where there is something to compare with. */
  readonly raiseLevels: (levels: ReachLevels) => ReachLevels;
  /** Adds the other parts of the chain to the message of what blocks. */
  readonly tell: (hits: readonly Hit[]) => readonly Hit[];
}

export function companyOf(facts: Facts): Company {
  const signals = signalsOf(facts);
  const isTelling = signals.some(({ kind }) => kind === 'young') && signals.some(({ kind }) => kind === 'rare');
  if (!isTelling) return ALONE;
  const clause = ` With it goes that ${listOf(signals.map(({ text }) => text))}.`;
  return {
    raise: (level, when) => (reachOf(when) === 'unasked' ? raised(level) : level),
    raiseLevels: (levels) => ({ ...levels, unasked: { ...levels.unasked, compared: raised(levels.unasked.compared) } }),
    tell: (hits) =>
      hits.map((hit) =>
        hit.level === 'block' ? { ...hit, message: `${hit.message}${clause}`, key: hit.key ?? hit.message } : hit,
      ),
  };
}

const raised = (level: Level | null): Level | null => (level === 'warn' ? 'block' : level);

const ALONE: Company = { raise: (level) => level, raiseLevels: (levels) => levels, tell: (hits) => hits };
