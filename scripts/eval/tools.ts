import type { GatherTools } from '../../src/evidence/gather.js';
import { pypiRoute } from '../../src/evidence/routes.js';
import { openTools } from '../../src/evidence/tools.js';
import { createGrammar } from '../../src/host/grammar.js';
import { createHttp } from '../../src/host/http.js';
import { createMemoryCache } from '../../src/host/memory-cache.js';
import { absent } from '../../src/model/fetched.js';
import { DEFAULT_POLICY } from '../../src/model/policy.js';
import { TOOL_VERSION } from '../../src/model/tool.js';
import type { Log } from '../../src/ports.js';

const SILENT: Log = { progress: () => {}, warning: () => {}, debug: () => {} };
const DAY = 86_400_000;

export const PYPI = pypiRoute('https://pypi.org');

/** The engine on the live index, without advisories: what is measured is what the bytes and the index say. */
export function evaluationTools(): GatherTools {
  const clock = { now: () => Date.now() };
  const ports = {
    repository: {
      describe: () => '',
      tree: async () => absent,
      policyTree: async () => absent,
      blob: async () => absent,
    },
    http: (allowedHosts: readonly string[]) =>
      createHttp({ allowedHosts, deadlineAt: clock.now() + DAY, clock, log: SILENT, version: TOOL_VERSION }),
    cache: createMemoryCache(),
    clock,
    log: SILENT,
    grammar: createGrammar(),
    secret: () => null,
  };
  return {
    ...openTools({ pypiUrl: 'https://pypi.org', osvUrl: 'https://api.osv.dev' }, DEFAULT_POLICY, [], ports),
    advisories: async () => absent,
  };
}
