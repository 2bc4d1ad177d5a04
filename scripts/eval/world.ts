import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GatherTools } from '../../src/evidence/gather.js';
import { createProfiler } from '../../src/evidence/profiler.js';
import { pypiRoute } from '../../src/evidence/routes.js';
import { openTools } from '../../src/evidence/tools.js';
import { createGrammar } from '../../src/host/grammar.js';
import { createHttp } from '../../src/host/http.js';
import { createMemoryCache } from '../../src/host/memory-cache.js';
import { absent, found } from '../../src/model/fetched.js';
import { once } from '../../src/model/once.js';
import { DEFAULT_POLICY } from '../../src/model/policy.js';
import { TOOL_VERSION } from '../../src/model/tool.js';
import type { Clock, Http, Log, Ports } from '../../src/ports.js';
import { createPythonReader } from '../../src/python/reader.js';
import { recordedHttp } from './recorded-http.js';
import { FILE_BYTES } from './selection.js';

export interface WorldOptions {
  /** Folder of what the network answered. */
  readonly cache: string;
  readonly offline: boolean;
  readonly pypiUrl: string;
}

export interface World {
  /** Makes the parser ready, so that it is not measured with the first file. */
  readonly warmUp: () => Promise<void>;
  /** The engine as a review has it, without advisories; fresh for each project, so that memory does not grow. */
  readonly tools: () => GatherTools;
  readonly clock: Clock;
  readonly pypiUrl: string;
}

const SILENT: Log = { progress: () => {}, warning: () => {}, debug: () => {} };
const DAY = 86_400_000;
/** Each of two processes; what is fetched is fetched once. */
const REQUESTS = 2;

/** The engine on an index, its answers kept; the index may be asked for what is not there yet. */
export function evaluationWorld({ cache, offline, pypiUrl }: WorldOptions): World {
  const limits = { requestsPerHost: REQUESTS };
  const live = (allowedHosts: readonly string[]): Http =>
    createHttp({
      allowedHosts,
      deadlineAt: Date.now() + 7 * DAY,
      clock: { now: Date.now },
      log: SILENT,
      version: TOOL_VERSION,
      limits,
    });
  const clock = clockOf(cache);
  const ports: Omit<Ports, 'cache'> = {
    repository: {
      describe: () => '',
      tree: async () => absent,
      policyTree: async () => absent,
      shared: async () => absent,
      blob: async () => absent,
    },
    http: (hosts) =>
      recordedHttp({ live: offline ? null : live(hosts), folder: join(cache, 'http'), maxBytes: FILE_BYTES }),
    clock,
    log: SILENT,
    grammar: createGrammar(),
    threads: null,
    sourceHost: null,
    dns: { exists: async () => ({ kind: 'unavailable', reason: 'no name server is asked here' }) },
    secret: () => null,
  };
  const reader = once(() => createPythonReader(ports.grammar));
  const destinations = { pypiUrl, osvUrl: 'https://api.osv.dev' };
  return {
    clock,
    pypiUrl,
    warmUp: async () => void (await reader()),
    tools: () => ({
      // The release before was the newer one of the update before.
      ...openTools(destinations, DEFAULT_POLICY, [], { ...ports, cache: createMemoryCache() }),
      profiler: createProfiler({
        threads: null,
        // What is read of a file is kept as long as this object lives.
        python: once(async () => ({ read: (await reader()).read })),
        expectsMany: false,
      }),
      advisories: async () => ({ advisories: found([]), origin: 'service', untold: [] }),
    }),
  };
}

/** The time at which the folder was begun: a release that was fresh then stays fresh, so that runs differ by their rules alone. */
function clockOf(folder: string): Clock {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'begun');
  try {
    writeFileSync(path, new Date().toISOString(), { flag: 'wx' });
  } catch {
    // An earlier run, or the other process, wrote it.
  }
  const begun = Date.parse(readFileSync(path, 'utf8').trim());
  return { now: () => begun };
}

export const routeOfWorld = ({ pypiUrl }: World) => pypiRoute(pypiUrl);
