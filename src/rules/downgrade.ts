import type { Advisory } from '../model/advisory.js';
import type { AdvisoryChange } from '../model/evidence.js';
import type { Project } from '../model/release.js';
import { releasesOf } from '../model/release.js';
import { listOf, printable } from '../model/text.js';
import { compareVersions, type Version } from '../model/versions.js';
import { rule } from './rule.js';
import { entryPlace } from './support/lock.js';
import { releaseName } from './support/words.js';

/**
 * A version that goes down.
 *
 * Going back is how a team leaves a bad release, and how an attacker brings back a hole that was closed. Advisories tell the two apart; so
 * does a withdrawn release in between, whose reason may hold for the older one too.
 */
export const downgrade = rule({
  id: 'downgrade',
  level: 'warn',
  confidence: 'medium',
  needs: [],
  capec: [620],
  aliases: ['version rollback'],
  headline: 'goes back to an older version',
  summary: 'The lockfile goes back to an older release.',
  remedy: 'Find out why it goes back; if a constraint forces it, take the newest release that has the fixes.',

  check({ change, entry, project, advisories }) {
    const { from, to } = change;
    if (from?.version == null || to?.version == null || compareVersions(to.version, from.version) >= 0) return [];
    const reopened = reopenedBy(advisories);
    const left = leftBehind(advisories);
    const withdrawn = project === undefined ? [] : yankedBetween(project, to.version, from.version);
    const clauses = [
      ...(reopened.length === 0 ? [] : [`it has ${named(reopened)}, which ${printable(from.version)} does not have`]),
      ...(withdrawn.length === 0
        ? []
        : [`it passes ${listOf(withdrawn.map((version) => printable(version)))}, withdrawn by its maintainers`]),
      ...(left.length === 0 ? [] : [`it leaves ${named(left)} of ${printable(from.version)} behind`]),
    ];
    return [
      {
        message: `${releaseName(entry)} is older than ${printable(from.version)}, which was locked before${clauses.length === 0 ? '' : `: ${clauses.join('; ')}`}.`,
        at: change.occurrences.map(entryPlace),
        level: reopened.length > 0 || (withdrawn.length > 0 && left.length === 0) ? 'warn' : 'note',
        key: 'downgrade',
      },
    ];
  },
});

const reopenedBy = (advisories: AdvisoryChange | undefined): readonly Advisory[] =>
  advisories === undefined ? [] : missingIn(advisories.head, advisories.base);

const leftBehind = (advisories: AdvisoryChange | undefined): readonly Advisory[] =>
  advisories === undefined ? [] : missingIn(advisories.base, advisories.head);

/** Advisories of one release that the other does not have under any of their names. */
function missingIn(these: readonly Advisory[], those: readonly Advisory[]): readonly Advisory[] {
  const known = new Set(those.flatMap(({ id, aliases }) => [id, ...aliases]));
  return these.filter(({ id, aliases }) => ![id, ...aliases].some((name) => known.has(name)));
}

const named = (advisories: readonly Advisory[]): string =>
  listOf(
    advisories.map(({ id }) => printable(id)),
    3,
  );

/** Releases between the two of which every file is yanked. */
const yankedBetween = (project: Project, low: Version, high: Version): readonly Version[] =>
  releasesOf(project)
    .filter(({ version }) => compareVersions(version, low) > 0 && compareVersions(version, high) < 0)
    .filter(({ files }) => files.every(({ yanked }) => yanked !== null))
    .map(({ version }) => version);
