import { count, listOf, printable } from '../model/text.js';
import { rule } from './rule.js';
import { bringsRelease, burstAround, historyOf, timedRelease } from './support/history.js';
import { signalsOf } from './support/signals.js';
import { releaseName } from './support/words.js';

/**
 * A release that is one of several within an hour, by a project that never did so.
 *
 * Whoever holds somebody else's account for a short time tries again at once: durabletask had three releases in 35 minutes, litellm two in
 * 13. So does whoever forgot a file, in 2.9 % of projects a year; a project with the habit is left alone, and so is one fix for several series.
 */
export const releaseBurst = rule({
  id: 'release-burst',
  level: 'warn',
  confidence: 'low',
  needs: ['project'],
  capec: [538],
  aliases: ['rapid releases'],
  headline: 'came out in an unusual burst of releases',
  summary: 'The project made several releases within an hour, which it never did before.',
  remedy:
    'Look in the project’s repository for a tag and a reason for each of them; when in doubt, wait until the release is older.',

  check(facts) {
    const { change, entry, project } = facts;
    if (!bringsRelease(change)) return [];
    const history = historyOf(project);
    const head = timedRelease(history, entry.version);
    const burst = head === null ? null : burstAround(history, head);
    if (burst === null) return [];
    // A project's first day is a burst of its own.
    const others = signalsOf(facts).filter(({ id }) => id !== 'burst' && id !== 'new-project');
    const versions = burst.releases.map(({ version }) => printable(version));
    const beside = others.length === 0 ? '' : ` Besides, ${listOf(others.map(({ text }) => text))}.`;
    return [
      {
        message: `${releaseName(entry)} is one of ${count(versions.length, 'release')} (${listOf(versions)}) within ${count(Math.ceil(burst.span / 60_000), 'minute')}; the project never released so fast before.${beside}`,
        at: [],
        level: others.length === 0 ? 'note' : 'warn',
        key: 'burst',
      },
    ];
  },
});
