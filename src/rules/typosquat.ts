import type { NormalizedName } from '../model/names.js';
import { DAY } from '../model/policy.js';
import type { PopularProjects } from '../model/popular.js';
import { firstUpload, type Project } from '../model/release.js';
import { count } from '../model/text.js';
import { type Hit, rule } from './rule.js';
import { type Resemblance, resemblanceOf } from './support/resemblance.js';
import { duration, quoted } from './support/words.js';

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
  summary: 'A new package’s name can be mistaken for that of a widely used project.',
  remedy:
    'Check the spelling where the dependency was added. If this name is meant, allow the rule for it once you know the project.',

  check({ change, entry, project, popular, now }) {
    // A name that the base locks already, in another fork or from another source, was accepted before.
    if (change.kind !== 'added' || change.from !== null || change.labels.includes('fork')) return [];
    // Doubt first: it is cheap, and nearly every project has a history.
    const doubt = popular.rankOf.has(entry.name) ? null : doubtAbout(project, now);
    const match = doubt === null ? null : closest(entry.name, popular);
    return match === null || doubt === null ? [] : [hitOf(entry.name, match, doubt)];
  },
});

interface Match {
  readonly target: NormalizedName;
  readonly rank: number;
  readonly how: Resemblance;
}

/** The most used project that the name resembles. */
function closest(name: NormalizedName, { rankOf }: PopularProjects): Match | null {
  for (const [target, rank] of rankOf) {
    const how = resemblanceOf(name, target);
    if (how !== null) return { target, rank, how };
  }
  return null;
}

interface Doubt {
  readonly level: 'block' | 'warn';
  readonly text: string;
}

const YOUNG = 90 * DAY;
const FEW_RELEASES = 2;

/** Why the project may be a squat; null for one with a history. The index's times count, never the lockfile's. */
function doubtAbout({ files }: Project, now: number): Doubt | null {
  const first = firstUpload(files);
  if (first === null) return { level: 'warn', text: 'the index does not tell since when it exists' };
  if (now - first < YOUNG) return { level: 'block', text: `it first appeared ${duration(now - first)} ago` };
  const releases = new Set(files.flatMap(({ version }) => (version === null ? [] : [version]))).size;
  return releases <= FEW_RELEASES ? { level: 'warn', text: `it has only ${count(releases, 'release')}` } : null;
}

const hitOf = (name: NormalizedName, { target, how }: Match, { level, text }: Doubt): Hit => ({
  message: `${quoted(name)} reads like ${quoted(target)} ${how}, a widely used project; ${text}.`,
  at: [],
  level,
  key: target,
  remedy: `If ${quoted(target)} was meant, correct the dependency and lock again. If this name is meant, allow the rule for it once you know the project.`,
});
