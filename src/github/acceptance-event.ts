import * as v from 'valibot';
import { ActionError } from '../model/error.js';

/** A new comment on a pull request. */
export interface CommentEvent {
  readonly kind: 'comment';
  readonly pull: number;
  readonly body: string;
  readonly author: string;
  /** A bot wrote it, or an app in somebody's name. */
  readonly byBot: boolean;
}

export type CommentEventReading =
  | CommentEvent
  /** Nothing for us: a clause for the log. */
  | { readonly kind: 'ignored'; readonly why: string };

// `author_association` is left out on purpose: a contributor, or a member of the organisation, need not have write access.
const Payload = v.object({
  action: v.string(),
  issue: v.object({
    number: v.pipe(v.number(), v.integer(), v.minValue(1)),
    pull_request: v.optional(v.unknown()),
  }),
  comment: v.object({
    body: v.nullable(v.string()),
    user: v.nullable(v.object({ login: v.pipe(v.string(), v.regex(/^[\w.[\]-]+$/u)), type: v.string() })),
    performed_via_github_app: v.optional(v.unknown()),
  }),
});

/** @throws {ActionError} when the payload is not that of the event. */
export function readCommentEvent(payload: unknown): CommentEventReading {
  const read = v.safeParse(Payload, payload);
  if (!read.success) {
    throw new ActionError(
      'event',
      `The payload of the issue_comment event has ${read.issues[0].received} at "${v.getDotPath(read.issues[0]) ?? 'its top'}".`,
      'Run Lockgate in the workflow that the event started.',
    );
  }
  const { action, issue, comment } = read.output;
  if (action !== 'created') return ignored('only new comments are read, not edited or deleted ones');
  if (issue.pull_request == null) return ignored('it is on an issue, not on a pull request');
  if (comment.user === null) return ignored('its author is gone');
  const { login, type } = comment.user;
  return {
    kind: 'comment',
    pull: issue.number,
    body: comment.body ?? '',
    author: login,
    byBot: type !== 'User' || login.endsWith('[bot]') || comment.performed_via_github_app != null,
  };
}

const ignored = (why: string): CommentEventReading => ({ kind: 'ignored', why });
