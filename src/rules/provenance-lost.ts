import { count, listOf, printable } from '../model/text.js';
import { rule } from './rule.js';
import { burstAround, historyOf, timedRelease } from './support/history.js';
import { provenanceLoss } from './support/provenance.js';
import { releaseName } from './support/words.js';

/**
 * Files without attestations where the releases before had them.
 *
 * A stolen token uploads from anywhere; the project's own workflow attests what it uploads. ultralytics 8.3.45 and 8.3.46 came from a leftover
 * token, without the attestations that 8.3.44 had. Maintainers upload by hand too, so a loss alone only asks for a look.
 */
export const provenanceLost = rule({
  id: 'provenance-lost',
  level: 'block',
  confidence: 'medium',
  needs: ['project', 'release'],
  capec: [186, 538],
  aliases: ['provenance downgrade', 'attestation missing'],
  headline: 'lacks the attestations that earlier releases had',
  summary: 'Files of the release have no attestations, and the releases before had them.',
  remedy:
    'Check that the release stands in the project’s repository with its tag and a workflow run that made it, and ask the maintainers if not.',

  check({ change, entry, project, release, policy, now }) {
    const loss = provenanceLoss(change, project, release);
    if (loss === null) return [];
    const history = historyOf(project);
    const head = timedRelease(history, release.version);
    const isYoung = head !== null && now - head.at < policy.minAge;
    const burst = head === null ? null : burstAround(history, head);
    const isChain = loss.isHabit && isYoung && burst !== null;

    const files = loss.missing.map(({ filename }) => printable(filename, 120));
    const name = releaseName(entry);
    const which =
      loss.missing.length === loss.selectable
        ? `No file of ${name} has an attestation of who built it`
        : `Not every file of ${name} has an attestation of who built it: ${listOf(files, 3)}`;
    const before =
      loss.run === 1
        ? `${printable(loss.before)} had more`
        : `each of the ${loss.run} releases before, up to ${printable(loss.before)}, had more`;
    const hurry = isChain ? ` It is one of ${count(burst.releases.length, 'release')} in quick succession.` : '';
    return [
      {
        message: `${which}; ${before}.${hurry}`,
        at: [],
        level: isChain ? 'block' : loss.isHabit ? 'warn' : 'note',
        key: 'provenance-lost',
      },
    ];
  },
});
