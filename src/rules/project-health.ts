import type { Scorecard } from '../model/health.js';
import { DAY } from '../model/policy.js';
import { releasesOf } from '../model/release.js';
import { repositoryKey } from '../model/repository.js';
import { listOf, printable } from '../model/text.js';
import { rule } from './rule.js';
import { historyOf, isNewName } from './support/history.js';
import { years } from './support/signals.js';
import { quoted } from './support/words.js';

/**
 * Whether anybody looks after a project: what to know before a team depends on it, and no sign of an attack.
 *
 * A project that nobody looks after is slow to mend, and its name and account are the easiest to take over.
 */
export const projectHealth = rule({
  id: 'project-health',
  level: 'note',
  confidence: 'high',
  needs: ['project'],
  capec: [],
  aliases: ['unmaintained', 'abandoned'],
  headline: 'belongs to a project that nobody seems to look after',
  summary: 'The project shows signs that nobody looks after it.',
  remedy: 'Prefer a project that is looked after, or plan who would mend this one.',

  check({ change, project, repository, health, now }) {
    const { asked, state } = repository ?? { asked: null, state: null };
    const signs = [
      ...(isNewName(change) ? rhythm(historyOf(project), releasesOf(project).length, now) : []),
      ...(asked !== null && state?.archived
        ? [`its repository ${printable(repositoryKey(asked), 160)} is archived`]
        : []),
      ...(asked !== null && state?.disabled
        ? [`its repository ${printable(repositoryKey(asked), 160)} is disabled`]
        : []),
      ...(health?.scorecard == null ? [] : scored(health.scorecard)),
    ];
    return signs.length === 0 ? [] : [{ message: `${quoted(project.name)}: ${listOf(signs)}.`, at: [], key: 'health' }];
  },
});

/** Of 10. Other tools warn below the same mark. */
const LOW_SCORE = 3;

function scored({ repository, score, date, checks, from }: Scorecard): readonly string[] {
  const isUnmaintained = checks['Maintained'] === 0;
  if ((score < 0 || score >= LOW_SCORE) && !isUnmaintained) return [];
  const low = Object.entries(checks)
    .filter(([, points]) => points === 0)
    .map(([name]) => printable(name, 60));
  const source = from === 'deps.dev' ? ', as deps.dev has it' : '';
  const lowest = low.length === 0 ? '' : `; without any point in ${listOf(low, 4)}`;
  return [
    `the OpenSSF Scorecard of ${printable(repository, 160)} gives it ${Math.max(score, 0).toFixed(1)} of 10 (${printable(date, 20)}${source}${lowest})`,
  ];
}

const LONG = 3 * 365 * DAY;

function rhythm(history: ReturnType<typeof historyOf>, releases: number, now: number): readonly string[] {
  const last = history.at(-1);
  return [
    ...(releases === 1 ? ['this is its only release'] : []),
    ...(last !== undefined && history.length === releases && now - last.at > LONG
      ? [`its last release is ${years(now - last.at)} old`]
      : []),
  ];
}
