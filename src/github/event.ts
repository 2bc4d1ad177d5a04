import * as v from 'valibot';
import { ActionError } from '../model/error.js';
import { printable } from '../model/text.js';

/** What set the workflow off, and between which commits the review lies. */
export type Event = PullRequestEvent | MergeGroupEvent | PushEvent | WholeEvent;

/** An event that has to be looked up before it names two commits. */
export type ParsedEvent = Event | WorkflowRunEvent;

export interface PullRequestEvent {
  readonly kind: 'pull-request';
  readonly name: 'pull_request' | 'pull_request_target' | 'workflow_run';
  readonly action: string;
  readonly number: number;
  /** Tip of the base branch when the event was sent; the review starts at the merge base. */
  readonly baseSha: string;
  readonly headSha: string;
  /** The head lies in another repository, whose runs get a token that can only read (except `pull_request_target`). */
  readonly fork: boolean;
  /** Login of whoever opened it: `github.actor` is whoever pressed "re-run". */
  readonly author: string;
}

/** A merge queue's candidate: both commits come from the payload, because the target branch has moved on. */
export interface MergeGroupEvent {
  readonly kind: 'merge-group';
  readonly baseSha: string;
  readonly headSha: string;
}

export interface PushEvent {
  readonly kind: 'push';
  /** null for a new branch: there is no earlier commit to compare with. */
  readonly baseSha: string | null;
  readonly headSha: string;
}

/**
 * Another workflow has run for a pull request: the way to a write token for forks where `pull_request_target` is not wanted. The payload
 * names no pull request of a fork, so it is looked up by its head.
 */
export interface WorkflowRunEvent {
  readonly kind: 'workflow-run';
  readonly headSha: string;
  /** `owner:branch`, as the list of pull requests filters by it. */
  readonly head: string;
}

/** Monitoring: the whole lock as it stands. */
export interface WholeEvent {
  readonly kind: 'whole';
  readonly name: 'schedule' | 'workflow_dispatch';
  readonly headSha: string;
}

export interface EventSource {
  readonly eventName: string;
  /** `GITHUB_SHA`, for events whose payload names no commit. */
  readonly sha: string;
  /** Parsed JSON of the file at `GITHUB_EVENT_PATH`. */
  readonly payload: unknown;
}

/** @throws {ActionError} for an event that Lockgate does not serve, or a payload that is not the event's. */
export function parseEvent({ eventName, sha, payload }: EventSource): ParsedEvent {
  switch (eventName) {
    case 'pull_request':
    case 'pull_request_target':
      return pullRequest(eventName, read(PullRequestPayload, payload, eventName));
    case 'merge_group':
      return mergeGroup(read(MergeGroupPayload, payload, eventName));
    case 'workflow_run':
      return workflowRun(read(WorkflowRunPayload, payload, eventName));
    case 'push':
      return push(read(PushPayload, payload, eventName));
    case 'schedule':
    case 'workflow_dispatch':
      return { kind: 'whole', name: eventName, headSha: sha };
    default:
      throw new ActionError(
        'event',
        `Lockgate cannot review the event "${eventName}": it names no pair of commits.`,
        `Run it on one of: ${SUPPORTED.join(', ')}.`,
      );
  }
}

const SUPPORTED = [
  ...['pull_request', 'pull_request_target', 'merge_group', 'workflow_run'],
  ...['push', 'schedule', 'workflow_dispatch'],
];

const Sha = v.pipe(v.string(), v.regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/u, 'not a commit id'));

// `repo` is null once the fork has been deleted.
const Side = v.object({ sha: Sha, repo: v.nullable(v.object({ full_name: v.string() })) });

const PullRequestPayload = v.object({
  action: v.string(),
  pull_request: v.object({
    number: v.pipe(v.number(), v.integer(), v.minValue(1)),
    base: Side,
    head: Side,
    user: v.nullable(v.object({ login: v.string() })),
  }),
});

const MergeGroupPayload = v.object({ merge_group: v.object({ base_sha: Sha, head_sha: Sha }) });

const WorkflowRunPayload = v.object({
  workflow_run: v.object({
    event: v.string(),
    head_sha: Sha,
    head_branch: v.nullable(v.string()),
    head_repository: v.nullable(v.object({ owner: v.object({ login: v.string() }) })),
  }),
});

const PushPayload = v.object({ before: Sha, after: Sha });

function pullRequest(
  name: PullRequestEvent['name'],
  { action, pull_request: pull }: v.InferOutput<typeof PullRequestPayload>,
): PullRequestEvent {
  return {
    kind: 'pull-request',
    name,
    action,
    number: pull.number,
    baseSha: pull.base.sha,
    headSha: pull.head.sha,
    fork: pull.head.repo?.full_name !== pull.base.repo?.full_name,
    author: pull.user?.login ?? 'ghost',
  };
}

const mergeGroup = ({ merge_group: group }: v.InferOutput<typeof MergeGroupPayload>): MergeGroupEvent => ({
  kind: 'merge-group',
  baseSha: group.base_sha,
  headSha: group.head_sha,
});

function workflowRun({ workflow_run: run }: v.InferOutput<typeof WorkflowRunPayload>): WorkflowRunEvent {
  if (run.event !== 'pull_request' || run.head_branch === null || run.head_repository === null) {
    throw new ActionError(
      'event',
      `The workflow run that this one follows was started by "${printable(run.event)}" and belongs to no pull request that is still there.`,
      "Run the job only for pull requests: `if: github.event.workflow_run.event == 'pull_request'`.",
    );
  }
  return { kind: 'workflow-run', headSha: run.head_sha, head: `${run.head_repository.owner.login}:${run.head_branch}` };
}

function push({ before, after }: v.InferOutput<typeof PushPayload>): PushEvent {
  if (isZero(after)) {
    throw new ActionError(
      'event',
      'This push deletes a branch, so there is no commit to review.',
      'Leave deletions out with `if: github.event.deleted == false`.',
    );
  }
  return { kind: 'push', baseSha: isZero(before) ? null : before, headSha: after };
}

const isZero = (sha: string): boolean => /^0+$/u.test(sha);

function read<const Schema extends v.GenericSchema>(
  schema: Schema,
  payload: unknown,
  event: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, payload);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new ActionError(
    'event',
    `The payload of the ${event} event has ${issue.received} at "${v.getDotPath(issue) ?? 'its top'}" where ${issue.expected ?? 'a commit id'} belongs.`,
    'Run Lockgate in the workflow that the event started; a payload that was written by hand must have the form that GitHub documents.',
  );
}
