import type { Log } from '../ports.js';
import type { GitHub } from './client.js';
import type { PullRequestEvent } from './event.js';
import { describeRefusal, refusalOf } from './permissions.js';
import type { Place } from './place.js';

/** The commit that a pull request has moved on to since the event. */
export interface NewHead {
  readonly sha: string;
}

/**
 * Whether the pull request still has the head that was reviewed; null when it has, as far as is known. Two pushes in a row set off two runs,
 * and the first may end last: its report must not take the place of that of the newer commit. A token that may not ask writes as it would have,
 * because a report names the commit that it is about.
 */
export async function newHeadOf(
  { rest }: GitHub,
  { owner, repo }: Place,
  { number, headSha }: PullRequestEvent,
  log: Log,
): Promise<NewHead | null> {
  try {
    const { data } = await rest.pulls.get({ owner, repo, pull_number: number });
    return data.head.sha === headSha ? null : { sha: data.head.sha };
  } catch (error) {
    log.debug(`The pull request’s present head is not known: ${describeRefusal(refusalOf(error))}`);
    return null;
  }
}

/** For the log and the job summary of a run that was overtaken. */
export const overtaken = ({ sha }: NewHead, reviewed: string): string =>
  `The pull request’s head is ${sha.slice(0, 7)} by now, and this run reviewed ${reviewed.slice(0, 7)}: the report on the pull request is left to the newer commit’s run.`;
