import { HEADLINE_STARTS } from '../report/view.js';
import { readMarker } from './marker.js';

/** What a comment of ours says of a commit. */
export interface EarlierVerdict {
  /** Commit id, or its first seven digits. */
  readonly head: string;
  /** As Markdown of our own, in which text of packages is escaped already. */
  readonly headline: string;
}

const VERDICTS = HEADLINE_STARTS.join('|');
const HEADLINE = new RegExp(`^## (?<headline>(?:${VERDICTS}): .+)$`, 'u');
const KEPT = new RegExp(
  `^\\*\\*Verdict before\\*\\*, at \`(?<head>[0-9a-f]+)\` \\([^)\\n]*\\): (?<headline>(?:${VERDICTS}): .+)$`,
  'u',
);

/**
 * The last verdict that a comment tells: its own, or where a run failed since then, the one that was kept. Each is looked for in its place
 * alone: further down, a quotation could imitate it.
 */
export function earlierVerdict(body: string): EarlierVerdict | null {
  const marker = readMarker(body);
  if (marker === null) return null;
  const [first = '', , third = ''] = body.replaceAll('\r\n', '\n').split('\n\n');
  const own = HEADLINE.exec(first.split('\n')[1] ?? '')?.groups?.['headline'];
  if (own !== undefined) return { head: marker.head, headline: own };
  const { head, headline } = KEPT.exec(third)?.groups ?? {};
  return head === undefined || headline === undefined ? null : { head, headline };
}

/**
 * A failure's body with the verdict that stood in its place, and which commit that was about. Not the whole report: below the news that nothing
 * is known it would be read as if it still held. The hash in the marker leaves this line out, so that the next run finds the same text.
 */
export function withEarlierVerdict(body: string, earlier: string): string {
  const verdict = earlierVerdict(earlier);
  if (verdict === null) return body;
  const short = verdict.head.slice(0, 7);
  const same = readMarker(body)?.head.startsWith(short);
  const about = same ? 'this same commit, by an earlier run' : 'an older commit, so it says nothing of this one';
  const [first = '', meaning = '', ...rest] = body.split('\n\n');
  return [first, meaning, `**Verdict before**, at \`${short}\` (${about}): ${verdict.headline}`, ...rest].join('\n\n');
}
