import type { Log } from '../ports.js';
import type { Event } from './event.js';
import { explainFailedWrite, isMissingPermission, type Refusal, refusalOf, type Scope } from './permissions.js';

export interface AttemptContext {
  readonly event: Event;
  readonly log: Log;
  /** Tells people what could not be written, and what to do. */
  readonly warn: (message: string) => void;
}

export interface Wanted {
  readonly what: string;
  readonly scope: Scope;
  /** Whether a missing permission is worth no more than a line of the log. */
  readonly quiet: boolean;
}

export type Attempted<T> = { readonly done: true; readonly value: T } | { readonly done: false };

/** One write. What GitHub refuses is told and changes nothing else; a bug of ours goes on as the error it is. */
export async function attempt<T>(
  context: AttemptContext,
  wanted: Wanted,
  write: () => Promise<T>,
): Promise<Attempted<T>> {
  try {
    return { done: true, value: await write() };
  } catch (error) {
    tellRefusal(context, wanted, refusalOf(error));
    return { done: false };
  }
}

export function tellRefusal(context: AttemptContext, { what, scope, quiet }: Wanted, refusal: Refusal): void {
  const message = explainFailedWrite({ what, scope, readOnlyFork: isReadOnlyFork(context.event), refusal });
  if (quiet && isMissingPermission(refusal)) context.log.progress(message);
  else context.warn(message);
}

const isReadOnlyFork = (event: Event): boolean =>
  event.kind === 'pull-request' && event.name === 'pull_request' && event.fork;
