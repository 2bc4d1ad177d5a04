import { ActionError } from '../model/error.js';
import { printable } from '../model/text.js';

/** What a write or read needs, as named under `permissions:` of a workflow. */
export type Scope = 'contents: read' | 'pull-requests: write' | 'checks: write' | 'issues: write';

/** Status and words of an answer that was not a success; status 0 when there was no answer. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
}

/** Naming one scope sets all others to none, so a remedy always shows the whole block. */
export const PERMISSIONS_YAML = ['permissions:', '  contents: read', '  pull-requests: write', '  checks: write'].join(
  '\n',
);

/** What a job that monitors needs instead: it comments on no pull request. */
const MONITORING_YAML = ['permissions:', '  contents: read', '  issues: write'].join('\n');

/**
 * What GitHub answered, or that it did not: Octokit throws for every status from 400 on, and with status 500 when no answer came.
 * @throws the error itself when it is none of Octokit's: that is a bug of ours and must not pass for an outage.
 */
export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') throw error;
  const answered = 'response' in error && error.response !== undefined;
  // Octokit appends the address of the endpoint's documentation.
  const message = printable(error.message.replace(/ - https?:\S+$/u, ''));
  return { status: answered ? error.status : 0, message };
}

export const isRateLimit = ({ status, message }: Refusal): boolean =>
  status === 429 || (status === 403 && /rate limit/iu.test(message));

/** GitHub answers 404 instead of 403 where the token may not even know that the thing exists. */
export const isMissingPermission = (refusal: Refusal): boolean =>
  (refusal.status === 403 || refusal.status === 404) && !isRateLimit(refusal) && !isLocked(refusal);

/** "Unable to create comment because issue is locked.": no permission of the job's would help. */
const isLocked = ({ status, message }: Refusal): boolean => (status === 403 || status === 422) && LOCKED.test(message);
const LOCKED = /\b(?:is|has been) locked\b|\block prevents\b/iu;

/** `GitHub answered 422: Validation Failed`, `GitHub could not be reached: …`: a clause for a reader. */
export function describeRefusal(refusal: Refusal): string {
  if (isRateLimit(refusal)) return `GitHub’s rate limit is used up (${refusal.status}) and did not reset within 90 s`;
  if (refusal.status === 0) return `GitHub could not be reached: ${refusal.message}`;
  return `GitHub answered ${refusal.status}: ${refusal.message}`;
}

export interface FailedWrite {
  /** `the pull request review`, as the object of "Cannot write". */
  readonly what: string;
  readonly scope: Scope;
  /** The token of a fork's `pull_request` run: it may only read, whatever the workflow asks for. */
  readonly readOnlyFork: boolean;
  readonly refusal: Refusal;
}

/** One warning for the log: what was not written, why, what to do, and where the report is instead. */
export function explainFailedWrite({ what, scope, readOnlyFork, refusal }: FailedWrite): string {
  const advice = isLocked(refusal)
    ? ' The conversation is locked; unlock it, or set the input `comment: never`.'
    : isMissingPermission(refusal)
      ? adviceFor(scope, readOnlyFork)
      : '';
  return `Cannot write ${what}: ${describeRefusal(refusal)}. The verdict stands, and the whole report is in the job summary.${advice}`;
}

function adviceFor(scope: Scope, readOnlyFork: boolean): string {
  if (readOnlyFork) {
    return ' A pull request from a fork gets a token that may only read. Run this workflow on `pull_request_target` to have it: Lockgate checks nothing out and runs nothing of the pull request.';
  }
  return ` The token lacks \`${scope}\`. Give it to the job:\n${scope === 'issues: write' ? MONITORING_YAML : PERMISSIONS_YAML}`;
}

/** The one permission without which nothing can be reviewed. GitHub answers 404 for a commit that is gone, too. */
export function cannotReadContents(repository: string, commit: string, refusal: Refusal): ActionError {
  const said = `(${refusal.status}: ${refusal.message})`;
  if (refusal.status === 404) {
    return new ActionError(
      'permission',
      `GitHub has no commit ${commit} of ${repository} for this token ${said}, so nothing was reviewed. Either a force-push has taken the commit away, or the token may not read it.`,
      `After a force-push, push once more or update the branch. Otherwise give the job read access to the contents:\n${PERMISSIONS_YAML}`,
    );
  }
  return new ActionError(
    'permission',
    `The token may not read the commits of ${repository} ${said}, so nothing was reviewed.`,
    `Give the job read access to the contents:\n${PERMISSIONS_YAML}`,
  );
}
