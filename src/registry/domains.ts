import type { DomainRegistration, MailDomain } from '../model/domains.js';
import { type Fetched, found } from '../model/fetched.js';
import type { Dns } from '../ports.js';
import type { RdapClient } from './rdap.js';

export interface DomainClient {
  /** What the DNS and the registry say of a domain; `absent` for text that is no domain name. Asked once a run for each. */
  readonly domain: (domain: string) => Promise<Fetched<MailDomain>>;
}

export function createDomainClient(dns: Dns, rdap: RdapClient): DomainClient {
  const asked = new Map<string, Promise<Fetched<MailDomain>>>();
  return {
    domain: (domain) => {
      const answer = asked.get(domain) ?? look(domain, dns, rdap);
      asked.set(domain, answer);
      return answer;
    },
  };
}

async function look(domain: string, dns: Dns, rdap: RdapClient): Promise<Fetched<MailDomain>> {
  // Metadata is text of strangers: nothing but a public host name is sent anywhere.
  if (!PUBLIC_NAME.test(domain) || RESERVED.test(domain)) return { kind: 'absent' };
  const answer = await dns.exists(domain);
  if (answer.kind === 'unavailable') return answer;
  const name = registeredName(domain);
  const registration = await rdap.registration(name);
  return found({ domain, exists: answer.kind === 'found', registration: told(registration) });
}

/** That a registry does not tell is common (most of the country suffixes have no such service), and hides nothing that the DNS says. */
const told = (answer: Fetched<DomainRegistration>): DomainRegistration | null =>
  answer.kind === 'found' ? answer.value : null;

const PUBLIC_NAME =
  /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,10}(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})$/u;

/** RFC 2606, 6761, 6762 and 8375: names that no registry gives to anyone. */
const RESERVED =
  /(?:^|\.)(?:example(?:\.(?:com|net|org))?|test|invalid|localhost|local|internal|home\.arpa|onion|alt)$/u;

/**
 * The last two labels, three under suffixes such as `co.uk`. Short second-level labels under country suffixes are registries' own; a guess that
 * is wrong asks about a name that is registered, and so finds nothing.
 */
export function registeredName(domain: string): string {
  const labels = domain.split('.');
  const [second = '', top = ''] = labels.slice(-2);
  const isShared = top.length === 2 && /^(?:ac|co|com|edu|gob|gov|ltd|me|mil|ne|net|or|org|plc|sch)$/u.test(second);
  return labels.slice(isShared ? -3 : -2).join('.');
}
