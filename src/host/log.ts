import { printable } from '../model/text.js';
import type { Log } from '../ports.js';

export interface LogOptions {
  /** Takes one line without its end; stderr for the CLI, so that stdout holds the result alone. */
  readonly write: (line: string) => void;
  readonly debug: boolean;
}

/** Progress and diagnostics as plain lines. */
export function createLog({ write, debug }: LogOptions): Log {
  return {
    progress: (message) => write(`lockgate: ${oneLine(message)}`),
    warning: (message) => write(`lockgate: warning: ${oneLine(message)}`),
    debug: (message) => {
      if (debug) write(`lockgate: debug: ${oneLine(message)}`);
    },
  };
}

const LONGEST_LINE = 2_000;

/**
 * Messages quote packages and servers. A line break or escape sequence of theirs must not forge a line or steer a terminal, and the
 * Actions runner takes `##[…]` anywhere in a line, and `::…` at its start, for a command.
 */
const oneLine = (message: string): string => printable(message, LONGEST_LINE).replaceAll('##[', '# #[');
