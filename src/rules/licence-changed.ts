import { printable } from '../model/text.js';
import { rule } from './rule.js';
import { bringsRelease } from './support/history.js';
import {
  type Burden,
  burdenOf,
  compareBurdens,
  expressionText,
  type Licence,
  licenceKey,
  licenceOf,
} from './support/licences.js';
import { quoted, releaseName } from './support/words.js';

/**
 * A release under another licence than the one before.
 *
 * Projects have moved from free to source-available or to copyleft licences between two minor versions, and an update carries the whole team
 * over. Where the words only became clearer (a classifier made an SPDX expression) nothing is said.
 */
export const licenceChanged = rule({
  id: 'licence-changed',
  level: 'warn',
  confidence: 'medium',
  needs: ['delta'],
  capec: [],
  aliases: ['license change', 'relicensing'],
  headline: 'has a different licence than before',
  summary: 'The release has another licence than the one before.',
  remedy: 'Read the new licence, or ask whoever decides on licences; `[licences]` in the policy can decide for good.',

  check({ change, entry, delta: { metadata, baseline } }) {
    const { from, to } = metadata;
    if (from === null || to === null || !bringsRelease(change)) return [];
    if (baseline.kind !== 'locked' && baseline.kind !== 'earlier-release') return [];
    const [before, after] = [licenceOf(from), licenceOf(to)];
    // Nothing known before is no licence that could have changed.
    if (before.readings.length === 0 || mayMeanTheSame(before, after)) return [];
    if (after.readings.length === 0 && after.text === '') return [];
    const heavier = after.readings.length > 0 && compareBurdens(lightest(after), lightest(before)) > 0;
    return [
      {
        message: `${releaseName(entry)} is under ${described(after)}; ${printable(baseline.version)} was under ${described(before)}.${heavier ? ` ${MEANINGS[lightest(after)]}` : ''}`,
        at: [],
        level: heavier ? 'warn' : 'note',
        key: 'licence',
      },
    ];
  },
});

function mayMeanTheSame(before: Licence, after: Licence): boolean {
  const keys = new Set(before.readings.map(licenceKey));
  return before.text === after.text || after.readings.some((reading) => keys.has(licenceKey(reading)));
}

/** In favour of the release where its words are not clear. */
const lightest = ({ readings }: Licence): Burden => readings.map(burdenOf).toSorted(compareBurdens)[0] ?? 'permissive';

/** Where words may mean several licences, they are shown as they are. */
function described({ readings, text }: Licence): string {
  const [first, ...more] = readings;
  if (first === undefined) return `a licence that is not known (${quoted(text, 80)})`;
  return more.length === 0 ? printable(expressionText(first), 100) : quoted(text, 100);
}

const MEANINGS: Readonly<Record<Burden, string>> = {
  permissive: '',
  'weak-copyleft': 'It is a copyleft licence: changes to its files must be published under it.',
  copyleft: 'It is a copyleft licence: what is distributed with it may have to be under it too.',
  restricted: 'It does not allow every use.',
};
