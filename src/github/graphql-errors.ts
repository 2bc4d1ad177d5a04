import * as v from 'valibot';
import { printable } from '../model/text.js';

/** GraphQL answers 200 and tells in the body what it refused (GraphQL specification, "Errors"; `type` is GitHub's). */
export interface GraphqlError {
  /** `FORBIDDEN`, `NOT_FOUND`, `RATE_LIMITED` …; empty when GitHub gives none. */
  readonly type: string;
  readonly message: string;
}

const Errors = v.object({
  errors: v.array(v.object({ type: v.optional(v.string(), ''), message: v.string() })),
});

/** What an answer complains of; empty for a plain success. */
export function errorsOf(answer: unknown): readonly GraphqlError[] {
  const read = v.safeParse(Errors, answer);
  return read.success ? read.output.errors.map(({ type, message }) => ({ type, message: printable(message) })) : [];
}
