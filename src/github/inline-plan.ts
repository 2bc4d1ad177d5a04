import type { InlineRemark, InlineReport } from '../report/inline.js';
import { COMMENT_LIMITS, cutToFit } from './fit.js';
import { findingId, subjectId, withInlineMarker, withoutInlineMarker } from './inline-marker.js';
import { shortHash } from './marker.js';
import type { OwnThread } from './review-threads.js';

/** A comment at a line of the diff. */
export interface NewComment {
  readonly path: string;
  readonly line: number;
  readonly body: string;
}

export interface Edit {
  readonly id: string;
  readonly body: string;
}

/** What is to become of the comments of earlier runs. */
export interface Tidying {
  /** The finding is gone, and nobody has answered. */
  readonly remove: readonly string[];
  /** The finding is gone, but people have answered: told so and minimised. */
  readonly retire: readonly Edit[];
  /** The finding stands, and there is something else to say of it. */
  readonly edit: readonly Edit[];
}

/** More are noise: the report has them all. */
export const MAX_INLINE = 10;

export interface InlineInput {
  readonly report: InlineReport;
  readonly key: string;
  readonly head: string;
  /** Every thread of ours on the pull request. */
  readonly threads: readonly OwnThread[];
}

/** The heaviest remarks that no comment stands for yet, at the first line of theirs that the diff shows. */
export function newComments(
  { report, key, threads }: InlineInput,
  shown: (path: string) => ReadonlySet<number>,
): readonly NewComment[] {
  const standing = new Set(openThreads(key, threads).map(({ marker }) => marker.finding));
  const made: NewComment[] = [];
  let room = MAX_INLINE;
  for (const remark of report.remarks) {
    if (room === 0) break;
    const comment = hasComment(remark, standing) ? null : placeRemark(remark, key, shown);
    if (comment !== null) made.push(comment);
    if (comment !== null || hasComment(remark, standing)) room -= 1;
  }
  return made;
}

/** Whether the diff has to be asked for: not when each of the heaviest remarks has its comment. */
export function hasNew({ report, key, threads }: InlineInput): boolean {
  const standing = new Set(openThreads(key, threads).map(({ marker }) => marker.finding));
  return report.remarks.slice(0, MAX_INLINE).some((remark) => !hasComment(remark, standing));
}

const hasComment = ({ ruleId, subject, places }: InlineRemark, standing: ReadonlySet<string>): boolean =>
  places.some(({ path }) => standing.has(findingId(ruleId, subject, path)));

function placeRemark(
  { ruleId, subject, places, text }: InlineRemark,
  key: string,
  shown: (path: string) => ReadonlySet<number>,
): NewComment | null {
  for (const { path, lines } of places) {
    const legal = shown(path);
    const line = lines.find((candidate) => legal.has(candidate));
    if (line === undefined) continue;
    const marker = {
      key,
      finding: findingId(ruleId, subject, path),
      subject: subjectId(subject),
      state: 'open',
    } as const;
    return { path, line, body: withInlineMarker(cutToFit(text(), COMMENT_LIMITS), marker) };
  }
  return null;
}

/** What a run does about the comments of earlier ones. A comment whose finding may stand, for all that is known, is left alone. */
export function tidying(input: InlineInput): Tidying {
  const open = openThreads(input.key, input.threads);
  const doubled = doubles(open);
  const remarks = remarksById(input.report);
  const gone = isGone(input.report);
  const stale = open.filter(
    (thread) => doubled.has(thread.id) || (!remarks.has(thread.marker.finding) && gone(thread)),
  );
  return {
    remove: stale.filter(({ answered }) => !answered).map(({ id }) => id),
    retire: stale
      .filter(({ answered }) => answered)
      .map((thread) => ({ id: thread.id, body: farewell(thread, input.head) })),
    edit: open
      .filter(({ id }) => !doubled.has(id))
      .flatMap((thread) => edits(thread, remarks.get(thread.marker.finding))),
  };
}

const openThreads = (key: string, threads: readonly OwnThread[]): readonly OwnThread[] =>
  threads.filter(({ marker }) => marker.key === key && marker.state === 'open');

/** Two runs at once may both write: the conversation that people have taken up stays, else the first. */
function doubles(open: readonly OwnThread[]): ReadonlySet<string> {
  const kept = new Map<string, OwnThread>();
  for (const thread of open) {
    const known = kept.get(thread.marker.finding);
    if (known === undefined || (!isTakenUp(known) && isTakenUp(thread))) kept.set(thread.marker.finding, thread);
  }
  return new Set(
    open.filter((thread) => kept.get(thread.marker.finding) !== thread && !isTakenUp(thread)).map(({ id }) => id),
  );
}

const isTakenUp = ({ answered, resolved }: OwnThread): boolean => answered || resolved;

const remarksById = ({ remarks }: InlineReport): ReadonlyMap<string, InlineRemark> =>
  new Map(
    remarks.flatMap((remark) =>
      remark.places.map(({ path }) => [findingId(remark.ruleId, remark.subject, path), remark] as const),
    ),
  );

/**
 * Whether a finding that is not in the report is really gone. One about a release or file that could not be checked in full may stand, and
 * what somebody has resolved is left as it is.
 */
function isGone(report: InlineReport): (thread: OwnThread) => boolean {
  const settled = new Set(
    report.settled.flatMap(({ ruleId, subject, places }) => places.map(({ path }) => findingId(ruleId, subject, path))),
  );
  const subjects = new Set(report.uncheckedSubjects.map(subjectId));
  const paths = new Set(report.uncheckedPaths);
  return ({ marker, path, resolved }) => {
    if (resolved) return false;
    if (settled.has(marker.finding)) return true;
    return !report.blind && !subjects.has(marker.subject) && !paths.has(path);
  };
}

function farewell({ body, marker }: OwnThread, head: string): string {
  const text = `✅ **No longer found** at \`${head.slice(0, 12)}\`. What was found before:\n\n---\n\n${withoutInlineMarker(body)}`;
  return withInlineMarker(cutToFit(text, COMMENT_LIMITS), { ...marker, state: 'gone' });
}

function edits({ id, marker }: OwnThread, remark: InlineRemark | undefined): readonly Edit[] {
  if (remark === undefined) return [];
  const text = cutToFit(remark.text(), COMMENT_LIMITS);
  return shortHash(text) === marker.hash ? [] : [{ id, body: withInlineMarker(text, marker) }];
}
