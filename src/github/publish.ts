import type { Log } from '../ports.js';
import type { Annotation } from '../report/annotations.js';
import type { InlineReport } from '../report/inline.js';
import { attempt, type Wanted } from './attempt.js';
import { type CheckRunRequest, type Conclusion, writeCheckRun } from './check-run.js';
import type { GitHub } from './client.js';
import { type CommentChannel, writeComment } from './comment.js';
import { issueKey } from './contents.js';
import type { Event, PullRequestEvent, WholeEvent } from './event.js';
import { type InlineComments, openInlineComments } from './inline-comments.js';
import { DEFAULT_CONFIG, type Inputs } from './inputs.js';
import { keepIssue } from './issue.js';
import type { Place } from './place.js';
import { type NewHead, newHeadOf, overtaken } from './pull-head.js';
import { withResolvedNote } from './resolved.js';
import { reviewChannel } from './review-comment.js';
import { stickyChannel } from './sticky-comment.js';

/** What a review is to say, decided and rendered: nothing below changes it. */
export interface Publication {
  /** Markdown within the budget of a comment. */
  readonly text: string;
  /** One line for the check run. */
  readonly title: string;
  readonly conclusion: Conclusion;
  readonly annotations: readonly Annotation[];
  /** What to say at lines of the diff. */
  readonly inline: InlineReport;
  /** Whether there is anything to see: a block, a warning or something unchecked. */
  readonly hasFindings: boolean;
  /** Whether any lockfile changed. */
  readonly hasChanges: boolean;
  /** Whether somebody has to act: a finding that weighs, a lockfile that cannot be read. An outage of a source is nobody's to mend. */
  readonly hasTasks: boolean;
  /** Whether everything could be checked. */
  readonly complete: boolean;
}

export interface PublishContext {
  readonly github: GitHub;
  readonly place: Place;
  readonly event: Event;
  readonly inputs: Pick<
    Inputs,
    'comment' | 'commentAs' | 'inlineComments' | 'checkRun' | 'issue' | 'lockfiles' | 'config'
  >;
  /** Which of the repository's Lockgate jobs this is. */
  readonly key: string;
  /** 1 for the first attempt of a workflow run. */
  readonly attempt: number;
  readonly runUrl: string | null;
  readonly log: Log;
  /** Tells people what could not be written, and what to do. */
  readonly warn: (message: string) => void;
}

export interface Published {
  readonly commentUrl: string | null;
  /** The check run shows the annotations. */
  readonly annotated: boolean;
  /** Why the report was not written: the pull request has a newer commit, whose run tells. Null where nothing kept it back. */
  readonly overtaken: string | null;
}

/** Writes the comments and the check run. Each degrades on its own: a refused write is told and changes nothing else. */
export async function publish(publication: Publication, context: PublishContext): Promise<Published> {
  const { event } = context;
  const { url, writes, keptBack } =
    event.kind === 'pull-request'
      ? await publishComment(publication, context, event)
      : event.kind === 'whole'
        ? await publishIssue(publication, context, event)
        : NOT_WRITTEN;
  const annotated = await publishCheckRun(publication, context, MAX_WRITES - writes);
  return { commentUrl: url, annotated, overtaken: keptBack };
}

/** Of one run, so that many pull requests at once stay within GitHub's limits. */
const MAX_WRITES = 4;

interface WrittenReport {
  readonly url: string | null;
  readonly writes: number;
  readonly keptBack: string | null;
}

const NOT_WRITTEN: WrittenReport = { url: null, writes: 0, keptBack: null };

async function publishComment(
  publication: Publication,
  context: PublishContext,
  event: PullRequestEvent,
): Promise<WrittenReport> {
  const { text, hasFindings, hasChanges } = publication;
  const { comment, commentAs } = context.inputs;
  const create = hasFindings || (comment === 'always' && hasChanges);
  const lookForExisting = !isFirstRun(context);
  if (comment === 'never' || (!create && !lookForExisting)) return NOT_WRITTEN;

  const inline = inlineComments(publication, context, event);
  const plain = channelOf(context, event);
  const channel = inline?.alongWith(plain, commentAs) ?? plain;
  const guard = openHeadGuard(context, event);
  const written = await attempt(context, { what: channel.what, scope: 'pull-requests: write', quiet: false }, () =>
    writeComment(context.github, channel, {
      ...{ text, key: context.key, head: event.headSha, create, lookForExisting },
      ...{ inPlaceOf: withResolvedNote, mayWrite: guard.mayWrite },
    }),
  );
  const keptBack = guard.keptBack();
  if (keptBack !== null) return { ...NOT_WRITTEN, keptBack };
  const url = written.done ? (written.value?.url ?? null) : null;
  if (url !== null) await inline?.finish();
  return { url, writes: 1 + (inline?.writes() ?? 0), keptBack };
}

/** Lets a report be written only while the pull request still has the commit that it is about. */
export function openHeadGuard(
  { github, place, log }: Pick<PublishContext, 'github' | 'place' | 'log'>,
  event: PullRequestEvent,
) {
  let moved: NewHead | null = null;
  return {
    async mayWrite(): Promise<boolean> {
      moved = await newHeadOf(github, place, event, log);
      if (moved !== null) log.progress(overtaken(moved, event.headSha));
      return moved === null;
    },
    keptBack: (): string | null => moved && overtaken(moved, event.headSha),
  };
}

/** Null when none are wanted. Who keeps reviews to people (`comment-as: sticky`) has to ask for them: each belongs to a review. */
function inlineComments(
  { inline }: Publication,
  context: PublishContext,
  event: PullRequestEvent,
): InlineComments | null {
  const { inlineComments: wanted, commentAs } = context.inputs;
  if (wanted === 'false' || (wanted === 'auto' && commentAs === 'sticky')) return null;
  return openInlineComments({ ...context, event, lookForExisting: !isFirstRun(context) }, inline);
}

/** Monitoring has no pull request to comment on: what it finds stands in one issue, which closes when nothing is left. */
async function publishIssue(
  { text, title, hasTasks, complete }: Publication,
  context: PublishContext,
  event: WholeEvent,
): Promise<WrittenReport> {
  const { issue } = context.inputs;
  if (issue === 'false') return NOT_WRITTEN;
  const wanted: Wanted = { what: 'the issue', scope: 'issues: write', quiet: issue === 'auto' };
  const written = await attempt(context, wanted, () =>
    keepIssue(context.github, context.place, {
      title: `Lockgate: ${title}`,
      text,
      key: issueKey(context.key, event),
      head: event.headSha,
      state: hasTasks ? 'open' : complete ? 'closed' : 'unclear',
    }),
  );
  return { url: written.done ? (written.value?.url ?? null) : null, writes: 1, keptBack: null };
}

export const channelOf = ({ github, place, inputs }: PublishContext, event: PullRequestEvent): CommentChannel =>
  inputs.commentAs === 'review'
    ? reviewChannel(github, place, event.number, event.headSha)
    : stickyChannel(github, place, event.number);

async function publishCheckRun(publication: Publication, context: PublishContext, maxWrites: number): Promise<boolean> {
  const request = checkRunOf(publication, context, maxWrites);
  if (request === null) return false;
  const quiet = context.inputs.checkRun === 'auto';
  const permission: Wanted = { what: 'the check run', scope: 'checks: write', quiet };
  const written = await attempt(context, permission, () => writeCheckRun(context.github, context.place, request));
  return written.done;
}

/** Null when none is wanted. */
export function checkRunOf(
  { text: summary, title, conclusion, annotations }: Pick<Publication, 'text' | 'title' | 'conclusion' | 'annotations'>,
  context: PublishContext,
  maxWrites: number,
): CheckRunRequest | null {
  const { event, inputs, key, runUrl: detailsUrl } = context;
  // A scheduled look at the whole lock is about no change that waits to be merged.
  if (inputs.checkRun === 'false' || (inputs.checkRun === 'auto' && event.kind === 'whole')) return null;
  return {
    name: checkRunName(inputs),
    headSha: event.headSha,
    externalId: `lockgate:${key}:${subjectOf(event)}`,
    lookForExisting: !isFirstRun(context),
    ...{ conclusion, title, summary, annotations, detailsUrl, maxWrites },
  };
}

/** `lockgate`; with more words for a job of its own settings, so that one job's success never stands for another's failure. */
export function checkRunName({ lockfiles, config }: Pick<Inputs, 'lockfiles' | 'config'>, limit = 100): string {
  const own = lockfiles.length > 0 ? lockfiles.join(', ') : config === DEFAULT_CONFIG ? '' : config;
  return own === '' ? 'lockgate' : `lockgate (${own.length > limit ? `${own.slice(0, limit)}…` : own})`;
}

const subjectOf = (event: Event): string => (event.kind === 'pull-request' ? String(event.number) : event.kind);

/** The first run for a pull request that was just opened: nothing of ours can be there to be edited. */
export const isFirstRun = ({ event, attempt: number }: PublishContext): boolean =>
  number === 1 && event.kind === 'pull-request' && event.action === 'opened';
