/** A mistake of whoever set Lockgate up: told with its remedy, never with a stack trace. Anything else thrown is our bug. */
export class ActionError extends Error {
  readonly code: ActionErrorCode;
  readonly remedy: string;

  constructor(code: ActionErrorCode, message: string, remedy: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ActionError';
    this.code = code;
    this.remedy = remedy;
  }
}

export type ActionErrorCode = 'input' | 'policy' | 'permission' | 'event' | 'usage' | 'repository';
