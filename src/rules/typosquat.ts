import type { Level } from '../model/level.js';
import type { NormalizedName } from '../model/names.js';
import { type Hit, rule } from './rule.js';
import { type Doubt, doubtAbout } from './support/doubt.js';
import { closestProject, type LookAlike } from './support/look-alikes.js';
import { quoted } from './support/words.js';

/**
 * A newly added package whose name can be taken for that of a widely used project.
 *
 * Look-alike pairs are common among old, honest projects, so likeness alone says little. None of the 1,000 most used projects
 * is younger than 90 days, while typosquats are found in hours or days: young and alike is what blocks.
 */
export const typosquat = rule({
  id: 'typosquat',
  level: 'block',
  confidence: 'medium',
  needs: ['project'],
  capec: [630, 691],
  aliases: ['typosquatting', 'did you mean', 'slopsquatting'],
  headline: 'has a name easily mistaken for a well-known project',
  summary: 'A new package’s name can be mistaken for that of a widely used project.',
  remedy:
    'Check the spelling where the dependency was added. If this name is meant, allow the rule for it once you know the project.',

  check({ change, entry, project, popular, now }) {
    // A name that the base locks already, in another fork or from another source, was accepted before.
    if (change.kind !== 'added' || change.from !== null || change.labels.includes('fork')) return [];
    // Doubt first: it is cheap, and nearly every project has a history.
    const doubt = popular.rankOf.has(entry.name) ? null : doubtAbout(project, now);
    const match = doubt === null ? null : closestProject(entry.name, popular);
    return match === null || doubt === null ? [] : [hitOf(entry.name, match, doubt)];
  },
});

/** Of the long tail too many names are alike by chance, so that youth beside one of them is a question and no answer. */
const FAMILIAR = 5_000;

const levelOf = ({ rank }: LookAlike, { kind }: Doubt): Level =>
  kind === 'young' && rank <= FAMILIAR ? 'block' : 'warn';

const hitOf = (name: NormalizedName, match: LookAlike, doubt: Doubt): Hit => ({
  message: `${quoted(name)} reads like ${quoted(match.target)} ${match.how}, a widely used project; ${doubt.text}.`,
  at: [],
  level: levelOf(match, doubt),
  key: match.target,
  remedy: `If ${quoted(match.target)} was meant, correct the dependency and lock again. If this name is meant, allow the rule for it once you know the project.`,
});
