import { CONFIGURATION_URL, ruleDocUrl } from '../report/doc-url.js';
import { code, prose } from '../report/escape.js';
import { type AllowCommand, USAGE } from './acceptance-command.js';
import type { RequestedEntry } from './acceptance-judge.js';

/** Answers to a command, and the pull request that one opens. Every word of the command goes through the escaping of reports. */

export const refusedReply = (reason: string): string =>
  [
    `Nothing was changed. ${prose(reason, 1200)}`,
    `The first line of the comment must be ${code(USAGE)}. [What can be accepted](${CONFIGURATION_URL})`,
  ].join('\n\n');

export interface ProposedEntry {
  readonly entry: RequestedEntry;
  readonly command: AllowCommand;
  readonly author: string;
  /** The pull request on which it was asked for. */
  readonly pull: number;
  readonly configPath: string;
  /** Why the entry names no files, a clause; null where it does. */
  readonly withoutDigests: string | null;
}

/** No words of the commenter's: titles and commit messages are read by machines, which obey `[skip ci]` and `closes #1`. */
export const titleOf = ({ command }: ProposedEntry): string =>
  `Allow ${command.rule} for ${command.name} ${command.version}`;

export const commitMessage = (proposed: ProposedEntry): string =>
  `${titleOf(proposed)}\n\nAsked for on pull request ${proposed.pull}.\n`;

/** The reason as escaped words and nowhere raw: a squash may make a commit message of this. */
export function pullBody(proposed: ProposedEntry): string {
  const { entry, command, author, pull, configPath, withoutDigests } = proposed;
  return [
    `${code(`@${author}`)} asked for this on #${pull}: accept what [${command.rule}](${ruleDocUrl(command.rule)}) finds in ${code(`${command.name} ${command.version}`)}, until ${entry.expires}.`,
    `> ${prose(command.reason, 400)}`,
    `It adds this entry to ${code(configPath)}. No verdict changes before it is merged; after that, run the check of #${pull} again.`,
    withoutDigests === null
      ? 'The digests are those of the lockfiles of that pull request. A file with another digest is not covered.'
      : `The entry names no files, because ${prose(withoutDigests, 400)}. It covers every file of that release.`,
    `<sub>Another reason, owner or date: edit the entry in this pull request. [The policy file](${CONFIGURATION_URL})</sub>`,
  ].join('\n\n');
}

export const openedReply = (url: string, { entry }: ProposedEntry): string =>
  `${url} adds the entry, which holds until ${entry.expires}. Nothing changes before it is merged; then run this check again.`;

export const alreadyOpenReply = (url: string): string =>
  `${url} is open for this already. Edit the entry there, or close it and ask again.`;

/** The branch is made, and the repository's settings keep workflows from opening pull requests. */
export const branchOnlyReply = (compareUrl: string): string =>
  [
    `The entry is on a branch; this repository does not let workflows open pull requests, so open it yourself: ${compareUrl}`,
    'Settings → Actions → General → *Allow GitHub Actions to create and approve pull requests* lets Lockgate do it next time.',
  ].join('\n\n');

export const failedReply = (what: string): string =>
  `No pull request was opened: ${prose(what, 600)}. The log of the job says what to do.`;
