import { listOf, printable } from '../model/text.js';
import { rule } from './rule.js';
import { bringsRelease, historyOf, revivalBefore, timedRelease } from './support/history.js';
import { signalsOf, years } from './support/signals.js';
import { unaskedActs } from './support/unasked-acts.js';
import { duration, releaseName } from './support/words.js';

/**
 * A release after more than two years without any.
 *
 * An abandoned project has an address that lapsed, a password from an old leak and nobody who looks: `ctx` was taken over in May 2022 after
 * seven quiet years. Most revivals are a maintainer who found a weekend, so it takes new acts or another oddity to weigh.
 */
export const dormantRevival = rule({
  id: 'dormant-revival',
  level: 'warn',
  confidence: 'low',
  needs: ['project'],
  capec: [538],
  aliases: ['abandoned package revived'],
  headline: 'was released after years of silence',
  summary: 'A project releases again after more than two years of silence.',
  remedy:
    'Check in the project’s repository that its known maintainers made the release; lock the release before it until that is settled.',

  check(facts) {
    const { change, entry, project, delta, now } = facts;
    if (!bringsRelease(change)) return [];
    const history = historyOf(project);
    const head = timedRelease(history, entry.version);
    if (head === null) return [];
    const revival = revivalBefore(history, head, timedRelease(history, change.from?.version ?? null));
    if (revival === null) return [];

    const acts = delta === undefined || delta.baseline.kind === 'none' ? [] : unaskedActs(delta);
    const others = signalsOf(facts).filter(({ id }) => id !== 'revival' && id !== 'young-release');
    const beside = others.length === 0 ? '' : ` With it goes that ${listOf(others.map(({ text }) => text))}.`;
    const first = revival.first === head ? 'it' : printable(revival.first.version);
    const [act] = acts;
    return [
      {
        message: `${releaseName(entry)} comes after a silence: between ${printable(revival.last.version)} and ${first} the project released nothing for ${years(revival.first.at - revival.last.at)}; it was uploaded ${duration(now - head.at)} ago.${act === undefined ? '' : ` New in it: unasked, ${act.text}.`}${beside}`,
        at: acts.slice(0, 3).map(({ at }) => at),
        level: others.length > 0 || acts.length > 0 ? 'warn' : 'note',
        key: 'revival',
      },
    ];
  },
});
