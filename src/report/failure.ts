import type { ActionErrorCode } from '../model/error.js';
import { printable } from '../model/text.js';
import { code, codeBlock, prose } from './escape.js';
import { ICON } from './view.js';

/** Why a run ended without a report that stands; written by whoever catches it, and told wherever a report would be. */
export interface Failure {
  /** `command`: a comment asked for something, and no report was to be written. */
  readonly task: 'review' | 'command';
  /** `bug`: whatever is no mistake of whoever set this up. */
  readonly code: ActionErrorCode | 'bug';
  /** May quote paths, policies and packages: data. */
  readonly message: string;
  readonly remedy: string;
  /** Commit that should have been judged; null when not even that is known. */
  readonly commit: string | null;
  /** Headline of the report, where the commit was judged and only telling it broke off; plain text. */
  readonly decided: string | null;
  /** Page of the workflow run; null when the runner does not tell. */
  readonly runUrl: string | null;
}

const REASON: Readonly<Record<Failure['code'], string>> = {
  bug: 'Lockgate broke',
  event: 'this run names nothing that can be reviewed',
  input: 'an input cannot be used',
  permission: 'the token does not suffice',
  policy: 'the policy cannot be used',
  repository: 'the repository cannot be read',
  usage: 'the set-up cannot be used',
};

/** The whole of it in one line of plain text: heading, and title of the check run. */
export function failureTitle({ task, code: why, decided }: Pick<Failure, 'task' | 'code' | 'decided'>): string {
  const what = task === 'command' ? 'Command not carried out' : decided === null ? 'Not reviewed' : 'Not told in full';
  return `${ICON.unknown} ${what}: ${REASON[why]}`;
}

/**
 * What stands in the place of a report when there is none. It says first that nothing is known, because what stood there before may have been
 * a pass.
 */
export function renderFailure(failure: Failure): string {
  const { message, remedy, runUrl } = failure;
  const parts = [
    `## ${failureTitle(failure)}`,
    meaning(failure),
    `**What failed:**${problems(message)}`,
    `**What to do:** ${advice(remedy)}`,
    ...(runUrl === null ? [] : [`<sub>[Log of the run](${encodeURI(runUrl)})</sub>`]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function meaning({ task, commit, decided }: Failure): string {
  if (task === 'command')
    return 'What the comment asked for was not done, or not to its end. No verdict depends on it.';
  const subject = commit === null ? 'this change' : `commit ${code(commit.slice(0, 7))}`;
  return decided === null
    ? `**Nothing is known about the dependencies of ${subject}.** That is no pass: review them by hand, or mend this and run the job again.`
    : `Lockgate has judged ${subject}, but broke off while telling it. The verdict was: ${prose(decided)}. The job summary has the report.`;
}

const MAX_LINES = 15;
const MAX_LINE = 600;
const MAX_LOG_LINE = 2000;

/** One problem as a sentence, several as a list. */
function problems(message: string): string {
  const lines = shortened(message);
  if (lines.length < 2) return ` ${prose(lines[0] ?? '', MAX_LINE)}`;
  return `\n\n${lines.map((line) => `- ${prose(line, MAX_LINE)}`).join('\n')}`;
}

/** The first line as text; what follows is YAML, which has to keep its lines. */
function advice(remedy: string): string {
  const [first = '', ...rest] = shortened(remedy);
  const lead = prose(first, MAX_LINE);
  return rest.length === 0 ? lead : `${lead}\n\n${codeBlock(rest)}`;
}

function shortened(text: string): readonly string[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const shown = lines.slice(0, MAX_LINES);
  return lines.length > shown.length ? [...shown, `… and ${lines.length - shown.length} more`] : shown;
}

/** For a log, whose lines a runner may obey. */
export const failureLines = ({ message, remedy }: Pick<Failure, 'message' | 'remedy'>): string =>
  `${message}\n${remedy}`
    .split('\n')
    .map((line) => line.trimEnd())
    .map((line) => indentOf(line) + printable(line, MAX_LOG_LINE))
    .join('\n');

const indentOf = (line: string): string => /^ */u.exec(line)?.[0] ?? '';
