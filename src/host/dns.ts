import { Resolver } from 'node:dns/promises';
import { absent, type Fetched, found, unavailable } from '../model/fetched.js';
import type { Dns } from '../ports.js';

export interface DnsOptions {
  /** Milliseconds for one try. */
  readonly timeout?: number;
  readonly tries?: number;
  /** Servers to ask, `address` or `address:port`; the machine's own when left out. */
  readonly servers?: readonly string[];
}

/** The machine's name servers. Only that a name is known is asked: no address is, and nothing is ever connected to. */
export function createDns({ timeout = 3000, tries = 2, servers = [] }: DnsOptions = {}): Dns {
  const resolver = new Resolver({ timeout, tries });
  if (servers.length > 0) resolver.setServers(servers);
  return { exists: (name) => exists(resolver, name) };
}

async function exists(resolver: Resolver, name: string): Promise<Fetched<true>> {
  try {
    await resolver.resolveMx(name);
    return found(true);
  } catch (error) {
    return readFailure(codeOf(error), name);
  }
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown';

/** ENOTFOUND stands for NXDOMAIN, which is about the name and not about one kind of record (RFC 8020); ENODATA for a name without a mail server. */
function readFailure(code: string, name: string): Fetched<true> {
  switch (code) {
    case 'ENODATA':
      return found(true);
    case 'ENOTFOUND':
      return absent;
    default:
      return unavailable(`the name servers of this machine did not tell whether ${name} exists (${code})`);
  }
}
