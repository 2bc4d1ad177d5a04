import { homedir } from 'node:os';
import { join } from 'node:path';
import { createDiskCache } from '../host/disk-cache.js';
import { createDns } from '../host/dns.js';
import { createGrammar } from '../host/grammar.js';
import { createHttp, type HttpOptions } from '../host/http.js';
import { createLog } from '../host/log.js';
import { createMemoryCache } from '../host/memory-cache.js';
import { ActionError } from '../model/error.js';
import { hostOf, withoutTrailingSlashes } from '../model/urls.js';
import type { Cache, Log, Ports, Repository, SourceHostApi } from '../ports.js';
import { httpSourceHost } from '../registry/source-host.js';
import { type CommandArguments, type CommandIo, flag, text } from './command.js';

const CACHE_BYTES = 1024 * 1024 * 1024;

/** Ports of a command line run; `repository` is what the command compares. */
export function cliPorts(args: CommandArguments, io: CommandIo, repository: Repository): Ports {
  const clock = { now: () => Date.now() };
  const log = createLog({ write: io.err, debug: io.environment['LOCKGATE_DEBUG'] === '1' });
  const deadlineAt = clock.now() + seconds(args, 'deadline') * 1000;
  return {
    repository,
    clock,
    log,
    cache: cacheOf(args, io, log),
    grammar: createGrammar(),
    threads: io.threads,
    http: (allowedHosts) => createHttp({ allowedHosts, deadlineAt, clock, log, version: io.toolVersion }),
    sourceHost: sourceHostOf(args, io, { deadlineAt, clock, log }),
    dns: createDns(),
    secret: (name) => io.environment[name] ?? null,
  };
}

/** Set up by `--github-api` alone: without it no token is sent anywhere, whatever the environment holds. */
function sourceHostOf(
  args: CommandArguments,
  { environment, toolVersion }: CommandIo,
  network: Pick<HttpOptions, 'deadlineAt' | 'clock' | 'log'>,
): SourceHostApi | null {
  const given = text(args, 'github-api');
  if (given === null) return null;
  const host = hostOf(given);
  if (host === null || !/^https?:/iu.test(given))
    throw new ActionError('usage', `--github-api is "${given}".`, 'Give a URL such as https://api.github.com.');
  const http = createHttp({ ...network, allowedHosts: [host], version: toolVersion });
  return httpSourceHost({ http, apiUrl: withoutTrailingSlashes(given), token: environment['GITHUB_TOKEN'] || null });
}

function cacheOf(args: CommandArguments, { environment }: CommandIo, log: Log): Cache {
  if (flag(args, 'no-cache')) return createMemoryCache();
  const base = environment['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  const directory = text(args, 'cache-dir') ?? join(base, 'lockgate');
  return createDiskCache({ directory, maxBytes: CACHE_BYTES, log });
}

function seconds(args: CommandArguments, name: string): number {
  const value = Number(text(args, name));
  if (Number.isFinite(value) && value > 0) return value;
  throw new ActionError('usage', `--${name} is "${text(args, name)}".`, 'Give a number of seconds above 0.');
}
