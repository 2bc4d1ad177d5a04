import { ActionError } from '../model/error.js';
import type { GitHub } from './client.js';
import type { Event, ParsedEvent, PullRequestEvent } from './event.js';
import { describeRefusal, refusalOf } from './permissions.js';
import type { Place } from './place.js';

/**
 * The event with its two commits; null when the pull request that a workflow ran for has moved on or is closed, so that there is nothing
 * to review any more. Nothing that the other workflow made is used: a fork could have written it.
 */
export async function resolveEvent(github: GitHub, place: Place, event: ParsedEvent): Promise<Event | null> {
  if (event.kind !== 'workflow-run') return event;
  try {
    const { data } = await github.rest.pulls.list({
      owner: place.owner,
      repo: place.repo,
      state: 'open',
      head: event.head,
      per_page: 100,
    });
    const pull = data.find(({ head }) => head.sha === event.headSha);
    if (pull === undefined) return null;
    return pullEvent(pull);
  } catch (error) {
    throw new ActionError(
      'event',
      `The pull request of this workflow run could not be looked up: ${describeRefusal(refusalOf(error))}.`,
      'Run the job again; if it stays, give the job `pull-requests: write`.',
    );
  }
}

interface Pull {
  readonly number: number;
  readonly base: { readonly sha: string; readonly repo: { readonly full_name: string } };
  readonly head: { readonly sha: string; readonly repo: { readonly full_name: string } | null };
  readonly user: { readonly login: string } | null;
}

const pullEvent = ({ number, base, head, user }: Pull): PullRequestEvent => ({
  kind: 'pull-request',
  name: 'workflow_run',
  action: 'completed',
  number,
  baseSha: base.sha,
  headSha: head.sha,
  fork: head.repo?.full_name !== base.repo.full_name,
  author: user?.login ?? 'ghost',
});
