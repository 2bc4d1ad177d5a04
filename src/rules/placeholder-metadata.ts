import { DAY } from '../model/policy.js';
import { listOf, printable } from '../model/text.js';
import { rule } from './rule.js';
import { bringsRelease, isNewName, projectBegin } from './support/history.js';
import { placeholdersIn, toldProfiles } from './support/metadata.js';
import { duration, releaseName } from './support/words.js';

/**
 * A release that says nothing of itself: the words of a tutorial, an example's address, or no summary, text and link at all.
 *
 * Floods of malicious uploads are made by scripts that fill in what a tool refuses to leave out. So are first uploads by beginners: it weighs only
 * with the youth of the project.
 */
export const placeholderMetadata = rule({
  id: 'placeholder-metadata',
  level: 'warn',
  confidence: 'low',
  needs: ['delta'],
  capec: [630],
  aliases: ['empty information', 'empty description'],
  headline: 'describes itself with placeholders or not at all',
  summary: 'The release describes itself with placeholders or not at all.',
  remedy: 'Find out what the package is, who makes it and why you need it before it is merged.',

  check({ change, entry, profiles, delta, project, now }) {
    if (!bringsRelease(change)) return [];
    const [told] = toldProfiles(profiles);
    const found = told === undefined ? [] : placeholdersIn(told.metadata);
    // What it always said is no news.
    if (told === undefined || found.length === 0 || isOld(delta.metadata.from)) return [];
    const begin = project === undefined ? null : projectBegin(project);
    const age = begin === null ? null : now - begin;
    const isYoung = age !== null && age < YOUNG;
    return [
      {
        message: `${releaseName(entry)} has ${listOf(found.map((text) => printable(text)))}${isYoung ? `; its project first appeared ${duration(age)} ago` : ''}.`,
        at: [],
        level: isYoung && isNewName(change) ? 'warn' : 'note',
        key: 'placeholder',
      },
    ];
  },
});

const YOUNG = 90 * DAY;

const isOld = (before: Parameters<typeof placeholdersIn>[0] | null): boolean =>
  before !== null && placeholdersIn(before).length > 0;
