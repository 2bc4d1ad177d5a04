import type { Log } from '../ports.js';
import type { Annotation } from '../report/annotations.js';
import { type Conclusion, writeCheckRun } from './check-run.js';
import type { GitHub } from './client.js';
import { type CommentChannel, writeComment } from './comment.js';
import type { Event, PullRequestEvent, WholeEvent } from './event.js';
import { DEFAULT_CONFIG, type Inputs } from './inputs.js';
import { keepIssue } from './issue.js';
import { explainFailedWrite, isMissingPermission, refusalOf, type Scope } from './permissions.js';
import type { Place } from './place.js';
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
  readonly inputs: Pick<Inputs, 'comment' | 'commentAs' | 'checkRun' | 'issue' | 'lockfiles' | 'config'>;
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
}

/** Writes the comment and the check run. Each degrades on its own: a refused write is told and changes nothing else. */
export async function publish(publication: Publication, context: PublishContext): Promise<Published> {
  const { event } = context;
  const commentUrl =
    event.kind === 'pull-request'
      ? await publishComment(publication, context, event)
      : event.kind === 'whole'
        ? await publishIssue(publication, context, event)
        : null;
  return { commentUrl, annotated: await publishCheckRun(publication, context) };
}

async function publishComment(
  { text, hasFindings, hasChanges }: Publication,
  context: PublishContext,
  event: PullRequestEvent,
): Promise<string | null> {
  const { comment } = context.inputs;
  const create = hasFindings || (comment === 'always' && hasChanges);
  const lookForExisting = !isFirstRun(context);
  if (comment === 'never' || (!create && !lookForExisting)) return null;

  const channel = channelOf(context, event);
  const written = await attempt(context, { what: channel.what, scope: 'pull-requests: write', quiet: false }, () =>
    writeComment(context.github, channel, { text, key: context.key, head: event.headSha, create, lookForExisting }),
  );
  return written.done ? (written.value?.url ?? null) : null;
}

/** Monitoring has no pull request to comment on: what it finds stands in one issue, which closes when nothing is left. */
async function publishIssue(
  { text, title, hasTasks, complete }: Publication,
  context: PublishContext,
  event: WholeEvent,
): Promise<string | null> {
  const { issue } = context.inputs;
  if (issue === 'false') return null;
  const wanted: Wanted = { what: 'the issue', scope: 'issues: write', quiet: issue === 'auto' };
  const written = await attempt(context, wanted, () =>
    keepIssue(context.github, context.place, {
      title: `Lockgate: ${title}`,
      text,
      key: context.key,
      head: event.headSha,
      state: hasTasks ? 'open' : complete ? 'closed' : 'unclear',
    }),
  );
  return written.done ? (written.value?.url ?? null) : null;
}

const channelOf = ({ github, place, inputs }: PublishContext, event: PullRequestEvent): CommentChannel =>
  inputs.commentAs === 'review'
    ? reviewChannel(github, place, event.number, event.headSha)
    : stickyChannel(github, place, event.number);

async function publishCheckRun(publication: Publication, context: PublishContext): Promise<boolean> {
  const { event, inputs, key, place, runUrl } = context;
  // A scheduled look at the whole lock is about no change that waits to be merged.
  if (inputs.checkRun === 'false' || (inputs.checkRun === 'auto' && event.kind === 'whole')) return false;
  const permission: Wanted = { what: 'the check run', scope: 'checks: write', quiet: inputs.checkRun === 'auto' };
  const written = await attempt(context, permission, () =>
    writeCheckRun(context.github, place, {
      name: checkRunName(inputs),
      headSha: event.headSha,
      externalId: `lockgate:${key}:${subjectOf(event)}`,
      conclusion: publication.conclusion,
      title: publication.title,
      summary: publication.text,
      annotations: publication.annotations,
      detailsUrl: runUrl,
      lookForExisting: !isFirstRun(context),
    }),
  );
  return written.done;
}

/** `lockgate`; with more words for a job of its own settings, so that one job's success never stands for another's failure. */
export function checkRunName({ lockfiles, config }: Pick<Inputs, 'lockfiles' | 'config'>, limit = 100): string {
  const own = lockfiles.length > 0 ? lockfiles.join(', ') : config === DEFAULT_CONFIG ? '' : config;
  return own === '' ? 'lockgate' : `lockgate (${own.length > limit ? `${own.slice(0, limit)}…` : own})`;
}

const subjectOf = (event: Event): string => (event.kind === 'pull-request' ? String(event.number) : event.kind);

/** The first run for a pull request that was just opened: nothing of ours can be there to be edited. */
const isFirstRun = ({ event, attempt: number }: PublishContext): boolean =>
  number === 1 && event.kind === 'pull-request' && event.action === 'opened';

interface Wanted {
  readonly what: string;
  readonly scope: Scope;
  /** Whether a missing permission is worth no more than a line of the log. */
  readonly quiet: boolean;
}

type Attempted<T> = { readonly done: true; readonly value: T } | { readonly done: false };

async function attempt<T>(
  context: PublishContext,
  { what, scope, quiet }: Wanted,
  write: () => Promise<T>,
): Promise<Attempted<T>> {
  try {
    return { done: true, value: await write() };
  } catch (error) {
    const refusal = refusalOf(error);
    const message = explainFailedWrite({ what, scope, readOnlyFork: isReadOnlyFork(context.event), refusal });
    if (quiet && isMissingPermission(refusal)) context.log.progress(message);
    else context.warn(message);
    return { done: false };
  }
}

const isReadOnlyFork = (event: Event): boolean =>
  event.kind === 'pull-request' && event.name === 'pull_request' && event.fork;
