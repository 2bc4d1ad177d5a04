import { DAY, type Policy } from '../model/policy.js';
import type { Project } from '../model/release.js';
import { canonicalIndexUrl } from '../model/urls.js';
import { rule } from './rule.js';
import { isNewName, projectBegin } from './support/history.js';
import { unaskedActs } from './support/unasked-acts.js';
import { duration, quoted } from './support/words.js';

/**
 * A newly added package whose whole project is younger than a month.
 *
 * Half of the names that language models invent resemble nothing, so that no comparison of names finds whoever registers one. None of the
 * 1,000 most used projects is that young; what a month-old project does before anybody asks is told with it.
 */
export const brandNewProject = rule({
  id: 'brand-new-project',
  level: 'block',
  confidence: 'medium',
  needs: ['project'],
  capec: [630, 691],
  aliases: ['slopsquatting', 'new package', 'hallucinated package'],
  headline: 'comes from a brand new project',
  summary: 'A new dependency’s project is younger than 30 days.',
  remedy:
    'Make sure that the name was not guessed or suggested by a tool, and that the project is the one you want. Wait until others have used it.',

  check({ change, project, delta, policy, now }) {
    const begin = projectBegin(project);
    if (!isNewName(change) || begin === null || now - begin >= NEW) return [];
    const acts = delta === undefined ? [] : unaskedActs(delta);
    const [act] = acts;
    const about = `${quoted(project.name)} first appeared ${duration(now - begin)} ago`;
    const more = acts.length > 1 ? ` (and ${acts.length - 1} more of the kind)` : '';
    return [
      {
        message: act === undefined ? `${about}.` : `${about}, and its release acts unasked: ${act.text}${more}.`,
        at: acts.slice(0, 5).map(({ at }) => at),
        level: act !== undefined ? 'block' : isOwn(project, policy) ? 'note' : 'warn',
        key: 'new',
      },
    ];
  },
});

const NEW = 30 * DAY;

/** New projects are everyday on a team's own index. */
const isOwn = ({ indexUrl }: Project, { indexes }: Policy): boolean =>
  indexes.some(({ url }) => canonicalIndexUrl(url) === indexUrl);
