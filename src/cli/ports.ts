import { homedir } from 'node:os';
import { join } from 'node:path';
import { createDiskCache } from '../host/disk-cache.js';
import { createGrammar } from '../host/grammar.js';
import { createHttp } from '../host/http.js';
import { createLog } from '../host/log.js';
import { createMemoryCache } from '../host/memory-cache.js';
import { ActionError } from '../model/error.js';
import type { Cache, Log, Ports, Repository } from '../ports.js';
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
    http: (allowedHosts) => createHttp({ allowedHosts, deadlineAt, clock, log, version: io.toolVersion }),
    secret: (name) => io.environment[name] ?? null,
  };
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
