import type { Finding } from '../model/finding.js';
import type { Inspection } from '../model/inspection.js';
import { describeBaseline, type Profile, type ProfileDelta } from '../model/profile.js';
import { count, listOf } from '../model/text.js';
import type { Verdict } from '../model/verdict.js';
import { terminal } from './escape.js';
import { phrasesOf, sentenceOf } from './reasons.js';
import { deltaGains } from './rows.js';
import { findingText } from './text.js';
import { groupGaps, ICON, WORD } from './view.js';

/** A scan or a comparison, for a terminal. */
export function renderInspection({ artifact, verdict, findings, profiles, delta, gaps, seconds }: Inspection): string {
  const counted = findings.filter(({ allowedBy }) => allowedBy === null);
  const parts = [
    `${ICON[verdict.outcome]} ${WORD[verdict.outcome]}: ${inWords(artifact, verdict, counted)}${verdict.complete ? '' : ' (incomplete)'}`,
    ...profiles.map(profileLine),
    delta === null ? '' : gainsLine(delta),
    ...counted.flatMap(findingText),
    ...findings.flatMap(acceptedLine),
    ...groupGaps(gaps).map(({ message }) => `  ${ICON.unknown} Not checked: ${terminal(message)}`),
    `  ${seconds.toFixed(2)} s`,
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function inWords(artifact: string, { outcome }: Verdict, counted: readonly Finding[]): string {
  const phrases = phrasesOf(counted.filter(({ level }) => level === outcome));
  const subject = terminal(artifact);
  return phrases.length === 0 ? subject : sentenceOf([{ subject, noun: 'package', phrases }]);
}

function profileLine({ artifact, inventory, surfaces, behaviours }: Profile): string {
  const running = [...new Set(surfaces.map(({ when }) => when))];
  const parts = [
    count(inventory.length, 'file'),
    running.length === 0 ? 'nothing runs by itself' : `code at ${listOf(running)}`,
    count(behaviours.length, 'behaviour'),
  ];
  return `  ${terminal(artifact, 200)}: ${parts.join(', ')}`;
}

function gainsLine(delta: ProfileDelta): string {
  const baseline = describeBaseline(delta.baseline);
  if (baseline === null) return '';
  const gains = deltaGains(delta);
  return `  Newly, against ${terminal(baseline)}: ${gains.length === 0 ? 'nothing' : gains.join(', ')}`;
}

const acceptedLine = ({ ruleId, allowedBy }: Finding): readonly string[] =>
  allowedBy === null ? [] : [`  ${ICON.note} ${ruleId} accepted by policy: ${terminal(allowedBy.reason)}`];
