import { createGitHub, type GitHub } from '../../src/github/client.js';
import type { Log } from '../../src/ports.js';

/** Lines that a person running the job would see. */
export interface RecordedLog extends Log {
  readonly lines: readonly string[];
}

export function recordLog(): RecordedLog {
  const lines: string[] = [];
  return {
    lines,
    progress: (line) => lines.push(line),
    warning: (line) => lines.push(`warning: ${line}`),
    debug: () => {},
  };
}

/** The client as the Action makes it, against a server of the test. */
export const connect = (url: string, token: string, log: Log = recordLog()): GitHub =>
  createGitHub({
    token,
    apiUrl: url,
    graphqlUrl: `${url}/graphql`,
    userAgent: 'lockgate/test',
    clock: { now: Date.now },
    log,
  });
