import { repositoryKey } from '../model/repository.js';
import { listOf, printable } from '../model/text.js';
import { rule } from './rule.js';
import { bringsRelease } from './support/history.js';
import { signalsOf } from './support/signals.js';
import { isUntagged } from './support/tags.js';
import { unaskedActs } from './support/unasked-acts.js';
import { quoted, releaseName } from './support/words.js';

/**
 * A release that the repository has no tag for, although the project tags its releases.
 *
 * Whoever steals an upload token seldom has the repository too: litellm 1.82.7, lightning 2.6.2 and durabletask 1.4.1 had no tag. So has a
 * release whose maintainer forgot to push one, which is why this weighs only beside something else.
 */
export const noMatchingTag = rule({
  id: 'no-matching-tag',
  level: 'warn',
  confidence: 'medium',
  needs: ['repository'],
  capec: [538],
  aliases: ['missing tag', 'untagged release'],
  headline: 'has no tag in its repository, unlike earlier releases',
  summary: 'The repository has no tag for this release, though it has them for the releases before.',
  remedy:
    'Ask the maintainers whether they made the release. Wait until its tag is there, and compare the files with it.',

  check(facts) {
    const { change, entry, repository, delta } = facts;
    if (!bringsRelease(change) || entry.source.kind !== 'index' || !isUntagged(repository)) return [];
    const { earlier = 0, earlierTagged = 0 } = repository.tags ?? {};
    const others = signalsOf(facts)
      .filter(({ id }) => id !== 'untagged')
      .map(({ text }) => text);
    const acts = delta === undefined || delta.baseline.kind === 'none' ? [] : unaskedActs(delta);
    const beside = [...others, ...acts.slice(0, 1).map(({ text }) => `it newly does something unasked: ${text}`)];
    return [
      {
        message: `${releaseName(entry)}: ${printable(repositoryKey(repository.asked), 160)} has no tag for ${quoted(entry.version ?? '')}, and has one for ${earlierTagged} of the ${earlier} releases before it.${beside.length === 0 ? '' : ` Besides, ${listOf(beside)}.`}`,
        at: acts.slice(0, 1).map(({ at }) => at),
        level: beside.length === 0 ? 'note' : 'warn',
        key: 'tag',
      },
    ];
  },
});
