import pLimit from 'p-limit';
import { domainsOf, type MailDomain } from '../model/domains.js';
import { type Fetched, found } from '../model/fetched.js';
import { isDisposable, MAIL_SERVICES } from '../model/mail-services.js';
import type { Profile } from '../model/profile.js';
import type { DomainClient } from '../registry/domains.js';

/** A release that names more than these is a list of contributors; the first stand for who answers for it. */
const MOST_DOMAINS = 5;
const AT_ONCE = 4;

/** Looks up the domains of the addresses in a release's metadata. null: policy does not ask for it, or nothing was read. */
export async function gatherDomains(
  profiles: readonly Profile[],
  client: DomainClient | null,
): Promise<Fetched<readonly MailDomain[]> | null> {
  if (client === null || profiles.length === 0) return null;
  const emails = profiles.flatMap(({ metadata }) => metadata?.emails ?? []);
  const limit = pLimit(AT_ONCE);
  const answers = await Promise.all(
    domainsOf(emails)
      .filter((domain) => !MAIL_SERVICES.has(domain) && !isDisposable(domain))
      .slice(0, MOST_DOMAINS)
      .map((domain) => limit(() => client.domain(domain))),
  );
  const failed = answers.find((answer) => answer.kind === 'unavailable');
  if (failed?.kind === 'unavailable') return failed;
  return found(answers.flatMap((answer) => (answer.kind === 'found' ? [answer.value] : [])));
}
