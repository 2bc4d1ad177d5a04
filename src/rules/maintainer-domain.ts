import { type DomainRegistration, domainsOf, type MailDomain } from '../model/domains.js';
import type { Level } from '../model/level.js';
import { isDisposable } from '../model/mail-services.js';
import { DAY } from '../model/policy.js';
import { firstUpload, type Project, releaseOf } from '../model/release.js';
import { printable } from '../model/text.js';
import { type Hit, rule, type Subject } from './rule.js';
import { doubtAbout } from './support/doubt.js';
import { releaseName } from './support/words.js';

/**
 * Addresses of maintainers that anyone can have: at a disposable mail service, or under a domain that nobody holds.
 *
 * ctx was taken over in May 2022 by registering the lapsed domain of its maintainer's address and asking for a new password. PyPI itself
 * takes such addresses out of use since June 2025, other indexes do not.
 */
export const maintainerDomain = rule({
  id: 'maintainer-domain',
  level: 'warn',
  confidence: 'low',
  needs: [],
  capec: [50, 538],
  aliases: ['expired author domain', 'disposable maintainer domain', 'unclaimed maintainer email domain'],
  headline: 'has a maintainer address that others may control',
  summary:
    'An address of a maintainer is at a disposable mail service, or its domain is unregistered or has changed hands.',
  remedy:
    'Check in the project’s repository that its known maintainers made the release, and tell them of the domain; lock an older release until then.',

  check(facts) {
    const now = domainsOf(facts.profiles.flatMap(({ metadata }) => metadata?.emails ?? []));
    const before = new Set(domainsOf(facts.delta?.metadata.from?.emails ?? []));
    return [
      ...now
        .filter((domain) => isDisposable(domain) && !before.has(domain))
        .map((domain) => disposableHit(domain, facts)),
      ...(facts.domains ?? []).flatMap((domain) => domainHits(domain, before, facts)),
    ];
  },
});

function disposableHit(domain: string, { entry, project, now }: Subject): Hit {
  const doubt = project === undefined ? null : doubtAbout(project, now);
  return {
    message: `${releaseName(entry)} gives an address at ${printable(domain)}, whose mailboxes are thrown away or open to all${doubt === null ? '' : `; ${doubt.text}`}.`,
    at: [],
    level: doubt === null ? 'note' : 'warn',
    confidence: 'medium',
    key: `disposable ${domain}`,
  };
}

function domainHits(about: MailDomain, before: ReadonlySet<string>, facts: Subject): readonly Hit[] {
  const fault = faultOf(about, before, facts);
  if (fault === null) return [];
  const { domain } = about;
  return [
    {
      message: `${releaseName(facts.entry)} gives an address at ${printable(domain)}, ${fault.text}.`,
      at: [],
      level: fault.level,
      key: `domain ${domain}`,
    },
  ];
}

interface Fault {
  readonly level: Level;
  readonly text: string;
}

function faultOf(
  { domain, exists, registration }: MailDomain,
  before: ReadonlySet<string>,
  facts: Subject,
): Fault | null {
  if (registration?.status === 'unregistered')
    return { level: 'warn', text: 'a domain that nobody has registered: whoever does gets its mail' };
  if (registration?.status === 'ending')
    return { level: 'warn', text: 'a domain whose registration has run out and which is about to be given back' };
  // A name without a registry's word may be a slip of a file's author, or a zone that lies idle.
  if (!exists) return { level: registration === null ? 'warn' : 'note', text: 'a name that the DNS does not know' };
  return registration === null ? null : changedHands(domain, registration, before, facts);
}

const NEW_DOMAIN = 30 * DAY;

/** A registration that began after a release which already gave the address: the one who has it now is another. */
function changedHands(
  domain: string,
  { registeredAt }: DomainRegistration,
  before: ReadonlySet<string>,
  { project, delta, now }: Subject,
): Fault | null {
  if (registeredAt === null || project === undefined) return null;
  const then = before.has(domain) ? baselineTime(project, delta) : null;
  if (then !== null && registeredAt > then)
    return {
      level: 'warn',
      text: `a domain whose registration began on ${day(registeredAt)}, after the release of ${day(then)} that gave it already`,
    };
  return !before.has(domain) && now - registeredAt < NEW_DOMAIN
    ? { level: 'note', text: `a domain that was registered on ${day(registeredAt)}` }
    : null;
}

function baselineTime(project: Project, delta: Subject['delta']): number | null {
  const baseline = delta?.baseline;
  if (baseline?.kind !== 'locked' && baseline?.kind !== 'earlier-release') return null;
  const release = releaseOf(project, baseline.version);
  return release === null ? null : firstUpload(release.files);
}

const day = (time: number): string => new Date(time).toISOString().slice(0, 10);
