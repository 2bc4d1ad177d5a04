import { shortHash } from './marker.js';

/** First line of every inline comment of ours. The line that it stands at is no part of it: lines move. */
export interface InlineMarker {
  /** Which of a repository's Lockgate jobs wrote it. */
  readonly key: string;
  /** Rule, release and file together. */
  readonly finding: string;
  readonly subject: string;
  /** `gone`: the finding is no more, and the comment stays only because people have answered it. */
  readonly state: 'open' | 'gone';
  /** Of the text below the marker. */
  readonly hash: string;
}

const MARKER =
  /^<!-- lockgate-inline:v1 key=(?<key>[\w-]+) finding=(?<finding>[0-9a-f]+) subject=(?<subject>[0-9a-f]+) state=(?<state>open|gone) hash=(?<hash>[0-9a-f]+) -->\n/u;

/** The text under its marker. */
export const withInlineMarker = (text: string, { key, finding, subject, state }: Omit<InlineMarker, 'hash'>): string =>
  `<!-- lockgate-inline:v1 key=${key} finding=${finding} subject=${subject} state=${state} hash=${shortHash(text)} -->\n${text}`;

/** Null for a comment that does not open with our marker; one further down is a quotation. */
export function readInlineMarker(body: string): InlineMarker | null {
  const { key, finding, subject, state, hash } = MARKER.exec(unixLines(body))?.groups ?? {};
  if (key === undefined || finding === undefined || subject === undefined || hash === undefined) return null;
  return { key, finding, subject, state: state === 'gone' ? 'gone' : 'open', hash };
}

export const withoutInlineMarker = (body: string): string => unixLines(body).replace(MARKER, '');

// GitHub stores some bodies with CRLF line ends.
const unixLines = (text: string): string => text.replaceAll('\r\n', '\n');

/** Which finding a comment is about. A subject names the release: another release is another finding, to be looked at anew. */
export const findingId = (ruleId: string, subject: string, path: string): string =>
  shortHash(JSON.stringify([ruleId, subject, path]));

export const subjectId = (subject: string): string => shortHash(subject);
