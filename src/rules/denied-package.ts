import type { DenyEntry } from '../model/policy.js';
import { versionSatisfies } from '../model/versions.js';
import { rule, type Subject } from './rule.js';
import { quoted, releaseName } from './support/words.js';

/** A package that the team's own policy refuses. */
export const deniedPackage = rule({
  id: 'denied-package',
  level: 'block',
  confidence: 'high',
  needs: [],
  capec: [],
  aliases: ['deny list'],
  headline: 'is denied by the policy',
  summary: 'The policy denies this package.',
  remedy: 'Use what the policy’s reason names, or have the `[[deny]]` entry changed on the base branch.',

  check({ entry, policy }) {
    return policy.deny
      .filter((denied) => matches(denied, entry))
      .map((denied) => ({
        message: `${releaseName(entry)} is denied by the policy${placeOf(denied, policy)}: ${quoted(denied.reason)}.`,
        at: [],
        key: `${denied.name} ${denied.versions ?? ''}`,
      }));
  },
});

/** An entry without a version may turn out to be any, so a denied range denies it too. */
const matches = ({ name, versions }: DenyEntry, { name: locked, version }: Subject['entry']): boolean =>
  name === locked && (versions === null || version === null || versionSatisfies(version, versions));

const placeOf = ({ line }: DenyEntry, { source }: Subject['policy']): string =>
  source === null ? '' : ` (${source}${line === null ? '' : `:${line}`})`;
