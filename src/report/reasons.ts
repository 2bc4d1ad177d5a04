import type { Finding } from '../model/finding.js';
import { count, listOf } from '../model/text.js';

/** A package or file that the verdict rests on, with what is said of it. */
export interface Reason {
  /** As a reader sees it: marked and escaped. */
  readonly subject: string;
  readonly noun: 'package' | 'file';
  /** In plain words that read behind the subject, most telling first; never empty. */
  readonly phrases: readonly string[];
}

/** More than this a reader does not take in at a glance, and the report has it all. */
const SHOWN = 2;

/**
 * The reasons as a sentence without its full stop. One subject alone is told with two phrases; several are told with one each, those with the
 * same phrase together, and the rest is counted.
 */
export function sentenceOf(reasons: readonly Reason[]): string {
  const [only, ...others] = reasons;
  if (only === undefined) return '';
  if (others.length === 0) return `${only.subject} ${phrasesText(only.phrases)}`;
  const clusters = byPhrase(reasons);
  const rest = clusters.slice(SHOWN).flatMap(({ members }) => members);
  const shown = clusters.slice(0, SHOWN).map(clusterText);
  return rest.length === 0 ? shown.join('; ') : `${shown.join('; ')}; and ${restText(rest)}`;
}

function phrasesText(phrases: readonly string[]): string {
  const left = phrases.length - SHOWN;
  // Phrases hold an "and" of their own, so the comma stands before ours.
  return `${phrases.slice(0, SHOWN).join(', and ')}${left > 0 ? ` (and ${count(left, 'more reason')})` : ''}`;
}

interface Cluster {
  readonly phrase: string;
  readonly members: readonly Reason[];
}

function byPhrase(reasons: readonly Reason[]): readonly Cluster[] {
  const phrases = new Set(reasons.map(({ phrases: [first = ''] }) => first));
  return [...phrases].map((phrase) => ({
    phrase,
    members: reasons.filter(({ phrases: [first] }) => first === phrase),
  }));
}

function clusterText({ phrase, members }: Cluster): string {
  const names = members.slice(0, SHOWN).map(({ subject }) => subject);
  const rest = members.slice(SHOWN);
  const all = listOf(rest.length === 0 ? names : [...names, restText(rest)]);
  // Phrases have their verb in the singular; `could` is the same for one and for many.
  return members.length === 1 || phrase.startsWith('could ') ? `${all} ${phrase}` : `each of ${all} ${phrase}`;
}

function restText(rest: readonly Reason[]): string {
  const number = (noun: Reason['noun']): number => rest.filter((reason) => reason.noun === noun).length;
  const parts = (['package', 'file'] as const).filter((noun) => number(noun) > 0);
  return parts.map((noun) => count(number(noun), `more ${noun}`)).join(' and ');
}

// Someone has judged these already, or the team has: before what we conclude from code.
const KNOWN_BAD: ReadonlySet<string> = new Set(['known-malware', 'quarantined-project', 'denied-package']);

export const isKnownBad = (findings: readonly Finding[]): boolean =>
  findings.some(({ ruleId }) => KNOWN_BAD.has(ruleId));

const CONFIDENCE: Readonly<Record<Finding['confidence'], number>> = { high: 2, medium: 1, low: 0 };

/** What is said of one subject for these findings: each phrase once, what is known before what is concluded, the surest first. */
export function phrasesOf(findings: readonly Finding[]): readonly string[] {
  const sorted = findings.toSorted((a, b) => weightOf(b) - weightOf(a));
  return [...new Set(sorted.map(({ headline }) => headline))];
}

const weightOf = ({ ruleId, confidence }: Finding): number => (KNOWN_BAD.has(ruleId) ? 3 : CONFIDENCE[confidence]);
