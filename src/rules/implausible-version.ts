import type { Level } from '../model/level.js';
import { DAY } from '../model/policy.js';
import { listOf, printable } from '../model/text.js';
import { rule } from './rule.js';
import {
  bringsRelease,
  historyOf,
  isNewName,
  projectBegin,
  type TimedRelease,
  timedRelease,
} from './support/history.js';
import { unaskedActs } from './support/unasked-acts.js';
import { type Oddity, versionOddity } from './support/version-shape.js';
import { duration, releaseName } from './support/words.js';

/**
 * A version made to win or to fill a place: 99.0.0 as a first release, 1.4 followed by 99, an epoch or post-release that the project never had.
 *
 * Installers take the highest version that any index offers; whoever registers a company's private name gives it one that nothing outbids.
 * Calendar versions and numbers that a project reached step by step are ordinary.
 */
export const implausibleVersion = rule({
  id: 'implausible-version',
  level: 'block',
  confidence: 'medium',
  needs: ['project'],
  capec: [538],
  aliases: ['dependency confusion version', 'version jump'],
  headline: 'has a version that does not follow from earlier ones',
  summary: 'The version does not follow from the project’s own history.',
  remedy:
    'Check in the project’s repository that this release is meant. If the name is private to your company, reserve it under `[[index]]` in the policy on the base branch.',

  check({ change, entry, project, delta, now }) {
    if (!bringsRelease(change) || entry.version === null) return [];
    const history = historyOf(project);
    const head = timedRelease(history, entry.version);
    if (head === null) return [];
    const before = history.filter(({ at }) => at < head.at);
    const oddity = versionOddity(head, before);
    if (oddity === null) return [];

    const begin = projectBegin(project);
    const age = begin === null ? null : now - begin;
    const acts = delta === undefined ? [] : unaskedActs(delta);
    const isNew = isNewName(change) && age !== null && age < NEW;
    const parts = [
      ...(age !== null && age < YOUNG ? [`the project first appeared ${duration(age)} ago`] : []),
      ...acts.slice(0, 1).map(({ text }) => `unasked, ${text}`),
    ];
    return [
      {
        message: `${releaseName(entry)}: ${oddity.text(listOf(lastOf(before)))}${parts.length === 0 ? '' : `; besides, ${parts.join(', and ')}`}.`,
        at: acts.slice(0, 3).map(({ at }) => at),
        level: levelOf(oddity, { isYoung: age !== null && age < YOUNG, isChain: isNew && acts.length > 0 }),
        key: oddity.kind,
      },
    ];
  },
});

/** The project is made for the occasion: dependency confusion. */
const NEW = 30 * DAY;
const YOUNG = 90 * DAY;

const lastOf = (before: readonly TimedRelease[]): readonly string[] =>
  before.slice(-3).map(({ version }) => printable(version));

function levelOf(
  { kind }: Oddity,
  { isYoung, isChain }: { readonly isYoung: boolean; readonly isChain: boolean },
): Level {
  if (kind === 'post-release') return 'note';
  if (kind === 'placeholder') return isYoung ? 'warn' : 'note';
  if (kind === 'jump') return isYoung ? 'warn' : 'note';
  return isChain ? 'block' : 'warn';
}
