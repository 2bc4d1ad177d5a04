import { ActionError } from '../model/error.js';
import { printable } from '../model/text.js';
import { terminal } from '../report/escape.js';
import { type Failure, failureLines, renderFailure } from '../report/failure.js';
import type { Actions } from './actions.js';
import { publishFailure } from './failure.js';
import type { PublishContext } from './publish.js';

/** How far a run had come when it failed: what the failure can be told with. */
export interface LastKnown {
  readonly task: Failure['task'];
  /** An audit never fails the job; as far as the inputs say, since the policy may be what could not be read. */
  readonly audit: boolean;
  /** Values that no text may show: the runner keeps them out of the log alone. */
  readonly secrets: ReadonlySet<string>;
  /** null before the event and the inputs were known. */
  readonly context: PublishContext | null;
  readonly runUrl: string | null;
  /** What was decided before the failure; null where nothing was. It may be what fails, so it is asked for with care. */
  readonly decided: (() => Decided) | null;
}

export interface Decided {
  readonly title: string;
  readonly summary: string;
}

/**
 * No verdict, which is not a pass: told in the log, the job summary and wherever the report would have been. A mistake of whoever set this up comes
 * with its remedy, anything else is a bug of ours. Never throws: the first error is the one that counts.
 */
export async function giveUp(error: unknown, known: LastKnown, actions: Actions): Promise<void> {
  actions.output('complete', 'false');
  if (!(error instanceof ActionError)) logBug(error, actions);
  const decided = decidedIn(known);
  const failure = describe(error, known, decided);
  (known.audit ? actions.warning : actions.fail)(failureLines(failure));
  const below = decided === null ? '' : `\n---\n\n${decided.summary}`;
  await carefully(actions, () => actions.summary(`${renderFailure(failure)}${below}`));
  const { context } = known;
  if (context === null) return;
  await carefully(actions, () => publishFailure(failure, known.audit ? 'neutral' : 'failure', context));
}

function describe(error: unknown, { task, secrets, context, runUrl }: LastKnown, decided: Decided | null): Failure {
  const told = error instanceof ActionError ? error : ourBug(error, decided !== null);
  const clean = (text: string): string => [...secrets].reduce((shown, secret) => shown.replaceAll(secret, '***'), text);
  return {
    ...{ task, runUrl, message: clean(told.message), remedy: clean(told.remedy) },
    code: error instanceof ActionError ? error.code : 'bug',
    commit: context?.event.headSha ?? null,
    decided: decided?.title ?? null,
  };
}

const ourBug = (error: unknown, judged: boolean): Pick<ActionError, 'message' | 'remedy'> => ({
  message: `This is a bug in Lockgate${judged ? '' : ', and nothing was judged'}: ${printable(String(error), 300)}`,
  remedy: 'Please report it with the log of this step, and review the change by hand until then.',
});

function logBug(error: unknown, { info }: Actions): void {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  // Line by line behind a prefix: an error may quote a package, and the runner obeys lines that begin with `::`.
  for (const line of detail.split('\n')) info(`lockgate: ${terminal(line, 500)}`);
}

function decidedIn({ decided }: LastKnown): Decided | null {
  try {
    return decided?.() ?? null;
  } catch {
    return null;
  }
}

async function carefully({ info }: Actions, tell: () => Promise<unknown>): Promise<void> {
  try {
    await tell();
  } catch (second) {
    info(`lockgate: ${terminal(`The failure could not be told everywhere: ${String(second)}`, 500)}`);
  }
}
