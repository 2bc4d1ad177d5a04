import type { CoreMetadata } from '../model/metadata.js';
import type { LicencePolicy } from '../model/policy.js';
import { listOf, printable } from '../model/text.js';
import { type Hit, rule } from './rule.js';
import { expressionText, type Licence, licenceOf, type Ruling, rulingOn } from './support/licences.js';
import { groupBy } from './support/lock.js';
import { toldProfiles } from './support/metadata.js';
import { quoted, releaseName } from './support/words.js';

/**
 * A release whose licence the policy refuses or does not list.
 *
 * The team has decided; this rule holds every new release against it. With `OR` one licence that is taken is enough, with `AND` all must be; an
 * exception after `WITH` grants more than its licence and is judged as that licence.
 */
export const licenceDenied = rule({
  id: 'licence-denied',
  level: 'block',
  confidence: 'high',
  needs: ['delta'],
  capec: [],
  aliases: ['license policy', 'deny-licenses'],
  headline: 'has a licence that the policy does not allow',
  summary: 'The release’s licence is denied by policy, or not among those it allows.',
  remedy:
    'Use another package, ask whoever decides on licences to change `[licences]`, or allow the rule for this package with a reason.',

  check({ entry, profiles, policy: { licences } }) {
    if (licences.allow === null && licences.deny.length === 0) return [];
    const told = toldProfiles(profiles);
    const judged = (told.length === 0 ? [NOTHING] : told.map(({ metadata }) => metadata)).map((metadata) =>
      judge(licenceOf(metadata), licences),
    );
    const [gravest] = groupBy(
      judged.flatMap((judgement) => judgement ?? []),
      ({ text }) => text,
    )
      .flatMap(([first]) => first ?? [])
      .toSorted((a, b) => Number(b.level === 'block') - Number(a.level === 'block'));
    if (gravest === undefined) return [];
    const hit: Hit = {
      message: `${releaseName(entry)} ${gravest.text}.`,
      at: [],
      level: gravest.level,
      key: 'licence',
    };
    return [hit];
  },
});

const NOTHING: Pick<CoreMetadata, 'licenceExpression' | 'classifiers' | 'licence'> = {
  licenceExpression: null,
  classifiers: [],
  licence: null,
};

interface Judgement {
  readonly level: 'block' | 'warn';
  readonly text: string;
}

/** Where words can mean several licences, all of them must be refused to block, and all taken to pass. */
function judge({ readings, text }: Licence, policy: LicencePolicy): Judgement | null {
  if (readings.length === 0) {
    if (policy.allow === null) return null;
    const what = text === '' ? 'names no licence' : `names a licence that is not known (${quoted(text, 80)})`;
    return { level: 'warn', text: `${what}, and policy allows only ${allowed(policy)}` };
  }
  const rulings = readings.map((reading) => rulingOn(reading, policy));
  const [worst] = WORST.filter((ruling) => rulings.includes(ruling));
  if (worst === undefined) return null;
  const names = listOf(readings.map((reading) => printable(expressionText(reading), 100)));
  if (rulings.includes('taken'))
    return {
      level: 'warn',
      text: `says ${quoted(text, 80)}, which may mean ${names}; policy does not take all of them`,
    };
  const why =
    worst === 'denied' ? 'policy denies' : `is not among the licences that policy allows (${allowed(policy)})`;
  return { level: 'block', text: `is under ${names}, which ${why}` };
}

const WORST: readonly Ruling[] = ['denied', 'not-allowed'];

const allowed = ({ allow }: LicencePolicy): string => listOf(allow ?? [], 6);
