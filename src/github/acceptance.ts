import { ActionError } from '../model/error.js';
import type { Fetched } from '../model/fetched.js';
import type { Policy } from '../model/policy.js';
import { purlOf } from '../model/purl.js';
import { appendAllow } from '../policy/append.js';
import type { OwnLevels } from '../policy/loosening.js';
import type { Clock, Log } from '../ports.js';
import { allowLines } from '../report/allow-entry.js';
import { type AllowCommand, parseComment } from './acceptance-command.js';
import { type CommentEvent, readCommentEvent } from './acceptance-event.js';
import { judgeCommand, type RequestedEntry } from './acceptance-judge.js';
import {
  alreadyOpenReply,
  branchOnlyReply,
  failedReply,
  openedReply,
  type ProposedEntry,
  refusedReply,
} from './acceptance-replies.js';
import { type Proposed, proposeEntry } from './acceptance-write.js';
import type { GitHub } from './client.js';
import { describeRefusal, isMissingPermission, refusalOf } from './permissions.js';
import type { Place } from './place.js';

/** What lies in the repository, read at a commit. */
export interface AcceptanceReader {
  /** @throws {ActionError} with code `policy` when the policy of that commit cannot be used. */
  readonly standing: (commit: string) => Promise<{ readonly policy: Policy; readonly text: string | null }>;
  /** What a review would say of this text as the policy at that commit; null when it would take it. */
  readonly complaint: (commit: string, text: string) => Promise<string | null>;
  /** sha256 of a release's files in the lockfiles of a commit; `absent`: none holds the release. */
  readonly digests: (
    commit: string,
    release: AllowCommand,
    exclude: readonly string[],
  ) => Promise<Fetched<readonly string[]>>;
}

export interface AcceptanceContext {
  readonly github: GitHub;
  readonly place: Place;
  readonly reader: AcceptanceReader;
  readonly configPath: string;
  /** Every rule of this version. */
  readonly levels: OwnLevels;
  /** Rules that judge a lockfile, a manifest or the policy, and never a release. */
  readonly rulesAboutFiles: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
  readonly warn: (message: string) => void;
}

/**
 * Answers a comment. Only somebody with write access gets an answer or an effect: for anybody else, and for any other comment, there is a line
 * in the log. What comes of a command is a pull request, which people review; no verdict changes by it.
 * @throws {ActionError} when the job was set up without what it needs.
 */
export async function heedComment(payload: unknown, context: AcceptanceContext): Promise<void> {
  const { log } = context;
  const event = readCommentEvent(payload);
  if (event.kind === 'ignored') return log.progress(`Nothing to do with this comment: ${event.why}.`);
  const parsed = parseComment(event.body);
  if (parsed.kind === 'none') return log.progress('Nothing to do: the first line of this comment is no command.');
  if (event.byBot) return log.progress('Nothing done: commands of bots and apps are not taken.');
  if (!(await mayWrite(event, context)))
    return log.progress(`Nothing done: ${event.author} has no write access to this repository.`);

  const answer = parsed.kind === 'unclear' ? refused(parsed.reason) : await attempt(parsed.command, event, context);
  await reply(answer.text, event, context);
  if (answer.failure !== null) throw answer.failure;
  log.progress(answer.log);
}

interface Answer {
  readonly text: string;
  /** One line for the log. */
  readonly log: string;
  /** The job is to fail with it after the answer: whoever set it up has to mend something. */
  readonly failure: ActionError | null;
}

const refused = (reason: string): Answer => ({
  text: refusedReply(reason),
  log: `The command was refused: ${reason}`,
  failure: null,
});

const WRITERS: ReadonlySet<string> = new Set(['admin', 'maintain', 'write']);

/** The API alone knows; what the event says of the author (`author_association`) is no permission. Unknown is no. */
async function mayWrite({ author }: CommentEvent, { github, place }: AcceptanceContext): Promise<boolean> {
  try {
    const { data } = await github.rest.repos.getCollaboratorPermissionLevel({ ...place, username: author });
    return WRITERS.has(data.permission);
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal.status === 404) return false;
    throw new ActionError(
      'permission',
      `Whether ${author} may write to this repository could not be asked: ${describeRefusal(refusal)}. The command was not carried out.`,
      'Write the comment again; if it stays, check the input "token".',
    );
  }
}

async function attempt(command: AllowCommand, event: CommentEvent, context: AcceptanceContext): Promise<Answer> {
  try {
    return await carryOut(command, event, context);
  } catch (error) {
    if (error instanceof ActionError && error.code === 'policy')
      return refused(`The policy of the base branch cannot be used, so mend it first: ${error.message}`);
    if (error instanceof ActionError) return { text: failedReply(error.message), log: '', failure: error };
    const refusal = refusalOf(error);
    const what = describeRefusal(refusal);
    const remedy = isMissingPermission(refusal)
      ? `Give the job what it needs to open a pull request:\n${ACCEPTANCE_YAML}`
      : 'Write the comment again.';
    const failure = new ActionError('permission', `The entry could not be proposed: ${what}.`, remedy, error);
    return { text: failedReply(`the entry could not be proposed, because ${what}`), log: '', failure };
  }
}

const ACCEPTANCE_YAML = ['permissions:', '  contents: write', '  pull-requests: write'].join('\n');

async function carryOut(command: AllowCommand, event: CommentEvent, context: AcceptanceContext): Promise<Answer> {
  const { github, place, reader, configPath, levels, rulesAboutFiles, clock } = context;
  const rules = { ids: [...levels.keys()], aboutFiles: rulesAboutFiles };
  const { data: pull } = await github.rest.pulls.get({ ...place, pull_number: event.pull });
  if (pull.state !== 'open') return refused('This pull request is closed, so nothing waits to be accepted.');
  const branch = await github.rest.repos.getBranch({ ...place, branch: pull.base.ref });
  const base = { ref: pull.base.ref, sha: branch.data.commit.sha };

  const { policy, text } = await reader.standing(base.sha);
  const digests = await reader.digests(pull.head.sha, command, policy.exclude);
  if (digests.kind === 'absent')
    return refused(
      `No lockfile of this pull request has ${command.name} ${command.version}. Copy name and version from the report.`,
    );
  const sha256 = digests.kind === 'found' ? digests.value : [];
  const judged = judgeCommand({ command, author: event.author, policy, rules, sha256, now: clock.now() });
  if (judged.kind === 'refused') return refused(judged.reason);

  const { entry } = judged;
  const lines = allowLines({ ...entry, subject: { package: purlOf(entry.name, entry.version) } });
  const appended = appendAllow({ text, path: configPath, lines, entry, rules: levels });
  if (appended.kind === 'refused') return refused(`${appended.reason} Add the entry by hand.`);
  const complaint = await reader.complaint(base.sha, appended.text);
  if (complaint !== null) return refused(`A review would not take the policy with the entry: ${complaint}`);

  const proposed: ProposedEntry = {
    ...{ entry, command, configPath },
    ...{ author: event.author, pull: event.pull, withoutDigests: withoutDigests(entry, digests) },
  };
  const outcome = await proposeEntry(github, place, { proposed, text: appended.text, base });
  return answerOf(outcome, proposed, `${pull.base.repo.html_url}/compare/${encodeURIComponent(base.ref)}...`);
}

function withoutDigests({ sha256 }: RequestedEntry, digests: Fetched<readonly string[]>): string | null {
  if (sha256.length > 0) return null;
  if (digests.kind === 'unavailable') return `the lockfiles could not be read in full (${digests.reason})`;
  return digests.kind === 'found' && digests.value.length > 0
    ? `the release has too many files (${digests.value.length})`
    : 'the lockfiles do not give every file a sha256';
}

function answerOf(outcome: Proposed, proposed: ProposedEntry, compareUrl: string): Answer {
  switch (outcome.kind) {
    case 'opened':
      return told(openedReply(outcome.url, proposed), `Opened ${outcome.url}.`);
    case 'already-open':
      return told(alreadyOpenReply(outcome.url), `${outcome.url} is open already.`);
    case 'branch-only':
      return told(branchOnlyReply(`${compareUrl}${outcome.branch}?expand=1`), `Made the branch ${outcome.branch}.`);
  }
}

const told = (text: string, log: string): Answer => ({ text, log, failure: null });

/** The answer is a courtesy: where it cannot be written, the log has it. */
async function reply(text: string, { pull }: CommentEvent, { github, place, warn }: AcceptanceContext): Promise<void> {
  try {
    await github.rest.issues.createComment({ ...place, issue_number: pull, body: text });
  } catch (error) {
    const refusal = refusalOf(error);
    const advice = isMissingPermission(refusal) ? ` Give the job what it needs:\n${ACCEPTANCE_YAML}` : '';
    warn(`Cannot write the answer (${describeRefusal(refusal)}), which is:\n${text}${advice}`);
  }
}
