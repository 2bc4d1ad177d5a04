import { printable } from '../model/text.js';
import { type Failure, failureTitle, renderFailure } from '../report/failure.js';
import { type Conclusion, writeCheckRun } from './check-run.js';
import { writeComment } from './comment.js';
import { withEarlierVerdict } from './earlier.js';
import type { PullRequestEvent } from './event.js';
import { describeRefusal, isMissingPermission, type Refusal, refusalOf } from './permissions.js';
import { channelOf, checkRunOf, isFirstRun, openHeadGuard, type PublishContext } from './publish.js';

/** One write for the check run, one for the report and one for tidying: what is left of a run's four. */
const CHECK_WRITES = 1;

/**
 * Tells a run's failure wherever its report would have been, so that no older report passes for one of this commit. Nothing is taken for
 * granted here: each place is tried on its own, and whatever goes wrong is told and changes nothing about the failure itself. Monitoring's issue
 * is left as it is: that a run failed neither mends nor adds anything.
 */
export async function publishFailure(failure: Failure, conclusion: Conclusion, context: PublishContext): Promise<void> {
  const { event } = context;
  if (event.kind === 'pull-request') {
    await unfailing(context, { missed: MISSED_REPORT, quiet: false }, () => writeReport(failure, context, event));
  }
  const [title, text] = [failureTitle(failure), renderFailure(failure)];
  const check = checkRunOf({ title, text, conclusion, annotations: [] }, context, CHECK_WRITES);
  if (check === null) return;
  const quiet = context.inputs.checkRun === 'auto';
  await unfailing(context, { missed: MISSED_CHECK, quiet }, () => writeCheckRun(context.github, context.place, check));
}

const MISSED_REPORT =
  'A report that may stand on the pull request is about an older commit: it could not be edited to say so';
const MISSED_CHECK =
  'The check run could not be told that this run has failed; the job’s own check is the one to go by';

async function writeReport(failure: Failure, context: PublishContext, event: PullRequestEvent): Promise<void> {
  if (context.inputs.comment === 'never') return;
  await writeComment(context.github, channelOf(context, event), {
    ...{ text: renderFailure(failure), key: context.key, head: event.headSha },
    // That nothing is known is something to see, with `on-findings` too.
    create: true,
    lookForExisting: !isFirstRun(context),
    inPlaceOf: withEarlierVerdict,
    mayWrite: openHeadGuard(context, event).mayWrite,
  });
}

interface Telling {
  readonly missed: string;
  /** Whether a missing permission is worth no more than a line of the log. */
  readonly quiet: boolean;
}

async function unfailing(
  { warn, log }: PublishContext,
  { missed, quiet }: Telling,
  write: () => Promise<void>,
): Promise<void> {
  try {
    await write();
  } catch (error) {
    const refusal = refusalIn(error);
    const message = `${missed} (${refusal === null ? printable(String(error)) : describeRefusal(refusal)}).`;
    if (quiet && refusal !== null && isMissingPermission(refusal)) log.progress(message);
    else warn(message);
  }
}

/** Null for a second bug, which is told as it is: the first error is the one that counts. */
function refusalIn(error: unknown): Refusal | null {
  try {
    return refusalOf(error);
  } catch {
    return null;
  }
}
